"""The list of applicants with search, filter and counts."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QWidget

from zcdesk.desk.views import Row
from zcdesk.ui.models.applicants import AT_FIRST_HIDDEN, ApplicantsModel, Keep, words_of
from zcdesk.ui.models.tally import Share, Tally
from zcdesk.ui.parts import button, column, empty_state, label, named, row
from zcdesk.ui.tables import table
from zcdesk.ui.theme import GAP
from zcdesk.ui.views.filter_strip import FilterStrip


class SearchLine(QLineEdit):
    """`entered` when somebody goes on to what was found; Escape empties it."""

    entered = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down and Return lead into the list."""
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif key == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)


class ApplicantList(QWidget):
    """Shows the applicants; `chosen` carries the number of the one looked at, or nothing."""

    chosen = Signal(str)
    import_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.model = ApplicantsModel(self)
        self.search = named(SearchLine(), self.tr("查找申报人"))
        self.search.setPlaceholderText(self.tr("姓名、编号、单位或拼音首字母"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._narrow)
        self.search.entered.connect(self._enter)
        self.strip = FilterStrip()
        self.strip.changed.connect(self._relist)
        self.strip.hide()
        self.more = button(self.tr("筛选"), self._toggle_strip)
        self.more.setCheckable(True)
        self.view = table(self.tr("申报人列表"))
        self.view.setModel(self.model)
        self.view.setSortingEnabled(True)
        header = self.view.horizontalHeader()
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setSortIndicatorClearable(True)
        for place, each in enumerate(self.model.columns):
            self.view.setColumnWidth(place, each.width)
            self.view.setColumnHidden(place, each.heading in AT_FIRST_HIDDEN)
        self.view.selectionModel().currentRowChanged.connect(self._tell)
        self.counts = label("", "small", wrap=True)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(
            empty_state(
                self.tr("还没有申报人"),
                self.tr(
                    "先导入花名册（Excel 或 WPS 表格，也可以是 CSV 文件）。导入前会列出读不懂的单元格和改动。"
                ),
                button(self.tr("导入花名册…"), self.import_wanted.emit, "primary"),
            )
        )
        self._stack.addWidget(
            empty_state(
                self.tr("没有符合条件的申报人"),
                self.tr("换一个关键词，或清除筛选条件。"),
                button(self.tr("清除条件"), self.clear_filter),
            )
        )
        self._current = ""
        self._listed: Keep | None = None
        self.setLayout(
            column(
                row(self.search, self.more, grow=self.search),
                self.strip,
                self._stack,
                self.counts,
                margin=GAP,
                grow=self._stack,
            )
        )
        self._tally = Tally()
        self._settle()

    @property
    def current(self) -> str:
        """The number of the applicant looked at; empty where there is none."""
        return self._current

    @property
    def first(self) -> QWidget:
        """Where the keyboard should be."""
        return self.view if self.model.rowCount() else self.search

    def show_rows(self, rows: Iterable[Row], tally: Tally | None = None) -> None:
        """Show the whole list anew; the one looked at stays. `tally` where it was made before."""
        self.model.set_records(rows)
        self._tally = tally or Tally.of(self.model.records)
        self._offer()
        self._settle()

    def put(self, rows: Iterable[Row]) -> None:
        """Show some applicants as they now are."""
        changed = False
        for each in rows:
            old, share = self.model.get(each.applicant.number), Share.of(each)
            before = Share.of(old) if old is not None else None
            if share != before:
                changed = True
                self._tally.add(share)
                if before is not None:
                    self._tally.add(before, -1)
            self.model.put(each)
        if changed:
            self._offer()
        self._settle()

    def next_flagged(self, step: int) -> bool:
        """Look at the next (1) or last (-1) applicant shown with something open; False: none."""
        shown = self.model.rowCount()
        at = self.model.row_of(self._current) if self._current else None
        start = at if at is not None else (-1 if step > 0 else shown)
        for place in range(start + step, shown if step > 0 else -1, step):
            each = self.model.record(place)
            if each.blocking or each.unclear:
                self.select(each.applicant.number)
                return True
        return False

    def select(self, number: str) -> None:
        """Look at an applicant; one that the filter hides is brought back first."""
        if self.model.row_of(number) is None and self.model.get(number) is not None:
            self.clear_filter()
        place = self.model.row_of(number)
        if place is not None:
            self._current = number
            self._go(place)
            self.chosen.emit(number)

    def clear_filter(self) -> None:
        """Show everybody."""
        self.search.clear()
        self.strip.clear()

    def _toggle_strip(self) -> None:
        self.strip.setVisible(self.more.isChecked())
        if self.more.isChecked():
            self.strip.kind.setFocus()

    def _enter(self) -> None:
        """From the search into what it found."""
        if self.model.rowCount():
            self.view.setFocus()

    def _narrow(self) -> None:
        """Somebody looks for others: whoever is looked at is among those listed.

        Only then. A change on file may take the one looked at off the list, and stays shown: the
        next field is still being typed.
        """
        self._refilter()
        if self.model.rowCount() and self.model.row_of(self._current) is None:
            self.select(self.model.record(0).applicant.number)

    def _relist(self) -> None:
        """Another choice in the lists of the filter."""
        self._listed = self.strip.keep() if self.strip.active else None
        self._narrow()

    def _refilter(self) -> None:
        self.model.narrow(words_of(self.search.text()), self._listed)
        active = self.strip.active
        self.more.setText(self.tr("筛选 {n}").format(n=active) if active else self.tr("筛选"))
        self._settle()

    @property
    def _plain(self) -> bool:
        """Everybody is shown."""
        return not self.search.text().strip() and not self.strip.active

    def _offer(self) -> None:
        """The lists of the filter offer what is there now; a choice that is gone filters no more."""
        before = self.strip.chosen
        self.strip.offer(self._tally)
        if self.strip.chosen != before:
            self._listed = self.strip.keep() if self.strip.active else None
            self._refilter()

    def _settle(self) -> None:
        """Counts, empty states and the row of the one looked at."""
        shown, total = self.model.rowCount(), self.model.total
        self._stack.setCurrentIndex(1 if not total else (0 if shown else 2))
        if not total:
            self.counts.setText("")
        else:
            tally = self._tally
            parts = [self.tr("共 {n} 人").format(n=total)]
            if shown != total:
                parts.append(self.tr("列出 {n} 人").format(n=shown))
            parts.append(self.tr("有不符合 {n} 人").format(n=tally.blocking))
            parts.append(self.tr("有待确认 {n} 人").format(n=tally.unclear))
            # Told once somebody has begun to check: whoever does without is not reminded for ever.
            if tally.begun and tally.unproven:
                parts.append(self.tr("依据未核完 {n} 人").format(n=tally.unproven))
            self.counts.setText("，".join(parts))
        place = self.model.row_of(self._current) if self._current else None
        if place is not None:
            self._go(place)
        elif shown and not self._current:
            self.select(self.model.record(0).applicant.number)
        elif not total and self._current:
            self._current = ""
            self.chosen.emit("")

    def _go(self, place: int) -> None:
        index = self.model.index(place, 0)
        selection = self.view.selectionModel()
        if selection.currentIndex().row() == place and selection.isRowSelected(
            place, QModelIndex()
        ):
            return
        flags = QItemSelectionModel.SelectionFlag
        selection.blockSignals(True)  # noqa: FBT003 - Qt's own
        selection.setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        selection.blockSignals(False)  # noqa: FBT003 - Qt's own
        self.view.scrollTo(index)
        self.view.viewport().update()

    def _tell(self, index: QModelIndex, _: QModelIndex) -> None:
        if not index.isValid():
            return
        number = self.model.record(index.row()).applicant.number
        if number != self._current:
            self._current = number
            self.chosen.emit(number)
