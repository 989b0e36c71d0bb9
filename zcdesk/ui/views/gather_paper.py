"""A view of 汇总 for paper: its title, its rows, its chart where it has one."""

from __future__ import annotations

import html
from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from zcdesk.desk.gathered_views import Line, Share, View
from zcdesk.ui.models.gathered import text_of
from zcdesk.ui.palette import LIGHT
from zcdesk.ui.paper import CHART
from zcdesk.ui.views.trend_chart import TrendChart

_WIDE, _TALL, _FINE = 900, 260, 2


def page_of(view: View, lines: Sequence[Line], told: str, *, chart: bool) -> str:
    """The view as it is sorted on the screen."""
    heads = "".join(f"<th align='left'>{html.escape(head)}</th>" for head in view.heads)
    rows = "".join(
        "<tr>" + "".join(f"<td>{_cell(cell)}</td>" for cell in line.cells) + "</tr>"
        for line in lines
    )
    body = (
        f"<table border='1' cellspacing='0' cellpadding='3' width='100%' "
        f"style='border-collapse: collapse'><thead><tr>{heads}</tr></thead>{rows}</table>"
        if lines
        else f"<p>{html.escape(view.empty)}</p>"
    )
    picture = f"<p><img src='{CHART}' width='{_WIDE * 3 // 4}'></p>" if chart else ""
    return (
        f"<h2>职称评审汇总　{html.escape(view.title)}</h2><p>{html.escape(told)}</p>"
        f"{picture}{body}<p>{html.escape(view.note)}</p>"
    )


def _cell(cell: object) -> str:
    if isinstance(cell, Share):
        floor = "" if cell.floor is None else f"（下限 {cell.floor_text}）"
        return html.escape(cell.text + floor)
    assert isinstance(cell, str | int)
    return html.escape(text_of(cell))


def chart_picture(chart: TrendChart) -> QImage:
    """The chart for paper."""
    picture = QImage(_WIDE * _FINE, _TALL * _FINE, QImage.Format.Format_RGB32)
    painter = QPainter(picture)
    painter.scale(_FINE, _FINE)
    painter.setFont(chart.font())
    chart.draw(painter, QRectF(0, 0, _WIDE, _TALL), LIGHT)
    painter.end()
    return picture
