"""The start: open a session, or make a new one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from zcdesk.ui.parts import button, card, column, label, named, row, say
from zcdesk.ui.pick import Pick


class StartPage(QWidget):
    """`open_wanted` carries folder and secret."""

    open_wanted = Signal(object, str)
    new_wanted = Signal()

    def __init__(self, pick: Pick) -> None:
        super().__init__()
        self._pick = pick
        self.recent = named(QListWidget(), self.tr("最近的会议"))
        self.recent.currentItemChanged.connect(self._chosen)
        self.recent.itemActivated.connect(self._to_secret)
        self._no_recent = label(
            self.tr("还没有打开过会议。新建一个会议，或打开已有的会议文件夹。"), "muted", wrap=True
        )
        self.folder = named(QLineEdit(), self.tr("会议文件夹"))
        self.folder.setPlaceholderText(self.tr("会议文件夹（….zcd）"))
        self.folder.textChanged.connect(self._judge)
        self.secret: QLineEdit = named(QLineEdit(), self.tr("会议口令或恢复码"))
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.secret.setPlaceholderText(self.tr("会议口令，或恢复码"))
        self.secret.textChanged.connect(self._judge)
        self.secret.returnPressed.connect(self._open)
        self.trouble = label("", "violation", wrap=True)
        self.trouble.hide()
        self.open = button(self.tr("打开"), self._open, "primary")
        self.new = button(self.tr("新建会议…"), self.new_wanted.emit, "primary")
        browse = button(self.tr("选择…"), self._browse)
        left = column(
            label(self.tr("打开会议"), "title"),
            self._no_recent,
            self.recent,
            label(self.tr("会议文件夹"), "muted"),
            row(self.folder, browse),
            label(self.tr("口令"), "muted"),
            self.secret,
            self.trouble,
            row(None, self.open),
            gap=8,
            margin=24,
        )
        right = column(
            label(self.tr("新建会议"), "title"),
            label(
                self.tr("填写评委会、评审年度、委员和会议日期，或从会议脚本（TOML）填入。"),
                "muted",
                wrap=True,
            ),
            label(
                self.tr("第一次使用，建议先建一个演练会议：处处标明“演练”，与正式会议不会混淆。"),
                "muted",
                wrap=True,
            ),
            8,
            row(self.new, None),
            None,
            gap=12,
            margin=24,
        )
        both = row(card(left), card(right), gap=24)
        both.setStretch(0, 3)
        both.setStretch(1, 2)
        box = QWidget()
        box.setMaximumWidth(960)
        box.setLayout(
            column(
                label(self.tr("职称评审会议"), "display"),
                label(
                    self.tr("离线、无记名、可核验。全部资料只存放在您选择的会议文件夹里。"), "muted"
                ),
                24,
                both,
                gap=4,
            )
        )
        whole = row(None, box, None, margin=32)
        whole.setStretch(1, 10)
        self.setLayout(column(None, whole, None, gap=0))
        self.show_recent(())

    def show_recent(self, folders: Sequence[Path]) -> None:
        """The sessions opened before that are still there."""
        self.recent.clear()
        for folder in folders:
            item = QListWidgetItem(f"{folder.stem}\n{folder.parent}")
            item.setData(Qt.ItemDataRole.UserRole, str(folder))
            self.recent.addItem(item)
        self.recent.setVisible(bool(folders))
        self._no_recent.setVisible(not folders)
        if folders:
            self.recent.setCurrentRow(0)
        self._judge()

    def offer(self, folder: Path) -> None:
        """Ask the secret of a session."""
        self.folder.setText(str(folder))
        self.secret.setFocus()

    def refuse(self, sentence: str) -> None:
        """Say why it was not opened."""
        say(self.trouble, sentence)
        self._judge()
        self.secret.selectAll()
        self.secret.setFocus()

    def _to_secret(self, _: QListWidgetItem) -> None:
        self.secret.setFocus()

    def _chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.folder.setText(str(item.data(Qt.ItemDataRole.UserRole)))
            say(self.trouble, "")

    def _browse(self) -> None:
        self._pick.folder(self, self.tr("选择会议文件夹"), self.offer)

    def _judge(self) -> None:
        self.open.setEnabled(bool(self.folder.text().strip()) and bool(self.secret.text()))

    def _open(self) -> None:
        if self.open.isEnabled():
            secret = self.secret.text()
            self.secret.clear()
            say(self.trouble, "")
            self.open_wanted.emit(Path(self.folder.text().strip()), secret)
