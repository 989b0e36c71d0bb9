"""The help's pages: texts that ship with the program, and two that are made from tables of it."""

from __future__ import annotations

import html
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QKeySequence

from zcdesk.ui.actions import ACTIONS
from zcdesk.ui.look import colours

TOPICS: tuple[str, ...] = (
    "start",
    "new",
    "session",
    "materials",
    "attendance",
    "defense",
    "study",
    "scoring",
    "voting",
    "kiosk",
    "result",
    "projector",
    "verify",
    "gather",
    "lock",
    "shortcuts",
    "secrecy",
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
    ("投票屏", "回车", "核对并投票"),
    ("投影窗口", "F11", "全屏、还原"),
    ("投影窗口", "Ctrl+= Ctrl+-", "放大、缩小"),
    ("投影窗口", "Esc", "关闭"),
    ("对话框", "回车 / Esc", "确认、取消"),
)
"""Keys that belong to a screen and are no command of the menu: where, keys, what they do."""

_MARKS = {"yes": "● 安全", "no": "■ 不安全", "nobody": "■ 程序管不到"}


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its key, its title, and its body as Markdown or as HTML."""

    key: str
    title: str
    markdown: str = ""
    html: str = ""


@dataclass(frozen=True, slots=True)
class Promise:
    """A line of the secrecy table: who, holding what, with which outcome, shown by which tests."""

    who: str
    holds: str
    safe: str
    why: str
    tests: tuple[str, ...]


def page(folder: Path, key: str) -> Page:
    """A page of the help; `folder` holds the texts."""
    if key == "shortcuts":
        return Page(key, "快捷键", html=_shortcuts())
    if key == "secrecy":
        return Page(key, "投票是否保密", html=_secrecy(promises(folder)))
    text = (folder / f"{key}.md").read_text("utf-8")
    return Page(key, text.splitlines()[0].lstrip("# ").strip(), markdown=text)


def promises(folder: Path) -> tuple[Promise, ...]:
    """The secrecy table."""
    told = tomllib.loads((folder / "secrecy.toml").read_text("utf-8"))
    return tuple(
        Promise(line["who"], line["holds"], line["safe"], line["why"], tuple(line.get("tests", ())))
        for line in told["line"]
    )


def _shortcuts() -> str:
    groups: dict[str, list[tuple[str, str]]] = {}
    for action in ACTIONS:
        if action.shortcut:
            shown = QKeySequence(action.shortcut).toString(QKeySequence.SequenceFormat.NativeText)
            groups.setdefault(f"菜单“{action.menu}”", []).append((shown, action.text))
    for where, keys, what in KEYS:
        groups.setdefault(where, []).append((keys, what))
    parts = ["<h1>快捷键</h1><p>所有命令都能用键盘完成；菜单用 Alt 键打开。</p>"]
    for group, lines in groups.items():
        rows = "".join(
            f"<tr><td width='190'><b>{html.escape(keys)}</b></td><td>{html.escape(what)}</td></tr>"
            for keys, what in lines
        )
        parts.append(f"<h3>{html.escape(group)}</h3><table cellpadding='4'>{rows}</table>")
    return "".join(parts)


def _secrecy(lines: tuple[Promise, ...]) -> str:
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
        proof = "、".join(_short(test) for test in line.tests) or "没有测试能够证明，靠会场管理。"
        parts.append(
            f"<h3>{html.escape(line.who)}</h3>"
            f"<p>手里有：{html.escape(line.holds)}<br>"
            f"<span style='color:{tints[line.safe]}'><b>{_MARKS[line.safe]}</b></span>　"
            f"{html.escape(line.why)}<br>"
            f"<span style='color:{colours().muted}'>测试：{html.escape(proof)}</span></p>"
        )
    return "".join(parts)


def _short(test: str) -> str:
    """The name of a test as a person may look it up: its file and its function."""
    file, _, name = test.partition("::")
    return f"{file.rsplit('/', 1)[-1]} {name}"
