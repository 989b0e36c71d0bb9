"""Which page of the help tells of a dialog's matter, and where on it."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog

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
    "HandDialog": ("papers", "手写签名"),
    "KeysDialog": ("session", "口令和密码"),
    "LookDialog": ("papers", "手写签名"),
    "LongWork": ("trouble", "电脑和磁盘"),
    "ManualDialog": ("start", "另见"),
    "MoveDialog": ("materials", "材料归错了人"),
    "NoticeDialog": ("result", "出具和签署"),
    "PadDialog": ("papers", "手写签名"),
    "PanelDialog": ("defense", "分组和评分"),
    "PaperDialog": ("papers", "打印"),
    "ReExaminationDialog": ("result", "复查"),
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
    ("手写签名", ("papers", "手写签名")),
    ("口令", ("session", "口令和密码")),
    ("恢复码", ("session", "口令和密码")),
)
"""Where the matter of a short question is told, by words of its title; the first one that fits."""


def place_of(dialog: QDialog) -> Place | None:
    """Where the help tells of a dialog's matter; None: the page of the screen below it."""
    if type(dialog).__name__ in OF_DIALOG:
        return OF_DIALOG[type(dialog).__name__]
    return next((place for words, place in OF_TITLE if words in dialog.windowTitle()), None)
