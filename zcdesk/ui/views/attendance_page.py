"""Who is in the room: the sitting, signing in with a PIN, leaving, recusals, tokens, the quorum."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from PySide6.QtWidgets import QTabWidget, QWidget

from zcdesk.desk import presence, recusals, register, setup, views, voting
from zcdesk.desk.desk import SUPERVISOR
from zcdesk.desk.views import Seats
from zcdesk.domain.ballot import RoundState
from zcdesk.domain.committee import Member, Recusal
from zcdesk.domain.session import Phase
from zcdesk.ui.bench import Bench
from zcdesk.ui.dialogs import Ask, AskDialog, presiders
from zcdesk.ui.models.seats import COLUMNS, RECUSALS, Seat, quorum_text
from zcdesk.ui.models.table import RecordTable
from zcdesk.ui.parts import button, card, column, label, named, panel, row, say, set_role
from zcdesk.ui.sides import Sides
from zcdesk.ui.tables import list_view
from zcdesk.ui.views.keys_dialog import ask_unlock
from zcdesk.ui.views.presence_line import PresenceLine
from zcdesk.ui.views.secret_dialog import Owner, SecretDialog, twice
from zcdesk.ui.views.step_out import StepOut


class AttendancePage(QWidget):
    """Attendance on the left, recusals on the right, the arithmetic above."""

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self._bench = bench
        self._seats = Seats(frozenset(), frozenset(), frozenset())
        self.model = RecordTable[Seat](COLUMNS, lambda seat: seat.member.id, self)
        self.view = list_view(self.tr("委员签到"), self.model)
        self.recusals = RecordTable[tuple[Recusal, str, str]](
            RECUSALS, lambda r: f"{r[0].member}\n{r[0].applicant}", self
        )
        self.quorum = label("", "strong", wrap=True)
        self.sign_in = button(self.tr("签到…"), self._sign_in, "primary")
        self.leave = button(self.tr("离席"), self._leave)
        self.token = button(self.tr("设置开箱口令…"), self._token)
        self.supervisor = button(self.tr("监督员开箱口令…"), self._supervisor)
        self.pin = button(self.tr("更换投票密码…"), self._pin)
        self.unlock = button(self.tr("解锁席位…"), self._unlock)
        self.recuse = button(self.tr("登记回避…"), self._recuse)
        self.unrecuse = button(self.tr("撤销回避…"), self._unrecuse)
        self.tokens = label("", "muted", wrap=True)
        self.sitting = label("", "strong", wrap=True)
        self.continuity = label("", "muted", wrap=True)
        self.continuity.hide()
        self.open_sitting = button(self.tr("开始会议…"), self._open_sitting, "primary")
        self.close_sitting = button(self.tr("结束会议"), self._close_sitting)
        self.line = PresenceLine()
        self.step_out = StepOut(bench)
        self.setLayout(column(Sides(self._left(), self._right(), (3, 2))))
        self.view.selectionModel().currentRowChanged.connect(lambda *_: self._settle())
        self.view.activated.connect(lambda *_: self.sign_in.click())
        self.recusal_view.selectionModel().currentRowChanged.connect(lambda *_: self._settle())

    def _left(self) -> QWidget:
        signing = panel(
            column(
                self.view,
                row(self.sign_in, self.leave, self.token, self.pin, self.unlock, None),
                row(self.supervisor, self.tokens, grow=self.tokens),
                gap=10,
                margin=4,
            ),
            "paper",
        )
        self.tabs = named(QTabWidget(), self.tr("出席"))
        self.tabs.tabBar().setAccessibleName(self.tr("出席"))
        self.tabs.addTab(signing, self.tr("签到"))
        self.tabs.addTab(self.line, self.tr("时间线"))
        return card(
            column(
                row(self.sitting, self.open_sitting, self.close_sitting, grow=self.sitting),
                self.continuity,
                self.quorum,
                self.tabs,
                gap=8,
                margin=16,
            )
        )

    def _right(self) -> QWidget:
        self.recusal_view = list_view(self.tr("回避登记"), self.recusals)
        return card(
            column(
                label(self.tr("回避"), "lead"),
                label(
                    self.tr("回避的委员不看该申报人的材料，不评分，不投票。"), "muted", wrap=True
                ),
                self.recusal_view,
                row(self.recuse, self.unrecuse, None),
                self.step_out,
                gap=10,
                margin=16,
            )
        )

    def refresh(self) -> None:
        """Show who is where; PINs, tokens and the day's log are asked of the disk."""
        self._show()
        self._bench.ask(partial(views.seats, self._bench.desk), self._know)
        self._bench.ask(partial(presence.day_lines, self._bench.desk), self._show_line)

    def _show_line(self, lines: list[presence.DayLine]) -> None:
        self.line.show_lines(lines, self._bench.desk.stamp())

    def _know(self, seats: Seats) -> None:
        self._seats = seats
        self._show()

    def _show(self) -> None:
        case = self._bench.case
        here = set(voting.in_the_room(self._bench.desk))
        chosen = self._chosen()
        rows = []
        for member in case.current.members:
            entries = [e for e in case.attendance.values() if e.member == member.id]
            last = entries[-1] if entries else None
            rows.append(
                Seat(
                    member,
                    member.id in here,
                    last.arrived_at if last else "",
                    last.left_at if last else "",
                    member.id in self._seats.with_pin,
                    member.id in self._seats.holders,
                    member.id in self._seats.locked,
                )
            )
        self.model.set_records(rows)
        place = self.model.row_of(chosen) if chosen else 0
        if rows:
            self.view.selectRow(place or 0)
        self.recusals.set_records(
            (
                r,
                _member(case.member(r.member)),
                f"{r.applicant} {case.applicants[r.applicant].name}",
            )
            for r in case.recusals.values()
        )
        quorum = views.quorum(self._bench.desk, tuple(here))
        asked = presence.pass_mark(self._bench.desk, len(here))
        mark = self.tr("\n此时投票，同意须达 {n} 票（有回避的另算）。").format(n=asked)
        self.quorum.setText(quorum_text(quorum) + (mark if quorum.met else ""))
        set_role(self.quorum, "good" if quorum.met else "violation")
        self._tell_tokens(here)
        self.step_out.refresh()
        self._show_sitting()
        self._settle()

    def _tell_tokens(self, here: Collection[str]) -> None:
        """Whose part of the key is missing, before a round is refused for it."""
        current = self._bench.case.current
        waited = [
            f"{member.role.chinese}{member.name}"
            for member in current.members
            if member.presides and member.id in here and member.id not in self._seats.holders
        ]
        if SUPERVISOR not in self._seats.holders:
            waited.append(self.tr("监督员{name}").format(name=current.staff.supervisor))
        self.tokens.setText(
            self.tr("投票前还须由本人设置开箱口令：{who}。").format(who="、".join(waited))
            if waited
            else self.tr("在场的正副主任委员和监督员都已设置开箱口令。")
        )
        set_role(self.tokens, "unclear" if waited else "muted")

    def _show_sitting(self) -> None:
        head = presence.presiding(self._bench.desk)
        running = self._bench.case.current_phase.rank <= Phase.VOTING.rank
        self.open_sitting.setVisible(head is None and running)
        self.close_sitting.setVisible(head is not None)
        if head is not None:
            text = self.tr("● 会议进行中，主持：{name}（{role}）")
            self.sitting.setText(text.format(name=head.name, role=head.role.chinese))
            set_role(self.sitting, "good")
            return
        say(self.continuity, "")
        self.sitting.setText(
            self.tr("○ 会议还没有开始：主持人到场后，请其输入本人的开箱口令开始。")
            if running
            else self.tr("会议已经结束。")
        )
        set_role(self.sitting, "strong")

    def _settle(self) -> None:
        seat = self._seat()
        chosen = self._recusal()
        self.unrecuse.setEnabled(
            chosen is not None and recusals.withdrawable(self._bench.desk, chosen.applicant)
        )
        running = self._bench.case.current_phase.rank <= Phase.VOTING.rank
        if self.sign_in.hasFocus() and seat is not None and seat.present:
            self.view.setFocus()  # else it moves on to leaving, one key from sending somebody out
        self.sign_in.setEnabled(running and seat is not None and not seat.present)
        self.leave.setEnabled(running and seat is not None and seat.present)
        self.token.setEnabled(running and seat is not None and seat.member.presides)
        self.unlock.setVisible(seat is not None and seat.locked)
        self.pin.setEnabled(running and seat is not None and seat.pin)
        self.supervisor.setEnabled(running)
        self.recuse.setEnabled(running and bool(self._bench.case.applicants))

    def _chosen(self) -> str:
        seat = self._seat()
        return seat.member.id if seat else ""

    def _seat(self) -> Seat | None:
        index = self.view.selectionModel().currentIndex()
        valid = index.isValid() and index.row() < self.model.rowCount()
        return self.model.record(index.row()) if valid else None

    def _recusal(self) -> Recusal | None:
        index = self.recusal_view.selectionModel().currentIndex()
        valid = index.isValid() and index.row() < self.recusals.rowCount()
        return self.recusals.record(index.row())[0] if valid else None

    # --- what can be done -----------------------------------------------------------------------

    def _open_sitting(self) -> None:
        holders = [m for m in self._bench.case.current.members if m.id in self._seats.holders]
        if not any(member.presides for member in holders):
            self._bench.refused.emit(
                self.tr("主任委员和副主任委员都还没有设置开箱口令，请先选中其一，设置口令。")
            )
            return
        dialog = AskDialog(
            self.tr("开始会议"),
            self.tr(
                "请主持人本人输入开箱口令。从此到会议结束，每一条记录都由这个口令校验，"
                "事后改动案卷会被发现。"
            ),
            [presiders(holders), Ask("token", self.tr("主持人开箱口令"), secret=True)],
            self.tr("开始会议"),
            self,
        )
        dialog.given.connect(
            lambda said: self._bench.ask(
                partial(voting.open_sitting, self._bench.desk, said["presider"], said["token"]),
                lambda found: self._told(found.sentence),
            )
        )
        dialog.open()

    def _told(self, sentence: str) -> None:
        self.refresh()
        say(self.continuity, sentence)
        title = self.tr("请主持人过目")
        AskDialog(title, sentence, [], self.tr("知道了"), self, cancellable=False).open()

    def _close_sitting(self) -> None:
        self._bench.ask(partial(voting.close_sitting, self._bench.desk), lambda _: self.refresh())

    def _unrecuse(self) -> None:
        chosen = self._recusal()
        if chosen is None:
            return
        member = self._bench.case.member(chosen.member)
        dialog = AskDialog(
            self.tr("撤销回避"),
            self.tr("{member}对 {applicant} {name} 的回避将撤销。答辩开始后不能再撤销。").format(
                member=member.name if member else chosen.member,
                applicant=chosen.applicant,
                name=self._bench.case.applicants[chosen.applicant].name,
            ),
            [Ask("why", self.tr("撤销的原因"), hint=self.tr("如：登记有误，并非同一单位"))],
            self.tr("撤销回避"),
            self,
        )
        dialog.given.connect(
            lambda said: self._bench.do(
                partial(
                    recusals.withdraw,
                    self._bench.desk,
                    chosen.applicant,
                    chosen.member,
                    said["why"],
                )
            )
        )
        dialog.open()

    def _sign_in(self) -> None:
        seat = self._seat()
        if seat is None:
            return
        member = seat.member
        if seat.pin:
            self._bench.do(
                partial(voting.arrive, self._bench.desk, member.id),
                lambda _: self._welcome(member),
            )
            return
        dialog = AskDialog(
            self.tr("{name}签到").format(name=member.name),
            self.tr("请委员本人设置投票密码（4 至 12 位数字）。投票时用它领取表决票。"),
            twice(self.tr("投票密码")),
            self.tr("签到"),
            self,
        )

        def given(said: dict[str, str]) -> None:
            if said["secret"] != said["again"]:
                self._bench.refused.emit(self.tr("两次输入的投票密码不一致，请重新签到。"))
                return
            self._bench.do(
                partial(self._enter, member.id, said["secret"]), lambda _: self._welcome(member)
            )

        dialog.given.connect(given)
        dialog.open()

    def _enter(self, member: str, pin: str) -> object:
        setup.set_pin(self._bench.desk, member, pin)
        return voting.arrive(self._bench.desk, member)

    def _welcome(self, member: Member) -> None:
        """Who comes while a round is held votes in the next one: say so while they stand here."""
        running = [r for r in self._bench.case.rounds.values() if r.state is RoundState.OPEN]
        if running and member.id not in running[-1].present:
            self._bench.done.emit(
                self.tr("{name}已签到。第 {n} 轮投票已经开始，{name}从下一轮起投票。").format(
                    name=member.name, n=running[-1].number
                )
            )

    def _leave(self) -> None:
        self._bench.do(partial(voting.leave, self._bench.desk, self._chosen()))

    def _token(self) -> None:
        seat = self._seat()
        if seat is not None:
            self._ask_token(seat.member.id, f"{seat.member.role.chinese}{seat.member.name}")

    def _supervisor(self) -> None:
        self._ask_token(SUPERVISOR, self.tr("监督员"))

    def _ask_token(self, holder: str, who: str) -> None:
        SecretDialog(
            self._bench,
            Owner(holder, who, self.tr("开箱口令"), known=holder in self._seats.holders),
            partial(setup.enrol_holder, self._bench.desk, holder),
            self,
        ).open()

    def _pin(self) -> None:
        seat = self._seat()
        if seat is not None:
            member = seat.member
            SecretDialog(
                self._bench,
                Owner(member.id, member.name, self.tr("投票密码"), known=True),
                partial(setup.set_pin, self._bench.desk, member.id),
                self,
            ).open()

    def _unlock(self) -> None:
        seat = self._seat()
        if seat is not None:
            ask_unlock(self._bench, seat.member.id, seat.member.name, self)

    def _recuse(self) -> None:
        case = self._bench.case
        members = tuple((m.id, f"{m.id} {m.name}") for m in case.current.members)
        applicants = tuple((n, f"{n} {a.name}（{a.employer}）") for n, a in case.applicants.items())
        dialog = AskDialog(
            self.tr("登记回避"),
            "",
            [
                Ask("member", self.tr("委员"), value=self._chosen(), choices=members),
                Ask("applicant", self.tr("申报人"), choices=applicants),
                Ask("reason", self.tr("原因"), hint=self.tr("如：同一单位、近亲属")),
            ],
            self.tr("登记"),
            self,
        )

        def given(said: dict[str, str]) -> None:
            recusal = Recusal(said["applicant"], said["member"], said["reason"])
            self._bench.do(partial(register.declare_recusals, self._bench.desk, [recusal]))

        dialog.given.connect(given)
        dialog.open()


def _member(member: Member | None) -> str:
    return f"{member.id} {member.name}" if member else ""
