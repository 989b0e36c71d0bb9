"""The rounds of a script (演练), through the same verbs as the desktop: by name, or with slips."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from zcdesk.desk import register, sealing, slips, voting
from zcdesk.desk.desk import SUPERVISOR, Desk
from zcdesk.desk.script import Alone, RoundPlan, Script, read_rows
from zcdesk.domain.ballot import Choice, Paper, Round
from zcdesk.domain.errors import Refused
from zcdesk.rules.voting import choice_of


@dataclass(frozen=True, slots=True)
class Keys:
    """The PINs and tokens of a rehearsal, made up on the spot."""

    passphrase: str
    pins: Mapping[str, str]
    tokens: Mapping[str, str]

    @classmethod
    def of(cls, script: Script, random: Callable[[int], bytes]) -> Keys:
        """New ones for everybody in a script."""
        pins = {m.id: f"{int.from_bytes(random(4)) % 1_000_000:06d}" for m in script.members}
        heads = [member.id for member in script.members if member.presides]
        return cls(
            random(16).hex(), pins, {holder: random(8).hex() for holder in (*heads, SUPERVISOR)}
        )

    def two(self, desk: Desk, present: Sequence[str] | None = None) -> sealing.TwoPeople:
        """Who presides (the chair where present) and the supervisor, with their tokens."""
        heads = [member for member in desk.case.current.members if member.presides]
        heads = [member for member in heads if present is None or member.id in present] or heads
        heads.sort(key=lambda member: member.role.value != "chair")
        return sealing.TwoPeople(heads[0].id, self.tokens[heads[0].id], self.tokens[SUPERVISOR])


def hold(desk: Desk, script: Script, people: Keys) -> None:
    """Hold every round of the script to the opening of its box."""
    for plan in script.rounds:
        voting.arrive_all(desk, plan.present)
        ballots = _Ballots.read(desk, plan)
        if plan.slips:
            for part in _parts(desk, plan):
                _with_slips(desk, plan, part, ballots, people)
        else:
            _by_name(desk, plan, ballots, people)
        ballots.check_used()


def _by_name(desk: Desk, plan: RoundPlan, ballots: _Ballots, people: Keys) -> None:
    event = voting.open_round(desk, plan.applicants, present=plan.present, reason=plan.reason)
    opened = event.round
    papers = ballots.papers(desk, opened)
    for member, paper in papers.items():
        voting.cast(desk, opened.key, member, people.pins[member], paper)
    _end(desk, opened, people, whole=set(opened.voters) <= set(papers))


def _parts(desk: Desk, plan: RoundPlan) -> Sequence[tuple[str, ...] | None]:
    """In which parts a round with slips is held: one, unless slips that stand alone ask for more."""
    if plan.alone is not Alone.SEPARATE:
        return (plan.applicants,)
    look = slips.outlook(desk, plan.applicants, present=plan.present, reason=plan.reason)
    return look.parts if len(look.parts) > 1 else (plan.applicants,)


def _with_slips(
    desk: Desk,
    plan: RoundPlan,
    part: tuple[str, ...] | None,
    ballots: _Ballots,
    people: Keys,
) -> None:
    batch = slips.prepare(
        desk,
        part,
        present=plan.present,
        reason=plan.reason,
        alone_accepted=plan.alone is Alone.ACCEPTED,
    )
    opened = slips.open_round(desk, batch).round
    papers = ballots.papers(desk, opened)
    bags = {each.applicants: list(slips.of_class(batch, each)) for each in opened.classes}
    for member, paper in papers.items():
        # Which of its class a member draws is chance: the codes lie by their random letters.
        slips.cast(desk, opened.key, bags[opened.sheet(member)].pop(), paper)
    _end(desk, opened, people, whole=set(opened.voters) <= set(papers))


def _end(desk: Desk, opened: Round, people: Keys, *, whole: bool) -> None:
    two = people.two(desk, opened.present)
    heads = {
        "presider": two.presider,
        "presider_token": two.presider_token,
        "supervisor_token": two.supervisor_token,
    }
    reason = "" if whole else "（演练）到时未投票的委员按未交票计。"
    voting.close(desk, opened.key, reason=reason, **heads)
    voting.open_box(desk, opened.key, **heads)


@dataclass(slots=True)
class _Ballots:
    """A round's ballots by member and applicant; `used` are those of the parts held so far."""

    choices: Mapping[str, Mapping[str, Choice]]
    separate: bool
    used: set[str]

    @classmethod
    def read(cls, desk: Desk, plan: RoundPlan) -> _Ballots:
        """Read and checked but for what only an open round can tell."""
        choices: dict[str, dict[str, Choice]] = {}
        for row in read_rows(plan.ballots, ("member", "applicant", "vote")):
            member, number = row["member"], row["applicant"]
            if desk.case.member(member) is None:
                raise Refused("unknown-member", f"投票中的委员“{member}”不在委员名单中。")
            register.known(desk, number)
            sheet = choices.setdefault(member, {})
            if number in sheet:
                raise Refused("double-ballot", f"委员{member}对{number}号申报人投了两次票。")
            sheet[number] = choice_of(row["vote"])
        return cls(choices, plan.slips and plan.alone is Alone.SEPARATE, set())

    def papers(self, desk: Desk, opened: Round) -> dict[str, Paper]:
        """The papers of a round that is open, checked before the first is cast.

        Of a round held in parts each paper has the part's applicants only.
        """
        self.used.update(opened.applicants)
        papers: dict[str, Paper] = {}
        for member, sheet in self.choices.items():
            kept = {n: c for n, c in sheet.items() if n in opened.applicants or not self.separate}
            # Whoever keeps out of a whole part has no sheet in it, and none is asked for.
            if kept or opened.sheet(member):
                papers[member] = Paper(kept)
                voting.check_paper(desk, opened.key, member, papers[member])
        return papers

    def check_used(self) -> None:
        """Refuse a ballot for somebody whom no part of the round held."""
        for member, sheet in self.choices.items():
            for number in sheet:
                if number not in self.used:
                    raise Refused(
                        "round-applicant", f"委员{member}对{number}号申报人的票不在本轮名单中。"
                    )
