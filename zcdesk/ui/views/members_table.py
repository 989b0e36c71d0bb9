"""The members of the committee as a table that is typed in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QStyledItemDelegate, QWidget

from zcdesk.domain.committee import Member, Role
from zcdesk.ui.models.table import Index
from zcdesk.ui.parts import button, column, label, row
from zcdesk.ui.tables import table
from zcdesk.ui.views.day_fields import days_from, days_in_text

_HEADS = ("编号", "姓名", "职务", "失信记录日期")
_SHOWN = Qt.ItemDataRole.DisplayRole
_ROLES = {role.chinese: role for role in Role}


class MembersModel(QAbstractTableModel):
    """Members in the committee's order; each cell can be written in."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.members: list[Member] = []
        self._days: list[str] = []

    def show_members(self, members: Sequence[Member]) -> None:
        """Show other members."""
        self.beginResetModel()
        self.members = list(members)
        self._days = [days_in_text(member.integrity) for member in members]
        self.endResetModel()

    def read(self) -> tuple[Member, ...]:
        """The members as typed. Refused where a day of a dishonesty record cannot be read."""
        return tuple(
            replace(member, integrity=days_from(text, member.name or member.id))
            for member, text in zip(self.members, self._days, strict=True)
        )

    def paste(self, text: str) -> int:
        """A list of names, one a line, an office behind it where there is one; how many came."""
        found = [
            [part for part in re.split(r"[\s,，、;；]+", line.strip()) if part]
            for line in text.splitlines()
        ]
        came = 0
        for parts in found:
            role = next((_ROLES[part] for part in parts if part in _ROLES), None)
            names = [p for p in parts if p not in _ROLES and not p.isascii()]
            if names:
                self.add(names[0], role)
                came += 1
        return came

    def add(self, name: str = "", role: Role | None = None) -> None:
        """One more row; the first is the chair where nothing else is said."""
        place = len(self.members)
        taken = {member.id for member in self.members}
        number = place + 1
        while f"P{number:02d}" in taken:
            number += 1
        office = role or (Role.MEMBER if place else Role.CHAIR)
        self.beginInsertRows(QModelIndex(), place, place)
        self.members.append(Member(f"P{number:02d}", name, office))
        self._days.append("")
        self.endInsertRows()

    def remove(self, place: int) -> None:
        """One row less."""
        self.beginRemoveRows(QModelIndex(), place, place)
        del self.members[place]
        del self._days[place]
        self.endRemoveRows()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Members."""
        return 0 if parent.isValid() else len(self.members)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Id, name, office, days of dishonesty records."""
        return 0 if parent.isValid() else len(_HEADS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Every cell can be written in."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A member's texts."""
        if not index.isValid() or role not in (_SHOWN, Qt.ItemDataRole.EditRole):
            return None
        member = self.members[index.row()]
        days = self._days[index.row()]
        return (member.id, member.name, member.role.chinese, days)[index.column()]

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Write a cell."""
        if role != Qt.ItemDataRole.EditRole:
            return False
        member = self.members[index.row()]
        text = str(value).strip()
        match index.column():
            case 0:
                member = replace(member, id=text)
            case 1:
                member = replace(member, name=text)
            case 2:
                if text not in _ROLES:
                    return False
                member = replace(member, role=_ROLES[text])
            case _:
                self._days[index.row()] = text
        self.members[index.row()] = member
        self.dataChanged.emit(index, index)
        return True

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The headings."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _HEADS[section]
        return None


class _RoleDelegate(QStyledItemDelegate):
    """The office from a list."""

    def createEditor(self, parent: QWidget, _option: Any, _index: Index) -> QWidget:
        """A list of the offices."""
        combo = QComboBox(parent)
        combo.addItems(list(_ROLES))
        combo.setAccessibleName("职务")
        return combo

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """The office as it is."""
        if isinstance(editor, QComboBox):
            editor.setCurrentText(str(index.data()))

    def setModelData(self, editor: QWidget, model: Any, index: Index) -> None:
        """The office as chosen."""
        if isinstance(editor, QComboBox):
            model.setData(index, editor.currentText())


class MembersTable(QWidget):
    """The table with its two buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.model = MembersModel(self)
        self.view = table(self.tr("委员名单"))
        self.view.setModel(self.model)
        self.view.setItemDelegateForColumn(2, _RoleDelegate(self.view))
        triggers = QAbstractItemView.EditTrigger
        self.view.setEditTriggers(
            triggers.DoubleClicked | triggers.AnyKeyPressed | triggers.EditKeyPressed
        )
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.view.setMinimumHeight(180)
        for place, width in enumerate((80, 160, 130, 220)):
            self.view.setColumnWidth(place, width)
        self.add = button(self.tr("添加委员"), self._add)
        self.remove = button(self.tr("删除所选"), self._remove)
        self.paste = button(self.tr("从剪贴板粘贴名单"), self._paste, "plain")
        self.paste.setToolTip(self.tr("一行一人，姓名后可以写职务"))
        self.count = label("", "small")
        self._least: int | None = None
        for signal in (self.model.rowsInserted, self.model.rowsRemoved, self.model.modelReset):
            signal.connect(self._settle)
        self.setLayout(column(self.view, row(self.add, self.remove, self.paste, None, self.count)))
        self._settle()

    def show_members(self, members: Sequence[Member]) -> None:
        """Show other members."""
        self.model.show_members(members)

    def ask_for(self, least: int | None) -> None:
        """Say how many members there are to be at least, where that is known."""
        self._least = least
        self._settle()

    def members(self) -> tuple[Member, ...]:
        """The members as typed."""
        return self.model.read()

    def _add(self) -> None:
        self.model.add()
        index = self.model.index(self.model.rowCount() - 1, 1)
        self.view.setCurrentIndex(index)
        self.view.setFocus()
        self.view.edit(index)

    def _paste(self) -> None:
        self.model.paste(QGuiApplication.clipboard().text())
        self.view.setFocus()

    def _remove(self) -> None:
        index = self.view.currentIndex()
        if index.isValid():
            self.model.remove(index.row())

    def _settle(self) -> None:
        n = self.model.rowCount()
        short = self._least is not None and n < self._least
        asked = [self.tr("应为单数")] if n % 2 == 0 or short else []
        if self._least is not None and short:
            asked.append(self.tr("不少于 {least} 人").format(least=self._least))
        told = self.tr("，").join(asked)
        self.count.setText(
            self.tr("{n} 人（{told}）").format(n=n, told=told)
            if told
            else self.tr("{n} 人").format(n=n)
        )
