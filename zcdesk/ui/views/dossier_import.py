"""Importing a folder of dossiers: look through it, decide, take it in, tell what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from zcdesk.desk import filing, filing_words
from zcdesk.desk.filing import Advance, Outcome, Plan
from zcdesk.desk.filing_words import size_in_words
from zcdesk.domain.errors import KnownError
from zcdesk.ui.bench import Bench
from zcdesk.ui.long_work import LongWork, Steps
from zcdesk.ui.views.filing_dialog import FilingDialog
from zcdesk.ui.views.filing_report import FilingReport

_MOMENT = 400
_BLINK = 80
_SECOND = 1000
_PARTS = 10_000


class FilingSteps(Steps):
    """The steps of an import, counted in files and bytes."""

    advanced = Signal(object)

    def tell(self, advance: Advance) -> bool:
        """Report; False where somebody has cancelled."""
        self.advanced.emit(advance)
        return self.going


class FilingWork(LongWork):
    """Shows how many files and bytes are done, how fast, and how long it will take."""

    def __init__(self, title: str, steps: FilingSteps, parent: QWidget | None = None) -> None:
        super().__init__(title, steps, parent)
        self._since = QElapsedTimer()
        self._since.start()
        self._shown = -_BLINK
        self._over = False
        steps.advanced.connect(self._advance)

    def start(self) -> None:
        """Show it once the work has taken more than a moment."""
        QTimer.singleShot(_MOMENT, self, self._open)

    def end(self) -> None:
        """The work is over, one way or the other."""
        self._over = True
        if self.isVisible():
            super().end()
        else:
            self.deleteLater()

    def _open(self) -> None:
        if not self._over:
            self.open()

    def _advance(self, advance: Advance) -> None:
        spent = self._since.elapsed()
        if spent - self._shown < _BLINK or not self._steps.going:
            return
        self._shown = spent
        self.show_step(advance.bytes * _PARTS // max(1, advance.of_bytes), _PARTS, advance.whose)
        self.show_count(in_words(advance, spent))


def in_words(advance: Advance, spent: int) -> str:
    """Files, bytes, speed and what is left, after so many milliseconds."""
    done, of = advance.bytes, advance.of_bytes
    told = f"{advance.files} / {advance.of_files} 份　{size_in_words(done)} / {size_in_words(of)}"
    if spent < _SECOND or not done:
        return told
    left = (of - done) * spent // done // _SECOND
    rest = f"约剩 {left // 60} 分 {left % 60} 秒" if left >= 60 else f"约剩 {left} 秒"  # noqa: PLR2004
    return f"{told}　{size_in_words(done * _SECOND // spent)}/秒　{rest}"


class DossierImport(QObject):
    """One import after another, started from the page that `parent` is."""

    def __init__(self, bench: Bench, parent: QWidget) -> None:
        super().__init__(parent)
        self._bench, self._parent = bench, parent

    def begin(self) -> None:
        """Choose the folder."""
        self._bench.pick.folder(self._parent, self.tr("选择申报材料文件夹"), self.look)

    def look(self, folder: Path) -> None:
        """Look through a folder, then ask."""
        steps = FilingSteps()
        work = FilingWork(self.tr("查看申报材料文件夹"), steps, self._parent)
        work.start()

        def planned(plan: Plan) -> None:
            work.end()
            self.ask(plan)

        query = partial(filing.plan, self._bench.desk, folder, steps.tell)
        self._bench.ask(query, planned, partial(self._refused, work))

    def ask(self, plan: Plan) -> None:
        """Show whose each file is; nothing comes in before it is confirmed."""
        if not plan.files:
            self._bench.refused.emit(self.tr("这个文件夹中没有文件，请选择存放申报材料的文件夹。"))
            return
        dialog = FilingDialog(self._bench.desk, plan, self._parent)
        dialog.confirmed.connect(lambda owners: self._file(plan, owners))
        dialog.open()

    def _file(self, plan: Plan, owners: Mapping[str, str]) -> None:
        steps = FilingSteps()
        work = FilingWork(self.tr("导入申报材料"), steps, self._parent)
        work.start()

        def filed(outcome: Outcome) -> None:
            work.end()
            self._report(outcome)

        verb = partial(filing.file_all, self._bench.desk, plan, owners, steps.tell)
        self._bench.do(verb, filed, partial(self._refused, work))

    def _refused(self, work: FilingWork, error: KnownError) -> None:
        work.end()
        self._bench.refused.emit(error.sentence)

    def _report(self, outcome: Outcome) -> None:
        desk = self._bench.desk
        headline = filing_words.headline(outcome)
        text = filing_words.as_text(desk, outcome)
        sections = filing_words.sections(desk, outcome)
        report = FilingReport(
            headline, sections, text, lambda: self._save(report, text), self._parent
        )
        report.open()
        tell = self._bench.refused if outcome.trouble else self._bench.done
        tell.emit(headline)

    def _save(self, report: QWidget, text: str) -> None:
        self._bench.pick.save(
            report,
            self.tr("保存导入情况"),
            self.tr("申报材料导入情况.txt"),
            self.tr("文本文件 (*.txt)"),
            lambda path: self._bench.ask(
                partial(filing_words.save_text, path, text),
                lambda saved: self._bench.done.emit(
                    self.tr("导入情况已保存到“{place}”。").format(place=saved)
                ),
            ),
        )
