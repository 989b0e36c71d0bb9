"""The tables of the window: as they come by themselves, as they were left, as somebody chooses."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from zcdesk.ui.memory import Memory

if TYPE_CHECKING:
    from zcdesk.ui.tables import ColumnState, Table


class Arranged:
    """Knows the columns with which each table came, by the table's name."""

    def __init__(self, window: QWidget, memory: Memory) -> None:
        self._window = window
        self._memory = memory
        self._standard: dict[str, list[ColumnState]] = {}

    def know(self, page: QWidget) -> None:
        """Arrange the tables of a page as they were left; remember how they come by themselves."""
        from zcdesk.ui.tables import Table  # noqa: PLC0415 - see zcdesk.ui.rest

        for table in page.findChildren(Table):
            if table.model() is not None:
                self._standard[table.accessibleName()] = table.columns()
                table.columns_wanted.connect(partial(self.choose, table))
        self._memory.restore(page)

    def choose(self, table: Table) -> None:
        """Let somebody choose the columns of a table."""
        from zcdesk.ui.views.columns_dialog import ColumnsDialog  # noqa: PLC0415 - see zcdesk.ui.rest

        ColumnsDialog(table, self._standard[table.accessibleName()], self._window).open()

    def choose_on(self, page: QWidget) -> None:
        """Choose the columns of the table in use, or of the first one in sight."""
        from zcdesk.ui.tables import Table  # noqa: PLC0415 - see zcdesk.ui.rest

        tables = [table for table in page.findChildren(Table) if table.isVisible()]
        held = [table for table in tables if table.hasFocus()]
        if tables:
            self.choose((held or tables)[0])
