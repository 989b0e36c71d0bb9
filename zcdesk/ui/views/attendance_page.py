"""Who is in the room: signing in with a PIN, leaving, recusals, tokens, the quorum."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from zcdesk.desk import register, setup, views, voting
from zcdesk.desk.desk import SUPERVISOR
from zcdesk.desk.views import Seats
from zcdesk.domain.committee import Member, Recusal
from zcdesk.domain.session import Phase
from zcdesk.ui.bench import Bench
from zcdesk.ui.dialogs import Ask, AskDialog
from zcdesk.ui.models.seats import COLUMNS, RECUSALS, Seat, quorum_text
from zcdesk.ui.models.table import RecordTable
from zcdesk.ui.parts import button, card, column, label, row, set_role
from zcdesk.ui.tables import list_view
from zcdesk.ui.theme import GAP


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
        self.supervisor = button(self.tr("监督员口令…"), self._supervisor)
        self.unlock = button(self.tr("解锁席位…"), self._unlock)
        self.recuse = button(self.tr("登记回避…"), self._recuse)
        self.supervisor_state = label("", "muted")
        left = column(
            row(label(self.tr("出席"), "lead"), None),
            self.quorum,
            self.view,
            row(self.sign_in, self.leave, self.token, self.unlock, None),
            row(self.supervisor, self.supervisor_state, None),
            gap=10,
            margin=16,
        )
        right = column(
            label(self.tr("回避"), "lead"),
            label(self.tr("回避的委员不看该申报人的材料，不评分，不投票。"), "muted", wrap=True),
            list_view(self.tr("回避登记"), self.recusals),
            row(self.recuse, None),
            gap=10,
            margin=16,
        )
        whole = row(card(left), card(right), gap=2 * GAP, margin=2 * GAP)
        whole.setStretch(0, 3)
        whole.setStretch(1, 2)
        self.setLayout(whole)
        self.view.selectionModel().currentRowChanged.connect(lambda *_: self._settle())

    def refresh(self) -> None:
        """Show who is where; PINs and tokens are asked of the disk."""
        self._show()
        self._bench.ask(partial(views.seats, self._bench.desk), self._know)

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
        self.quorum.setText(quorum_text(quorum))
        set_role(self.quorum, "good" if quorum.met else "violation")
        done = SUPERVISOR in self._seats.holders
        self.supervisor_state.setText(
            self.tr("监督员 {name}：开箱口令{state}").format(
                name=case.current.staff.supervisor or "—",
                state=self.tr("已设置") if done else self.tr("未设置"),
            )
        )
        self._settle()

    def _settle(self) -> None:
        seat = self._seat()
        running = self._bench.case.current_phase.rank <= Phase.VOTING.rank
        self.sign_in.setEnabled(running and seat is not None and not seat.present)
        self.leave.setEnabled(running and seat is not None and seat.present)
        self.token.setEnabled(running and seat is not None and seat.member.presides)
        self.unlock.setVisible(seat is not None and seat.locked)
        self.supervisor.setEnabled(running)
        self.recuse.setEnabled(running and bool(self._bench.case.applicants))

    def _chosen(self) -> str:
        seat = self._seat()
        return seat.member.id if seat else ""

    def _seat(self) -> Seat | None:
        index = self.view.selectionModel().currentIndex()
        valid = index.isValid() and index.row() < self.model.rowCount()
        return self.model.record(index.row()) if valid else None

    # --- what can be done -----------------------------------------------------------------------

    def _sign_in(self) -> None:
        seat = self._seat()
        if seat is None:
            return
        member = seat.member
        if seat.pin:
            self._bench.do(partial(voting.arrive, self._bench.desk, member.id))
            return
        dialog = AskDialog(
            self.tr("{name}签到").format(name=member.name),
            self.tr("请委员本人设置投票密码（4 至 12 位数字）。投票时用它领取表决票。"),
            _twice(self.tr("投票密码")),
            self.tr("签到"),
            self,
        )

        def given(said: dict[str, str]) -> None:
            if said["secret"] != said["again"]:
                self._bench.refused.emit(self.tr("两次输入的投票密码不一致，请重新签到。"))
                return
            self._bench.do(partial(self._enter, member.id, said["secret"]))

        dialog.given.connect(given)
        dialog.open()

    def _enter(self, member: str, pin: str) -> object:
        setup.set_pin(self._bench.desk, member, pin)
        return voting.arrive(self._bench.desk, member)

    def _leave(self) -> None:
        self._bench.do(partial(voting.leave, self._bench.desk, self._chosen()))

    def _token(self) -> None:
        seat = self._seat()
        if seat is not None:
            self._ask_token(seat.member.id, f"{seat.member.role.chinese}{seat.member.name}")

    def _supervisor(self) -> None:
        self._ask_token(SUPERVISOR, self.tr("监督员"))

    def _ask_token(self, holder: str, who: str) -> None:
        dialog = AskDialog(
            self.tr("{who}的开箱口令").format(who=who),
            self.tr(
                "请本人输入（至少 6 个字符）。主持人和监督员的口令合在一起才能打开票箱；遗忘则该轮作废。"
            ),
            _twice(self.tr("开箱口令")),
            self.tr("设置"),
            self,
        )

        def given(said: dict[str, str]) -> None:
            if said["secret"] != said["again"]:
                self._bench.refused.emit(self.tr("两次输入的开箱口令不一致，请重新设置。"))
                return
            self._bench.do(partial(setup.enrol_holder, self._bench.desk, holder, said["secret"]))

        dialog.given.connect(given)
        dialog.open()

    def _unlock(self) -> None:
        member = self._chosen()
        dialog = AskDialog(
            self.tr("解锁席位"),
            self.tr("由秘书和监督员共同解锁。"),
            [Ask("token", self.tr("监督员开箱口令"), secret=True)],
            self.tr("解锁"),
            self,
        )
        dialog.given.connect(
            lambda said: self._bench.do(
                partial(setup.unlock_seat, self._bench.desk, member, said["token"])
            )
        )
        dialog.open()

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


def _twice(title: str) -> list[Ask]:
    return [Ask("secret", title, secret=True), Ask("again", f"再次输入{title}", secret=True)]


def _member(member: Member | None) -> str:
    return f"{member.id} {member.name}" if member else ""
