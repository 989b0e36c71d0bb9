"""What the window wears now: theme and text size. Whoever paints asks here, each time."""

from __future__ import annotations

from dataclasses import dataclass

from zcdesk.ui.palette import TEXT_SIZES, THEMES, Colours, Sizes, TextSize, Theme


@dataclass(frozen=True, slots=True)
class Look:
    """A theme and a text size."""

    theme: Theme = THEMES[0]
    text: TextSize = TEXT_SIZES[0]

    @classmethod
    def of(cls, theme: str, text: str) -> Look:
        """By the remembered keys; an unknown one gives the standard."""
        return cls(
            next((each for each in THEMES if each.key == theme), THEMES[0]),
            next((each for each in TEXT_SIZES if each.key == text), TEXT_SIZES[0]),
        )

    @property
    def sizes(self) -> Sizes:
        """The type scale."""
        return Sizes.of(self.text.pixels)

    def px(self, at_standard: int) -> int:
        """A length that grows with the text, given in pixels at the standard size."""
        return at_standard * self.text.pixels // TEXT_SIZES[0].pixels

    def larger(self, steps: int) -> Look:
        """The text some sizes larger, or smaller below zero, as far as they go."""
        place = TEXT_SIZES.index(self.text) + steps
        return Look(self.theme, TEXT_SIZES[max(0, min(place, len(TEXT_SIZES) - 1))])


class _Worn:
    """One application, one look."""

    look = Look()


def look() -> Look:
    """The present look."""
    return _Worn.look


def put_on(new: Look) -> None:
    """Make a look the present one; zcdesk.ui.theme dresses the widgets in it."""
    _Worn.look = new


def colours() -> Colours:
    """The present colours."""
    return _Worn.look.theme.colours


def sizes() -> Sizes:
    """The present type scale."""
    return _Worn.look.sizes


def px(at_standard: int) -> int:
    """A length in pixels at the standard text size, as it is now."""
    return _Worn.look.px(at_standard)
