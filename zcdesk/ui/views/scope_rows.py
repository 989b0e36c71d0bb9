"""What the committee is approved for: a row for each series, with its levels and specialties."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain, pairwise

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QLineEdit, QWidget

from zcdesk.desk import views
from zcdesk.domain.applicant import Level
from zcdesk.domain.committee import Scope
from zcdesk.domain.errors import Refused
from zcdesk.ui.inputs import QuietCombo
from zcdesk.ui.parts import button, column, named, row

_ANY = "*"


class ScopeRows(QWidget):
    """At least one row; 添加 makes another."""

    def __init__(self, series: Sequence[str]) -> None:
        super().__init__()
        self._series = tuple(series)
        self.rows: list[ScopeRow] = []
        self._list = column(gap=8)
        self.add = button(self.tr("添加系列"), self._add, "plain")
        self.setLayout(column(self._list, row(self.add, None), gap=4))
        self._add()

    def show_scope(self, scope: Sequence[Scope]) -> None:
        """Show what is approved."""
        while len(self.rows) > max(1, len(scope)):
            self._drop(self.rows[-1])
        while len(self.rows) < len(scope):
            self._add()
        for made, each in zip(self.rows, scope, strict=False):
            made.show_scope(each)

    def scope(self) -> tuple[Scope, ...]:
        """What is approved, as typed. Refused with a sentence."""
        return tuple(made.scope() for made in self.rows)

    def _add(self) -> None:
        made = ScopeRow(self._series)
        made.removed.connect(self._remove)
        self.rows.append(made)
        self._list.addWidget(made)
        self._settle()

    def _remove(self, made: object) -> None:
        assert isinstance(made, ScopeRow)
        self._drop(made)
        self._settle()
        self.add.setFocus()

    def _drop(self, made: ScopeRow) -> None:
        self.rows.remove(made)
        self._list.removeWidget(made)
        made.hide()
        made.deleteLater()

    def _settle(self) -> None:
        for place, made in enumerate(self.rows, 1):
            made.number(place, alone=len(self.rows) == 1)
        # A row that came later stands before the button that brought it, for the Tab key too.
        # Qt leaves a first stop alone that is to come after the last one: it goes there by steps.
        QWidget.setTabOrder(self.rows[0].series, self.add)
        for before, after in pairwise([*chain(*(made.stops for made in self.rows)), self.add]):
            QWidget.setTabOrder(before, after)


class ScopeRow(QFrame):
    """A series, its levels, and its specialties (nothing: every one)."""

    removed = Signal(object)

    def __init__(self, series: Sequence[str]) -> None:
        super().__init__()
        self.setProperty("role", "finding-quiet")
        self.series = QuietCombo()
        self.series.addItems(list(series))
        self.levels = {level: QCheckBox(level.value) for level in views.levels()}
        for level, box in self.levels.items():
            box.setChecked(level.tier.value == "高级")
        self.specialties = QLineEdit()
        self.specialties.setPlaceholderText(self.tr("全部专业；只限几个时填写，用、分开"))
        self.remove = button(self.tr("删除"), lambda: self.removed.emit(self), "plain")
        levels = QGridLayout()
        levels.setHorizontalSpacing(16)
        for place, box in enumerate(self.levels.values()):
            levels.addWidget(box, place // 3, place % 3)
        levels.setColumnStretch(3, 1)
        self.setLayout(
            column(
                row(self.series, self.specialties, self.remove, grow=self.specialties),
                levels,
                gap=6,
                margin=8,
            )
        )

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """Where the Tab key stops, as one reads."""
        return (self.series, self.specialties, self.remove, *self.levels.values())

    def number(self, place: int, *, alone: bool) -> None:
        """Which row it is; the only one stays."""
        named(self.series, f"核准系列 {place}")
        named(self.specialties, f"核准专业 {place}")
        for level, box in self.levels.items():
            named(box, f"核准级别 {place} {level.value}")
        self.remove.setAccessibleName(f"删除核准系列 {place}")
        self.remove.setVisible(not alone)

    def show_scope(self, scope: Scope) -> None:
        """Show an approved series."""
        place = self.series.findText(scope.series)
        if place < 0:
            self.series.addItem(scope.series)
            place = self.series.count() - 1
        self.series.setCurrentIndex(place)
        for level, box in self.levels.items():
            box.setChecked(level in scope.levels)
        any_ = _ANY in scope.specialties
        self.specialties.setText("" if any_ else "、".join(scope.specialties))

    def scope(self) -> Scope:
        """The row as typed."""
        levels: tuple[Level, ...] = tuple(l_ for l_, box in self.levels.items() if box.isChecked())
        if not levels:
            raise Refused("setup", f"请为“{self.series.currentText()}”选择至少一个核准级别。")
        parts = re.split("[、，,；;]", self.specialties.text())
        specialties = tuple(part.strip() for part in parts if part.strip())
        return Scope(self.series.currentText(), levels, specialties or (_ANY,))
