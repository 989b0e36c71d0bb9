"""The child process that opens a foreign table: bytes in, cells out as JSON, nothing else.

It is started for one file and may be killed at any moment. It imports little, so that its start
costs little.
"""

from __future__ import annotations

import csv
import gc
import io
import json
import os
import sys
import threading
import zipfile
from collections.abc import Iterable
from typing import Any

import python_calamine as calamine

from zcdesk.dossiers.cells_faults import MARK, Fault, Faults, faults_of
from zcdesk.dossiers.cells_limits import Limits, confine

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_DAMAGED = "文件损坏，请用 Excel 或 WPS 打开后另存为 xlsx 再导入"


class _Refusal(Exception):
    """Why a file is not read, in Chinese, to follow 花名册“…”."""


def main() -> None:
    """Read the file from standard input; write {"sheets": …} or {"refused": …}."""
    suffix, limits = sys.argv[1], Limits(*json.loads(sys.argv[2]))
    confine(limits.memory_bytes, limits.seconds)
    gc.disable()
    data = sys.stdin.buffer.read()
    answer: dict[str, Any]
    try:
        answer = {"sheets": _sheets(suffix, data, limits)}
    except _Refusal as refusal:
        answer = {"refused": str(refusal)}
    except calamine.PasswordError:
        answer = {"refused": "有打开密码，请去掉密码后再导入"}
    except MemoryError:
        answer = {"refused": "内容过大，请删去无关的工作表后再导入"}
    except calamine.CalamineError:
        answer = {"refused": _DAMAGED}
    text = json.dumps(answer, ensure_ascii=False, default=_special)
    if "true" in text or "false" in text:
        _mark_truth(answer)
        text = json.dumps(answer, ensure_ascii=False, default=_special)
    sys.stdout.buffer.write(text.encode("utf-8"))
    sys.stdout.buffer.flush()
    # The cells are not worth an orderly end: freeing them takes longer than writing them.
    os._exit(0)


def _sheets(suffix: str, data: bytes, limits: Limits) -> list[dict[str, Any]]:
    if data.startswith((_ZIP, _OLE)):
        return _workbook(data, limits)
    if suffix != ".csv":
        raise _Refusal("不是 xlsx、xls、ods 或 csv 表格，请另存为 xlsx 再导入")
    return [_csv(data, limits)]


def _workbook(data: bytes, limits: Limits) -> list[dict[str, Any]]:
    found: list[Faults] = []
    if data.startswith(_ZIP):
        _check_members(data, limits)
        search = threading.Thread(target=lambda: found.append(faults_of(data)))
    else:
        search = threading.Thread(target=lambda: found.append({}))
    # Beside the reading, not after it: both let go of the interpreter while they unpack.
    search.start()
    book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    sheets: list[dict[str, Any]] = []
    cells = 0
    for metadata in book.sheets_metadata[: limits.sheets]:
        if metadata.typ is not calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_name(metadata.name)
        cells += sheet.height * sheet.width
        _check_size(sheet.height, sheet.width, cells, limits)
        shown = int(metadata.visible is calamine.SheetVisibleEnum.Visible)
        start, rows = sheet.start or (0, 0), sheet.to_python()
        sheets.append({"name": metadata.name, "shown": shown, "start": start, "rows": rows})
    search.join()
    if not found:
        raise _Refusal(_DAMAGED)
    for read in sheets:
        _mark_faults(read, found[0].get(read["name"], ()), limits)
    return sheets


def _mark_faults(sheet: dict[str, Any], faults: Iterable[Fault], limits: Limits) -> None:
    """Put each fault where its empty cell stands; rows of nothing but faults come back."""
    rows, (top, left) = sheet["rows"], sheet["start"]
    width = len(rows[0]) if rows else 0
    for row, column, shown in faults:
        while len(rows) <= row - top < limits.rows:
            rows.append([""] * width)
        # Left or right of the used area there is no heading, above it no row.
        if 0 <= row - top < len(rows) and 0 <= column - left < width:
            rows[row - top][column - left] = MARK + shown


def _check_members(data: bytes, limits: Limits) -> None:
    try:
        members = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise _Refusal(_DAMAGED) from error
    if len(members) > limits.members or sum(m.file_size for m in members) > limits.unpacked_bytes:
        raise _Refusal("展开后过大，请删去图片和无关的工作表后再导入")


def _check_size(height: int, width: int, cells: int, limits: Limits) -> None:
    if height > limits.rows or width > limits.columns or cells > limits.cells:
        raise _Refusal(f"超过 {limits.rows} 行或 {limits.columns} 列，请删去无关的内容后再导入")


def _csv(data: bytes, limits: Limits) -> dict[str, Any]:
    text = _decoded(data)
    rows: list[list[str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    cells = 0
    try:
        for row in reader:
            rows.append(row)
            cells += len(row)
            _check_size(len(rows), len(row), cells, limits)
    except csv.Error as error:
        # The module has no class of its own for this, only an English sentence.
        if "field larger than field limit" in str(error):
            raise _Refusal(
                f"第 {reader.line_num} 行有一格超过 {csv.field_size_limit()} 个字符，"
                "请检查引号是否成对，或删去过长的内容后再导入"
            ) from error
        raise _Refusal(f"第 {reader.line_num} 行的引号或分隔有误，请改正后再导入") from error
    width = max(map(len, rows), default=0)
    _check_size(len(rows), width, len(rows) * width, limits)
    for row in rows:
        row.extend([""] * (width - len(row)))
    return {"name": "", "shown": 1, "start": (0, 0), "rows": rows}


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding).replace("\0", "")
        except UnicodeDecodeError:
            continue
    raise _Refusal("不是 UTF-8 或 GB18030 编码，请另存为 xlsx 再导入")


def _special(value: Any) -> str:
    """A date, a time or a duration, marked so that it is not taken for typed text."""
    return MARK + (value.isoformat() if hasattr(value, "isoformat") else str(value))


def _mark_truth(answer: dict[str, Any]) -> None:
    for sheet in answer.get("sheets", ()):
        for row in sheet["rows"]:
            for column, value in enumerate(row):
                if isinstance(value, bool):
                    row[column] = MARK + ("TRUE" if value else "FALSE")


if __name__ == "__main__":
    main()
