"""核验: choose a package, and one page says line by line whether it holds. It can be printed."""

from __future__ import annotations

import datetime
import html
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QStackedWidget, QTextBrowser, QWidget

from zcdesk.ui import paper
from zcdesk.ui.look import colours
from zcdesk.ui.palette import LIGHT, Colours
from zcdesk.ui.parts import button, card, column, empty_state, label, named, row, set_role
from zcdesk.ui.pick import Pick
from zcdesk.ui.theme import GAP

KINDS = "移交包和签名文书 (*.zip *.age *.7z *.pdf);;全部文件 (*)"


@dataclass(frozen=True, slots=True)
class Checked:
    """One line of the answer: whether it holds, what it is, what was found, the file concerned."""

    ok: bool
    title: str
    detail: str
    file: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the check of a package came to, and when."""

    package: str
    at: datetime.datetime
    lines: tuple[Checked, ...]

    @property
    def ok(self) -> bool:
        """Everything holds."""
        return all(line.ok for line in self.lines)


def page_of(answer: Answer, c: Colours) -> str:
    """The answer as one page for paper."""
    verdict = "● 核验通过" if answer.ok else "■ 核验不通过"
    tint = c.good if answer.ok else c.violation
    return f"<h2>移交包核验结果</h2><h2 style='color:{tint}'>{verdict}</h2>" + lines_of(answer, c)


def lines_of(answer: Answer, c: Colours) -> str:
    """The lines of the answer, told apart by mark and word as well as by colour."""
    rows = "".join(_row(line, c) for line in answer.lines)
    at = answer.at.isoformat(sep=" ", timespec="minutes")
    return (
        f"<p>{html.escape(answer.package)}<br>核验时间 {at}</p>"
        f"<table cellpadding='6' width='100%'>{rows}</table>"
    )


def _row(line: Checked, c: Colours) -> str:
    mark, tint = ("● 通过", c.good) if line.ok else ("■ 不通过", c.violation)
    where = f"<br>{html.escape(line.file)}" if line.file and not line.ok else ""
    return (
        f"<tr><td width='90' style='color:{tint}'><b>{mark}</b></td>"
        f"<td width='90'><b>{html.escape(line.title)}</b></td>"
        f"<td>{html.escape(line.detail)}{where}</td></tr>"
    )


class VerifyPage(QWidget):
    """`check_wanted` and `re_examine_wanted` carry the package; `left` goes back to the start."""

    check_wanted = Signal(object)
    re_examine_wanted = Signal(object)
    left = Signal()

    def __init__(self, pick: Pick) -> None:
        super().__init__()
        self._pick = pick
        self._answer: Answer | None = None
        self._package: Path | None = None
        self.choose_again = button(self.tr("选择移交包…"), self.choose)
        self.re_examine = button(self.tr("复查…"), self._re_examine)
        self.re_examine.setToolTip(self.tr("重新复算，并把录入与纸质原件逐项核对"))
        self.print = button(self.tr("打印…"), self._print)
        self.save = button(self.tr("另存为 PDF…"), self._save)
        self.back = button(self.tr("返回"), self.left.emit)
        self.verdict = label("", "title", wrap=True)
        self.text = named(QTextBrowser(), self.tr("核验结果"))
        self.text.setOpenLinks(False)
        self._stack = QStackedWidget()
        self.first = button(self.tr("选择移交包…"), self.choose, "primary")
        self._stack.addWidget(
            empty_state(
                self.tr("核验移交包"),
                self.tr(
                    "选择收到的移交包。程序逐个文件核对，验证签名，重新计算每个数字；不需要口令，也不改动移交包。"
                    "也可以选择一份签名的 PDF 文书，只核验其中的签名。"
                ),
                self.first,
            )
        )
        self._stack.addWidget(self.text)
        body = card(column(self.verdict, self._stack, gap=12, margin=24, grow=self._stack))
        self.setLayout(
            column(
                row(self.back, None, self.choose_again, self.re_examine, self.print, self.save),
                body,
                gap=2 * GAP,
                margin=2 * GAP,
                grow=body,
            )
        )
        self.start()

    def start(self) -> None:
        """Nothing is chosen yet."""
        self._answer = None
        self._stack.setCurrentIndex(0)
        self._settle("")

    def choose(self) -> None:
        """Choose a package."""
        self._pick.file(self, self.tr("选择移交包"), KINDS, self._chosen)

    def _chosen(self, path: Path) -> None:
        self._answer = None
        self._package = path
        self._stack.setCurrentIndex(1)
        self.text.clear()
        self._settle(self.tr("正在核验 {name}…").format(name=path.name))
        self.check_wanted.emit(path)

    def show_answer(self, answer: Answer) -> None:
        """Show what the check came to."""
        self._answer = answer
        self._stack.setCurrentIndex(1)
        self.text.setHtml(lines_of(answer, colours()))
        self._settle(self.tr("● 核验通过") if answer.ok else self.tr("■ 核验不通过"))
        set_role(self.verdict, "verdict-good" if answer.ok else "verdict-bad")
        self.text.setFocus()

    def refuse(self, sentence: str) -> None:
        """Say why there is no answer."""
        self._answer = None
        self._stack.setCurrentIndex(0)
        self._settle(f"■ {sentence}")
        set_role(self.verdict, "verdict-bad")

    def _settle(self, verdict: str) -> None:
        set_role(self.verdict, "title")
        self.verdict.setText(verdict)
        self.verdict.setVisible(bool(verdict))
        for made in (self.print, self.save):
            made.setEnabled(self._answer is not None)
        is_package = self._package is not None and self._package.suffix == ".zip"
        self.re_examine.setEnabled(self._answer is not None and is_package)

    def _re_examine(self) -> None:
        self.re_examine_wanted.emit(self._package)

    # --- on paper -------------------------------------------------------------------------------

    def document(self) -> QTextDocument:
        """The answer for paper: dark on white, whatever the screen wears."""
        return paper.document(page_of(self._answer, LIGHT) if self._answer is not None else "")

    def _print(self) -> None:
        paper.print_on_paper(self, self.document())

    def _save(self) -> None:
        name = Path(self._answer.package).stem if self._answer is not None else ""
        self._pick.save(
            self, self.tr("另存为 PDF"), f"核验结果 {name}.pdf", "PDF (*.pdf)", self.write_pdf
        )

    def write_pdf(self, path: Path) -> None:
        """Write the answer as a PDF file."""
        if not paper.write_pdf(path, self.document()):
            self.verdict.setText(
                self.tr("■ 没有写成“{name}”：没有权限或磁盘已满。").format(name=path.name)
            )


def answer_of(package: Path, at: datetime.datetime, lines: Sequence[Checked]) -> Answer:
    """The answer about a package."""
    return Answer(package.name, at, tuple(lines))
