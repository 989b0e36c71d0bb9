"""Dealing applicants out to panels: who keeps out first, then specialties together, numbers even."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from zcdesk.domain.applicant import Applicant
from zcdesk.domain.committee import Panel
from zcdesk.rules.titles import specialty_key

RecusedFrom = Callable[[str], Collection[str]]
"""The members who keep out of an applicant, by the applicant's number."""


def deal(
    panels: Sequence[Panel],
    waiting: Sequence[str],
    roster: Mapping[str, Applicant],
    recused_from: RecusedFrom,
) -> list[Panel]:
    """These panels with everybody who waits; whom they hear already stays.

    Specialties go together, the largest first, each to the panel that hears it already or else to
    the smallest; one larger than an even share is cut into even parts, and one that fits nowhere
    goes on where room is left. Whoever some member keeps out of is placed alone, where fewest keep
    out. No panel is left with nobody while another has
    two, one of whom waited. Within a panel stands the order of the roster.
    """
    if not panels:
        return []
    shares = [_Share.of(panel, roster) for panel in panels]
    most = -(-(sum(share.load for share in shares) + len(waiting)) // len(panels))
    out = {number: frozenset(recused_from(number)) for number in waiting}
    for part in _parts([roster[number] for number in waiting if not out[number]], most):
        _place(shares, part, most)
    for number in waiting:
        if out[number]:
            alone = [roster[number]]
            _best(shares, alone, most, out[number]).take(alone)
    _fill_empty(shares, out)
    order = {number: place for place, number in enumerate(roster)}
    return [share.panel(order) for share in shares]


@dataclass(slots=True)
class _Share:
    """A panel as it fills up; `dealt` may still go elsewhere."""

    of_panel: Panel
    specialties: set[str]
    dealt: list[Applicant] = field(default_factory=list)

    @classmethod
    def of(cls, panel: Panel, roster: Mapping[str, Applicant]) -> _Share:
        return cls(panel, {specialty_key(roster[n].specialty) for n in panel.applicants})

    @property
    def load(self) -> int:
        return len(self.of_panel.applicants) + len(self.dealt)

    def take(self, part: Sequence[Applicant]) -> None:
        self.dealt.extend(part)
        self.specialties.update(specialty_key(each.specialty) for each in part)

    def panel(self, order: dict[str, int]) -> Panel:
        numbers = (*self.of_panel.applicants, *(each.number for each in self.dealt))
        return replace(self.of_panel, applicants=tuple(sorted(numbers, key=order.__getitem__)))


def _place(shares: Sequence[_Share], part: Sequence[Applicant], most: int) -> None:
    while part:
        best = _best(shares, part, most)
        room = max(1, most - best.load)
        best.take(part[:room])
        part = part[room:]


def _best(
    shares: Sequence[_Share],
    part: Sequence[Applicant],
    most: int,
    out: frozenset[str] = frozenset(),
) -> _Share:
    key = specialty_key(part[0].specialty)

    def cost(share: _Share) -> tuple[int, int, bool, int]:
        return (
            len(out & set(share.of_panel.members)),
            max(0, share.load + len(part) - most),
            key not in share.specialties,
            share.load,
        )

    return min(shares, key=cost)


def _parts(applicants: Sequence[Applicant], most: int) -> Iterator[list[Applicant]]:
    """Specialties, the largest first, none larger than `most`."""
    whole: dict[str, list[Applicant]] = defaultdict(list)
    for applicant in applicants:
        whole[specialty_key(applicant.specialty)].append(applicant)
    parts = [part for group in whole.values() for part in _cut(group, most)]
    yield from sorted(parts, key=len, reverse=True)


def _cut(group: list[Applicant], most: int) -> list[list[Applicant]]:
    pieces = -(-len(group) // most)
    return [group[place::pieces] for place in range(pieces)]


def _fill_empty(shares: Sequence[_Share], out: Mapping[str, frozenset[str]]) -> None:
    """No panel without anybody: the one that was dealt most gives the last away."""
    for share in shares:
        if share.load:
            continue
        giving = max(shares, key=lambda each: (each.load > 1) * len(each.dealt))
        if giving.load > 1 and giving.dealt:
            members = set(share.of_panel.members)
            given = min(
                reversed(giving.dealt),
                key=lambda each: len(members & out[each.number]),
            )
            giving.dealt.remove(given)
            share.take([given])
