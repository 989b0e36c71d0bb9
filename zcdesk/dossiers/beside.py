"""Many files that go into a folder together: written beside, moved in at the end, or not at all."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def beside(folder: Path) -> Iterator[Path]:
    """A folder to work in, on the disk of `folder`, which is made if it is missing.

    It is gone afterwards, whatever happened; where the work failed, so is every folder that was
    made for it. OSError where none can be made.
    """
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    work: Path | None = None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=".part-", dir=folder))
        yield work
    except BaseException:
        if work is not None:
            shutil.rmtree(work, ignore_errors=True)
        for each in missing:
            with contextlib.suppress(OSError):
                each.rmdir()
        raise
    shutil.rmtree(work, ignore_errors=True)


def move_in(work: Path, folder: Path) -> None:
    """Give every file below `work` its place below `folder`; one that stood there is replaced."""
    for path in sorted(work.iterdir()):
        target = folder / path.name
        if path.is_dir() and target.is_dir():
            move_in(path, target)
        else:
            path.replace(target)
