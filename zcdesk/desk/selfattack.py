"""The attack on oneself (自测攻击): what the finished file tells of who voted how. Nothing changes."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from zcdesk.desk import attack_package
from zcdesk.desk.attack_probes import Exhibit, planted, probe
from zcdesk.domain.attack import AttackOutcome, Guessing
from zcdesk.domain.ballot import RoundState
from zcdesk.domain.case import Case
from zcdesk.domain.errors import Refused
from zcdesk.domain.session import Phase
from zcdesk.reports import attack_annex
from zcdesk.store.attack_twin import Twins, attack
from zcdesk.store.casefile import CaseFile
from zcdesk.store.rawpages import Cell, Image, Remains, remains
from zcdesk.store.tables import KINDS

Step = Callable[[int, int, str], bool]
"""Told what is done, of how much, and what is in hand; answers whether to go on."""

SESSIONS = 6
"""Twins that are held: enough questions to tell a method from guessing."""

_BOX_TABLES = ("boxes", "key_shares", "box_keys")


def attack_session(
    session: Path,
    secret: str,
    *,
    random: Callable[[int], bytes],
    package: Path | None = None,
    sessions: int = SESSIONS,
    step: Step | None = None,
) -> AttackOutcome:
    """Attack a finished session that is not open, and its package (file or folder) where given.

    The file is opened with the secret, closed again and taken apart as bytes; nothing in it
    changes. Refused before the session is sealed: a box may still be full then.
    `step` is told how far it is, and answers whether to go on; Refused("cancelled") when not.
    """
    go_on = partial(_go_on, step, sessions + 1)
    go_on(0, "正在逐处检查会议文件")
    left = remains(session)  # before it is opened: opening blanks the journal
    with CaseFile.open(session, secret, random=random) as file:
        case, log, head = file.case, [line.body for line in file.audit()], file.head
        if case.current_phase.rank < Phase.SEALED.rank:
            raise Refused("phase", "只能对已封存的会议做自测攻击。")
        pages = file.pages()
    texts = tuple(attack_package.texts(package)) if package else ()
    exhibit = _exhibit(case, log, Image(pages), left, texts)
    sample, hidden = planted([member.id for member in case.current.members] + ["甲", "乙", "丙"])
    with tempfile.TemporaryDirectory(prefix="zcdesk-") as place:
        book = next(iter(case.book.values()))
        twins = attack(Path(place), case.current, book, sessions, random, lambda n: go_on(n + 1))
    go_on(sessions + 1)
    return AttackOutcome(
        committee=case.current.committee.name,
        year=case.current.session.review_year,
        rehearsal=case.current.rehearsal,
        rounds=len(exhibit.rolls),
        head=head,
        package=package.name if package else "",
        probes=probe(exhibit, sample, hidden),
        guessing=_guessing(twins),
        traces=twins.traces,
        seen=twins.seen,
        left=twins.left,
    )


def _go_on(step: Step | None, of: int, done: int, what: str = "正在攻击同样人数的试验会议") -> None:
    if step is not None and not step(done, of, what):
        raise Refused("cancelled", "自测攻击已取消，没有得出结果，会议没有改变。")


@dataclass(frozen=True, slots=True)
class Line:
    """One place of the attack: what it came to, in this session and in the control.

    `bad`: something was found, or the method proves nothing. `searched`: False for a package that
    nobody gave.
    """

    place: str
    looked_for: str
    found: str
    control: str
    word: str
    bad: bool
    searched: bool = True


def lines(outcome: AttackOutcome) -> list[Line]:
    """The outcome place by place, guessing and remains included."""
    guess = outcome.guessing
    made = [
        Line(
            place=each.place,
            looked_for=each.looked_for,
            found=str(each.found),
            control=f"{each.planted} / {each.hidden}",
            word=attack_annex.finding(each, outcome),
            bad=not each.works or each.found > 0,
            searched=attack_annex.searched(each, outcome),
        )
        for each in outcome.probes
    ]
    made.append(
        Line(
            "猜测试验",
            f"{guess.methods} 种方法指认投票人，随意猜测约对 {guess.trials // guess.members} 问",
            f"最多 {guess.best} / {guess.trials}",
            f"{guess.control} / {guess.control_trials}",
            "方法失效" if not guess.works else "不高于猜测" if guess.at_chance else "高于猜测",
            bad=not (guess.works and guess.at_chance),
        )
    )
    seen = outcome.seen == outcome.traces > 0
    made.append(
        Line(
            "选票和密钥残留",
            "开箱后遗留的选票、密钥字节",
            str(outcome.left),
            f"{outcome.seen} / {outcome.traces}",
            "方法失效" if not seen else "发现可疑痕迹" if outcome.left else "未发现",
            bad=not seen or outcome.left > 0,
        )
    )
    return made


def verdict(outcome: AttackOutcome) -> str:
    """What the attack comes to, in one sentence."""
    return attack_annex.verdict(outcome)


def annex(outcome: AttackOutcome) -> bytes:
    """The outcome as a paper: an annex of the record."""
    return attack_annex.annex(outcome)


def told(outcome: AttackOutcome) -> Iterator[str]:
    """The outcome in lines for a terminal."""
    for each in outcome.probes:
        yield (
            f"{each.place}：{each.looked_for}——发现 {each.found} 处"
            f"（对照样本植入 {each.hidden} 处，查出 {each.planted} 处）"
        )
    guess = outcome.guessing
    yield (
        f"猜测试验：{guess.trials} 问，{guess.methods} 种方法最多答对 {guess.best}、"
        f"最少 {guess.worst}，随意猜测约 {guess.trials // guess.members}；"
        f"同一攻击者对普通数据表 {guess.control_trials} 问答对 {guess.control}"
    )
    yield f"选票和密钥字节 {outcome.traces} 处：开箱前查出 {outcome.seen}，开箱后查出 {outcome.left}"
    yield verdict(outcome)


def _exhibit(
    case: Case, log: list[str], image: Image, left: Remains, texts: tuple[tuple[str, str], ...]
) -> Exhibit:
    members = case.current.members
    people = {member.id for member in members} | {member.name for member in members}
    return Exhibit(
        people=frozenset(people - set(case.applicants)),
        rolls=[_roll(case, key, image) for key in case.rounds if _has_roll(case, key)],
        box_rows=sum(len(image.table(name)) for name in _BOX_TABLES),
        records=[str(cell.values[2]) for name in KINDS for cell in image.table(name)],
        waste=list(image.waste()),
        journal=left.journal,
        names=left.names,
        log=log,
        package=texts,
    )


def _has_roll(case: Case, key: str) -> bool:
    vote = case.rounds[key]
    return not vote.on_paper and vote.state in (RoundState.OPENED, RoundState.ANNULLED)


def _roll(
    case: Case, key: str, image: Image
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """The order in which a roll was filled in, the order of its rows, and that of their places."""
    cells = [cell for cell in image.table("roll") if cell.values[0] == key]
    vote = case.rounds[key]
    entries = [str(cell.values[1]) for cell in cells]
    filled = tuple(sorted(entries)) if vote.slips else vote.voters
    return filled, _by(cells, lambda cell: cell.rowid), _by(cells, lambda c: (c.page, c.offset))


def _by(cells: list[Cell], place: Callable[[Cell], object]) -> tuple[str, ...]:
    return tuple(str(cell.values[1]) for cell in sorted(cells, key=place))  # type: ignore[arg-type]


def _guessing(twins: Twins) -> Guessing:
    hits = twins.boxes.hits.values()
    return Guessing(
        members=twins.members,
        methods=len(hits),
        trials=twins.boxes.trials,
        best=max(hits),
        worst=min(hits),
        control_trials=twins.naive.trials,
        control=max(twins.naive.hits.values()),
    )
