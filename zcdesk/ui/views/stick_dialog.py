"""Handing over to a stick: which one, what goes along, how it is closed; written, verified there."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QElapsedTimer, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QStackedWidget,
    QWidget,
)

from zcdesk.desk import handing_over, stick
from zcdesk.desk.delivery import Choice
from zcdesk.domain.errors import KnownError
from zcdesk.ui.bench import Bench
from zcdesk.ui.look import px
from zcdesk.ui.parts import button, column, label, named, panel, row, say, set_role

_MB = 1 << 20


class StickDialog(QDialog):
    """Three steps: choose, write, take out and verify."""

    _moved = Signal(int, int, str)

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._stop = False
        self._password = ""
        self.setWindowTitle(self.tr("移交到移动盘"))
        self.told = label("", "muted", wrap=True)
        self.stack = QStackedWidget()
        for page in (self._choose(), self._writing(), self._check()):
            self.stack.addWidget(page)
        self.close_button = button(self.tr("关闭"), self.reject)
        self.close_button.setAutoDefault(False)
        self.setLayout(
            column(
                label(self.tr("移交到移动盘"), "title"),
                self.told,
                self.stack,
                row(None, self.close_button),
                gap=12,
                margin=20,
                grow=self.stack,
            )
        )
        whole = self.screen().availableGeometry()
        self.resize(min(px(600), whole.width() - 16), min(px(470), whole.height() - 16))
        self._moved.connect(self._show_progress)
        self.finished.connect(self.deleteLater)
        self.drives.setFocus()
        self.look()

    # --- pages -----------------------------------------------------------------------------------

    def _choose(self) -> QWidget:
        self.drives = named(QListWidget(), self.tr("移动盘"))
        self.drives.currentRowChanged.connect(lambda _: self._judge())
        again = button(self.tr("重新查找"), self.look)
        again.setAutoDefault(False)
        self.dossiers = QCheckBox(self.tr("附上全部申报材料（解密后）"))
        self.archive = QCheckBox(self.tr("档案版（写明专家姓名），只交给有权保管的部门"))
        self.closed = QCheckBox(self.tr("用口令加密；口令另行告知接收方"))
        for made in (self.dossiers, self.archive, self.closed):
            made.setAccessibleName(made.text())
        self.password = named(QLineEdit(), self.tr("移交包口令"))
        self.password.textChanged.connect(lambda _: self._judge())
        self.closed.toggled.connect(self._offer_password)
        self.password.hide()
        self.write = button(self.tr("写入移动盘"), self._write, "primary")
        return panel(
            column(
                self.drives,
                row(again, None),
                self.dossiers,
                self.archive,
                self.closed,
                self.password,
                row(self.write, None),
                gap=8,
                grow=self.drives,
            )
        )

    def _writing(self) -> QWidget:
        self.progress = QProgressBar()
        self.progress.setAccessibleName(self.tr("写入进度"))
        self.progress.setTextVisible(False)
        self.stage = label("", "strong", wrap=True)
        self.cancel = button(self.tr("取消写入"), self._cancel, "danger")
        return panel(column(self.stage, self.progress, row(self.cancel, None), None, gap=12))

    def _check(self) -> QWidget:
        self.verify = button(self.tr("核验并移交"), self._verify, "primary")
        self.verify_told = label(
            self.tr(
                "已写入并逐字节读回核对。请安全弹出移动盘，重新插入，再核验；核验通过即为移交。"
            ),
            "strong",
            wrap=True,
        )
        self.secret_told = label("", "code", wrap=True)
        return panel(
            column(self.verify_told, self.secret_told, row(self.verify, None), None, gap=12)
        )

    # --- choosing --------------------------------------------------------------------------------

    def look(self) -> None:
        """Look for drives; until they are there nothing can be written."""
        self.write.setEnabled(False)
        self._bench.ask(stick.drives, self._offer)

    def _offer(self, found: list[stick.Drive]) -> None:
        self.drives.clear()
        for each in found:
            item = QListWidgetItem(each.words)
            item.setData(Qt.ItemDataRole.UserRole, each.device)
            self.drives.addItem(item)
        if found:
            self.drives.setCurrentRow(0)
            self.told.setText(self.tr("报送版不含专家姓名。写入后从移动盘上读回，逐字节核对。"))
        else:
            self.told.setText(
                self.tr(
                    "没有找到移动盘。请插入后点“重新查找”；"
                    "也可以关闭本窗口，用“出具纪要和移交包”先写到文件夹。"
                )
            )
        self._judge()

    def _offer_password(self, on: bool) -> None:  # noqa: FBT001 - a signal's argument
        self.password.setVisible(on)
        if on and not self.password.text():
            self.password.setText(handing_over.spoken_password(self._bench.desk))
        self._judge()

    def _judge(self) -> None:
        ready = self.drives.currentItem() is not None
        self.write.setEnabled(
            ready and (not self.closed.isChecked() or bool(self.password.text().strip()))
        )

    # --- writing and verifying --------------------------------------------------------------------

    def _write(self) -> None:
        self._stop = False
        self._password = self.password.text().strip() if self.closed.isChecked() else ""
        choice = Choice(
            archive=self.archive.isChecked(),
            dossiers=self.dossiers.isChecked(),
            password=self._password,
        )
        device = str(self.drives.currentItem().data(Qt.ItemDataRole.UserRole))
        timer = QElapsedTimer()
        timer.start()
        self.stage.setText(self.tr("正在准备文件…"))
        self.progress.setRange(0, 0)
        self.stack.setCurrentIndex(1)
        self.close_button.setEnabled(False)
        self._bench.ask(
            partial(
                stick.write,
                self._bench.desk,
                device,
                choice,
                report=lambda at: self._moved.emit(at.done // _MB, at.total // _MB, at.stage.value),
                cancelled=lambda: self._stop,
                clock=lambda: timer.elapsed() / 1000,
            ),
            lambda _: self._written(),
            self._not_written,
        )

    def _show_progress(self, done: int, total: int, stage: str) -> None:
        self.progress.setRange(0, max(1, total))
        self.progress.setValue(done)
        self.stage.setText(self.tr("{stage}：{a} / {b} MB").format(stage=stage, a=done, b=total))

    def _cancel(self) -> None:
        self._stop = True
        self.stage.setText(self.tr("正在停止…"))

    def _written(self) -> None:
        self.close_button.setEnabled(True)
        say(
            self.secret_told,
            self.tr("移交包口令：{p}").format(p=self._password) if self._password else "",
        )
        say(self.told, "")
        self.stack.setCurrentIndex(2)
        self.verify.setFocus()

    def _not_written(self, error: KnownError) -> None:
        self.close_button.setEnabled(True)
        self.stack.setCurrentIndex(0)
        self.told.setText(error.sentence)
        set_role(self.told, "violation")

    def _verify(self) -> None:
        self.verify.setEnabled(False)
        self._bench.do(
            partial(stick.hand_over, self._bench.desk, None, self._password),
            lambda _: self._handed_over(),
            self._not_verified,
        )

    def _handed_over(self) -> None:
        self._bench.done.emit(self.tr("移交包在移动盘上核验通过，会议已移交。请出具交接单。"))
        self.accept()

    def _not_verified(self, error: KnownError) -> None:
        self.verify.setEnabled(True)
        self.verify_told.setText(error.sentence)
        set_role(self.verify_told, "violation")
