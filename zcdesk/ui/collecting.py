"""Python's collector walks over everything that is held, and nothing else runs meanwhile: with
10 000 applicants it stopped the window for a quarter of a second, whenever it liked.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def much_that_stays() -> Iterator[None]:
    """Make much that is held for long: no collection meanwhile, and none that walks over it later."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def let_go() -> None:
    """What was held may be collected again."""
    gc.unfreeze()
