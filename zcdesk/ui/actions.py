"""Every command of the window in one table: its name, its text, its keys, when, and what it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from zcdesk.domain.session import Phase
from zcdesk.ui.look import Look
from zcdesk.ui.palette import TEXT_SIZES, THEMES, TextSize, Theme
from zcdesk.ui.proof import Proof


class Commands(Protocol):
    """What the window can be told to do."""

    def new_session(self) -> None: ...
    def open_session(self) -> None: ...
    def close_session(self) -> None: ...
    def keys(self) -> None: ...
    def fonts(self) -> None: ...
    def read(self) -> None: ...
    def quit(self) -> None: ...
    def undo(self) -> None: ...
    def redo(self) -> None: ...
    def find_applicant(self) -> None: ...
    def import_roster(self) -> None: ...
    def import_dossiers(self) -> None: ...
    def qualify_clean(self) -> None: ...
    def acknowledge_all(self) -> None: ...
    def acknowledge_some(self) -> None: ...
    def group_applicants(self) -> None: ...
    def qualify_shown(self) -> None: ...
    def issue_findings(self) -> None: ...
    def prove(self, proof: Proof) -> None: ...
    def check_group(self) -> None: ...
    def go_through_facts(self) -> None: ...
    def next_finding(self) -> None: ...
    def next_flagged(self, step: int) -> None: ...
    def turn_pane(self) -> None: ...
    def show_page(self, place: int) -> None: ...
    def rehearse(self) -> None: ...
    def attack(self) -> None: ...
    def re_examine(self) -> None: ...
    def verify(self) -> None: ...
    def gather(self) -> None: ...
    def books(self) -> None: ...
    def print_paper(self) -> None: ...
    def sign_paper(self) -> None: ...
    def sign_by_hand(self) -> None: ...
    def check_signatures(self) -> None: ...
    def choose_columns(self) -> None: ...
    def project(self) -> None: ...
    def wear_theme(self, key: str) -> None: ...
    def set_text(self, key: str) -> None: ...
    def change_text(self, steps: int) -> None: ...
    def help(self) -> None: ...
    def help_on(self, topic: str) -> None: ...
    def manual(self) -> None: ...
    def save_diary(self) -> None: ...
    def about(self) -> None: ...


@dataclass(frozen=True, slots=True)
class State:
    """What the commands depend on. `phase` None: no session is open. `kiosk`: a member sits here."""

    phase: Phase | None = None
    kiosk: bool = False
    can_undo: bool = False
    can_redo: bool = False
    look: Look = field(default_factory=Look)

    @property
    def desk(self) -> bool:
        """A session is open and the secretary sits at it."""
        return self.phase is not None and not self.kiosk

    @property
    def reading(self) -> bool:
        """Members may read dossiers."""
        return self.desk and self.phase in (Phase.MATERIALS, Phase.DEFENSE, Phase.VOTING)

    @property
    def revising(self) -> bool:
        """Steps may be taken back: of the materials, or a grouping at the defense."""
        return self.taking_in or (self.desk and self.phase is Phase.DEFENSE)

    @property
    def taking_in(self) -> bool:
        """Materials may come in."""
        return self.desk and self.phase in (Phase.SETUP, Phase.MATERIALS)


@dataclass(frozen=True, slots=True)
class Action:
    """One command. `rule_before` draws a line above it in the menu.

    `submenu` puts it one level down; `chosen` makes it one of several that exclude one another.
    """

    id: str
    menu: str
    text: str
    shortcut: str
    when: Callable[[State], bool]
    run: Callable[[Commands], None]
    rule_before: bool = False
    submenu: str = ""
    chosen: Callable[[State], bool] | None = None


def _theme(place: int, theme: Theme) -> Action:
    return Action(
        f"theme-{theme.key}",
        "查看",
        f"{theme.title}主题",
        f"F{7 + place}",
        _at_the_desk,
        lambda window: window.wear_theme(theme.key),
        rule_before=place == 0,
        chosen=lambda state: state.look.theme is theme,
    )


def _text(size: TextSize) -> Action:
    return Action(
        f"text-{size.key}",
        "查看",
        size.title,
        "",
        _at_the_desk,
        lambda window: window.set_text(size.key),
        submenu="文字大小",
        chosen=lambda state: state.look.text is size,
    )


def _proof(id_: str, text: str, shortcut: str, proof: Proof) -> Action:
    return Action(
        id_,
        "材料",
        text,
        shortcut,
        lambda state: state.taking_in,
        lambda window: window.prove(proof),
        submenu="核对信息",
    )


def _at_the_desk(state: State) -> bool:
    """Nobody else sits here."""
    return not state.kiosk


def _page(place: int, text: str) -> Action:
    return Action(
        f"page-{place}",
        "查看",
        text,
        f"Ctrl+{place + 1}",
        lambda state: state.desk,
        lambda window: window.show_page(place),
    )


PAGES = ("会议", "申报人", "签到回避", "答辩评议", "表决", "结果移交")
"""The pages of the rail, in order."""

ACTIONS: tuple[Action, ...] = (
    Action("new", "会议", "新建会议…", "Ctrl+N", lambda s: not s.kiosk, lambda w: w.new_session()),
    Action(
        "open", "会议", "打开会议…", "Ctrl+O", lambda s: not s.kiosk, lambda w: w.open_session()
    ),
    Action("rehearse", "会议", "演练会议", "Ctrl+Shift+R", _at_the_desk, lambda w: w.rehearse()),
    Action("verify", "会议", "核验移交包…", "Ctrl+Shift+V", _at_the_desk, lambda w: w.verify()),
    Action("gather", "会议", "汇总移交包…", "Ctrl+Shift+G", _at_the_desk, lambda w: w.gather()),
    Action("books", "会议", "规则文件…", "Ctrl+Shift+U", _at_the_desk, lambda w: w.books()),
    Action("close", "会议", "关闭会议", "Ctrl+W", lambda s: s.desk, lambda w: w.close_session()),
    Action(
        "read",
        "会议",
        "委员阅卷…",
        "Ctrl+Shift+Y",
        lambda s: s.reading,
        lambda w: w.read(),
        rule_before=True,
    ),
    Action(
        "keys",
        "会议",
        "口令和密码…",
        "Ctrl+Shift+M",
        lambda s: s.desk,
        lambda w: w.keys(),
        rule_before=True,
    ),
    Action("fonts", "会议", "补充字体…", "Ctrl+Shift+D", lambda s: s.desk, lambda w: w.fonts()),
    Action(
        "quit",
        "会议",
        "退出",
        "Ctrl+Q",
        lambda s: not s.kiosk,
        lambda w: w.quit(),
        rule_before=True,
    ),
    Action(
        "undo", "编辑", "撤销", "Ctrl+Z", lambda s: s.revising and s.can_undo, lambda w: w.undo()
    ),
    Action(
        "redo",
        "编辑",
        "重做",
        "Ctrl+Shift+Z",
        lambda s: s.revising and s.can_redo,
        lambda w: w.redo(),
    ),
    Action(
        "find",
        "编辑",
        "查找申报人",
        "Ctrl+F",
        lambda s: s.desk,
        lambda w: w.find_applicant(),
        rule_before=True,
    ),
    Action(
        "roster",
        "材料",
        "导入花名册…",
        "Ctrl+I",
        lambda s: s.taking_in,
        lambda w: w.import_roster(),
    ),
    Action(
        "dossiers",
        "材料",
        "导入申报材料…",
        "Ctrl+Shift+I",
        lambda s: s.taking_in,
        lambda w: w.import_dossiers(),
    ),
    Action(
        "qualify",
        "材料",
        "没有不符合的全部判为合格",
        "Ctrl+Shift+Q",
        lambda s: s.desk and s.phase is Phase.MATERIALS,
        lambda w: w.qualify_clean(),
        rule_before=True,
    ),
    Action(
        "acknowledge",
        "材料",
        "待确认的全部确认已核…",
        "Ctrl+Shift+K",
        lambda s: s.desk and s.phase is Phase.MATERIALS,
        lambda w: w.acknowledge_all(),
    ),
    Action(
        "acknowledge-some",
        "材料",
        "成批确认…",
        "Ctrl+K",
        lambda s: s.desk and s.phase is Phase.MATERIALS,
        lambda w: w.acknowledge_some(),
    ),
    Action(
        "group",
        "材料",
        "按专业分组…",
        "Ctrl+G",
        lambda s: s.desk and s.phase in (Phase.MATERIALS, Phase.DEFENSE),
        lambda w: w.group_applicants(),
    ),
    Action(
        "next-finding",
        "材料",
        "下一个问题",
        "F4",
        lambda s: s.taking_in,
        lambda w: w.next_finding(),
        rule_before=True,
    ),
    Action(
        "next-flagged",
        "材料",
        "下一名有问题的申报人",
        "Alt+Down",
        lambda s: s.taking_in,
        lambda w: w.next_flagged(1),
    ),
    Action(
        "last-flagged",
        "材料",
        "上一名有问题的申报人",
        "Alt+Up",
        lambda s: s.taking_in,
        lambda w: w.next_flagged(-1),
    ),
    Action(
        "qualify-shown",
        "材料",
        "判为合格",
        "Ctrl+Return",
        lambda s: s.desk and s.phase is Phase.MATERIALS,
        lambda w: w.qualify_shown(),
    ),
    Action(
        "issue-findings",
        "材料",
        "出具本人的审核意见…",
        "Ctrl+Shift+P",
        lambda s: s.desk,
        lambda w: w.issue_findings(),
    ),
    Action(
        "facts",
        "材料",
        "逐条核对",
        "Ctrl+L",
        lambda s: s.taking_in,
        lambda w: w.go_through_facts(),
        submenu="核对信息",
    ),
    _proof("pin", "钉住本页", "Ctrl+B", Proof.PIN),
    _proof("frame", "框出一块钉住…", "Ctrl+Shift+B", Proof.FRAME),
    _proof("open-pin", "打开所钉的页", "Ctrl+J", Proof.OPEN),
    _proof("unpin", "取消钉住", "Ctrl+Shift+J", Proof.UNPIN),
    _proof("check", "标为已核或取消", "Ctrl+T", Proof.TICK),
    Action(
        "check-group",
        "材料",
        "整组标为已核或取消",
        "Ctrl+Shift+T",
        lambda s: s.taking_in,
        lambda w: w.check_group(),
        submenu="核对信息",
    ),
    Action("print", "文书", "打印…", "Ctrl+P", lambda s: s.desk, lambda w: w.print_paper()),
    Action(
        "by-hand",
        "文书",
        "手写签名…",
        "Ctrl+Shift+H",
        lambda s: s.desk and s.phase in (Phase.SEALED, Phase.HANDED_OVER),
        lambda w: w.sign_by_hand(),
    ),
    Action(
        "sign",
        "文书",
        "签署…",
        "Ctrl+Shift+S",
        lambda s: s.desk and s.phase in (Phase.SEALED, Phase.HANDED_OVER),
        lambda w: w.sign_paper(),
    ),
    Action(
        "signatures",
        "文书",
        "核验签名",
        "Ctrl+Shift+E",
        lambda s: s.desk,
        lambda w: w.check_signatures(),
    ),
    Action(
        "re-examine",
        "文书",
        "复查…",
        "Ctrl+Shift+C",
        lambda s: s.desk and s.phase in (Phase.SEALED, Phase.HANDED_OVER),
        lambda w: w.re_examine(),
        rule_before=True,
    ),
    Action(
        "attack",
        "文书",
        "自测攻击…",
        "Ctrl+Shift+A",
        lambda s: s.desk and s.phase in (Phase.SEALED, Phase.HANDED_OVER),
        lambda w: w.attack(),
    ),
    *(_page(place, text) for place, text in enumerate(PAGES)),
    Action("turn", "查看", "材料与名单切换", "F6", lambda s: s.desk, lambda w: w.turn_pane()),
    Action(
        "columns",
        "查看",
        "选择列…",
        "Ctrl+Shift+L",
        lambda s: s.desk,
        lambda w: w.choose_columns(),
        rule_before=True,
    ),
    Action("project", "查看", "投影窗口", "F5", lambda s: s.desk, lambda w: w.project()),
    *(_theme(place, theme) for place, theme in enumerate(THEMES)),
    Action(
        "text-up",
        "查看",
        "放大文字",
        "Ctrl+=",
        _at_the_desk,
        lambda w: w.change_text(1),
        rule_before=True,
    ),
    Action("text-down", "查看", "缩小文字", "Ctrl+-", _at_the_desk, lambda w: w.change_text(-1)),
    *(_text(size) for size in TEXT_SIZES),
    Action("help", "帮助", "本页帮助", "F1", lambda _: True, lambda w: w.help()),
    Action(
        "shortcuts", "帮助", "快捷键", "Ctrl+F1", _at_the_desk, lambda w: w.help_on("shortcuts")
    ),
    Action(
        "secrecy",
        "帮助",
        "投票是否保密",
        "Ctrl+Shift+F1",
        _at_the_desk,
        lambda w: w.help_on("secrecy"),
    ),
    Action("manual", "帮助", "使用手册…", "Ctrl+Alt+F2", _at_the_desk, lambda w: w.manual()),
    Action(
        "diary",
        "帮助",
        "保存运行记录…",
        "Ctrl+Alt+F1",
        _at_the_desk,
        lambda w: w.save_diary(),
        rule_before=True,
    ),
    Action(
        "about", "帮助", "关于", "Shift+F1", _at_the_desk, lambda w: w.about(), rule_before=True
    ),
)
