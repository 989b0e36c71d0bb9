"""The attack on oneself (自测攻击): what the finished file tells of who voted how. Nothing changes."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from zcdesk.desk.attack_probes import Exhibit, planted, probe
from zcdesk.domain.attack import AttackOutcome, Guessing
from zcdesk.domain.ballot import RoundState
from zcdesk.domain.case import Case
from zcdesk.domain.errors import Refused, Unreadable
from zcdesk.domain.session import Phase
from zcdesk.reports import attack_annex
from zcdesk.store.attack_twin import Twins, attack
from zcdesk.store.casefile import CaseFile
from zcdesk.store.rawpages import Cell, Image, Remains, remains
from zcdesk.store.tables import KINDS

SESSIONS = 6
"""Twins that are held: enough questions to tell a method from guessing."""

_MOST_TEXT = 64 << 20
_TEXTS = (".json", ".csv")
_BOX_TABLES = ("boxes", "key_shares", "box_keys")


def attack_session(
    session: Path,
    secret: str,
    *,
    random: Callable[[int], bytes],
    package: Path | None = None,
    sessions: int = SESSIONS,
) -> AttackOutcome:
    """Attack a finished session that is not open, and its package where one is given.

    The file is opened with the secret, closed again and taken apart as bytes; nothing in it
    changes. Refused before the session is sealed: a box may still be full then.
    """
    left = remains(session)  # before it is opened: opening blanks the journal
    with CaseFile.open(session, secret, random=random) as file:
        case, log, head = file.case, [line.body for line in file.audit()], file.head
        if case.current_phase.rank < Phase.SEALED.rank:
            raise Refused("phase", "只能对已封存的会议做自测攻击。")
        pages = file.pages()
    texts = tuple(_texts(package)) if package else ()
    exhibit = _exhibit(case, log, Image(pages), left, texts)
    sample, hidden = planted([member.id for member in case.current.members] + ["甲", "乙", "丙"])
    with tempfile.TemporaryDirectory(prefix="zcdesk-") as place:
        twins = attack(Path(place), case.current, next(iter(case.book.values())), sessions, random)
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
    yield attack_annex.verdict(outcome)


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


def _texts(package: Path) -> Iterator[tuple[str, str]]:
    """The tables and records of a package."""
    left = _MOST_TEXT
    try:
        with zipfile.ZipFile(package) as archive:
            for entry in archive.infolist():
                if entry.filename.endswith(_TEXTS):
                    left -= entry.file_size
                    if left < 0:
                        raise Unreadable(f"“{package.name}”过大，无法检查。")
                    yield entry.filename, archive.read(entry).decode("utf-8-sig")
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        raise Unreadable(f"“{package.name}”不是可以读取的移交包。") from error


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
