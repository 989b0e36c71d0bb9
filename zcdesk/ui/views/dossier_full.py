"""The whole screen for the dossier, within the same window: whoever watches it still does."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QLayout, QWidget

from zcdesk.ui.parts import column


class FullScreen(QObject):
    """Lays a part of a view over the whole window, and puts it back."""

    def __init__(self, part: QWidget, home: QLayout) -> None:
        super().__init__(part)
        self._part, self._home = part, home
        self._cover: QWidget | None = None
        self._window: QWidget | None = None
        self._before = Qt.WindowState.WindowNoState

    @property
    def on(self) -> bool:
        """The part covers the window."""
        return self._cover is not None

    def toggle(self) -> None:
        """Cover the window, or go back."""
        if self.on:
            self.leave()
        else:
            self.enter()

    def enter(self) -> None:
        """Cover the window."""
        self._window = window = self._part.window()
        at = self._focused()
        self._before = window.windowState()
        self._home.removeWidget(self._part)
        self._cover = cover = QWidget(window)
        cover.setProperty("role", "canvas")
        cover.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        cover.setLayout(column(self._part, margin=0))
        window.installEventFilter(self)
        window.setWindowState(self._before | Qt.WindowState.WindowFullScreen)
        self._fill()
        cover.show()
        cover.raise_()
        if at is not None:
            at.setFocus()

    def leave(self) -> None:
        """Back to where it was."""
        cover, self._cover = self._cover, None
        if cover is None or self._window is None:
            return
        at = self._focused()
        self._window.removeEventFilter(self)
        self._window.setWindowState(self._before)
        self._home.addWidget(self._part)
        self._part.show()
        cover.hide()
        cover.deleteLater()
        if at is not None:
            at.setFocus()

    def _focused(self) -> QWidget | None:
        """What has the keyboard within the part: a widget that is moved loses it."""
        at = cast("QWidget | None", self._part.window().focusWidget())
        return at if at is not None and self._part.isAncestorOf(at) else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The cover is as large as the window."""
        if event.type() is QEvent.Type.Resize:
            self._fill()
        return super().eventFilter(watched, event)

    def _fill(self) -> None:
        if self._cover is not None and self._window is not None:
            self._cover.setGeometry(self._window.rect())
