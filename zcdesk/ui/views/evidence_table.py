"""A finding's evidence: the facts as lines, and a small table of what counted and what did not."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from zcdesk.desk.evidence import Evidence, Mark, merged
from zcdesk.ui.parts import column, label, panel

STATES = {True: ("●", "good"), False: ("■", "violation"), None: ("◆", "unclear")}
"""Mark and role of what counts, what does not, and what is open: told apart without colour."""


def evidence_table(evidence: Evidence) -> QWidget | None:
    """The evidence as widgets; None where the sentence says it all."""
    parts = []
    if evidence.lines:
        parts.append(_lines(evidence))
    if evidence.rows:
        parts.append(_rows(evidence.rows))
    return panel(column(*parts, gap=6)) if parts else None


def _lines(evidence: Evidence) -> QGridLayout:
    grid = _grid()
    for place, (name, value) in enumerate(evidence.lines):
        grid.addWidget(label(name, "small"), place, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(label(value, "small", wrap=True), place, 1)
    grid.setColumnStretch(1, 1)
    return grid


def _rows(rows: tuple[Mark, ...]) -> QGridLayout:
    grid = _grid()
    top = Qt.AlignmentFlag.AlignTop
    for place, each in enumerate(merged(rows)):
        sign, role = STATES[each.counts]
        # The reason stands below: beside the rest it would make the panel wider than its pane.
        line = 2 * place
        grid.addWidget(label(f"{sign} {each.state}", role), line, 0, top)
        grid.addWidget(label(each.what, wrap=len(each.what) > _SHORT), line, 1, top)
        grid.addWidget(label(each.detail, wrap=len(each.detail) > _SHORT), line, 2, top)
        if each.why:
            grid.addWidget(label(each.why, "small", wrap=True), line + 1, 1, 1, 2)
    grid.setColumnStretch(2, 1)
    return grid


_SHORT = 9


def _grid() -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(2)
    grid.setContentsMargins(0, 2, 0, 2)
    return grid
