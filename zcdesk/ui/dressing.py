"""Changes the look of everything in short turns: none of them stops the window."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QLayout, QWidget

from zcdesk.ui.look import Look, look, put_on
from zcdesk.ui.theme import put_sheet, refit, take_off_sheet

_POLISHED = Qt.WidgetAttribute.WA_WState_Polished
_APART = Qt.WidgetAttribute.WA_SetStyle
"""A widget with this flag is passed over when the style of the application changes."""

_AT_ONCE = 100
"""Widgets dressed or undressed in one turn: some 10 ms."""


class Dressing(QObject):
    """What is out of sight is undressed, the sheet is changed under the few widgets in sight, and
    the others are dressed afterwards, while somebody works on. Nothing is painted half dressed.

    In one piece it took 1.5 s for 2 000 widgets.
    """

    dressed = Signal()
    """Everything has the new look."""

    def __init__(self, resources: Path, owner: QObject) -> None:
        """`resources` holds the icons of the sheet."""
        super().__init__(owner)
        self._resources = resources
        self._turns: Generator[None, None, None] | None = None
        self._bare: list[tuple[QWidget, bool]] = []
        """Undressed, and whether it was dressed at all before."""
        self._still: list[QWidget] = []
        """Windows that are not painted for the moment."""
        self._resized = False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._turn)

    @property
    def busy(self) -> bool:
        """Something has not got the new look yet."""
        return self._turns is not None

    def change(self, new: Look) -> None:
        """Begin to change to a look. One that is still being put on is left where it is: what is
        bare by then stays so until the new look reaches it.
        """
        self._resized = self._resized or new.text is not look().text
        put_on(new)
        for top in QApplication.topLevelWidgets():
            if top.isVisible() and top.updatesEnabled():
                top.setUpdatesEnabled(False)
                self._still.append(top)
        self._turns = self._change(new)
        self._timer.start(0)

    def hurry(self) -> None:
        """Another page has come into sight: it is dressed before it is painted."""
        if self._turns is not None and not self._still:
            self._dress(self._in_sight())

    def finish(self) -> None:
        """Do now what is left."""
        while self._turns is not None:
            self._turn()

    def _turn(self) -> None:
        assert self._turns is not None
        try:
            next(self._turns)
        except StopIteration:
            self._turns = None
            self._timer.stop()
            self.dressed.emit()

    def _change(self, new: Look) -> Generator[None, None, None]:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        hidden = [each for each in _outer_first(app) if not each.isVisible()]
        for start in range(0, len(hidden), _AT_ONCE):
            self._undress(hidden[start : start + _AT_ONCE])
            yield
        self._give_back(self._in_sight())
        take_off_sheet(app)
        yield
        self._give_back(self._in_sight())
        put_sheet(app, self._resources, new)
        yield
        for widget in _outer_first(app):
            if widget.isVisible():
                _take_font(widget)
                refit(widget)
        self._paint()
        yield
        while self._bare:
            self._dress(self._in_sight() or self._take(self._bare[:_AT_ONCE]))
            yield
        if self._resized:
            self._resized = False
            everything = _outer_first(app)
            for widget in everything:
                _take_font(widget)
            for widget in everything:
                layout = widget.layout()
                if layout is not None:
                    _measure_anew(layout)
                    widget.updateGeometry()

    def _paint(self) -> None:
        for top in self._still:
            if shiboken6.isValid(top):
                top.setUpdatesEnabled(True)
        self._still.clear()

    def _undress(self, widgets: list[QWidget]) -> None:
        for widget in widgets:
            if not shiboken6.isValid(widget) or widget.testAttribute(_APART):
                continue
            polished = widget.testAttribute(_POLISHED)
            if polished:
                widget.style().unpolish(widget)
                widget.setAttribute(_POLISHED, on=False)
            widget.setAttribute(_APART)
            self._bare.append((widget, polished))

    def _in_sight(self) -> list[tuple[QWidget, bool]]:
        """What is bare though it has come into sight meanwhile, taken out of the list."""
        return self._take([each for each in self._bare if _visible(each[0])])

    def _take(self, some: list[tuple[QWidget, bool]]) -> list[tuple[QWidget, bool]]:
        taken = {id(widget) for widget, _ in some}
        self._bare = [each for each in self._bare if id(each[0]) not in taken]
        return some

    def _give_back(self, some: list[tuple[QWidget, bool]]) -> None:
        """Leave widgets to the application's style again."""
        for widget, polished in some:
            widget.setAttribute(_APART, on=False)
            widget.setAttribute(_POLISHED, on=polished)

    def _dress(self, some: list[tuple[QWidget, bool]]) -> None:
        alive = [each for each in some if shiboken6.isValid(each[0])]
        self._give_back(alive)
        for widget, polished in alive:
            if polished:
                widget.style().polish(widget)
            QCoreApplication.sendEvent(widget, QEvent(QEvent.Type.StyleChange))
            refit(widget)
            QWidget.update(widget)  # a view has an update of its own that asks for an index


def _outer_first(app: QApplication) -> list[QWidget]:
    """Every widget, each after the one that it lies in, whose font it takes."""
    found: list[QWidget] = []
    for top in app.topLevelWidgets():
        if top.parentWidget() is None:
            found += [top, *top.findChildren(QWidget)]
    return found


def _take_font(widget: QWidget) -> None:
    """Give a widget the font of what it lies in, where neither it nor the sheet asks for one.

    The application tells its widgets of another font in no order: one told before the widget
    around it keeps the old font, a tab bar small letters beside large ones.
    """
    if widget.font().resolveMask() == 0:
        widget.setFont(QFont())


def _measure_anew(layout: QLayout) -> None:
    """What is hidden does not tell the layouts around it that it has another size."""
    # Not item by item: Python's hold on an item outlives it, and Qt's next object of that address
    # was then taken for it (a tab bar for a spacer).
    for inner in layout.findChildren(QLayout):
        inner.invalidate()
    layout.invalidate()


def _visible(widget: QWidget) -> bool:
    return shiboken6.isValid(widget) and widget.isVisible()
