"""Everything that keys do to the strip of a dossier, in one table; the menus say the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import Protocol

from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMenu

from zcdesk.ui.views.dossier_layout import Fit, Manner


class Refile(Enum):
    """What can be done about a document that lies in the wrong place (改归、撤出、放回、改标题)."""

    MOVE = "改归其他申报人…"
    WITHDRAW = "撤出这份材料…"
    RETITLE = "改标题…"
    PUT_BACK = "已移出的材料…"


class Strip(Protocol):
    """What the strip can be told to do, and how it is read."""

    @property
    def manner(self) -> Manner: ...
    @property
    def thumbs_shown(self) -> bool: ...
    @property
    def covers(self) -> bool: ...
    def fit(self, fit: Fit) -> None: ...
    def toggle_pairs(self) -> None: ...
    def toggle_single(self) -> None: ...
    def toggle_thumbs(self) -> None: ...
    def full_screen(self) -> None: ...
    def rotate(self, quarters: int) -> None: ...
    def find_words(self) -> None: ...
    def next_hit(self, step: int) -> None: ...
    def copy(self) -> None: ...
    def select_page(self) -> None: ...
    def frame(self) -> None: ...
    def turn(self, by: int) -> None: ...
    def turn_document(self, by: int) -> None: ...
    def go_to_end(self, *, first: bool) -> None: ...
    def zoom(self, by: int) -> None: ...
    def choose_category(self) -> None: ...
    def refile(self, what: Refile) -> None: ...
    def open_menu(self) -> None: ...
    def escape(self) -> None: ...


class Where(Enum):
    """Which part of the menus a command stands in, or none."""

    READING = "版式"
    PAGE = "这一页"
    GOING = "翻页"
    DOCUMENT = "这份材料"
    NOWHERE = ""


@dataclass(frozen=True, slots=True)
class Command:
    """Something that a key does to the strip; `state` tells whether it is switched on.

    `filed`: for the documents of a dossier that one works at. `rule_before` draws a line above it.
    """

    text: str
    keys: tuple[str, ...]
    run: Callable[[Strip], None]
    state: Callable[[Strip], bool] | None = None
    where: Where = Where.READING
    filed: bool = False
    rule_before: bool = False


def _refile(what: Refile, key: str, *, rule_before: bool = False) -> Command:
    return Command(
        what.value,
        (key,),
        lambda s: s.refile(what),
        where=Where.DOCUMENT,
        filed=True,
        rule_before=rule_before,
    )


COMMANDS: tuple[Command, ...] = (
    Command("适合宽度", ("W",), lambda s: s.fit(Fit.WIDTH), lambda s: s.manner.fit is Fit.WIDTH),
    Command("适合整页", ("P",), lambda s: s.fit(Fit.PAGE), lambda s: s.manner.fit is Fit.PAGE),
    Command("双页并排", ("D",), lambda s: s.toggle_pairs(), lambda s: s.manner.pairs),
    Command("单页翻看", ("S",), lambda s: s.toggle_single(), lambda s: s.manner.single),
    Command(
        "缩略图", ("T",), lambda s: s.toggle_thumbs(), lambda s: s.thumbs_shown, rule_before=True
    ),
    Command("全屏", ("F11", "F"), lambda s: s.full_screen(), lambda s: s.covers),
    Command("向右旋转本页", ("R",), lambda s: s.rotate(1), where=Where.PAGE),
    Command("向左旋转本页", ("Shift+R",), lambda s: s.rotate(-1), where=Where.PAGE),
    Command("在材料中查找…", ("/", "Ctrl+Shift+F"), lambda s: s.find_words(), where=Where.PAGE),
    Command("复制所选文字", ("Ctrl+C",), lambda s: s.copy(), where=Where.PAGE),
    Command("选中本页文字", ("Ctrl+A",), lambda s: s.select_page(), where=Where.PAGE),
    Command("框出一块钉住信息…", ("K",), lambda s: s.frame(), filed=True, where=Where.PAGE),
    Command("下一页", ("Right", "N"), lambda s: s.turn(1), where=Where.GOING),
    Command("上一页", ("Left", "B"), lambda s: s.turn(-1), where=Where.GOING),
    Command("下一份材料", ("Ctrl+Right", "]"), lambda s: s.turn_document(1), where=Where.GOING),
    Command("上一份材料", ("Ctrl+Left", "["), lambda s: s.turn_document(-1), where=Where.GOING),
    Command("第一页", ("Home",), lambda s: s.go_to_end(first=True), where=Where.GOING),
    Command("最后一页", ("End",), lambda s: s.go_to_end(first=False), where=Where.GOING),
    Command(
        "放大",
        ("+", "=", "Ctrl++", "Ctrl+="),
        lambda s: s.zoom(1),
        where=Where.GOING,
        rule_before=True,
    ),
    Command("缩小", ("-", "Ctrl+-"), lambda s: s.zoom(-1), where=Where.GOING),
    Command("改类别…", ("C",), lambda s: s.choose_category(), where=Where.DOCUMENT, filed=True),
    _refile(Refile.RETITLE, "F2"),
    _refile(Refile.MOVE, "G", rule_before=True),
    _refile(Refile.WITHDRAW, "Del"),
    _refile(Refile.PUT_BACK, "U"),
    Command("恢复适合宽度", ("0", "Ctrl+0"), lambda s: s.fit(Fit.WIDTH), where=Where.NOWHERE),
    Command("下一处", ("F3",), lambda s: s.next_hit(1), where=Where.NOWHERE),
    Command("上一处", ("Shift+F3",), lambda s: s.next_hit(-1), where=Where.NOWHERE),
    Command("版式", ("M",), lambda s: s.open_menu(), where=Where.NOWHERE),
    Command("离开全屏", ("Esc",), lambda s: s.escape(), where=Where.NOWHERE),
)
"""What the keys do while the strip has the focus."""

_BY_KEY = {QKeySequence(key): command for command in COMMANDS for key in command.keys}


def press(strip: Strip, event: QKeyEvent, *, filed: bool) -> None:
    """Do what a key means; `filed`: documents of a dossier that one works at."""
    command = _BY_KEY.get(QKeySequence(event.keyCombination()))
    if command is not None and (filed or not command.filed):
        event.accept()
        command.run(strip)


def fill_menu(
    menu: QMenu, strip: Strip, where: tuple[Where, ...], *, filed: bool, below: Where | None = None
) -> None:
    """Put the commands that stand there into a menu, each with its key, in place of what it had.

    Those that stand `below` go into a menu of their own, in front.
    """
    menu.clear()
    if below is not None and any(_shown(below, filed=filed)):
        _add(menu.addMenu(below.value), strip, below, filed=filed)
    for place in where:
        if not menu.isEmpty():
            menu.addSeparator()
        _add(menu, strip, place, filed=filed)


def _add(menu: QMenu, strip: Strip, where: Where, *, filed: bool) -> None:
    for command in _shown(where, filed=filed):
        if command.rule_before:
            menu.addSeparator()
        # A tab, and what follows stands at the right: the key works on the strip alone.
        action = QAction(f"{command.text}\t{command.keys[0]}", menu)
        if command.state is not None:
            action.setCheckable(True)
            action.setChecked(command.state(strip))
        action.triggered.connect(partial(_run, command, strip))
        menu.addAction(action)


def _shown(where: Where, *, filed: bool) -> Iterator[Command]:
    return (each for each in COMMANDS if each.where is where and (filed or not each.filed))


def _run(command: Command, strip: Strip, _checked: bool) -> None:  # noqa: FBT001 - a signal's argument
    command.run(strip)
