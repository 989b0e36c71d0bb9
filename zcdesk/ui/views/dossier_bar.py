"""The bar above the strip: which document, what it is about, which page, how large."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLayout, QWidget

from zcdesk.desk.reading import Category
from zcdesk.ui.parts import button, column, hold_width, label, named, row


class Bar(QWidget):
    """Tells what is wanted; the viewer does it and shows here how things stand."""

    picked = Signal(int)
    sorted_as = Signal(int)
    find_wanted = Signal()
    turn_wanted = Signal(int)
    zoom_wanted = Signal(int)
    rotate_wanted = Signal()
    full_wanted = Signal()
    menu_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.choice = named(QComboBox(), self.tr("材料"))
        self.choice.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.choice.setMinimumContentsLength(6)
        self.choice.activated.connect(self.picked)
        self.category = named(QComboBox(), self.tr("材料类别"), self.tr("按标题猜出，可以改（C）"))
        self.category.addItems([each.value for each in Category])
        self.category.activated.connect(self.sorted_as)
        hold_width(self.category, 84)
        self.place = label("", "muted")
        self.zoom = label("", "muted")
        self.previous = self._tool("‹", self.tr("上一页（←）"), lambda: self.turn_wanted.emit(-1))
        self.next = self._tool("›", self.tr("下一页（→）"), lambda: self.turn_wanted.emit(1))
        self.manner = _word(self.tr("版式"), self.tr("版式和按键（M）"), self.menu_wanted.emit)
        self.setLayout(column(self._first(), self._second(), gap=4, margin=0))

    def _first(self) -> QLayout:
        find = _word(self.tr("查找"), self.tr("在材料中查找（/）"), self.find_wanted.emit)
        return row(self.choice, self.category, find, gap=4, grow=self.choice)

    def _second(self) -> QLayout:
        return row(
            self.previous,
            self.place,
            self.next,
            None,
            self._tool("－", self.tr("缩小（-）"), lambda: self.zoom_wanted.emit(-1)),
            self.zoom,
            self._tool("＋", self.tr("放大（+）"), lambda: self.zoom_wanted.emit(1)),
            _word(self.tr("旋转"), self.tr("向右旋转本页（R）"), self.rotate_wanted.emit),
            _word(self.tr("全屏"), self.tr("全屏（F11）"), self.full_wanted.emit),
            self.manner,
            gap=4,
        )

    def _tool(self, text: str, name: str, pressed: Callable[[], None]) -> QWidget:
        return hold_width(_word(text, name, pressed), 30)


def _word(text: str, name: str, pressed: Callable[[], None]) -> QWidget:
    made = button(text, pressed, "tool")
    hold_width(made, 44)
    return named(made, name, name)
