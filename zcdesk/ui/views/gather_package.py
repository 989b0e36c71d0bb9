"""One package of 汇总: whether it still verifies where it lies, and its figures."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTabWidget, QTextBrowser, QWidget

from zcdesk.desk.gathered_package import PackageDetail
from zcdesk.ui import paper
from zcdesk.ui.look import colours
from zcdesk.ui.palette import LIGHT
from zcdesk.ui.parts import button, card, column, label, named, row, set_role
from zcdesk.ui.theme import GAP
from zcdesk.ui.views.gather_table import ViewTable
from zcdesk.ui.views.verify_page import Answer, lines_of, page_of


class GatheredPackagePage(QWidget):
    """`left` goes back to the view that it was opened from."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._answer: Answer | None = None
        self.back = button(self.tr("返回汇总"), self.left.emit)
        self.print = button(self.tr("打印核验结果…"), self._print)
        self.title = label("", "title", wrap=True)
        self.path = label("", "small", wrap=True)
        self.verdict = label("", "verdict-good", wrap=True)
        self.text = named(QTextBrowser(), self.tr("核验结果"))
        self.text.setOpenLinks(False)
        self.tabs = named(QTabWidget(), self.tr("移交包"))
        body = card(
            column(
                self.title, self.path, self.verdict, self.tabs, gap=GAP, margin=16, grow=self.tabs
            )
        )
        self.setLayout(column(row(self.back, None, self.print), body, gap=2 * GAP, grow=body))

    def show_package(self, detail: PackageDetail, answer: Answer | None) -> None:
        """Show a package; without an answer the sentence why it could not be verified."""
        self._answer = answer
        self.title.setText(detail.title)
        self.path.setText(str(detail.path))
        self.print.setEnabled(answer is not None)
        self.tabs.clear()
        if answer is None:
            self.verdict.setText(f"■ {detail.trouble}")
            set_role(self.verdict, "verdict-bad")
            self.text.setPlainText(
                self.tr("没有重新核验。以下淘汰率、申报人和表决是汇总时核验通过的数字。")
            )
        else:
            self.verdict.setText(
                self.tr("● 刚才重新核验通过") if answer.ok else self.tr("■ 刚才重新核验不通过")
            )
            set_role(self.verdict, "verdict-good" if answer.ok else "verdict-bad")
            self.text.setHtml(lines_of(answer, colours()))
        self.tabs.addTab(self.text, self.tr("核验结果"))
        for view in detail.figures:
            self.tabs.addTab(ViewTable(view), view.title)
        self.tabs.setCurrentIndex(0)
        self.tabs.tabBar().setFocus()

    def _print(self) -> None:
        if self._answer is not None:
            paper.print_on_paper(self, paper.document(page_of(self._answer, LIGHT)))
