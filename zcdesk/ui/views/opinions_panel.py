"""The panel's written opinions: a text for those who passed, one for those who fell, each editable."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QPlainTextEdit, QStackedWidget, QWidget

from zcdesk.desk import defense
from zcdesk.domain.committee import Panel
from zcdesk.domain.session import ApplicantStatus, Phase
from zcdesk.ui.bench import Bench
from zcdesk.ui.models.table import Column, RecordTable
from zcdesk.ui.parts import button, column, empty_state, hold_height, label, named, panel, row
from zcdesk.ui.tables import table

Line = tuple[str, str, str, str]
COLUMNS: tuple[Column[Line], ...] = (
    Column("编号", lambda r: r[0], width=70),
    Column("姓名", lambda r: r[1], width=100),
    Column("结果", lambda r: r[2], width=120),
    Column("评议意见", lambda r: r[3] or "（未写）", width=300),
)

_DEFAULTS = {
    ApplicantStatus.DEFENSE_PASSED: "答辩情况良好，业绩材料真实，达到申报条件，建议提交评委会表决。",
    ApplicantStatus.DEFENSE_FAILED: "答辩未达到评议要求，不建议提交评委会表决。",
}


class OpinionsPanel(QWidget):
    """Writes opinions, in bulk or one by one."""

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self._bench = bench
        self._panel: Panel | None = None
        self.model = RecordTable[Line](COLUMNS, lambda r: r[0], self)
        self.view = table(self.tr("评议意见"))
        self.view.setModel(self.model)
        for place, each in enumerate(COLUMNS):
            self.view.setColumnWidth(place, each.width)
        self.view.selectionModel().currentRowChanged.connect(lambda *_: self._show_text())
        self.text = named(QPlainTextEdit(), self.tr("评议意见正文"))
        hold_height(self.text, 84)
        self.text.setTabChangesFocus(True)
        self.write = button(self.tr("写入此人意见"), self._write)
        self.bulk = button(self.tr("为未写的人填入通用意见"), self._write_all, "primary")
        self._stack = QStackedWidget()
        self._stack.addWidget(
            panel(
                column(
                    self.view,
                    label(self.tr("所选申报人的评议意见"), "muted"),
                    self.text,
                    row(self.bulk, self.write, None),
                    gap=10,
                    margin=12,
                ),
                "paper",
            )
        )
        self._stack.addWidget(
            empty_state(
                self.tr("还没有答辩结果"), self.tr("划定分数线后，为每名申报人写明评议意见。")
            )
        )
        self.setLayout(column(self._stack, gap=0))

    def refresh(self, chosen: Panel | None) -> None:
        """Show a panel's opinions as on file."""
        self._panel = chosen
        case = self._bench.case
        kept = self._number()
        heard = (
            [] if chosen is None else [n for n in chosen.applicants if case.status(n) in _DEFAULTS]
        )
        self.model.set_records(
            (n, case.applicants[n].name, case.status(n).chinese, case.opinions.get(n, ""))
            for n in heard
        )
        self._stack.setCurrentIndex(0 if heard else 1)
        if heard:
            self.view.selectRow(self.model.row_of(kept) or 0)
        active = case.current_phase is Phase.DEFENSE
        self.write.setEnabled(active)
        self.bulk.setEnabled(active and any(n not in case.opinions for n in heard))
        self._show_text()

    def select(self, number: str) -> None:
        """Go to an applicant's opinion, ready to be written."""
        place = self.model.row_of(number)
        if place is not None:
            self.view.selectRow(place)
            self.text.setFocus()

    def _number(self) -> str:
        index = self.view.selectionModel().currentIndex()
        valid = index.isValid() and index.row() < self.model.rowCount()
        return self.model.record(index.row())[0] if valid else ""

    def _show_text(self) -> None:
        number = self._number()
        if not number:
            self.text.clear()
            return
        case = self._bench.case
        self.text.setPlainText(case.opinions.get(number) or _DEFAULTS.get(case.status(number), ""))

    def _write(self) -> None:
        said = {self._number(): self.text.toPlainText().strip()}
        self._bench.do(partial(defense.write_opinions, self._bench.desk, said))

    def _write_all(self) -> None:
        case = self._bench.case
        said = {
            line[0]: _DEFAULTS[case.status(line[0])]
            for line in self.model.records
            if line[0] not in case.opinions
        }
        self._bench.do(partial(defense.write_opinions, self._bench.desk, said))
