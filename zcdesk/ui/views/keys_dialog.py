"""Every secret of the session on one list: who has which, and how each is changed or mended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QDialog, QWidget

from zcdesk.desk import keys, setup, views
from zcdesk.desk.desk import CHAIR, SECRETARY, SUPERVISOR
from zcdesk.domain.committee import Role
from zcdesk.ui.bench import Bench
from zcdesk.ui.dialogs import Ask, AskDialog
from zcdesk.ui.look import colours, px
from zcdesk.ui.models.table import Column, RecordTable
from zcdesk.ui.parts import button, column, label, row, say
from zcdesk.ui.tables import list_view
from zcdesk.ui.views.code_dialog import CodeDialog
from zcdesk.ui.views.secret_dialog import PIN, Owner, SecretDialog, twice

PASSPHRASE, CODE, TOKEN = "会议口令", "恢复码", "开箱口令"
_FOR = {
    PASSPHRASE: "打开会议",
    CODE: "口令遗忘时打开会议",
    TOKEN: "两人一起打开票箱",
    PIN: "领取表决票和评分表",
}


@dataclass(frozen=True, slots=True)
class Key:
    """A secret by its owner; what it is itself is nowhere."""

    owner: str
    who: str
    kind: str
    there: bool
    locked: bool = False


COLUMNS: tuple[Column[Key], ...] = (
    Column("持有人", lambda k: k.who, width=190),
    Column("种类", lambda k: k.kind, width=100),
    Column(
        "状态",
        lambda k: "■ 已锁定" if k.locked else ("● 已设置" if k.there else "○ 未设置"),
        width=100,
        colour=lambda k: colours().violation if k.locked else colours().ink,
    ),
    Column("用途", lambda k: _FOR[k.kind], width=190),
)


class KeysDialog(QDialog):
    """The list, and what can be done with the chosen line. Refusals are said in the dialog."""

    def __init__(self, bench: Bench, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("口令和密码"))
        self._bench = bench
        self.model = RecordTable[Key](COLUMNS, lambda k: f"{k.owner}\n{k.kind}", self)
        self.view = list_view(self.tr("口令和密码"), self.model)
        self.change = button(self.tr("更换…"), self._change, "primary")
        self.unlock = button(self.tr("解锁席位…"), self._unlock)
        self.take = button(self.tr("撤销…"), self._take_away)
        self.close_button = button(self.tr("完成"), self.accept)
        self.told = label("", "violation", wrap=True)
        self.hint = label("", "muted", wrap=True)
        self.setLayout(
            column(
                label(self.tr("口令和密码"), "title"),
                label(
                    self.tr("每一项由本人设置和更换；日志只记谁的哪一项何时更换，不记内容。"),
                    "muted",
                    wrap=True,
                ),
                self.view,
                self.hint,
                self.told,
                row(self.change, self.unlock, self.take, None, self.close_button),
                gap=12,
                margin=24,
            )
        )
        self.resize(px(700), px(520))
        self.view.selectionModel().currentRowChanged.connect(lambda *_: self._settle())
        self._bench.refused.connect(self._refuse)
        self._bench.changed.connect(self._changed)
        self.finished.connect(self.deleteLater)
        self._settle()
        self.refresh()
        self.view.setFocus()

    def refresh(self) -> None:
        """Ask the disk who has which."""
        self._bench.ask(partial(_keys, self._bench), self._show)

    def _show(self, found: list[Key]) -> None:
        chosen = self._chosen()
        self.model.set_records(found)
        place = self.model.row_of(f"{chosen.owner}\n{chosen.kind}") if chosen else 0
        self.view.selectRow(place or 0)
        self._settle()

    def _changed(self, _: object) -> None:
        say(self.told, "")
        self.refresh()

    def _refuse(self, sentence: str) -> None:
        say(self.told, sentence)

    def _chosen(self) -> Key | None:
        index = self.view.selectionModel().currentIndex()
        valid = index.isValid() and index.row() < self.model.rowCount()
        return self.model.record(index.row()) if valid else None

    def _settle(self) -> None:
        chosen = self._chosen()
        self.change.setEnabled(chosen is not None)
        self.unlock.setVisible(chosen is not None and chosen.locked)
        self.take.setVisible(
            chosen is not None and chosen.kind == PASSPHRASE and chosen.owner != SECRETARY
        )
        self.take.setEnabled(chosen is not None and chosen.there)
        if chosen is None:
            return
        known = chosen.there or chosen.kind == CODE
        self.change.setText(self.tr("更换…") if known else self.tr("设置…"))
        self.change.setAccessibleName(self.change.text())
        self.hint.setText(self._ways(chosen))

    def _ways(self, chosen: Key) -> str:
        return {
            PASSPHRASE: self.tr("本人输入原口令后更换；原口令遗忘的，凭纸上的恢复码更换。"),
            CODE: self.tr("凭秘书口令或现有恢复码换发；旧的恢复码随即失效。"),
            TOKEN: self.tr(
                "本人输入原口令后更换；遗失的，由另外两人共同同意。投票未开箱时不能更换。"
            ),
            PIN: self.tr(
                "本人输入原密码后更换；遗忘的，由另外两人共同同意。锁定的，由秘书和监督员共同解锁。"
            ),
        }[chosen.kind]

    # --- what can be done -----------------------------------------------------------------------

    def _change(self) -> None:
        chosen = self._chosen()
        if chosen is None:
            return
        say(self.told, "")
        desk = self._bench.desk
        if chosen.kind == CODE:
            self._renew()
        elif chosen.kind == PASSPHRASE:
            self._passphrase(chosen)
        elif chosen.kind == TOKEN:
            self._ask_secret(chosen, partial(setup.enrol_holder, desk, chosen.owner))
        else:
            self._ask_secret(chosen, partial(setup.set_pin, desk, chosen.owner))

    def _ask_secret(self, chosen: Key, verb: Callable[..., object]) -> None:
        owner = Owner(chosen.owner, chosen.who, chosen.kind, known=chosen.there)
        SecretDialog(self._bench, owner, verb, self).open()

    def _passphrase(self, chosen: Key) -> None:
        if chosen.there:
            told = self.tr("请本人输入原口令，遗忘的输入纸上的恢复码；新口令至少 {n} 个字符。")
            first = self.tr("原口令或恢复码")
        else:
            told = self.tr("请先输入能打开会议的任一口令，再由本人设置口令，至少 {n} 个字符。")
            first = self.tr("现有口令或恢复码")
        dialog = AskDialog(
            self.tr("{who}的会议口令").format(who=chosen.who),
            told.format(n=keys.SHORTEST),
            [Ask("old", first, secret=True), *twice(self.tr("新口令"))],
            self.tr("更换") if chosen.there else self.tr("设置"),
            self,
        )

        def given(said: dict[str, str]) -> None:
            if said["secret"] != said["again"]:
                self._refuse(self.tr("两次输入的新口令不一致，口令没有更换，请重新输入。"))
                return
            desk, role = self._bench.desk, chosen.owner
            if chosen.there:
                self._bench.do(partial(keys.change, desk, role, said["old"], said["secret"]))
            else:
                self._bench.do(partial(keys.give, desk, role, said["secret"], by=said["old"]))

        dialog.given.connect(given)
        dialog.open()

    def _take_away(self) -> None:
        chosen = self._chosen()
        if chosen is None:
            return
        dialog = AskDialog(
            self.tr("撤销{who}的会议口令").format(who=chosen.who),
            self.tr("撤销后这个口令不再能打开会议。以前复制出去的案卷仍能用它打开。"),
            [Ask("by", self.tr("本人口令或恢复码"), secret=True)],
            self.tr("撤销口令"),
            self,
        )
        dialog.given.connect(
            lambda said: self._bench.do(
                partial(keys.take_away, self._bench.desk, chosen.owner, by=said["by"])
            )
        )
        dialog.open()

    def _unlock(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            ask_unlock(self._bench, chosen.owner, chosen.who, self)

    def _renew(self) -> None:
        dialog = AskDialog(
            self.tr("换发恢复码"),
            self.tr("新恢复码只显示一次，请准备好打印机或纸笔。旧的恢复码随即失效。"),
            [Ask("by", self.tr("秘书口令或现有恢复码"), secret=True)],
            self.tr("换发恢复码"),
            self,
        )
        dialog.given.connect(
            lambda said: self._bench.ask(
                partial(keys.renew_recovery_code, self._bench.desk, by=said["by"]),
                lambda code: CodeDialog(self._bench, code, self).open(),
            )
        )
        dialog.open()


def ask_unlock(bench: Bench, member: str, name: str, parent: QWidget) -> None:
    """Secretary and supervisor, each with the own secret, unlock a member's seat."""
    dialog = AskDialog(
        "解锁席位",
        f"{name}的席位由秘书和监督员共同解锁，投票密码不变。请两人各自输入。",
        [
            Ask("passphrase", "秘书会议口令", secret=True),
            Ask("token", "监督员开箱口令", secret=True),
        ],
        "解锁",
        parent,
    )
    dialog.given.connect(
        lambda said: bench.do(
            partial(setup.unlock_seat, bench.desk, member, said["token"], said["passphrase"])
        )
    )
    dialog.open()


def _keys(bench: Bench) -> list[Key]:
    """Every secret that there is or may be, by its owner."""
    desk = bench.desk
    setup_now, seats, openers = desk.case.current, views.seats(desk), keys.owners(desk)
    members = setup_now.members
    chair = next((m.name for m in members if m.role is Role.CHAIR), "")
    people = {
        SECRETARY: setup_now.staff.secretary,
        CHAIR: chair,
        SUPERVISOR: setup_now.staff.supervisor,
    }
    found = [
        Key(role, f"{title} {people[role]}", PASSPHRASE, role in openers)
        for role, title in keys.ROLES.items()
    ]
    found.append(Key("", "纸上密封", CODE, there=True))
    heads = [(m.id, f"{m.role.chinese} {m.name}") for m in members if m.presides]
    heads.append((SUPERVISOR, f"监督员 {setup_now.staff.supervisor}"))
    found += [Key(who, name, TOKEN, who in seats.holders) for who, name in heads]
    found += [
        Key(m.id, f"{m.id} {m.name}", PIN, m.id in seats.with_pin, m.id in seats.locked)
        for m in members
    ]
    return found
