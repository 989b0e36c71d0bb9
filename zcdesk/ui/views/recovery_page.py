"""The recovery code: shown once, printed or copied by hand, and typed back from the paper."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QWidget

from zcdesk.desk.writing import write_whole
from zcdesk.domain.errors import KnownError
from zcdesk.ui import recovery_paper
from zcdesk.ui.parts import button, column, label, named, panel, row, say
from zcdesk.ui.pick import Pick

_ASKED = (2, 5)
"""The groups of the code that are typed back, counted from 1."""


class RecoveryPage(QWidget):
    """`entered` once two groups were typed back rightly, with the code out of sight."""

    entered = Signal()

    def __init__(self, pick: Pick) -> None:
        super().__init__()
        self._pick = pick
        self._heading = ""
        self.code = label("", "code", wrap=True)
        self.save = button(self.tr("存为 PDF…"), self._save)
        self.print = button(self.tr("打印…"), self._print)
        self.next = button(self.tr("已抄好或印好，下一步"), self._ask, "primary")
        self.back = button(self.tr("再看一次"), self._show)
        self.enter = button(self.tr("进入会议"), self._check, "primary")
        self.groups = [named(QLineEdit(), self.tr("恢复码第 {n} 组").format(n=n)) for n in _ASKED]
        for made in self.groups:
            made.setMaximumWidth(120)
            made.textChanged.connect(self._judge)
            made.returnPressed.connect(self._check)
        self.trouble = label("", "violation", wrap=True)
        self.told = label("", "good", wrap=True)
        self.stack = QStackedWidget()
        self.stack.addWidget(self._shown_step())
        self.stack.addWidget(self._asked_step())
        self.setLayout(column(self.stack, gap=0))

    def _shown_step(self) -> QWidget:
        return panel(
            column(
                label(
                    self.tr(
                        "忘记会议口令时，只有恢复码能打开这个会议。它只显示这一次，请打印或抄写下来，"
                        "密封后交专人保管。"
                    ),
                    wrap=True,
                ),
                self.code,
                row(self.print, self.save, None),
                self.told,
                None,
                row(None, self.next),
                gap=16,
            )
        )

    def _asked_step(self) -> QWidget:
        fields = [
            row(label(self.tr("第 {n} 组").format(n=n), "muted"), made, None)
            for n, made in zip(_ASKED, self.groups, strict=True)
        ]
        return panel(
            column(
                label(
                    self.tr("请对照纸上的恢复码，输入其中两组，确认抄写无误。每组 4 个字符。"),
                    wrap=True,
                ),
                *fields,
                self.trouble,
                None,
                row(None, self.back, self.enter),
                gap=16,
            )
        )

    def start(self, code: str, heading: str) -> None:
        """Show a code; an empty one forgets it."""
        self._heading = heading
        self.code.setText(code)
        say(self.told, "")
        for made in self.groups:
            made.clear()
        self._show()

    def _show(self) -> None:
        self.stack.setCurrentIndex(0)
        self.next.setFocus()

    def _ask(self) -> None:
        say(self.trouble, "")
        self.stack.setCurrentIndex(1)
        self._judge()
        self.groups[0].setFocus()

    def _judge(self) -> None:
        self.enter.setEnabled(all(made.text().strip() for made in self.groups))

    def _check(self) -> None:
        if not self.enter.isEnabled():
            return
        groups = self.code.text().split("-")
        typed = [made.text().strip().upper() for made in self.groups]
        wrong = [n for n, text in zip(_ASKED, typed, strict=True) if text != groups[n - 1]]
        if wrong:
            sentence = self.tr("第 {n} 组与恢复码不一致，请核对纸上的抄写，或再看一次。")
            say(self.trouble, sentence.format(n="、".join(map(str, wrong))))
            self.groups[_ASKED.index(wrong[0])].setFocus()
            return
        self.start("", "")
        self.entered.emit()

    def _save(self) -> None:
        kinds = self.tr("PDF 文件 (*.pdf)")
        self._pick.save(self, self.tr("存为 PDF"), "恢复码.pdf", kinds, self._write)

    def _write(self, path: Path) -> None:
        try:
            write_whole(path, recovery_paper.pdf(self._heading, self.code.text()))
        except KnownError as error:
            say(self.told, error.sentence)
        else:
            text = self.tr("已存为“{name}”。打印后请从电脑上删除这个文件。")
            say(self.told, text.format(name=path.name))

    def _print(self) -> None:
        recovery_paper.print_sheet(self, self._heading, self.code.text())
