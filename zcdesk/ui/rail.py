"""The rail of pages: icons of our own, drawn in the colour of the theme."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QIcon, QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QToolButton, QWidget

from zcdesk.ui.look import colours, px
from zcdesk.ui.parts import hold_width, named

_DRAWN_IN = "#1d4e79"
"""The colour that the icons' files are drawn in."""
_SIDE, _WIDTH = 26, 92
_FINE = 4
"""Drawn this much larger, so that they stay sharp on fine screens."""


class Rail(QScrollArea):
    """The pages one below the other; on a low screen they scroll, and the bar has room of its own."""

    def __init__(self, inner: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(inner)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wider by the bar where there is one."""
        super().resizeEvent(event)
        needed = self.widget().minimumSizeHint()
        bar = self.verticalScrollBar().sizeHint().width() if needed.height() > self.height() else 0
        if self.width() != needed.width() + bar:
            self.setFixedWidth(needed.width() + bar)

    def sizeHint(self) -> QSize:
        """As wide as the pages' buttons."""
        return self.widget().minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        """A button high; the rest is scrolled to."""
        return QSize(self.widget().minimumSizeHint().width(), px(_WIDTH))


class RailButton(QToolButton):
    """One page of the rail."""

    def __init__(self, icon: Path, text: str, keys: str) -> None:
        super().__init__()
        self._source = icon.read_text("utf-8")
        self._drawn = ("", 0)
        self.setText(text)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        self.setCheckable(True)
        self.setProperty("kind", "rail")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        named(self, text, f"{text}（{keys}）")
        hold_width(self, _WIDTH)
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        """The icon follows the theme."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._draw()

    def _draw(self) -> None:
        wanted = (colours().accent, px(_SIDE))
        if wanted == self._drawn:
            return
        self._drawn = wanted
        side = px(_SIDE)
        self.setIconSize(QSize(side, side))
        svg = self._source.replace(_DRAWN_IN, wanted[0])
        sized = svg.replace("<svg ", f'<svg width="{side * _FINE}" height="{side * _FINE}" ', 1)
        self.setIcon(QIcon(QPixmap.fromImage(QImage.fromData(sized.encode("utf-8")))))
