"""Building blocks of every view: labels, buttons, rows and columns, each with its name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar, cast

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from zcdesk.ui.look import px
from zcdesk.ui.theme import GAP, HEIGHT, LEAST, MOST, WIDTH, refit

if TYPE_CHECKING:
    from zcdesk.domain.events import Setup

W = TypeVar("W", bound=QWidget)
_FEW, _LITTLE = 8, 120
Item = QWidget | QLayout | int | None
"""What stands in a row or column: a widget, a layout, a space in pixels, None for a spring."""


def named(widget: W, name: str, tip: str = "") -> W:
    """Give a widget the name that a screen reader speaks, and a tip for the mouse."""
    widget.setAccessibleName(name)
    if isinstance(widget, QComboBox):
        widget.view().setAccessibleName(name)
    if tip:
        widget.setToolTip(tip)
    return widget


def label(text: str, role: str = "", *, wrap: bool = False) -> QLabel:
    """A text in one of the roles of the style sheet."""
    made = _Words(text) if wrap else QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        made.setProperty("role", role)
    return made


class _Words(QLabel):
    """A text that breaks into lines, though not into single characters."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setWordWrap(True)
        self._needed = 0

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The height that the width needs is the least there is: splitters and tabs do not ask."""
        super().resizeEvent(event)
        needed = self.heightForWidth(self.width())
        if needed != self._needed:
            self._needed = needed
            self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        """A few characters wide, and all lines high."""
        metrics = self.fontMetrics()
        whole = metrics.horizontalAdvance(self.text()) + 2
        few = metrics.horizontalAdvance("国") * _FEW
        margins = self.contentsMargins()
        edges = margins.left() + margins.right() + 2 * self.margin()
        tall = self.heightForWidth(self.width()) if self._needed else metrics.height()
        return QSize(min(whole, few) + edges, tall)


class _Area(QScrollArea):
    """Asks for little itself: what stands beside it keeps its room."""

    def sizeHint(self) -> QSize:
        """As wide as what it holds, and a few lines high."""
        hint = super().sizeHint()
        inner = cast("QWidget | None", self.widget())
        width = inner.minimumSizeHint().width() if inner is not None else 0
        return QSize(max(hint.width(), width), min(hint.height(), px(_LITTLE)))

    def minimumSizeHint(self) -> QSize:
        """A few lines; the rest is scrolled to."""
        inner = cast("QWidget | None", self.widget())
        width = inner.minimumSizeHint().width() if inner is not None else 0
        return QSize(min(width, px(_LITTLE)), px(_LITTLE) // 2)


class Elided(QLabel):
    """A text on one line that ends in … where the room ends; the whole of it is in the tip."""

    def __init__(self, role: str = "") -> None:
        super().__init__()
        if role:
            self.setProperty("role", role)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def setText(self, text: str) -> None:
        """Show a text."""
        super().setText(text)
        self.setToolTip(text)

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw what fits."""
        painter = QPainter(self)
        shown = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, self.width()
        )
        middle = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.contentsRect(), middle, shown)


def hold_width(widget: W, at_standard: int) -> W:
    """Fix a width, given in pixels at the standard text size; it grows with the text."""
    widget.setProperty(WIDTH, at_standard)
    refit(widget)
    return widget


def hold_height(widget: W, at_standard: int) -> W:
    """Fix a height, given in pixels at the standard text size; it grows with the text."""
    widget.setProperty(HEIGHT, at_standard)
    refit(widget)
    return widget


def limit_width(widget: W, at_standard: int) -> W:
    """Set the greatest width, given in pixels at the standard text size; it grows with the text."""
    widget.setProperty(MOST, at_standard)
    refit(widget)
    return widget


def hold_least_width(widget: W, at_standard: int) -> W:
    """Set the least width, given in pixels at the standard text size; it grows with the text."""
    widget.setProperty(LEAST, at_standard)
    refit(widget)
    return widget


def say(made: QLabel, text: str) -> None:
    """Show a text; an empty one takes no room."""
    made.setText(text)
    made.setVisible(bool(text))


def set_kind(made: QPushButton, kind: str) -> None:
    """Give a button another weight: what is to be done next changes."""
    if made.property("kind") != kind:
        made.setProperty("kind", kind)
        made.style().unpolish(made)
        made.style().polish(made)


def set_role(widget: QWidget, role: str) -> None:
    """Change a widget's role; its look follows."""
    if widget.property("role") != role:
        widget.setProperty("role", role)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
        # A bolder face may need another line, which a layout that has measured does not notice.
        widget.ensurePolished()
        widget.updateGeometry()


