"""Foreign tables are opened in a guarded process: a crash there is a sentence here."""

from __future__ import annotations

import hashlib
import json
import stat
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zcdesk.domain.errors import Unreadable, why
from zcdesk.dossiers.cells import Cell
from zcdesk.dossiers.cells_limits import Limits

KINDS = (".xlsx", ".xls", ".ods", ".csv")


@dataclass(frozen=True, slots=True)
class Sheet:
    """The used area of a sheet; `top` and `left` are where it starts, counted from 0."""

    name: str
    shown: bool
    top: int
    left: int
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Table:
    """A table file: its sheets, and the SHA-256 of the bytes that they were read from."""

    sheets: tuple[Sheet, ...]
    sha256: str


def read_table(path: Path, limits: Limits) -> Table:
    """All sheets of a table file; Unreadable when it is none or asks for too much."""
    data = _bytes_of(path, limits)
    answer = _ask_child(path, data, limits)
    sheets = tuple(
        Sheet(s["name"] or path.name, bool(s["shown"]), s["start"][0], s["start"][1], s["rows"])
        for s in answer["sheets"]
    )
    return Table(sheets, hashlib.sha256(data).hexdigest())


def _bytes_of(path: Path, limits: Limits) -> bytes:
    if path.suffix.lower() not in KINDS:
        raise Unreadable(f"花名册“{path.name}”不是 xlsx、xls、ods 或 csv 文件。")
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise Unreadable(f"花名册“{path.name}”不是一个文件。")
        if found.st_size > limits.file_bytes:
            size = limits.file_bytes // 2**20
            raise Unreadable(f"花名册“{path.name}”超过 {size} MB，请删去图片后再导入。")
        return path.read_bytes()
    except FileNotFoundError:
        raise Unreadable(f"没有找到花名册“{path}”。") from None
    except OSError as error:
        raise Unreadable(f"花名册“{path.name}”打不开（{why(error)}）。") from error


def _ask_child(path: Path, data: bytes, limits: Limits) -> dict[str, Any]:
    name, suffix = path.name, path.suffix.lower()
    # -P: nothing that lies in the current folder is imported.
    command = [sys.executable, "-P", "-m", "zcdesk.dossiers.cells_child", suffix]
    try:
        done = subprocess.run(  # noqa: S603 - our own module
            [*command, json.dumps(limits)],
            input=data,
            capture_output=True,
            timeout=limits.seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Unreadable(f"花名册“{name}”读了 {limits.seconds} 秒仍未读完，未导入。") from None
    if done.returncode != 0:
        raise Unreadable(f"花名册“{name}”读不出来：文件损坏，或展开后过大。")
    answer: dict[str, Any] = json.loads(done.stdout)
    if "refused" in answer:
        raise Unreadable(f"花名册“{name}”读不出来：{answer['refused']}。")
    return answer
