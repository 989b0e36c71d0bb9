"""Writing a file where a person wants it: completely or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from zcdesk.domain.errors import Unreadable, why


def write_whole(path: Path, data: bytes) -> None:
    """Write a file completely or not at all; what stood there before is then untouched."""
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise Unreadable(f"无法写入“{path.name}”：{why(error)}，会议数据没有受影响。") from error
