"""Python's collector walks over everything that is held, and nothing else runs meanwhile: with
10 000 applicants it stopped the window for a quarter of a second, whenever it liked.
"""

from __future__ import annotations

import gc

_USUAL = gc.get_threshold()
_RARELY = 1000
"""Young collections between two walks over everything; Python's own number is 10."""


def keep_off() -> None:
    """Much is made and held for long: what is young goes on being collected, the rest rarely.

    Nothing is frozen: `gc.freeze` beside a collection that another thread has begun ends the program.
    """
    gc.set_threshold(*_USUAL[:2], _RARELY)


def let_go() -> None:
    """What was held may be collected as usual again."""
    gc.set_threshold(*_USUAL)
