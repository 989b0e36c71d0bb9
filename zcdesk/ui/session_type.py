"""The session's own fonts on the screen: asked last, as on paper, and gone with the session."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QByteArray
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication

from zcdesk.ui.look import sizes
from zcdesk.ui.theme import ask_last, body_font


class SessionType:
    """What the open session brought."""

    def __init__(self) -> None:
        self._known: list[int] = []

    def learn(self, files: Sequence[bytes]) -> None:
        """Draw with these fonts too, in this order; with what was known before no more."""
        if not files and not self._known:
            return  # a font of the application that changes is told to every widget
        for known in self._known:
            QFontDatabase.removeApplicationFont(known)
        added = [QFontDatabase.addApplicationFontFromData(QByteArray(data)) for data in files]
        self._known = [each for each in added if each >= 0]
        ask_last([f for each in self._known for f in QFontDatabase.applicationFontFamilies(each)])
        QApplication.setFont(body_font(sizes().body))
