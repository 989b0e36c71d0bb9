"""Members in the room and recusals as tables, and the quorum's arithmetic in words."""

from __future__ import annotations

from dataclasses import dataclass

from zcdesk.desk.views import Quorum
from zcdesk.domain.committee import Member, Recusal
from zcdesk.ui.look import colours
from zcdesk.ui.models.table import Column


@dataclass(frozen=True, slots=True)
class Seat:
    """A member as the attendance list shows them."""

    member: Member
    present: bool
    arrived: str
    left: str
    pin: bool
    token: bool
    locked: bool


_STATES = {True: "● 在场", False: "○ 未到"}

COLUMNS: tuple[Column[Seat], ...] = (
    Column("编号", lambda s: s.member.id, width=58),
    Column("姓名", lambda s: s.member.name, width=92),
    Column("职务", lambda s: s.member.role.chinese, width=94),
    Column(
        "状态",
        lambda s: "○ 已离席" if s.left and not s.present else _STATES[s.present],
        width=84,
        colour=lambda s: colours().good if s.present else colours().muted,
    ),
    Column("签到", lambda s: s.arrived[11:16], width=62),
    Column("离席", lambda s: s.left[11:16], width=62),
    Column(
        "投票密码",
        lambda s: "■ 已锁定" if s.locked else ("已设置" if s.pin else "未设置"),
        width=90,
    ),
    Column(
        "开箱口令",
        lambda s: ("已设置" if s.token else "未设置") if s.member.presides else "—",
        width=80,
    ),
)

RECUSALS: tuple[Column[tuple[Recusal, str, str]], ...] = (
    Column("委员", lambda r: r[1], width=104),
    Column("回避的申报人", lambda r: r[2], width=140),
    Column("原因", lambda r: r[0].reason, width=140),
)


def quorum_text(quorum: Quorum) -> str:
    """The quorum's arithmetic in one sentence."""
    left = quorum.denominator * quorum.present
    right = quorum.numerator * quorum.size
    sign = "≥" if quorum.met else "<"
    share = f"{quorum.denominator} × {quorum.present} = {left} {sign} {quorum.numerator} × {quorum.size} = {right}"
    end = (
        "达到法定人数" if quorum.met else f"未达法定人数，还差 {quorum.needed - quorum.present} 人"
    )
    return f"委员 {quorum.size} 人，在场 {quorum.present} 人，{end}（{share}）。"
