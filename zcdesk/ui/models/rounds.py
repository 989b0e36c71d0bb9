"""Rounds, turnout and tallies as tables: their columns."""

from __future__ import annotations

from zcdesk.desk.ballot_notes import unanimous
from zcdesk.desk.figures import Counted
from zcdesk.domain.ballot import Round, RoundState, Tally, box_words
from zcdesk.ui.look import colours
from zcdesk.ui.models.table import Column

_STATES = {
    RoundState.OPEN: "● 投票中",
    RoundState.CLOSED: "◆ 待开箱",
    RoundState.OPENED: "已开箱",
    RoundState.ANNULLED: "作废",
}

_ON_PAPER = {
    RoundState.OPEN: "● 收票中",
    RoundState.CLOSED: "◆ 待计票",
    RoundState.OPENED: "已计票",
}


def _state(vote: Round) -> str:
    return _ON_PAPER.get(vote.state, _STATES[vote.state]) if vote.on_paper else _STATES[vote.state]


ROUNDS: tuple[Column[Round], ...] = (
    Column(
        "轮次",
        lambda r: f"第 {r.number} 轮" + box_words(r.key),
        width=64,
    ),
    Column("状态", _state, width=80),
    Column("申报人", lambda r: f"{len(r.applicants)} 人", width=58),
    Column("收回/发出", lambda r: f"{r.cast} / {len(r.voters)}", width=76),
)

TALLIES: tuple[Column[Counted], ...] = (
    Column("编号", lambda c: c.number, width=48),
    Column("姓名", lambda c: c.name, width=92),
    Column(
        "结果",
        lambda c: "● 通过" if c.tally.passed else "■ 未通过",
        width=80,
        colour=lambda c: colours().good if c.tally.passed else colours().violation,
    ),
    Column("同意", lambda c: str(c.tally.approve), width=48, numeric=True),
    Column("不同意", lambda c: str(c.tally.reject), width=58, numeric=True),
    Column("弃权", lambda c: str(c.tally.abstain), width=48, numeric=True),
    Column(
        "废票", lambda c: str(c.tally.spoilt) if c.round.on_paper else "—", width=48, numeric=True
    ),
    Column("未交", lambda c: str(c.tally.not_returned), width=48, numeric=True),
    Column("出席", lambda c: str(c.tally.present), width=48, numeric=True),
    Column("回避", lambda c: str(c.tally.recused), width=48, numeric=True),
    Column("基数", lambda c: str(c.tally.base), width=48, numeric=True),
    Column("说明", lambda c: _remark(c.tally), width=150),
)


def _remark(tally: Tally) -> str:
    if tally.base_matters:
        return "◆ 取决于回避口径"
    return "▲ 票完全一致" if unanimous(tally) else ""


Turn = tuple[str, str]


def _turn_colour(turn: Turn) -> str:
    return colours().good if turn[1].startswith("●") else colours().muted


TURNS: tuple[Column[Turn], ...] = (
    Column("委员", lambda t: t[0], width=200),
    Column("表决票", lambda t: t[1], width=160, colour=_turn_colour),
)
