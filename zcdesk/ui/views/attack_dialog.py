"""自测攻击: asked for with the passphrase, and what came of it, place by place."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from zcdesk.desk import selfattack, views
from zcdesk.desk.reading import Reader
from zcdesk.desk.selfattack import Line
from zcdesk.desk.writing import write_whole
from zcdesk.domain.attack import AttackOutcome
from zcdesk.domain.errors import KnownError
from zcdesk.ui.bench import Bench
from zcdesk.ui.look import colours, px
from zcdesk.ui.models.table import Column, RecordTable
from zcdesk.ui.parts import button, column, fit, label, named, panel, row, say, scrolled, set_role
from zcdesk.ui.tables import list_view
from zcdesk.ui.views.paper_dialog import PaperDialog

_WIDTH, _WIDE, _TALL, _EDGE = 520, 920, 620, 48
_PACKAGES = "移交包 (*.zip)"


def _sign(line: Line) -> str:
    return "■" if line.bad else "●" if line.searched else "○"


def _colour(line: Line) -> str:
    if line.bad:
        return colours().violation
    return colours().good if line.searched else colours().muted


LINES: tuple[Column[Line], ...] = (
    Column("检查位置", lambda line: line.place, width=130),
    Column("本会议发现", lambda line: line.found, width=100),
    Column("对照 查出/植入", lambda line: line.control, width=120),
    Column(
        "结论",
        lambda line: f"{_sign(line)} {line.word}",
        width=120,
        colour=_colour,
    ),
    Column("查找什么", lambda line: line.looked_for, width=400),
)


class AttackDialog(QDialog):
    """`wanted` carries the passphrase, which opens this session, and a package or None."""

    wanted = Signal(str, object)

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._package: Path | None = None
        self.setWindowTitle(self.tr("自测攻击"))
        self.passphrase = named(QLineEdit(), self.tr("会议口令"))
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.textChanged.connect(lambda _: self._settle())
        self.which = label(self.tr("不检查移交包"), "muted", wrap=True)
        self.choose = button(self.tr("选择移交包…"), self._choose)
        self.choose_folder = button(self.tr("选择文件夹…"), self._choose_folder)
        self.choose_folder.setToolTip(self.tr("移交盘上的文件夹，或解开了的移交包"))
        self.trouble = label("", "violation", wrap=True)
        self.confirm = button(self.tr("关闭会议并攻击"), self._ask, "primary")
        self.confirm.setDefault(True)
        cancel = button(self.tr("取消"), self.reject)
        for each in (self.choose, self.choose_folder, cancel):
            each.setAutoDefault(False)
        explained = self.tr(
            "以攻击者的方法逐处检查已封存的会议文件，看能不能把委员和投票对上；"
            "每种方法同时在植入痕迹的对照样本上试一次。会议文件不会改变。"
            "检查时会议先关闭，完成后自动重新打开。"
        )
        inner = panel(
            column(
                label(self.windowTitle(), "title"),
                label(explained, "muted", wrap=True),
                label(self.tr("会议口令"), "muted"),
                self.passphrase,
                self.trouble,
                row(self.choose, self.choose_folder, self.which, grow=self.which),
                None,
                gap=10,
            )
        )
        foot = row(None, cancel, self.confirm)
        self.setLayout(column(scrolled(inner, self.windowTitle()), foot, gap=16, margin=24))
        say(self.trouble, "")
        self._settle()
        fit(self, inner, px(_WIDTH))
        self.finished.connect(self.deleteLater)
        self.passphrase.setFocus()

    def _settle(self) -> None:
        self.confirm.setEnabled(bool(self.passphrase.text()))

    def _choose(self) -> None:
        title = self.tr("选择要一并检查的移交包")
        self._bench.pick.file(self, title, _PACKAGES, self._chosen)

    def _choose_folder(self) -> None:
        title = self.tr("选择装有移交包的文件夹")
        self._bench.pick.folder(self, title, self._chosen)

    def _chosen(self, package: Path) -> None:
        self._package = package
        self.which.setText(package.name)

    def _ask(self) -> None:
        secret = self.passphrase.text()
        self.passphrase.clear()
        self._bench.ask(
            partial(views.check_passphrase, self._bench.desk, secret),
            lambda _: self._go(secret),
            lambda error: say(self.trouble, error.sentence),
        )

    def _go(self, secret: str) -> None:
        self.accept()
        self.wanted.emit(secret, self._package)


class AttackResult(QDialog):
    """The outcome; the annex is written as PDF, looked at and printed from there."""

    def __init__(
        self, bench: Bench, reader: Reader, outcome: AttackOutcome, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._bench, self._reader, self._outcome = bench, reader, outcome
        self.setWindowTitle(self.tr("自测攻击的结果"))
        sign = "● " if outcome.clean else "■ "
        self.verdict = label(sign + selfattack.verdict(outcome), "lead", wrap=True)
        set_role(self.verdict, "good" if outcome.clean else "violation")
        self.lines = RecordTable[Line](LINES, lambda line: line.place, self)
        self.lines.set_records(selfattack.lines(outcome))
        self.view = list_view(self.tr("逐处检查"), self.lines)
        blind = self.tr(
            "本检查不能发现：摄像、旁观、运行中的恶意程序；表决全票一致时，票数本身即表明每个人的意见。"
        )
        self.told = label("", "good", wrap=True)
        say(self.told, "")
        self.save = button(self.tr("存为附件并打印…"), self._save, "primary")
        close = button(self.tr("关闭"), self.accept)
        close.setAutoDefault(False)
        self.setLayout(
            column(
                self.verdict,
                self.view,
                label(blind, "muted", wrap=True),
                self.told,
                row(None, close, self.save),
                gap=12,
                margin=20,
                grow=self.view,
            )
        )
        room = self.screen().availableGeometry()
        self.resize(min(px(_WIDE), room.width() - _EDGE), min(px(_TALL), room.height() - _EDGE))
        self.finished.connect(self.deleteLater)
        self.view.selectRow(0)
        self.view.setFocus()

    def _save(self) -> None:
        name = self.tr("投票保密自测攻击记录.pdf")
        title = self.tr("存为附件")
        self._bench.pick.save(self, title, name, "PDF (*.pdf)", self._write)

    def _write(self, path: Path) -> None:
        def work() -> None:
            write_whole(path, selfattack.annex(self._outcome))

        self._bench.ask(work, lambda _: self._written(path), self._not_written)

    def _not_written(self, error: KnownError) -> None:
        set_role(self.told, "violation")
        say(self.told, error.sentence)

    def _written(self, path: Path) -> None:
        set_role(self.told, "good")
        say(self.told, self.tr("已存为“{name}”。").format(name=path.name))
        dialog = PaperDialog(self._bench, self._reader, path, path.stem, self)
        dialog.open()
        dialog.show_printing()
