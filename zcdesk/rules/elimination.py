"""Elimination (淘汰率): groups, floors, and what a line would do to them; whole people only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction

from zcdesk.domain.applicant import Applicant, Level, Tier
from zcdesk.domain.case import Case, Status
from zcdesk.domain.citation import Param, Params
from zcdesk.domain.elimination import FloorResult, GroupResult
from zcdesk.domain.errors import Refused
from zcdesk.domain.session import AbsentFromDefense, ApplicantStatus, Pool, Settings
from zcdesk.rules.voting import needed, share_of

Row = tuple[Applicant, ApplicantStatus]
Canonical = Callable[[str], str]
"""The one name of a series (工程技术 is 工程)."""

_Floor = tuple[Fraction | None, Param | None]
# A floor as a share of the group (None: no floor) and the parameter that it stands in.

_OUT = frozenset(
    {ApplicantStatus.REJECTED, ApplicantStatus.WITHDRAWN, ApplicantStatus.DISQUALIFIED}
)


def excluded(case: Case, settings: Settings) -> Mapping[str, Status]:
    """Applicants outside the denominator (正式参加评审人数) with their reasons, in roster order."""
    return {
        number: case.statuses[number]
        for number in case.applicants
        if _is_out(case.status(number), settings)
    }


def _is_out(status: ApplicantStatus, settings: Settings) -> bool:
    if status is ApplicantStatus.ABSENT:
        return settings.absent_from_defense is AbsentFromDefense.EXCLUDED
    return status in _OUT


def groups(
    rows: Iterable[Row], settings: Settings, book: Params, canonical: Canonical
) -> tuple[GroupResult, ...]:
    """The elimination groups as the setting `pool` cuts them; empty groups are left out.

    An applicant still under way takes part and is not eliminated yet; one whose papers are not
    examined yet (待审核) does not take part.
    """
    return _cut(rows, settings.pool, settings, book, canonical)


def finer(
    rows: Iterable[Row], settings: Settings, book: Params, canonical: Canonical
) -> Mapping[Pool, tuple[GroupResult, ...]]:
    """The groups in each way of cutting that is finer than the setting, for the overview."""
    ways = list(Pool)
    known = tuple(rows)
    return {
        pool: _cut(known, pool, settings, book, canonical)
        for pool in ways[ways.index(settings.pool) + 1 :]
    }


def _cut(
    rows: Iterable[Row], pool: Pool, settings: Settings, book: Params, canonical: Canonical
) -> tuple[GroupResult, ...]:
    marked = {(canonical(each.series), each.level) for each in settings.exam_and_review}
    members: dict[tuple[int, int, str, str], list[ApplicantStatus]] = {}
    for applicant, status in rows:
        if status is ApplicantStatus.PENDING or _is_out(status, settings):
            continue
        series = canonical(applicant.series)
        kind = _kind(applicant.level, exam=(series, applicant.level) in marked)
        name = _name(kind, applicant, series, pool)
        # Within a kind the higher level stands first, then the roster's order.
        by_level = -applicant.level.rank if "/" in name and kind.startswith("senior") else 0
        members.setdefault((_KINDS.index(kind), by_level, kind, name), []).append(status)
    # The sort is stable, so that groups of one rank keep the roster's order.
    ordered = sorted(members.items(), key=lambda each: each[0][:2])
    return tuple(
        _group(name, statuses, *_floors(kind, settings, book))
        for (_, _, kind, name), statuses in ordered
    )


_KINDS = ("senior", "senior_exam", "intermediate", "junior")


def _kind(level: Level, *, exam: bool) -> str:
    if level.tier is Tier.SENIOR:
        return "senior_exam" if exam else "senior"
    return "intermediate" if level.tier is Tier.INTERMEDIATE else "junior"


def _name(kind: str, applicant: Applicant, series: str, pool: Pool) -> str:
    parts = [kind]
    if pool is not Pool.TIER and applicant.level.tier is Tier.SENIOR:
        parts.append(applicant.level.value)
    if pool is Pool.SPECIALTY:
        parts += [series, applicant.specialty]
    return "/".join(parts)


def _floors(kind: str, settings: Settings, book: Params) -> tuple[_Floor, _Floor]:
    """The overall floor and the defense floor of a kind of group (三（五）)."""
    if kind == "junior":
        own = settings.junior_floor
        share = None if own is None else own / 100
        return (share, book["elimination.junior_floor"]), (None, None)
    overall = _floor(book, f"elimination.{kind}.overall")
    if kind == "intermediate":
        return overall, (None, None)
    return overall, _floor(book, f"elimination.{kind}.defense")


def _floor(book: Params, key: str) -> _Floor:
    return share_of(book, key), book[key]


def _group(
    name: str, statuses: list[ApplicantStatus], overall: _Floor, defense: _Floor
) -> GroupResult:
    n = len(statuses)
    at_defense = sum(1 for status in statuses if status in _AT_DEFENSE)
    e = at_defense + statuses.count(ApplicantStatus.VOTE_FAILED)
    return GroupResult(
        group=name,
        participating=n,
        defense_eliminated=at_defense,
        eliminated=e,
        overall=against_floor(e, n, *overall),
        defense=against_floor(at_defense, n, *defense),
    )


# Whoever is absent and still counted was counted as eliminated at the defense by the setting.
_AT_DEFENSE = frozenset({ApplicantStatus.DEFENSE_FAILED, ApplicantStatus.ABSENT})


def against_floor(
    eliminated: int, participating: int, share: Fraction | None, param: Param | None = None
) -> FloorResult:
    """A rate against a floor given as a share: met exactly when E reaches share × N."""
    if share is None:
        return FloorResult(
            eliminated,
            participating,
            floor=None,
            met=True,
            short_by=0,
            most_pass=None,
            param=param,
        )
    least = needed(participating, share)
    return FloorResult(
        eliminated=eliminated,
        participating=participating,
        floor=100 * share,
        met=eliminated >= least,
        short_by=max(0, least - eliminated),
        most_pass=participating - least,
        param=param,
    )


def exception_for(results: Iterable[GroupResult], exception: str) -> str:
    """The exception that a seal records: empty where every floor is met, else the reason given.

    Refused("elimination-floor") where a floor is not met and no reason is given.
    """
    short = [group for group in results if not group.met]
    if short and not exception.strip():
        told = "；".join(_told(group) for group in short)
        raise Refused("elimination-floor", f"淘汰率未达到下限，须说明理由方可封存：{told}。")
    return exception.strip() if short else ""


def _told(group: GroupResult) -> str:
    parts = []
    if not group.overall.met:
        parts.append(f"综合淘汰{group.overall.fraction}，还差{group.overall.short_by}人")
    if not group.defense.met:
        parts.append(f"答辩评议淘汰{group.defense.fraction}，还差{group.defense.short_by}人")
    return f"{group_chinese(group.group)}{'，'.join(parts)}"


def group_chinese(group: str) -> str:
    """A group's name for people: 高级, 高级（考评结合）/副高级, …"""
    kind, *rest = group.split("/")
    return "/".join((_CHINESE[kind], *rest))


_CHINESE = {
    "senior": "高级",
    "senior_exam": "高级（考评结合）",
    "intermediate": "中级",
    "junior": "初级",
}
