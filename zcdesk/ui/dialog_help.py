"""F1 in a dialog: the help of its matter, over the dialog; the window's own help waits below it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from zcdesk.ui.views.help_window import HelpWindow

Place = tuple[str, str]
"""A page of the help, and a heading on it; no heading: its top."""

OF_DIALOG: dict[str, Place] = {
    "AboutDialog": ("start", ""),
    "AcknowledgeDialog": ("materials", "成批办理"),
    "AttackDialog": ("result", "自测攻击"),
    "AttackResult": ("result", "自测攻击"),
    "BooksDialog": ("new", ""),
    "CodeDialog": ("session", "口令和密码"),
    "ColumnsDialog": ("materials", "查找"),
    "CrashDialog": ("trouble", "程序自己出错"),
    "FailDialog": ("defense", "划线"),
    "FilingDialog": ("materials", "怎样做"),
    "FilingReport": ("materials", "怎样做"),
    "FilingWork": ("materials", "怎样做"),
    "FontsDialog": ("papers", "生僻字"),
    "GroupingDialog": ("defense", "分组和评分"),
    "KeysDialog": ("session", "口令和密码"),
    "LongWork": ("trouble", "电脑和磁盘"),
    "ManualDialog": ("start", "另见"),
    "MoveDialog": ("materials", "材料归错了人"),
    "NoticeDialog": ("result", "出具和签署"),
    "PanelDialog": ("defense", "分组和评分"),
    "PaperDialog": ("papers", "打印"),
    "ReExaminationDialog": ("receiver", ""),
    "RosterDialog": ("materials", "怎样做"),
    "RoundDialog": ("voting", "投一轮票"),
    "SecretDialog": ("session", "口令和密码"),
    "SetupDialog": ("session", ""),
    "SignDialog": ("papers", "电子签名"),
    "SignaturesDialog": ("papers", "电子签名"),
    "SlipsDialog": ("voting", "投票券"),
    "StickDialog": ("result", "移交到移动盘"),
}
"""Where each dialog's matter is told, by the name of its class."""

OF_TITLE: tuple[tuple[str, Place], ...] = (
    ("豁免", ("materials", "看懂问题")),
    ("确认已核", ("materials", "成批办理")),
    ("修改信息", ("materials", "怎样做")),
    ("判定材料不合格", ("materials", "怎样做")),
    ("撤回申报", ("materials", "怎样做")),
    ("退回上一阶段", ("session", "阶段")),
    ("冻结", ("defense", "分组和评分")),
    ("不参加答辩", ("defense", "缺席、免答辩、取消资格")),
    ("开始会议", ("attendance", "开会时")),
    ("回避", ("attendance", "回避")),
    ("签到", ("attendance", "开会时")),
    ("撤出", ("materials", "材料归错了人")),
    ("改材料标题", ("materials", "材料归错了人")),
    ("移出的材料", ("materials", "材料归错了人")),
    ("更换", ("session", "口令和密码")),
    ("解锁席位", ("attendance", "密码出了问题")),
    ("结束收票", ("voting", "纸质表决")),
    ("计票", ("voting", "投一轮票")),
    ("结束投票", ("voting", "中途出了问题")),
    ("作废", ("voting", "中途出了问题")),
    ("封存", ("result", "封存")),
    ("移交包的口令", ("gather", "")),
    ("移交", ("result", "移交到移动盘")),
    ("运行记录", ("trouble", "程序自己出错")),
    ("口令", ("session", "口令和密码")),
    ("恢复码", ("session", "口令和密码")),
)
"""Where the matter of a short question is told, by words of its title; the first one that fits."""


def place_of(dialog: QDialog) -> Place | None:
    """Where the help tells of a dialog's matter; None: the page of the screen below it."""
    if type(dialog).__name__ in OF_DIALOG:
        return OF_DIALOG[type(dialog).__name__]
    return next((place for words, place in OF_TITLE if words in dialog.windowTitle()), None)


class DialogHelp(QObject):
    """Gives each dialog the key once somebody is in it; `screen` names the page of the screen."""

    def __init__(self, window: QWidget, screen: Callable[[], str]) -> None:
        super().__init__(window)
        self._screen = screen
        self.shown: HelpWindow | None = None
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._at)

    def _at(self, _: QWidget | None, now: QWidget | None) -> None:
        dialog = now.window() if now is not None else None
        if (
            isinstance(dialog, QDialog)
            and not isinstance(dialog, HelpWindow)
            and dialog.findChild(_F1) is None
        ):
            _F1("F1", dialog).activated.connect(partial(self._show, dialog))

    def _show(self, dialog: QDialog) -> None:
        """A window of its own, above the dialog: what stands below one cannot be used."""
        topic, heading = place_of(dialog) or (self._screen(), "")
        found = dialog.findChild(HelpWindow)
        self.shown = found if isinstance(found, HelpWindow) else HelpWindow(dialog)
        self.shown.show_topic(topic, heading=heading)


class _F1(QShortcut):
    """Told apart from other shortcuts of a dialog."""
