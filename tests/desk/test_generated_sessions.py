"""Invented sessions by the hundred: the recount agrees with the program, and with nothing else.

Each session is a chain of events whose figures the program's own rules work out (scores, lines,
tallies, statuses, groups); the recount has only `record.json`. A few hundred in CI, thousands with
`--torture`.
"""

from __future__ import annotations

import copy
import datetime
import json
import random
from collections.abc import Callable, Iterator
from fractions import Fraction
from types import SimpleNamespace
from typing import Any, cast

import pytest

from zcdesk.desk.desk import Desk
from zcdesk.desk.resources import book_files, shipped_book
from zcdesk.desk.result import result
from zcdesk.domain import events as ev
from zcdesk.domain.applicant import Applicant, Level
from zcdesk.domain.audit import AuditEntry, entry
from zcdesk.domain.ballot import PaperCount, Round
from zcdesk.domain.case import Case, evolve
from zcdesk.domain.committee import Committee, Member, Panel, Recusal, Role, Staff
from zcdesk.domain.scoring import (
    Combine,
    JudgedBy,
    Mark,
    ScoreGroup,
    ScoreItem,
    ScoreScheme,
    ScoreSheet,
)
from zcdesk.domain.session import ApplicantStatus as S
from zcdesk.domain.session import ReviewSession, Waiver
from zcdesk.handover import recount
from zcdesk.handover.record import build_record
from zcdesk.rules import elimination, line, scoring, voting
from zcdesk.rules.titles import specialty_key

BOOK = shipped_book("shanxi-2024")
FILES = {name: book_files()[name] for name in BOOK.files}
DAY = datetime.date(2024, 11, 20)
SETTINGS: dict[str, tuple[object, ...]] = {
    "recusal_base": ("subtract", "keep"),
    "absent_from_defense": ("excluded", "eliminated"),
    "aggregate": ("mean", "trimmed_mean"),
    "pool": ("tier", "level", "specialty"),
    "pass_mark": (60, "59.5", 65),
    "junior_floor": ("none", 5, "33.4"),
    "exam_and_review": ((), ({"series": "会计", "level": "副高级"},)),
}