def rehearsal_mark(setup: Setup) -> QLabel:
    """演练, unmistakable, where the session is one; nothing otherwise."""
    made = label("演 练", "badge")
    made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    if not setup.rehearsal:  # shown before it stands anywhere it would be a window of its own
        made.hide()
    return made


class _Button(QPushButton):
    """Return presses it, as space does; in a dialog Qt knows what Return means."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Only what comes to the button itself: no Return that was meant for somebody else."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        is_return = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_return and plain and not isinstance(self.window(), QDialog):
            self.click()
        else:
            super().keyPressEvent(event)


def button(text: str, pressed: Callable[[], object], kind: str = "") -> QPushButton:
    """A push button; its text is its name."""
    made = _Button(text)
    made.setAccessibleName(text)
    if kind:
        made.setProperty("kind", kind)
    # The signal carries a flag that nobody asked for.
    made.clicked.connect(lambda _checked: pressed())
    return made


def row(*items: Item, gap: int = GAP, margin: int = 0, grow: QWidget | None = None) -> QHBoxLayout:
    """A row; `grow` takes the room that is left."""
    return _fill(QHBoxLayout(), items, gap, margin, grow)


def column(
    *items: Item, gap: int = GAP, margin: int = 0, grow: QWidget | None = None
) -> QVBoxLayout:
    """A column; `grow` takes the room that is left."""
    return _fill(QVBoxLayout(), items, gap, margin, grow)


_EDGES = 64
"""Margins and a scroll bar beside what scrolls."""
L = TypeVar("L", bound=QBoxLayout)
_GREEDY = 100
"""Takes what springs beside it would like to have."""


def _fill(layout: L, items: Sequence[Item], gap: int, margin: int, grow: QWidget | None) -> L:
    layout.setSpacing(gap)
    layout.setContentsMargins(margin, margin, margin, margin)
    for item in items:
        match item:
            case None:
                layout.addStretch(1)
            case int():
                layout.addSpacing(item)
            case QWidget():
                layout.addWidget(item, _GREEDY if item is grow else 0)
            case _:
                layout.addLayout(item)
    return layout


def panel(layout: QLayout, role: str = "") -> QWidget:
    """A widget around a layout."""
    made = QWidget()
    if role:
        made.setProperty("role", role)
        made.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    made.setLayout(layout)
    return made


def card(layout: QLayout, role: str = "card") -> QFrame:
    """A frame around a layout."""
    made = QFrame()
    made.setProperty("role", role)
    made.setLayout(layout)
    return made


def rule() -> QFrame:
    """A thin line across."""
    made = QFrame()
    made.setProperty("role", "rule")
    made.setFixedHeight(1)
    return made


def scrolled(inner: QWidget, name: str) -> QScrollArea:
    """An area that scrolls where its content finds no room; nothing is cut off."""
    made = _Area()
    made.setWidgetResizable(True)
    made.setWidget(inner)
    # Keys reach what stands inside; the area itself is no stop of the Tab key.
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return named(made, name)


def fit(dialog: QWidget, inner: QWidget, width: int) -> None:
    """Make a dialog as large as what scrolls in it asks for, never larger than the screen."""
    outer, layout = dialog.layout(), inner.layout()
    assert outer is not None
    assert layout is not None
    whole = dialog.screen().availableGeometry()
    wide = min(max(width, inner.minimumSizeHint().width() + _EDGES), whole.width() - GAP)
    edges = outer.contentsMargins()
    tall = inner.sizeHint().height()
    if layout.hasHeightForWidth():
        tall = layout.heightForWidth(wide - edges.left() - edges.right())
    # What scrolls asks for little itself: everything else in the dialog stands beside it.
    viewport = inner.parentWidget()
    area = viewport.parentWidget() if viewport is not None else None
    assert area is not None
    rest = outer.sizeHint().height() - area.sizeHint().height()
    dialog.resize(wide, min(tall + rest + 2, whole.height() - GAP))


def empty_state(heading: str, what_next: str, *actions: QWidget) -> QWidget:
    """What stands where nothing is yet: what it is, and what to do next."""
    text = label(what_next, "muted", wrap=True)
    text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    limit_width(text, 380)
    text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
    head = label(heading, "lead")
    head.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    buttons = row(None, *actions, None)
    return panel(column(None, head, row(text), GAP, buttons, None, margin=3 * GAP))


def clear(layout: QLayout) -> None:
    """Take everything out of a layout."""
    while layout.count():
        item = layout.takeAt(0)
        # Either is None where the item is the other; the stubs do not say so.
        inner = cast("QWidget | None", item.widget())
        deeper = cast("QLayout | None", item.layout())
        if inner is not None:
            inner.hide()
            inner.deleteLater()
        elif deeper is not None:
            clear(deeper)
