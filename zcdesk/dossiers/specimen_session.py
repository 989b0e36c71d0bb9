"""The invented session: what became of every applicant, decided before it is written down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from zcdesk.dossiers.specimen_applicants import Intake
from zcdesk.dossiers.specimen_defense import Defense, SamplePanel, at_least, hold, make_panels
from zcdesk.dossiers.specimen_planted import Waiver
from zcdesk.dossiers.specimen_votes import SampleRound, vote

MEMBERS = tuple(f"P{place:02d}" for place in range(1, 26))
OVERALL_FLOOR = 20
# From how many applicants on the session has these parts at all.
_WITHDRAWN_FROM, _EXEMPT_FROM, _ABSENT_FROM, _SECOND_FROM = 8, 8, 10, 12
_RECUSED_FROM = 5
_SPARE_FROM = 20
# P01 presides, P02 and P03 can; the first round misses two members, the second four.
_AWAY_FIRST = ("P17", "P22")
_NOT_CAST = ("P19",)
_AWAY_SECOND = ("P09", "P17", "P19", "P24")
_RECUSAL_REASONS = ("与申报人为同一单位同一部门", "申报人的硕士研究生导师", "与申报人有近亲属关系")
_SECOND_REASON = "第一轮表决票数接近三分之二，评委会集体研究决定对上述申报人进行第二轮表决"


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole session. Reasons are given by applicant number."""

    rejected: dict[str, str]
    withdrawn: dict[str, str]
    waivers: tuple[Waiver, ...]
    recusals: tuple[tuple[str, str, str], ...]
    absent: tuple[str, ...]
    exempt: dict[str, str]
    defense: Defense
    rounds: tuple[SampleRound, ...]
    exception: str


def plan(rng: Random, intake: Intake) -> Plan:
    """Play the session through. Both floors of 三（五） are met, except with a single applicant."""
    count = len(intake.applicants)
    rejected = {n: case.rejected for n, case in intake.planted.items() if case.rejected}
    spare = iter(rng.sample(intake.untouched, min(3, len(intake.untouched))))
    withdrawn = {next(spare): "本人因工作调动申请撤回申报"} if count >= _WITHDRAWN_FROM else {}
    exempt = (
        {next(spare): "省科学技术奖一等奖第一完成人，按评审办法免答辩"}
        if count >= _EXEMPT_FROM
        else {}
    )
    absent = (next(spare),) if count >= _ABSENT_FROM else ()
    qualified = [
        one.number
        for one in intake.applicants
        if one.number not in rejected and one.number not in withdrawn
    ]
    panels = make_panels(MEMBERS, qualified)
    heard = [n for n in qualified if n not in absent and n not in exempt]
    recusals = _recusals(rng, panels, frozenset(heard))
    barred = frozenset((applicant, member) for applicant, member, _ in recusals)
    taking_part = len(qualified) - len(absent)
    defense = hold(rng, panels, heard, barred, taking_part)
    standing = [n for n in qualified if n not in absent and n not in defense.failed]
    rounds = _rounds(rng, standing, defense, taking_part, barred)
    return Plan(
        rejected=rejected,
        withdrawn=withdrawn,
        waivers=tuple(w for case in intake.planted.values() for w in case.waivers),
        recusals=recusals,
        absent=absent,
        exempt=exempt,
        defense=defense,
        rounds=rounds,
        exception=_exception(taking_part),
    )


def _exception(taking_part: int) -> str:
    if taking_part > 1:
        return ""
    return "正式参加评审人数仅1人，答辩评议成绩和表决结果均达到通过条件，无法执行淘汰率下限，经评委会集体研究并报组建单位同意"


def _recusals(
    rng: Random, panels: Sequence[SamplePanel], heard: frozenset[str]
) -> tuple[tuple[str, str, str], ...]:
    """Up to three, each of another member of the applicant's own panel who attends all rounds.

    No member is recused from everybody: a sheet without a line would be no sheet.
    """
    if len(heard) < _RECUSED_FROM:
        return ()
    made: list[tuple[str, str, str]] = []
    for place, reason in enumerate(_RECUSAL_REASONS):
        panel = panels[place % len(panels)]
        taken = {one for recusal in made for one in recusal[:2]}
        unfit = {*taken, *_AWAY_FIRST, *_AWAY_SECOND}
        free = [member for member in panel.members[1:] if member not in unfit]
        left = [n for n in panel.applicants if n in heard and n not in taken]
        if free and left:
            made.append((rng.choice(left), rng.choice(free), reason))
    return tuple(made)


def _rounds(
    rng: Random,
    standing: Sequence[str],
    defense: Defense,
    taking_part: int,
    barred: frozenset[tuple[str, str]],
) -> tuple[SampleRound, ...]:
    """The weakest fall at the vote; a second round lifts one of them and confirms the others."""
    wanted = at_least(OVERALL_FLOOR, taking_part) if taking_part > 1 else 0
    falling = max(0, wanted - len(defense.failed))
    if taking_part >= _SPARE_FROM:
        falling += 1
    ranked = sorted(standing, key=lambda n: (defense.scores.get(n, Fraction(100)), n))
    lifted = 1 if taking_part >= _SECOND_FROM and falling else 0
    failing = ranked[: falling + lifted]
    first = [m for m in MEMBERS if m not in _AWAY_FIRST]
    rounds = [
        vote(rng, first, _NOT_CAST, standing, frozenset(standing) - frozenset(failing), barred)
    ]
    if lifted:
        again = [n for n in standing if n in failing[-3:]]
        second = [m for m in MEMBERS if m not in _AWAY_SECOND]
        passing = frozenset(failing[falling:])
        rounds.append(vote(rng, second, (), again, passing, barred, _SECOND_REASON))
    return tuple(rounds)