class Invented:
    """One session: its case, its chain, its settings."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.case = Case()
        self.chain: list[AuditEntry] = []
        chosen = {
            name: self.dice.choice(values)
            for name, values in SETTINGS.items()
            if self.dice.random() < 0.5
        }
        self.choices = {k: list(v) if isinstance(v, tuple) else v for k, v in chosen.items()}
        self.scheme = self._scheme()
        self.settings = BOOK.settings(self.choices, self.scheme)
        self.members = [f"P{n:02d}" for n in range(1, self.dice.randrange(3, 12))]
        self._open()
        self._judge()
        self._defend()
        for number in range(1, self.dice.randrange(2, 5)):
            self._vote(number)
        self._seal()

    def _happen(self, *events: ev.Event) -> None:
        for event in events:
            before = self.chain[-1] if self.chain else None
            self.chain.append(entry(before, event, actor="secretary", at="2024-11-20T09:00:00"))
            self.case = evolve(self.case, event)

    def _scheme(self) -> ScoreScheme:
        factors = (Fraction(1), Fraction(4, 5), Fraction(1, 3))
        whole, half = Fraction(1), Fraction(1, 2)
        parts = (
            ScoreItem("专业", Fraction(0), Fraction(50), half),
            ScoreGroup(
                "成果",
                (
                    ScoreItem("论文", Fraction(0), Fraction(30), whole, rank_factors=factors),
                    ScoreItem("专利", Fraction(0), Fraction(30), half),
                ),
                cap=self.dice.choice([None, Fraction(25), Fraction(51, 2)]),
                combine=self.dice.choice(list(Combine)),
            ),
            ScoreItem("学历", Fraction(0), Fraction(40), whole, judged_by=JudgedBy.OFFICE),
        )
        return ScoreScheme(
            "自定", ScoreGroup("合计", parts, self.dice.choice([None, Fraction(100)]))
        )

    def _open(self) -> None:
        seats = [
            Member(each, f"专家{chr(0x4E00 + n)}", Role.CHAIR if n == 0 else Role.MEMBER)
            for n, each in enumerate(self.members)
        ]
        setup = ev.Setup(
            session=ReviewSession(2024, (DAY,), DAY, BOOK.id),
            committee=Committee("样例评审委员会"),
            members=tuple(seats),
            staff=Staff("秘书", "监督"),
            choices=self.choices,
            scheme=self.scheme,
            rehearsal=True,
        )
        self._happen(ev.SessionOpened(setup, ev.BookText(BOOK.id, BOOK.sha256, FILES)))
        people = tuple(
            Applicant(
                f"{n:03d}",
                f"申报人{n}",
                # As rosters write them: one series by two names, one specialty in two ways.
                self.dice.choice(["工程", "工程技术", "会计"]),
                self.dice.choice(["机械", "采矿", "采矿专业"]),
                self.dice.choice(list(Level)),
            )
            for n in range(1, self.dice.randrange(2, 26))
        )
        self._happen(ev.RosterImported("r.xlsx", "0" * 64, people, ()))
        for each in people:
            for member in self.members:
                if self.dice.random() < 0.08:
                    self._happen(ev.RecusalDeclared(Recusal(each.number, member, "亲属")))

    def _judge(self) -> None:
        for number in self.case.applicants:
            after = self.dice.choices([S.QUALIFIED, S.REJECTED, S.WITHDRAWN], weights=[12, 1, 1])[0]
            self._happen(ev.StatusSet(number, S.PENDING, after, "理由"))
            if self.dice.random() < 0.1:
                self._happen(
                    ev.WaiverRecorded(Waiver(number, "tenure-years", "援疆", "1号", "省厅"))
                )

    def _defend(self) -> None:
        numbers = list(self.case.applicants)
        cut = self.dice.randrange(len(numbers) + 1)
        for name, held in (("一组", numbers[:cut]), ("二组", numbers[cut:])):
            if not held:
                continue
            own = self.dice.choice([None, self.settings.pass_mark + Fraction(7, 2)])
            members = self.dice.sample(self.members, self.dice.randrange(1, len(self.members) + 1))
            self._happen(ev.PanelSet(Panel(name, tuple(members), tuple(held), own)))
            sheets = [self._sheet(n, m) for n in held for m in ("", *members)]
            self._happen(ev.ScoresEntered(tuple(sheets)))
            for number in held:
                self._end_defense(number, own)

    def _sheet(self, number: str, member: str) -> ScoreSheet:
        marks = []
        for item in self.scheme.items:
            if (item.judged_by is JudgedBy.OFFICE) is (member == "") and self.dice.random() < 0.95:
                steps = int((item.high - item.low) / item.step)
                points = item.low + item.step * self.dice.randrange(steps // 2, steps + 1)
                rank = self.dice.randrange(1, 5) if item.rank_factors else 0
                marks.append(Mark(item.name, points, rank))
        return ScoreSheet(number, member, tuple(marks))

    def _end_defense(self, number: str, own: Fraction | None) -> None:
        if self.case.status(number) is not S.QUALIFIED:
            return
        score = scoring.score_of(self.case, number, self.settings, BOOK)
        apart = self.dice.choices([None, S.ABSENT, S.EXEMPT, S.DISQUALIFIED], [12, 1, 1, 1])[0]
        if apart is None and score is not None:
            mark = self.settings.pass_mark if own is None else own
            apart = line.defense_result(score, mark)
        self._happen(ev.StatusSet(number, S.QUALIFIED, apart or S.EXEMPT, ""))

    def _vote(self, number: int) -> None:
        standing = voting.final_statuses(self.case)
        asked = [
            n
            for n in self.case.applicants
            if self.case.status(n) in voting.MAY_BE_VOTED_ON
            and (number == 1 or standing[n] is S.VOTE_FAILED)
            and (number == 1 or self.dice.random() < 0.7)
        ]
        most = len(self.members)
        present = self.dice.sample(self.members, self.dice.randrange((most + 1) // 2, most + 1))
        out = {n: tuple(m for m in present if m in self.case.recused_from(n)) for n in asked}
        put = tuple(n for n in asked if len(out[n]) < len(present))
        if not put and number > 1:
            return
        vote = Round(
            key=str(number),
            number=number,
            reason="",
            present=tuple(present),
            applicants=put,
            recused={n: out[n] for n in put if out[n]},
            not_put=tuple(n for n in asked if n not in put),
            slips=self.dice.random() < 0.3,
        )
        self._happen(ev.RoundOpened(vote))
        absent = tuple(m for m in vote.voters if self.dice.random() < 0.08)
        cast = len(vote.voters) - len(absent)
        for n in range(1, cast + 1):
            self._happen(ev.BallotCast(vote.key, len(vote.voters), n))
        if vote.slips:
            label = {each.applicants: each.label for each in vote.classes}
            out_there = tuple(label[vote.sheet(m)] for m in absent)
            self._happen(ev.RoundClosed(vote.key, "", (), out_there))
        else:
            self._happen(ev.RoundClosed(vote.key, "", absent))
        closed = self.case.rounds[vote.key]
        missing = closed.due(closed.missing)
        sums = {n: self._sums(len(present) - len(out[n]) - missing[n]) for n in put}
        tallies = voting.tallies(closed, sums, self.settings, BOOK)
        self._happen(ev.BoxOpened(vote.key, self.members[0], tallies))

    def _sums(self, ballots: int) -> PaperCount:
        votes = self.dice.choices(range(4), [14, 4, 1, 1], k=ballots)
        return PaperCount(*(votes.count(kind) for kind in range(4)))

    def _seal(self) -> None:
        statuses = voting.final_statuses(self.case, sealing=True)
        groups = elimination.groups(self.case.applicants, statuses, self.settings, BOOK)
        short = [g for g in groups if not (g.overall.met and g.defense.met)]
        reason = "参评人数少" if short else ""
        if reason:
            self._happen(ev.ExceptionRecorded(reason))
        self._happen(ev.Sealed(statuses, groups, reason))

    # --- what goes out ---------------------------------------------------------------------------

    def result(self) -> dict[str, Any]:
        """What the program says."""
        desk = SimpleNamespace(
            case=self.case,
            book=BOOK,
            settings=self.settings,
            file=SimpleNamespace(audit=lambda: self.chain),
        )
        return cast("dict[str, Any]", json.loads(json.dumps(result(cast("Desk", desk)))))

    def record(self, *, names: bool) -> dict[str, Any]:
        """What the package holds."""
        made = build_record(
            self.case,
            self.chain,
            settings=self.settings,
            parameters=BOOK.params,
            canonical=BOOK.titles.series_name,
            specialty_key=specialty_key,
            program_version="1",
            names=names,
        )
        return cast("dict[str, Any]", json.loads(json.dumps(made)))


def problems(record: dict[str, Any], stated: dict[str, Any]) -> list[str]:
    return recount.recount(record, stated) + recount.audit_breaks(record, stated)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_the_recount_agrees_with_the_program(torture: bool, figure: Callable[[str], None]) -> None:
    seen: set[str] = set()
    count = 5000 if torture else 150
    for seed in range(count):
        made = Invented(seed)
        stated = made.result()
        found = problems(made.record(names=seed % 2 == 0), stated)
        assert found == [], (seed, found[:3])
        seen |= {each["status"] for each in stated["applicants"]}
        seen |= {group["group"].split("/")[0] for group in stated["groups"]}
        seen |= {f"rounds {len(each['rounds'])}" for each in stated["applicants"]}
        seen |= {"slips out" for vote in made.case.rounds.values() if vote.slips_out}
        seen |= {"exception"} if stated["exception"] else {"no exception"}
        for each in stated["applicants"]:
            seen |= {"base matters" for vote in each["rounds"] if vote["base_matters"]}
            seen |= {"spoilt" for vote in each["rounds"] if vote.get("spoilt")}
            seen |= {"thirds" for _ in [0] if each["score"] and "/3" in each["score"]["fraction"]}
    # The generator reaches what it is there for.
    assert seen >= {
        *("passed", "vote_failed", "defense_failed", "absent", "rejected", "withdrawn"),
        *("disqualified", "senior", "senior_exam", "intermediate", "junior"),
        *("rounds 0", "rounds 1", "rounds 2", "rounds 3"),
        *("exception", "no exception", "base matters", "spoilt", "thirds", "slips out"),
    }
    figure(f"独立复算：{count} 场虚构会议，全部一致")


def figures(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where a number, a truth value, a fraction or a status stands."""
    if isinstance(value, dict | list):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from figures(part, (*path, key))
    elif isinstance(value, int) or path[-1] in ("status", "fraction", "percent", "display"):
        yield path


def other(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    return value + 1 if isinstance(value, int) else f"{value}1"


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_each_figure_changed_by_itself_is_told(
    torture: bool, figure: Callable[[str], None]
) -> None:
    tried = 0
    for seed in range(300 if torture else 12):
        made = Invented(seed)
        record, stated = made.record(names=False), made.result()
        for path in figures(stated):
            forged = copy.deepcopy(stated)
            part: Any = forged
            for key in path[:-1]:
                part = part[key]
            part[path[-1]] = other(part[path[-1]])
            tried += 1
            assert problems(record, forged), (seed, path)
    assert tried > 1000
    figure(f"逐个改动结果中的数：{tried} 处，复算全部指出")


def test_a_session_without_its_last_round_is_not_the_same() -> None:
    """The oracle is no rubber stamp: another case's result never passes."""
    for seed in range(6):
        one, two = Invented(seed), Invented(seed + 100)
        assert problems(one.record(names=False), two.result())
