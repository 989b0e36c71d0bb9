"""The ballot kiosk (投票屏): curtain, member and PIN or slip, sheet, confirmation, cast, curtain.

The paper lives in this widget's memory and nowhere else; every way out of the sheet wipes it.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QStackedWidget, QWidget

from zcdesk.desk import audience, ballot_lines, slips, views, voting
from zcdesk.desk.ballot_lines import Line
from zcdesk.domain.ballot import Choice, Paper, Round
from zcdesk.domain.errors import KnownError, Refused
from zcdesk.ui.bench import Bench
from zcdesk.ui.parts import (
    button,
    column,
    hold_width,
    label,
    limit_width,
    named,
    panel,
    rehearsal_mark,
    row,
)
from zcdesk.ui.views.ballot_sheet import BallotSheet
from zcdesk.ui.views.sign_in import SignIn
from zcdesk.ui.views.slip_entry import SlipEntry

_THANKS_MS = 6000
_SHEET_WIDTH = 960
"""A name and its buttons stay within one look."""
CURTAIN, WHO, SHEET, CONFIRM, THANKS, EXIT, SLIP = range(7)


class Kiosk(QWidget):
    """`left` when the laptop goes back to the secretary, after the secretary's passphrase."""

    left = Signal()

    def __init__(self, bench: Bench, *, thanks_ms: int = _THANKS_MS) -> None:
        super().__init__()
        self.setProperty("role", "kiosk")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._bench = bench
        self._round: Round | None = None
        self._member = self._pin = self._slip = ""
        self._misread = 0
        self._build_curtain()
        self.sign_in = SignIn(self.tr("领取表决票"), self.tr("领取表决票"))
        self.sign_in.entered.connect(self._enter)
        self.sign_in.left.connect(self.curtain)
        self.slip = SlipEntry()
        self.slip.entered.connect(self._enter_slip)
        self.slip.left.connect(self.curtain)
        self.slip.code.textEdited.connect(lambda _: self._stay())
        self.sheet = BallotSheet()
        limit_width(self.sheet, _SHEET_WIDTH)
        self.sheet.review_wanted.connect(self._review)
        self.sheet.given_up.connect(self.curtain)
        self.sheet.touched.connect(self._stay)
        self._build_confirm()
        self._build_thanks()
        self._build_exit()
        self.stack = QStackedWidget()
        for page in (
            self._curtain_page,
            self.sign_in,
            panel(row(None, self.sheet, None, grow=self.sheet)),
            self._confirm_page,
            self._thanks_page,
            self._exit_page,
            self.slip,
        ):
            self.stack.addWidget(page)
        self._mark = rehearsal_mark(bench.case.current)
        self.setLayout(column(row(None, self._mark), self.stack, gap=0, margin=24, grow=self.stack))
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.timeout.connect(self.curtain)
        self._thanks = QTimer(self)
        self._thanks.setSingleShot(True)
        self._thanks.setInterval(thanks_ms)
        self._thanks.timeout.connect(self.curtain)

    # --- pages ----------------------------------------------------------------------------------

    def _build_curtain(self) -> None:
        self._curtain_title = _centred("", "muted")
        self._curtain_text = _centred(self.tr("请下一位委员投票"), "poster")
        self.turnout = _centred("", "title")
        self.begin = button(self.tr("开始投票"), self._begin, "large")
        self.exit = button(self.tr("交还秘书"), self._ask_exit, "plain")
        self._curtain_page = panel(
            column(
                None,
                self._curtain_title,
                self._curtain_text,
                self.turnout,
                24,
                row(None, self.begin, None),
                None,
                row(None, self.exit),
                gap=16,
            )
        )

    def _build_confirm(self) -> None:
        self.confirm_text = _centred("", "title")
        self.confirm_list = label("", "lead", wrap=True)
        self.confirm_list.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._final = _centred(self.tr("投出后不能更改。"), "violation")
        self.trouble = _centred("", "violation")
        self.cast = button(self.tr("确认投出"), self._cast, "large")
        self.return_to_sheet = button(self.tr("返回修改"), self._back_to_sheet, "largeplain")
        self._confirm_page = panel(
            column(
                None,
                self.confirm_text,
                self.confirm_list,
                12,
                self._final,
                self.trouble,
                12,
                row(None, self.return_to_sheet, self.cast, None, gap=24),
                None,
                gap=16,
            )
        )

    def _build_thanks(self) -> None:
        self.done = button(self.tr("完成"), self.curtain, "large")
        self.thanks = _centred(self.tr("您的票已计入"), "poster")
        self._thanks_page = panel(
            column(
                None,
                self.thanks,
                _centred(self.tr("请把电脑交给下一位委员。"), "title"),
                24,
                row(None, self.done, None),
                None,
                gap=16,
            )
        )

    def _build_exit(self) -> None:
        self.passphrase = named(QLineEdit(), self.tr("会议口令"))
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.setProperty("kind", "large")
        hold_width(self.passphrase, 420)
        self.passphrase.returnPressed.connect(self._exit)
        self._exit_trouble = _centred("", "violation")
        self._exit_page = panel(
            column(
                None,
                _centred(self.tr("交还秘书"), "title"),
                _centred(self.tr("请秘书输入会议口令。"), "muted"),
                row(None, self.passphrase, None),
                self._exit_trouble,
                row(
                    None,
                    button(self.tr("返回"), self.curtain, "largeplain"),
                    button(self.tr("进入秘书台"), self._exit, "large"),
                    None,
                ),
                None,
                gap=16,
            )
        )

    # --- the way of a ballot --------------------------------------------------------------------

    def start(self, vote: Round) -> None:
        """Stand ready for a round."""
        self._round = vote
        self._misread = 0
        self.curtain()

    def curtain(self) -> None:
        """Draw the curtain: nothing of the person before is left."""
        self._wipe()
        self.stack.setCurrentIndex(CURTAIN)
        self.begin.setFocus()
        if self._round is not None:
            text = self.tr("第 {n} 轮无记名投票").format(n=self._round.number)
            if self._round.slips:
                text += self.tr("（投票券）")
            self._curtain_title.setText(text)
            self._bench.ask(partial(voting.turnout, self._bench.desk, self._round.key), self._count)

    def _count(self, counted: voting.Turnout) -> None:
        """How many, for the room; who has cast is for secretary and supervisor."""
        turnout = audience.turnout(audience.ROOM, counted)
        done = turnout.returned == turnout.issued
        assert self._round is not None
        told = self.tr("已发出 {a} 张，已收回 {b} 张")
        if self._round.slips:
            told = self.tr("投票券共 {a} 张，已用 {b} 张")
        self.turnout.setText(told.format(a=turnout.issued, b=turnout.returned))
        self._curtain_text.setText(
            self.tr("全部委员已投票") if done else self.tr("请下一位委员投票")
        )
        self.begin.setEnabled(not done)
        if self.stack.currentIndex() == CURTAIN:
            (self.exit if done else self.begin).setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back, but not from the sheet: what is marked is not lost at one key."""
        at = self.stack.currentIndex()
        if event.key() == Qt.Key.Key_Escape and at in (SLIP, EXIT):
            self.curtain()
        elif event.key() == Qt.Key.Key_Escape and at == CONFIRM:
            self._back_to_sheet()
        else:
            super().keyPressEvent(event)

    def _begin(self) -> None:
        assert self._round is not None
        if self._round.slips:
            self._ask_slip()
            return
        self._bench.ask(partial(voting.turnout, self._bench.desk, self._round.key), self._who)

    def _who(self, turnout: voting.Turnout) -> None:
        assert self._round is not None
        voters = [
            member for member in self._bench.case.current.members if member.id in self._round.voters
        ]
        self.sign_in.ask(voters, turnout.cast)
        self.stack.setCurrentIndex(WHO)
        self.sign_in.member.setFocus()
        self._stay()

    def _enter(self, member: str, pin: str) -> None:
        assert self._round is not None
        key = self._round.key
        self._bench.ask(
            partial(ballot_lines.of_member, self._bench.desk, key, member, pin),
            partial(self._open, member, pin),
            lambda error: self.sign_in.refuse(error.sentence),
        )

    def _open(self, member: str, pin: str, lines: tuple[Line, ...]) -> None:
        self._member, self._pin = member, pin
        found = self._bench.case.member(member)
        asked = len(self._round.applicants) if self._round else len(lines)
        self._show_sheet(found.name if found else member, lines, asked - len(lines))

    def _show_sheet(self, name: str, lines: tuple[Line, ...], kept_out: int = 0) -> None:
        self.sheet.show_lines(name, lines, kept_out)
        self.stack.setCurrentIndex(SHEET)
        self.sheet.setFocus()
        self._stay()

    # --- with a slip ----------------------------------------------------------------------------

    def _ask_slip(self) -> None:
        if self._misread >= slips.most_misread(self._bench.desk):
            self._call_secretary()
            return
        self.slip.wipe()
        self.stack.setCurrentIndex(SLIP)
        self.slip.code.setFocus()
        self._stay()

    def _enter_slip(self, code: str) -> None:
        assert self._round is not None
        self._bench.ask(
            partial(ballot_lines.of_slip, self._bench.desk, self._round.key, code),
            partial(self._open_slip, code),
            self._refuse_slip,
        )

    def _open_slip(self, code: str, lines: tuple[Line, ...]) -> None:
        self.slip.wipe()
        self._slip, self._misread = code, 0
        self._show_sheet("", lines)

    def _refuse_slip(self, error: KnownError) -> None:
        """A slip that was used is nobody's mistake; a code that is none may be tried a few times."""
        self._misread += isinstance(error, Refused) and error.rule == "slip-code"
        if self._misread >= slips.most_misread(self._bench.desk):
            self._call_secretary()
        else:
            self.slip.refuse(error.sentence)
            self._stay()

    def _call_secretary(self) -> None:
        self.slip.wipe()
        self._ask_exit()
        self._exit_trouble.setText(
            self.tr("券码连续输错 {n} 次，请秘书核对投票券，回到秘书台后重新进入投票屏。").format(
                n=self._misread
            )
        )

    # --- confirmed and cast ---------------------------------------------------------------------

    def _review(self) -> None:
        choices, blank = self.sheet.choices(), self.sheet.blank()
        self.confirm_text.setText(
            self.tr("您将投出 {n} 项表决").format(n=len(choices) + len(blank))
            if not blank
            else self.tr("有 {n} 项没有填写，投出时记为弃权").format(n=len(blank))
        )
        counts = dict.fromkeys(Choice, 0)
        for choice in choices.values():
            counts[choice] += 1
        counts[Choice.ABSTAIN] += len(blank)
        text = "　".join(f"{choice.value} {n} 项" for choice, n in counts.items())
        if blank:
            text += "\n" + self.tr("未填写：") + "、".join(self.sheet.name_of(n) for n in blank)
        self.confirm_list.setText(text)
        self.trouble.setText("")
        self.cast.setText(self.tr("未填的记为弃权，确认投出") if blank else self.tr("确认投出"))
        self.cast.setAccessibleName(self.cast.text())
        self.cast.setEnabled(True)
        self.stack.setCurrentIndex(CONFIRM)
        self.return_to_sheet.setFocus()
        self._stay()

    def _back_to_sheet(self) -> None:
        self.stack.setCurrentIndex(SHEET)
        self.sheet.setFocus()
        self._stay()

    def _cast(self) -> None:
        assert self._round is not None
        self._idle.stop()
        self.cast.setEnabled(False)
        choices = dict.fromkeys(self.sheet.blank(), Choice.ABSTAIN) | self.sheet.choices()
        paper, desk, key = Paper(choices), self._bench.desk, self._round.key
        verb = (
            partial(slips.cast, desk, key, self._slip, paper)
            if self._slip
            else partial(voting.cast, desk, key, self._member, self._pin, paper)
        )
        self._bench.do(verb, lambda _: self._accepted(), self._refused)

    def _accepted(self) -> None:
        self._wipe()
        self.stack.setCurrentIndex(THANKS)
        self.done.setFocus()
        self._thanks.start()

    def _refused(self, error: KnownError) -> None:
        self.trouble.setText(error.sentence)
        self.cast.setEnabled(True)
        self._stay()

    # --- the way out ----------------------------------------------------------------------------

    def _ask_exit(self) -> None:
        self._exit_trouble.setText("")
        self.stack.setCurrentIndex(EXIT)
        self.passphrase.setFocus()
        self._stay()

    def _exit(self) -> None:
        secret = self.passphrase.text()
        self.passphrase.clear()
        self._bench.ask(
            partial(views.check_passphrase, self._bench.desk, secret),
            lambda _: self._leave(),
            lambda error: self._exit_trouble.setText(error.sentence),
        )

    def _leave(self) -> None:
        self._wipe()
        self.left.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        """Out of sight, nothing is kept."""
        self._wipe()
        super().hideEvent(event)

    def _stay(self) -> None:
        """Somebody is here: the way back to the curtain begins anew."""
        self._idle.start(60_000 * self._bench.desk.settings.idle_minutes)

    def _wipe(self) -> None:
        self._idle.stop()
        self._thanks.stop()
        self._member = self._pin = self._slip = ""
        self.sheet.wipe()
        self.sign_in.wipe()
        self.slip.wipe()
        self.passphrase.clear()
        self.confirm_text.setText("")
        self.confirm_list.setText("")
        self.trouble.setText("")


def _centred(text: str, role: str) -> QLabel:
    made = label(text, role, wrap=True)
    made.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    return made
