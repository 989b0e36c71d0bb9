"""The scoring scheme on the set-up page: items and groups with ranges, steps and caps."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QLineEdit,
    QStyledItemDelegate,
    QWidget,
)

from zcdesk.desk import scheme as schemes
from zcdesk.domain.errors import Refused
from zcdesk.domain.scoring import ScoreScheme
from zcdesk.ui.models.scheme import (
    COMBINE,
    COMBINES,
    JUDGED,
    JUDGES,
    SchemeModel,
    new_group,
    new_item,
)
from zcdesk.ui.models.table import Index
from zcdesk.ui.parts import button, column, label, named, row, set_role
from zcdesk.ui.tables import table

_WIDTHS = (230, 58, 58, 58, 58, 80, 90, 130)


class _Words(QStyledItemDelegate):
    """A cell that holds one of a few words."""

    def __init__(self, words: list[str], parent: QWidget) -> None:
        super().__init__(parent)
        self._words = words

    def createEditor(self, parent: QWidget, _option: Any, _index: Index) -> QWidget:
        """A list of the words."""
        combo = QComboBox(parent)
        combo.addItems(self._words)
        combo.setAccessibleName("、".join(self._words))
        return combo

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """The word as it is."""
        if isinstance(editor, QComboBox):
            editor.setCurrentText(str(index.data()))

    def setModelData(self, editor: QWidget, model: Any, index: Index) -> None:
        """The word as chosen."""
        if isinstance(editor, QComboBox):
            model.setData(index, editor.currentText())


class SchemeEditor(QWidget):
    """`changed` with every change; below the table stands the sum, or what is wrong."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._standard: ScoreScheme | None = None
        self.name = named(QLineEdit(), self.tr("赋分办法名称"))
        self.cap = named(QLineEdit(), self.tr("总分封顶"))
        self.cap.setMaximumWidth(90)
        self.cap.setPlaceholderText(self.tr("不设"))
        self.model = SchemeModel(self)
        self.view = table(self.tr("赋分要素"))
        self.view.setModel(self.model)
        self.view.setItemDelegateForColumn(COMBINE, _Words(list(COMBINES), self.view))
        self.view.setItemDelegateForColumn(JUDGED, _Words(list(JUDGES), self.view))
        triggers = QAbstractItemView.EditTrigger
        self.view.setEditTriggers(
            triggers.DoubleClicked | triggers.AnyKeyPressed | triggers.EditKeyPressed
        )
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.view.setMinimumHeight(220)
        for place, width in enumerate(_WIDTHS):
            self.view.setColumnWidth(place, width)
        self.add_item = button(self.tr("添加要素"), lambda: self._add(group=False))
        self.add_group = button(self.tr("添加分组"), lambda: self._add(group=True))
        self.remove = button(self.tr("删除"), self._remove)
        self.up = button(self.tr("上移"), lambda: self._move(-1))
        self.down = button(self.tr("下移"), lambda: self._move(1))
        self.inward = button(self.tr("移入上方分组"), lambda: self._shift(1))
        self.outward = button(self.tr("移出分组"), lambda: self._shift(-1))
        self.standard = button(self.tr("恢复五个维度"), self._restore, "plain")
        self.sum = label("", "muted", wrap=True)
        self.name.textChanged.connect(self._judge)
        self.cap.textChanged.connect(self._judge)
        for signal in (
            self.model.dataChanged,
            self.model.rowsInserted,
            self.model.rowsRemoved,
            self.model.modelReset,
        ):
            signal.connect(self._judge)
        self.setLayout(
            column(
                row(
                    label(self.tr("名称"), "muted"),
                    self.name,
                    label(self.tr("总分封顶"), "muted"),
                    self.cap,
                ),
                self.view,
                row(self.add_item, self.add_group, self.remove, None, self.standard, gap=6),
                row(self.up, self.down, self.inward, self.outward, None, gap=6),
                self.sum,
                gap=10,
                grow=self.view,
            )
        )

    def show_scheme(self, scheme: ScoreScheme, standard: ScoreScheme) -> None:
        """Show a scheme; `standard` is what 恢复 brings back."""
        self._standard = standard
        self._show(scheme)

    def scheme(self) -> ScoreScheme:
        """The scheme as typed. Refused with a sentence."""
        return self.model.scheme(self.name.text(), self.cap.text())

    def _show(self, scheme: ScoreScheme) -> None:
        self.name.setText(scheme.name)
        self.cap.setText(schemes.in_words(scheme.root.cap))
        self.model.show_scheme(scheme)

    def _restore(self) -> None:
        if self._standard is not None:
            self._show(self._standard)

    def _add(self, *, group: bool) -> None:
        at = self.view.currentIndex().row()
        lines = self.model.lines
        depth = 0
        if 0 <= at < len(lines):
            depth = lines[at].depth + (1 if lines[at].group and not group else 0)
        place = at + 1 if 0 <= at < len(lines) else len(lines)
        while place < len(lines) and lines[place].depth > depth:
            place += 1
        self.model.insert(place, new_group(depth) if group else new_item(depth))
        index = self.model.index(place, 0)
        self.view.setCurrentIndex(index)
        self.view.setFocus()
        self.view.edit(index)

    def _remove(self) -> None:
        at = self.view.currentIndex().row()
        if at >= 0:
            self.model.remove(at)

    def _move(self, step: int) -> None:
        at = self.view.currentIndex().row()
        if at >= 0:
            self.view.setCurrentIndex(self.model.index(self.model.move(at, step), 0))

    def _shift(self, step: int) -> None:
        at = self.view.currentIndex().row()
        if at >= 0 and self.model.shift(at, step):
            self.view.setCurrentIndex(self.model.index(at, 0))

    def _judge(self) -> None:
        try:
            scheme = self.scheme()
        except Refused as error:
            set_role(self.sum, "violation")
            self.sum.setText(error.sentence)
        else:
            set_role(self.sum, "muted")
            points = schemes.in_words(schemes.full_points(scheme))
            n = len(scheme.items)
            self.sum.setText(self.tr("共 {n} 个要素，满分 {p} 分。").format(n=n, p=points))
        self.changed.emit()
