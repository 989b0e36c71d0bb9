"""What the window remembers between runs: its look, its tables, its splitters; nothing of people."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QMainWindow, QSplitter, QWidget

from zcdesk.ui.look import Look

if TYPE_CHECKING:
    from zcdesk.ui.tables import ColumnState

_GEOMETRY, _THEME, _TEXT, _COLUMNS, _SPLITTERS = "geometry", "theme", "text", "columns", "splitters"


class Memory:
    """Keeps under names that the program made up: headings and widths, never what stands in a cell."""

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings

    @property
    def look(self) -> Look:
        """The look chosen last."""
        return Look.of(str(self._settings.value(_THEME, "")), str(self._settings.value(_TEXT, "")))

    def keep_look(self, look: Look) -> None:
        """Remember a look."""
        self._settings.setValue(_THEME, look.theme.key)
        self._settings.setValue(_TEXT, look.text.key)

    def restore_window(self, window: QMainWindow) -> None:
        """Size and place of the window, as it was left."""
        geometry = self._settings.value(_GEOMETRY)
        if isinstance(geometry, QByteArray):
            window.restoreGeometry(geometry)

    def keep_window(self, window: QMainWindow) -> None:
        """Remember size and place of the window."""
        self._settings.setValue(_GEOMETRY, window.saveGeometry())

    def restore(self, top: QWidget) -> None:
        """Arrange the tables and splitters below a widget as they were left."""
        from zcdesk.ui.tables import Table  # noqa: PLC0415 - see zcdesk.ui.rest

        for table in top.findChildren(Table):
            kept = _columns(self._settings.value(f"{_COLUMNS}/{table.accessibleName()}"))
            if kept and table.model() is not None:
                table.arrange(kept)
        for splitter in top.findChildren(QSplitter):
            state = self._settings.value(f"{_SPLITTERS}/{_place(splitter)}")
            if isinstance(state, QByteArray):
                splitter.restoreState(state)

    def keep(self, top: QWidget) -> None:
        """Remember the tables and splitters below a widget."""
        from zcdesk.ui.tables import Table  # noqa: PLC0415 - see zcdesk.ui.rest

        for table in top.findChildren(Table):
            if table.model() is not None:
                told = [[each.heading, each.width, each.shown] for each in table.columns()]
                self._settings.setValue(
                    f"{_COLUMNS}/{table.accessibleName()}", json.dumps(told, ensure_ascii=False)
                )
        for splitter in top.findChildren(QSplitter):
            self._settings.setValue(f"{_SPLITTERS}/{_place(splitter)}", splitter.saveState())


def _place(splitter: QSplitter) -> str:
    parent = splitter.parentWidget()
    return type(parent).__name__ if parent is not None else "window"


def _columns(value: object) -> list[ColumnState]:
    """What was kept; nothing where somebody has changed the file into something else."""
    from zcdesk.ui.tables import ColumnState  # noqa: PLC0415 - see zcdesk.ui.rest

    try:
        told = json.loads(str(value))
        return [ColumnState(str(name), int(width), bool(shown)) for name, width, shown in told]
    except (TypeError, ValueError):
        return []
