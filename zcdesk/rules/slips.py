"""Slips (投票券): which rounds may be held with them, and how a slip that stands alone is avoided."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from zcdesk.domain.ballot import Round, SlipClass
from zcdesk.domain.errors import Refused


def alone(vote: Round) -> tuple[SlipClass, ...]:
    """Classes of a single slip: their ballots would not be secret."""
    return tuple(each for each in vote.classes if each.alone)


def parts(vote: Round) -> tuple[tuple[str, ...], ...]:
    """The applicants of a round in as few parts as leave no slip alone where that can be.

    Those whom the same members keep out of stay together; a part of such applicants has one
    class, so that only an applicant whom all but one keep out of leaves a slip alone.
    """
    if not alone(vote):
        return (vote.applicants,)
    found: list[tuple[str, ...]] = []
    for group in _alike(vote):
        for place, part in enumerate(found):
            joined = _ordered(vote, {*part, *group})
            if not alone(replace(vote, applicants=joined)):
                found[place] = joined
                break
        else:
            found.append(group)
    return tuple(found)


def check_alone(vote: Round, *, accepted: bool) -> None:
    """Refused("slip-alone") where a slip stands alone and nobody has accepted that."""
    single = alone(vote)
    if not single or accepted:
        return
    several = len(parts(vote)) > 1
    way = "建议将有关申报人分开单独表决" if several else "建议本轮改用其他方式表决"
    raise Refused(
        "slip-alone",
        f"因回避情形不同，有{len(single)}种投票券只有一张，持券人可以被认出，其投票不能保密；{way}。",
    )


def _alike(vote: Round) -> Iterator[tuple[str, ...]]:
    """The applicants by the members who keep out of them; the largest group first."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for number in vote.applicants:
        groups.setdefault(tuple(sorted(vote.recused.get(number, ()))), []).append(number)
    for group in sorted(groups.values(), key=len, reverse=True):
        yield tuple(group)


def _ordered(vote: Round, numbers: set[str]) -> tuple[str, ...]:
    return tuple(number for number in vote.applicants if number in numbers)
