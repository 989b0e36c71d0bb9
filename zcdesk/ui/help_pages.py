"""The help's pages: the sections of the manual, as the window shows them."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from PySide6.QtGui import QKeySequence

from zcdesk.desk import manual
from zcdesk.ui.actions import ACTIONS
from zcdesk.ui.look import colours

TOPICS: tuple[str, ...] = (
    "hour",
    "install",
    "start",
    "new",
    "session",
    "materials",
    "study",
    "attendance",
    "defense",
    "scoring",
    "voting",
    "kiosk",
    "projector",
    "result",
    "papers",
    "lock",
    "trouble",
    "members",
    "holders",
    "receiver",
    "verify",
    "gather",
    "articles",
    "secrecy",
    "shortcuts",
)
"""Every page, in the order of the table of contents."""

KEYS: tuple[tuple[str, str, str], ...] = (
    ("名单和表格", "↑ ↓ Home End", "移动"),
    ("名单和表格", "字母或数字", "跳到以它开头的一行"),
    ("名单和表格", "Tab / Shift+Tab", "下一个、上一个控件"),
    ("核对清单", "空格", "所选各条标为已核；都已核的取消"),
    ("核对清单", "Shift+↑ Shift+↓", "连选几条"),
    ("核对清单", "P / K", "钉住本页 / 框出一块钉住"),
    ("核对清单", "回车 / Del", "打开所钉的页 / 取消钉住"),
    ("框出一块", "方向键", "移动；加 Shift 改大小"),
    ("框出一块", "回车 / Esc", "钉住 / 取消"),
    ("导入申报材料", "回车", "按建议归入；没有建议时查找申报人"),
    ("导入申报材料", "F", "选中同一文件夹，再按一次选中上一层"),
    ("导入申报材料", "Del", "不导入"),
    ("导入申报材料", "/", "查找申报人"),
    ("投票屏", "1 2 3", "同意、不同意、弃权"),
    ("投票屏", "↑ ↓", "换人"),
    ("投票屏", "回车", "核对并投票；按下所在的按钮"),
    ("投票屏", "Esc", "返回上一步"),
    ("投影窗口", "F11", "全屏、还原"),
    ("投影窗口", "Ctrl+= Ctrl+-", "放大、缩小"),
    ("投影窗口", "Esc", "关闭"),
    ("帮助窗口", "Ctrl+F", "在帮助中查找：汉字，或章节名的拼音首字母"),
    ("帮助窗口", "↑ ↓ 回车", "选一处、转到那里"),
    ("帮助窗口", "F3 / Shift+F3", "下一处、上一处"),
    ("帮助窗口", "Esc", "回到目录；再按一次关闭"),
    ("对话框", "回车 / Esc", "确认、取消"),
)
"""Keys that belong to a screen and are no command of the menu: where, keys, what they do."""

_DRAWN = {"Down": "↓", "Up": "↑", "Return": "回车"}
"""Keys as a keyboard shows them."""
_PICTURE = re.compile(r"^!\[([^\]]*)\]\(([^)]*)\)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its key, its title, and its body as Markdown or as HTML."""

    key: str
    title: str
    markdown: str = ""
    html: str = ""


def page(key: str) -> Page:
    """A page of the help."""
    if key == "shortcuts":
        return Page(key, "快捷键", html=_shortcuts())
    if key == "secrecy":
        return Page(key, "投票是否保密", html=_secrecy(manual.promises()))
    text = _text(key)
    return Page(key, title(key), markdown=_PICTURE.sub(r"![\1](\2)\n\n*\1*", text))


def title(key: str) -> str:
    """What a page is called."""
    return _text(key).partition("\n")[0].removeprefix("# ")


@cache
def _text(key: str) -> str:
    return manual.section(key, key_groups())


def key_groups() -> manual.KeyGroups:
    """All keys by the place where they work."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for action in ACTIONS:
        if action.shortcut:
            shown = QKeySequence(action.shortcut).toString(QKeySequence.SequenceFormat.NativeText)
            for name, drawn in _DRAWN.items():
                shown = shown.replace(name, drawn)
            groups.setdefault(f"菜单“{action.menu}”", []).append((shown, action.text))
    for where, keys, what in KEYS:
        groups.setdefault(where, []).append((keys, what))
    return groups


def _shortcuts() -> str:
    parts = ["<h1>快捷键</h1><p>所有命令都能用键盘完成；菜单用 Alt 键打开。</p>"]
    for group, lines in key_groups().items():
        rows = "".join(
            f"<tr><td width='190'><b>{html.escape(keys)}</b></td><td>{html.escape(what)}</td></tr>"
            for keys, what in lines
        )
        parts.append(f"<h3>{html.escape(group)}</h3><table cellpadding='4'>{rows}</table>")
    return "".join(parts)


def _secrecy(lines: tuple[manual.Promise, ...]) -> str:
    tints: Mapping[str, str] = {
        "yes": colours().good,
        "no": colours().violation,
        "nobody": colours().violation,
    }
    parts = [
        "<h1>投票是否保密</h1>",
        "<p>下面逐条回答“谁、拿着什么、能不能知道某位委员投了什么”。",
        "每条都注明证明它的自动测试；程序每次发布以前，这些测试全部通过。</p>",
    ]
    for line in lines:
        proof = "、".join(map(manual.short, line.tests)) or "没有测试能够证明，靠会场管理。"
        parts.append(
            f"<h3>{html.escape(line.who)}</h3>"
            f"<p>手里有：{html.escape(line.holds)}<br>"
            f"<span style='color:{tints[line.safe]}'><b>{manual.SAFE[line.safe]}</b></span>　"
            f"{html.escape(line.why)}<br>"
            f"<span style='color:{colours().muted}'>测试：{html.escape(proof)}</span></p>"
        )
    return "".join(parts)
