"""The one family of errors that is shown to a person; everything else is a bug."""


class KnownError(Exception):
    """A failure that a user can cause or meet, told in one clear Chinese sentence."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Refused(KnownError):
    """The procedure does not allow the step. `rule` is the id that the command line prints."""

    def __init__(self, rule: str, sentence: str) -> None:
        super().__init__(sentence)
        self.rule = rule


class Unreadable(KnownError):
    """An input (roster, script, package, picture) cannot be read; the sentence names it."""
