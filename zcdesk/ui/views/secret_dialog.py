"""A person sets a secret of their own: new, in place of the old one, or agreed to by two others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QWidget

from zcdesk.desk.desk import SECRETARY, SUPERVISOR
from zcdesk.ui.bench import Bench
from zcdesk.ui.dialogs import Ask, AskDialog

PIN = "投票密码"
"""What a member's secret is called; the others' are tokens of the ballot box."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose secret it is and what it is called; `known`: there is an earlier one."""

    id: str
    name: str
    secret: str
    known: bool


class SecretDialog(AskDialog):
    """Asks for the secret twice. `verb` takes it, with `old=` or `agreed=` in place of an earlier one."""

    def __init__(
        self, bench: Bench, owner: Owner, verb: Callable[..., object], parent: QWidget
    ) -> None:
        self._bench, self._owner, self._verb, self._where = bench, owner, verb, parent
        old = [Ask("old", f"原{owner.secret}", secret=True, required=False)] if owner.known else []
        super().__init__(
            f"{owner.name}的{owner.secret}",
            _told(owner),
            [*old, *twice(owner.secret)],
            "设置",
            parent,
        )
        self.given.connect(self._take)

    def _take(self, said: dict[str, str]) -> None:
        if said["secret"] != said["again"]:
            self._bench.refused.emit(f"两次输入的{self._owner.secret}不一致，请重新设置。")
        elif self._owner.known and not said["old"]:
            self._ask_two(said["secret"])
        else:
            old = {"old": said["old"]} if self._owner.known else {}
            self._bench.do(partial(self._verb, said["secret"], **old))

    def _ask_two(self, secret: str) -> None:
        """The old one is lost: two other people agree."""
        heads = [m for m in self._bench.case.current.members if m.presides]
        people = [(SECRETARY, "秘书（会议口令）"), (SUPERVISOR, "监督员（开箱口令）")]
        people += [(m.id, f"{m.role.chinese}{m.name}（开箱口令）") for m in heads]
        others = tuple(each for each in people if each[0] != self._owner.id)
        dialog = AskDialog(
            f"更换{self._owner.name}的{self._owner.secret}",
            f"原{self._owner.secret}遗失：请另外两人共同同意，各自输入口令。",
            [
                Ask("first", "第一人", choices=others),
                Ask("first_secret", "第一人口令", secret=True),
                Ask("second", "第二人", value=others[1][0], choices=others),
                Ask("second_secret", "第二人口令", secret=True),
            ],
            "同意更换",
            self._where,
        )
        bench, verb = self._bench, self._verb
        dialog.given.connect(
            lambda said: bench.do(
                partial(
                    verb,
                    secret,
                    agreed={
                        said["first"]: said["first_secret"],
                        said["second"]: said["second_secret"],
                    },
                )
            )
        )
        dialog.open()


def twice(title: str) -> list[Ask]:
    """A secret, and the same again."""
    return [Ask("secret", title, secret=True), Ask("again", f"再次输入{title}", secret=True)]


def _told(owner: Owner) -> str:
    if owner.known:
        return (
            f"请本人输入原{owner.secret}和新的{owner.secret}。"
            f"原{owner.secret}遗失的留空，由另外两人共同同意后更换。"
        )
    if owner.secret == PIN:
        return f"请本人设置{owner.secret}（4 至 12 位数字）。投票时用它领取表决票。"
    return (
        f"请本人输入{owner.secret}（至少 6 个字符）。"
        "主持人和监督员的口令合在一起才能打开票箱；遗忘则该轮作废。"
    )
