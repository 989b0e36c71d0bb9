"""The table of a view of 汇总: exact fractions, sorted by what they are worth."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from zcdesk.desk.gathered_views import Cell, Line, Share, View
from zcdesk.ui.look import colours
from zcdesk.ui.models.table import Column, RecordTable

_WIDTHS = {
    "年度": 64, "评审委员会": 190, "组别": 130, "级别": 80, "系列": 110, "专业": 110, "参加": 64,
    "综合": 86, "答辩": 86, "综合淘汰率": 236, "答辩淘汰率": 236, "综合下限": 76, "答辩下限": 76,
    "例外说明": 260, "事由": 300, "理由": 300, "豁免的规则": 130, "依据文件": 160, "批准": 170,
    "申报": 420, "依据": 190, "身份证号": 170, "校验码": 160, "签名时间": 140, "文件": 320,
    "未汇总的原因": 460, "所在文件夹": 260, "工作单位": 230, "同意比例": 130, "结果": 190,
}  # fmt: skip
_STANDARD, _BY_YEAR, _NARROW = 90, 160, 64
_MARKS = "●▲■"


def text_of(cell: Cell) -> str:
    """A cell as it stands in a table or on paper."""
    return cell.text if isinstance(cell, Share) else str(cell)


def table_of(view: View) -> RecordTable[Line]:
    """A model over a view's rows."""
    columns = [_column(place, head, view) for place, head in enumerate(view.heads)]
    model = RecordTable(columns, lambda line: line.key)
    model.set_records(view.lines)
    return model


def _column(place: int, head: str, view: View) -> Column[Line]:
    cells = [line.cells[place] for line in view.lines]
    shares = any(isinstance(cell, Share) for cell in cells)
    numbers = bool(cells) and all(isinstance(cell, int) for cell in cells)
    width = _BY_YEAR if shares else _NARROW if numbers else _STANDARD
    return Column(
        head,
        lambda line: text_of(line.cells[place]),
        _key(place),
        _WIDTHS.get(head, width),
        numeric=numbers,
        colour=lambda line: _colour(line.cells[place]),
    )


def _key(place: int) -> Callable[[Line], tuple[int, Fraction, str]]:
    def key(line: Line) -> tuple[int, Fraction, str]:
        cell = line.cells[place]
        if isinstance(cell, Share):
            return (0, cell.value, "")
        if isinstance(cell, int):
            return (0, Fraction(cell), "")
        return (1, Fraction(0), cell)

    return key


def _colour(cell: Cell) -> str:
    if not isinstance(cell, str) or cell[:1] not in _MARKS or not cell:
        return ""
    return {"●": colours().good, "▲": colours().unclear, "■": colours().violation}[cell[0]]
