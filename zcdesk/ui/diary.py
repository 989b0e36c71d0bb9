"""What the program did last, for whoever mends it: steps and places, never what they were about.

It is kept in memory only and written where a person saves it. A line is made of names that stand
in the program's own text; there is no way in for a value, and no time that could order ballots.
"""

from __future__ import annotations

import platform
import re
from collections import deque
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import qVersion

from zcdesk.domain.errors import KnownError, Refused
from zcdesk.ui.trouble import places

_KEPT = 500
"""Lines; the oldest give way."""

_NAME = re.compile(r"[A-Za-z0-9_.<>-]{1,120}")


class Diary:
    """The last steps of the window, in their order."""

    def __init__(self, version: str) -> None:
        self._version = version
        self._lines: deque[str] = deque(maxlen=_KEPT)

    def step(self, name: str) -> None:
        """A step by the name that the program's text gives it; anything else is left out."""
        self._lines.append(name if _NAME.fullmatch(name) else "?")

    def refused(self, error: KnownError) -> None:
        """Something was refused: the kind and the rule, without the sentence."""
        rule = error.rule if isinstance(error, Refused) else ""
        self.step(f"refused.{type(error).__name__}" + (f".{rule}" if rule else ""))

    def bug(self, error: BaseException) -> None:
        """Something went wrong in the program."""
        self._lines.append("error")
        self._lines.extend(f"    {place}" for place in places(error))

    def text(self) -> str:
        """All of it, headed by the versions of program and system."""
        head = [
            f"zcdesk {self._version}",
            f"Python {platform.python_version()}, Qt {qVersion()}",
            f"{platform.system()} {platform.release()} {platform.machine()}",
            "",
        ]
        return "\n".join([*head, *self._lines, ""])


def name_of(verb: Callable[..., object]) -> str:
    """The name of a verb in the program's text; what it is called with stays out."""
    while isinstance(verb, partial):
        verb = verb.func
    module = getattr(verb, "__module__", "") or ""
    name = getattr(verb, "__qualname__", type(verb).__qualname__)
    return f"{module.removeprefix('zcdesk.')}.{name}"
