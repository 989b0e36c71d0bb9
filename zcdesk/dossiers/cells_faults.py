"""Cells of an .xlsx that hold no value: formula errors, and formulas never worked out.

The reader of workbooks gives both as empty cells; taken as empty they would be dropped without
a word. Here they are found in the sheets' own text.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterator

MARK = "\0"
"""Begins the text of a cell that is no typed text: a date, a truth value, a fault."""

UNCALCULATED = "#未计算"
"""What stands for a formula without a result; errors stand for themselves (#N/A)."""

_CELL = re.compile(rb"<c\b([^>]*[^/>])>(.*?)</c>", re.DOTALL)
_VALUE = re.compile(rb"<v\b[^>]*>([^<]+)</v>")
_ATTRIBUTE = re.compile(r"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_ADDRESS = re.compile(r"([A-Z]{1,3})(\d{1,7})")

Fault = tuple[int, int, str]
"""Row and column, counted from 0, and what stands there."""

Faults = dict[str, list[Fault]]
"""The faults of each sheet."""


def faults_of(data: bytes) -> Faults:
    """The cells without a value of a workbook; nothing where the file is not laid out as usual."""
    faults: Faults = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name, member in _sheets(archive):
            text = archive.read(member)
            # Looking for either costs little; most rosters have neither.
            if b't="e"' in text or b"<f" in text:
                faults[name] = list(_faulty(text))
    return faults


def _sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    members = set(archive.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= members:
        return
    targets = {
        relation.get("Id", ""): relation.get("Target", "")
        for relation in _elements(archive.read("xl/_rels/workbook.xml.rels"), "Relationship")
    }
    for sheet in _elements(archive.read("xl/workbook.xml"), "sheet"):
        target = next((targets.get(v, "") for k, v in sheet.items() if k.endswith(":id")), "")
        member = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if member in members:
            yield sheet.get("name", ""), member


def _elements(xml: bytes, tag: str) -> Iterator[dict[str, str]]:
    text = xml.decode("utf-8", "replace")
    for match in re.finditer(rf"<(?:\w+:)?{tag}\s([^>]*)>", text):
        yield _attributes(match[1])


def _attributes(text: str) -> dict[str, str]:
    return {m[1]: html.unescape(m[2] or m[3] or "") for m in _ATTRIBUTE.finditer(text)}


def _faulty(text: bytes) -> Iterator[Fault]:
    for cell in _CELL.finditer(text):
        error = b't="e"' in cell[1]
        if not error and (b"<f" not in cell[2] or b't="str"' in cell[1]):
            continue
        value = _VALUE.search(cell[2])
        place = _ADDRESS.fullmatch(_attributes(cell[1].decode("ascii", "replace")).get("r", ""))
        if place is not None and (error or value is None):
            shown = html.unescape(value[1].decode("utf-8", "replace")) if value else UNCALCULATED
            yield int(place[2]) - 1, _column(place[1]), shown


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
