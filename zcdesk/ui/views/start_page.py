"""The start: open a session, make one, rehearse one, check a package."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QSizePolicy,
    QWidget,
)

from zcdesk.ui.parts import (
    Item,
    button,
    card,
    column,
    label,
    limit_width,
    named,
    row,
    say,
    set_role,
)
from zcdesk.ui.pick import Pick

_LINES, _FRAME = 3, 6
"""Recent sessions in sight, the rest is scrolled to; and the pixels of the frame around them."""


class _Recent(QListWidget):
    """As high as its first entries: at 150 % the passphrase below it would be out of sight."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Room for some entries."""
        rows = range(min(_LINES, self.count()))
        high = sum(self.sizeHintForRow(row) for row in rows) + _FRAME
        return QSize(super().sizeHint().width(), high)

    def minimumSizeHint(self) -> QSize:
        """No lower: an entry cut in half is no entry."""
        return QSize(super().minimumSizeHint().width(), self.sizeHint().height())


class StartPage(QWidget):
    """`open_wanted` carries folder and secret, `help_wanted` a page of the help."""

    open_wanted = Signal(object, str)
    new_wanted = Signal()
    rehearsal_wanted = Signal()
    verify_wanted = Signal()
    gather_wanted = Signal()
    help_wanted = Signal(str)

    def __init__(self, pick: Pick) -> None:
        super().__init__()
        self._pick = pick
        self.welcome = self._welcome()
        both = row(self._opening(), self._tasks(), gap=24)
        both.setStretch(0, 3)
        both.setStretch(1, 2)
        box = QWidget()
        limit_width(box, 1020)
        box.setLayout(
            column(
                label(self.tr("职称评审会议"), "display", wrap=True),
                label(
                    self.tr("离线、无记名、可核验。全部资料只存放在您选择的会议文件夹里。"),
                    "muted",
                    wrap=True,
                ),
                16,
                self.welcome,
                both,
                8,
                self._foot(),
                gap=8,
            )
        )
        whole = row(None, box, None, margin=24)
        whole.setStretch(1, 10)
        self.setLayout(column(None, whole, None, gap=0))
        self.show_recent(())

    def _welcome(self) -> QWidget:
        """What somebody reads who is here for the first time."""
        return card(
            column(
                label(self.tr("第一次使用？"), "strong"),
                label(
                    self.tr("先点“开始演练”，用一场虚构的评审会议走一遍：审核材料 → 答辩评议 → ")
                    + self.tr(
                        "无记名投票 → 封存 → 移交。熟悉以后再新建正式会议。任何时候按 F1 查看本页帮助。"
                    ),
                    wrap=True,
                ),
                gap=6,
                margin=16,
            ),
            "note",
        )

    def _opening(self) -> QWidget:
        self.recent = named(_Recent(), self.tr("最近的会议"))
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
        self.busy = QProgressBar()
        self.busy.setRange(0, 0)
        self.busy.setTextVisible(False)
        self.busy.setAccessibleName(self.tr("正在处理"))
        self.busy.hide()
        self.open = button(self.tr("打开"), self._open, "primary")
        self.browse = button(self.tr("选择…"), self._browse)
        return card(
            column(
                label(self.tr("打开会议"), "title"),
                self._no_recent,
                self.recent,
                label(self.tr("会议文件夹"), "muted"),
                row(self.folder, self.browse),
                label(self.tr("口令"), "muted"),
                self.secret,
                self.trouble,
                self.busy,
                row(None, self.open),
                None,
                gap=8,
                margin=24,
            )
        )

    def _tasks(self) -> QWidget:
        self.new = button(self.tr("新建会议…"), self.new_wanted.emit)
        self.rehearse = button(self.tr("开始演练"), self.rehearsal_wanted.emit)
        self.verify = button(self.tr("核验移交包…"), self.verify_wanted.emit)
        self.gather = button(self.tr("汇总移交包…"), self.gather_wanted.emit)
        told = (
            (self.rehearse, self.tr("一键生成虚构的会议，处处标明“演练”，与正式会议不会混淆。")),
            (
                self.new,
                self.tr("填写评委会、评审年度、委员和会议日期，或从写好的会议脚本文件填入。"),
            ),
            (self.verify, self.tr("核对收到的移交包：签名、每个文件、每个数字。不需要口令。")),
            (self.gather, self.tr("主管部门用：核验许多移交包，对照下限，查重复申报和未报送。")),
        )
        lines: list[Item] = []
        for made, text in told:
            lines += [row(made, None), label(text, "muted", wrap=True), 4]
        return card(column(*lines, None, gap=6, margin=24))

    def _foot(self) -> QWidget:
        foot = QWidget()
        links = (
            (self.tr("怎样使用"), "start"),
            (self.tr("投票是否保密"), "secrecy"),
            (self.tr("快捷键"), "shortcuts"),
        )
        made = [
            button(text, partial(self.help_wanted.emit, topic), "plain") for text, topic in links
        ]
        foot.setLayout(row(*made, None, gap=16))
        return foot

    # --- showing --------------------------------------------------------------------------------

    def show_recent(self, folders: Sequence[Path]) -> None:
        """The sessions opened before that are still there; without any, the welcome."""
        self.recent.clear()
        for folder in folders:
            item = QListWidgetItem(f"{folder.stem}\n{folder.parent}")
            item.setData(Qt.ItemDataRole.UserRole, str(folder))
            self.recent.addItem(item)
        self.recent.setVisible(bool(folders))
        self.recent.updateGeometry()
        self._no_recent.setVisible(not folders)
        self.welcome.setVisible(not folders)
        if folders:
            self.recent.setCurrentRow(0)
        for made, first in ((self.rehearse, not folders), (self.open, bool(folders))):
            made.setProperty("kind", "primary" if first else "")
            made.style().unpolish(made)
            made.style().polish(made)
        self._judge()

    def offer(self, folder: Path) -> None:
        """Ask the secret of a session."""
        self.folder.setText(str(folder))
        self.secret.setFocus()

    def refuse(self, sentence: str) -> None:
        """Say why it was not opened."""
        self.wait("")
        set_role(self.trouble, "violation")
        say(self.trouble, sentence)
        self._judge()
        self.secret.selectAll()
        self.secret.setFocus()

    def wait(self, sentence: str) -> None:
        """Say what is being done; an empty sentence: nothing any more."""
        set_role(self.trouble, "muted")
        say(self.trouble, sentence)
        self.busy.setVisible(bool(sentence))
        for made in (self.new, self.rehearse, self.verify, self.gather, self.browse):
            made.setEnabled(not sentence)
        self._judge()

    def _to_secret(self, _: QListWidgetItem) -> None:
        self.secret.setFocus()

    def _chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.folder.setText(str(item.data(Qt.ItemDataRole.UserRole)))
            say(self.trouble, "")

    def _browse(self) -> None:
        self._pick.folder(self, self.tr("选择会议文件夹"), self.offer)

    def _judge(self) -> None:
        self.open.setEnabled(
            bool(self.folder.text().strip()) and bool(self.secret.text()) and self.busy.isHidden()
        )

    def _open(self) -> None:
        if self.open.isEnabled():
            secret = self.secret.text()
            self.secret.clear()
            say(self.trouble, "")
            self.open_wanted.emit(Path(self.folder.text().strip()), secret)
