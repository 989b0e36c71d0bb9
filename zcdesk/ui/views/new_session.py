"""Making a session step by step: what it is, where it lies and who holds keys, the recovery code."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from itertools import chain, pairwise
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFormLayout, QLineEdit, QStackedWidget, QWidget

from zcdesk.desk import book_choice
from zcdesk.desk.desk import SUPERVISOR
from zcdesk.desk.rehearsal import setup_of
from zcdesk.desk.script import read_script
from zcdesk.domain.errors import KnownError
from zcdesk.domain.events import Setup
from zcdesk.ui.parts import (
    button,
    card,
    clear,
    column,
    hold_width,
    label,
    named,
    panel,
    row,
    say,
    scrolled,
)
from zcdesk.ui.pick import Pick
from zcdesk.ui.views.recovery_page import RecoveryPage
from zcdesk.ui.views.setup_form import PARTS, SetupForm, to_field

_LEAST = 8
_LEAST_TOKEN = 6
_FACTS, _KEYS, _CODE = range(3)
"""The form, the keys, the recovery code."""


@dataclass(frozen=True, slots=True, repr=False)
class Wanted:
    """A session to be made. It never prints its secrets."""

    folder: Path
    setup: Setup
    passphrase: str
    tokens: dict[str, str]

    def __repr__(self) -> str:
        return "Wanted(…)"


class NewSessionPage(QWidget):
    """`create_wanted` carries what is to be made; `entered` follows the recovery code."""

    create_wanted = Signal(object)
    entered = Signal()
    left = Signal()

    def __init__(self, pick: Pick, today: datetime.date) -> None:
        super().__init__()
        self._pick = pick
        self._setup: Setup | None = None
        self._reached = _FACTS
        self.form = SetupForm(
            today, book_choice.shipped(), (self.tr("保管与口令"), self.tr("恢复码"))
        )
        self.form.parts.currentRowChanged.connect(self._choose_part)
        self.form.part_changed.connect(self._at_part)
        self.rehearsal = QCheckBox(self.tr("演练会议（处处标明“演练”）"))
        named(self.rehearsal, self.rehearsal.text())
        self.trouble = label("", "violation", wrap=True)
        # Beside the heading and never without its room: below, it moved the whole form as it came.
        kept = self.trouble.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.trouble.setSizePolicy(kept)
        self.trouble.hide()
        self._heading = label("", "title")
        self.stack = QStackedWidget()
        self.stack.addWidget(self._facts_step())
        self.stack.addWidget(self._keys_step())
        self.recovery = RecoveryPage(pick)
        self.recovery.entered.connect(self.entered)
        self.stack.addWidget(self.recovery)
        whole = panel(row(self.form.parts, self.stack, gap=20, grow=self.stack))
        body = card(
            column(
                row(self._heading, self.trouble, self.rehearsal, gap=24, grow=self.trouble),
                whole,
                gap=12,
                margin=20,
                grow=whole,
            )
        )
        self.setLayout(column(body, gap=0, margin=16))
        for field in self.findChildren(QLineEdit):
            field.textEdited.connect(self._mended)
        self._go(0)

    def _facts_step(self) -> QWidget:
        self.from_script = button(self.tr("从会议脚本填入…"), self._choose_script)
        self.previous = button(self.tr("上一步"), lambda: self.form.go(self.form.part - 1))
        self.next = button(self.tr("下一步"), self._next, "primary")
        cancel = button(self.tr("取消"), self.left.emit)
        return panel(
            column(
                self.form,
                row(self.from_script, None, cancel, self.previous, self.next),
                gap=12,
                grow=self.form,
            )
        )

    def _keys_step(self) -> QWidget:
        self.name = named(QLineEdit(), self.tr("会议文件夹名称"))
        self.place = named(QLineEdit(), self.tr("存放位置"))
        browse = button(self.tr("选择…"), self._browse)
        self.passphrase = _secret(self.tr("会议口令"))
        self.again = _secret(self.tr("再次输入会议口令"))
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(10)
        form.addRow(label(self.tr("文件夹名称"), "muted"), self.name)
        form.addRow(label(self.tr("存放位置"), "muted"), row(self.place, browse))
        form.addRow(label(self.tr("会议口令"), "muted"), self.passphrase)
        form.addRow(label(self.tr("再次输入"), "muted"), self.again)
        self._tokens = column(gap=8)
        self.token_inputs: dict[str, QLineEdit] = {}
        self.token_again: dict[str, QLineEdit] = {}
        self.make = button(self.tr("建立会议"), self._create, "primary")
        self._back = button(self.tr("上一步"), lambda: self._back_to(len(PARTS) - 1))
        self._cancel = button(self.tr("取消"), self.left.emit)
        inner = column(
            label(
                self.tr(
                    "秘书用会议口令打开会议（至少 8 个字符）。全部资料加密存放在这个文件夹里。"
                ),
                "muted",
                wrap=True,
            ),
            form,
            16,
            label(self.tr("开箱口令"), "lead"),
            label(
                self.tr(
                    "主持人和监督员的开箱口令合在一起才能打开票箱。由各人自己输入两遍，至少 6 个"
                    "字符；也可以留空，签到时再设。"
                ),
                "muted",
                wrap=True,
            ),
            self._tokens,
            None,
            gap=10,
        )
        box = panel(inner, "paper")
        hold_width(box, 600)
        return panel(
            column(
                scrolled(panel(row(box, None), "paper"), self.tr("保管与口令")),
                row(None, self._cancel, self._back, self.make),
                gap=12,
            )
        )

    # --- the steps ------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin anew."""
        self._setup = None
        self._reached = _FACTS
        self._forget()
        self.recovery.start("", "")
        self._back_to(0)

    def _forget(self) -> None:
        again = self.token_again.values()
        for made in (self.passphrase, self.again, *self.token_inputs.values(), *again):
            made.clear()

    def refuse(self, sentence: str) -> None:
        """Say why the session was not made."""
        self._lacks(self.name, sentence)
        self.make.setEnabled(True)

    def show_code(self, code: str) -> None:
        """The session is there; show the recovery code once."""
        self._forget()
        self.make.setEnabled(True)
        assert self._setup is not None
        heading = f"{self._setup.committee.name}{self._setup.session.review_year}年度评审会议"
        self.recovery.start(code, heading)
        self._go(2)

    def fill_from_script(self, path: Path) -> None:
        """Fill the form from a session script."""
        try:
            self.form.show_setup(setup_of(read_script(path), rehearsal=self.rehearsal.isChecked()))
        except KnownError as error:
            say(self.trouble, error.sentence)
        else:
            say(self.trouble, "")

    def _choose_script(self) -> None:
        self._pick.file(self, self.tr("选择会议脚本"), "会议脚本 (*.toml)", self.fill_from_script)

    def _browse(self) -> None:
        self._pick.folder(self, self.tr("选择存放位置"), lambda path: self.place.setText(str(path)))

    def _next(self) -> None:
        """The next part, once this one can stand; after the last one the keys."""
        try:
            self.form.check(self.form.part)
        except KnownError as error:
            say(self.trouble, error.sentence)
            self.form.go_to_fault()
            return
        if self.form.part + 1 < len(PARTS):
            self.form.go(self.form.part + 1)
        else:
            self._to_keys()

    def _to_keys(self) -> None:
        try:
            self._setup = self.form.setup(rehearsal=self.rehearsal.isChecked())
        except KnownError as error:
            self._back_to(self.form.part)
            say(self.trouble, error.sentence)
            self.form.go_to_fault()
            return
        if not self.name.text().strip():
            year = self._setup.session.review_year
            word = self.tr("演练") if self._setup.rehearsal else self.tr("评审")
            self.name.setText(f"{self._setup.committee.name}{year}{word}")
        if not self.place.text().strip():
            self.place.setText(str(Path.home()))
        clear(self._tokens)
        self.token_inputs, self.token_again = {}, {}
        holders = [(m.id, f"{m.role.chinese}{m.name}") for m in self._setup.members if m.presides]
        holders.append((SUPERVISOR, f"{self.tr('监督员')}{self._setup.staff.supervisor}"))
        for holder, who in holders:
            made = _secret(self.tr("{who}的开箱口令").format(who=who))
            # A slip of the supervisor's would show at the opening only, when the round is lost.
            again = _secret(self.tr("再次输入{who}的开箱口令").format(who=who))
            again.setPlaceholderText(self.tr("再次输入"))
            for field in (made, again):
                field.textEdited.connect(self._mended)
            title = label(who, "muted")
            hold_width(title, 180)
            self._tokens.addLayout(row(title, made, again))
            self.token_inputs[holder], self.token_again[holder] = made, again
        buttons = (self._cancel, self._back, self.make)
        twice = zip(self.token_inputs.values(), self.token_again.values(), strict=True)
        order = [self.again, *chain.from_iterable(twice), *buttons]
        for before, after in pairwise(order):  # made later, they would come after the buttons
            QWidget.setTabOrder(before, after)
        self._go(1)

    def _create(self) -> None:
        assert self._setup is not None
        secret = self.passphrase.text()
        said = {holder: made.text() for holder, made in self.token_inputs.items()}
        tokens = {holder: token for holder, token in said.items() if token}
        unlike = [
            holder for holder, made in self.token_again.items() if made.text() != said[holder]
        ]
        short = [h for h, token in tokens.items() if len(token) < _LEAST_TOKEN]
        if not self.name.text().strip():
            self._lacks(self.name, self.tr("请填写会议文件夹名称。"))
        elif len(secret) < _LEAST:
            self._lacks(self.passphrase, self.tr("会议口令至少 8 个字符。"))
        elif secret != self.again.text():
            self._lacks(self.again, self.tr("两次输入的会议口令不一致。"))
        elif short:
            self._lacks(self.token_inputs[short[0]], self.tr("开箱口令至少 6 个字符。"))
        elif unlike:
            self._lacks(self.token_again[unlike[0]], self.tr("两次输入的开箱口令不一致。"))
        else:
            say(self.trouble, "")
            self.make.setEnabled(False)
            name = self.name.text().strip().removesuffix(".zcd")
            folder = Path(self.place.text().strip()) / f"{name}.zcd"
            self.create_wanted.emit(Wanted(folder, self._setup, secret, tokens))

    def _mended(self) -> None:
        """Somebody is at it: what the last step lacked is not said any longer."""
        say(self.trouble, "")

    def _lacks(self, field: QWidget, sentence: str) -> None:
        say(self.trouble, sentence)
        to_field(field)

    def _choose_part(self, part: int) -> None:
        """Somebody goes back in the list, or on to where they have been."""
        if self.stack.currentIndex() != _FACTS and part < len(PARTS):
            self._back_to(part)
        elif self.stack.currentIndex() == _FACTS and part == len(PARTS):
            self._to_keys()

    def _back_to(self, part: int) -> None:
        self._go(_FACTS)
        self.form.go(part)

    def _go(self, step: int) -> None:
        self.stack.setCurrentIndex(step)
        self.rehearsal.setVisible(step == _FACTS)
        self._reached = max(self._reached, step)
        self.form.reach(self._reached)
        if step != _FACTS:
            self.form.go(len(PARTS) + step - 1)
        # The session is there: nothing before its recovery code can be changed here any more.
        self.form.parts.setEnabled(step != _CODE)
        self._at_part()
        if step == _KEYS:
            to_field(self.passphrase)

    def _at_part(self) -> None:
        step = self.stack.currentIndex()
        parts = self.form.parts
        n = self.form.part if step == _FACTS else len(PARTS) + step - 1
        text = self.tr("新建会议　{n} / {of}　{name}")
        self._heading.setText(text.format(n=n + 1, of=parts.count(), name=parts.item(n).text()))
        self.previous.setVisible(self.form.part > 0)
        say(self.trouble, "")


def _secret(name: str) -> QLineEdit:
    made = named(QLineEdit(), name)
    made.setEchoMode(QLineEdit.EchoMode.Password)
    return made
