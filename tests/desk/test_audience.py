"""What a viewer is shown: two worlds that differ in what is hidden look the same to the viewer."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zcdesk.desk import audience, ballot_lines, register, sealing, slips, voting
from zcdesk.desk.audience import ROOM, Eyes, Viewer
from zcdesk.desk.resources import shipped_book
from zcdesk.desk.voting import Turnout
from zcdesk.domain import events as ev
from zcdesk.domain.ballot import Choice, Paper, Round, RoundState, Tally
from zcdesk.domain.case import Case, Status, pair, replay
from zcdesk.domain.committee import Attendance, Panel, Recusal
from zcdesk.domain.errors import Refused
from zcdesk.domain.scoring import Mark, ScoreSheet
from zcdesk.domain.session import ApplicantStatus, Phase

BOOK = shipped_book("shanxi-2024")
SETTINGS = BOOK.settings({}, BOOK.scheme)
MEMBERS = tuple(f"P0{n}" for n in range(1, 10))
NUMBERS = ("001", "002", "003", "004")
SECRETARY, SUPERVISOR = Viewer(Eyes.SECRETARY), Viewer(Eyes.SUPERVISOR)
HIDDEN = "002"  # P09 keeps out
OUT = Viewer(Eyes.MEMBER, "P09")
ITEM = "专业能力"


def glance(case: Case, looks: Viewer) -> Mapping[str, object]:
    """Everything that there is to be shown."""
    return {
        "applicants": audience.applicants(case, looks),
        "counts": dict(audience.status_counts(case, looks)),
        "order": audience.order(case, looks, SETTINGS, BOOK),
        "groups": audience.groups(case, looks, SETTINGS, BOOK),
        "log": audience.may_read_log(looks),
        "one": {
            number: (
                audience.may_see(case, looks, number),
                audience.status(case, looks, number),
                audience.documents(case, looks, number),
                audience.opinion(case, looks, number),
                audience.score_sheets(case, looks, number),
                audience.score(case, looks, number, SETTINGS, BOOK),
            )
            for number in NUMBERS
        },
        "panels": {name: dict(audience.finished_sheets(case, looks, name)) for name in case.panels},
        "rounds": {
            key: (audience.round_list(case, looks, key), audience.tallies(case, looks, key))
            for key in case.rounds
        },
    }


@dataclass(frozen=True)
class Fate:
    """What may become of one applicant."""

    status: ApplicantStatus
    opinion: str
    document: str
    marks: tuple[int, ...]
    approvals: int
    in_round: bool


UNDER_WAY = [
    ApplicantStatus.PENDING,
    ApplicantStatus.QUALIFIED,
    ApplicantStatus.REJECTED,
    ApplicantStatus.ABSENT,
    ApplicantStatus.DEFENSE_PASSED,
    ApplicantStatus.DEFENSE_FAILED,
    ApplicantStatus.DISQUALIFIED,
]
FATES = st.builds(
    Fate,
    st.sampled_from(UNDER_WAY),
    st.sampled_from(["", "达到条件。", "未达到条件。"]),
    st.sampled_from(["", "论文.pdf"]),
    st.lists(st.integers(0, 20), min_size=0, max_size=9).map(tuple),
    st.integers(0, 8),
    st.booleans(),
)
STATES = st.sampled_from(list(RoundState))
PHASES = st.sampled_from(list(Phase))


def world(
    nine, people, fates: Mapping[str, Fate], *, phase: Phase, frozen: bool, state: RoundState
) -> Case:
    """A case in which the applicants' fates are these."""
    day = datetime.date(2024, 11, 20)
    case = replay(
        [
            ev.SessionOpened(nine, ev.BookText("shanxi-2024", "0" * 64, {})),
            ev.RosterImported("r.xlsx", "0" * 64, tuple(people.values()), ()),
            ev.RecusalDeclared(Recusal(HIDDEN, "P09", "同一单位")),
            *(ev.AttendanceRecorded(Attendance(day, m, "09:00")) for m in MEMBERS),
            ev.PanelSet(Panel("一组", MEMBERS, NUMBERS, Fraction(60), frozen)),
        ]
    )
    sheets = {
        pair(number, member): ScoreSheet(number, member, (Mark(ITEM, Fraction(points)),))
        for number, fate in fates.items()
        for member, points in zip(MEMBERS, fate.marks, strict=False)
    }
    held = tuple(number for number, fate in fates.items() if fate.in_round)
    tallies = {n: Tally(9, 0, 9, fates[n].approvals, 0, 0, 0, True, False) for n in held}
    vote = Round("1", 1, "", MEMBERS, held, {HIDDEN: ("P09",)}, state=state, tallies=tallies)
    return replace(
        case,
        phase={"-": phase},
        statuses={number: Status(fate.status, "因") for number, fate in fates.items()},
        documents={
            number: (ev.Document("k", fate.document, 1, "0" * 64),)
            for number, fate in fates.items()
            if fate.document
        },
        opinions={number: fate.opinion for number, fate in fates.items() if fate.opinion},
        scores=sheets,
        rounds={"1": vote},
    )


WORLDS = {
    "seen": st.tuples(FATES, FATES, FATES),
    "one": FATES,
    "other": FATES,
    "phase": PHASES,
    "state": STATES,
    "frozen": st.booleans(),
}
often = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


def fates(seen: tuple[Fate, Fate, Fate], hidden: Fate) -> dict[str, Fate]:
    return {"001": seen[0], "002": hidden, "003": seen[1], "004": seen[2]}


@often
@given(**WORLDS)
@pytest.mark.parametrize("looks", [OUT, ROOM], ids=["recused", "room"])
def test_nothing_of_a_recused_applicant_leaks_not_by_subtraction_either(
    nine, people, looks, seen, one, other, phase, state, frozen
) -> None:
    made = [
        world(nine, people, fates(seen, hidden), phase=phase, frozen=frozen, state=state)
        for hidden in (one, other)
    ]
    assert glance(made[0], looks) == glance(made[1], looks)
    # No list, count or figure speaks of that applicant.
    shown = glance(made[0], looks)
    assert HIDDEN not in shown["applicants"] + shown["order"] + shown["rounds"]["1"][0]
    assert sum(shown["counts"].values()) <= 3
    assert "senior" not in [group.group for group in shown["groups"]]


def others_changed(case: Case, but: str, points: int) -> Case:
    """The same case, every sheet of other members marked otherwise, and some more handed in."""
    sheets = {
        pair(number, member): ScoreSheet(number, member, (Mark(ITEM, Fraction(points)),))
        for number in NUMBERS
        for member in MEMBERS
        if member != but
    }
    own = {key: sheet for key, sheet in case.scores.items() if sheet.member == but}
    return replace(case, scores={**sheets, **own})


@often
@given(**WORLDS, points=st.integers(0, 20))
def test_before_the_freeze_a_member_sees_the_own_marks_only(
    nine, people, seen, one, other, phase, state, frozen, points
) -> None:
    looks = Viewer(Eyes.MEMBER, "P03")
    case = world(nine, people, fates(seen, one), phase=phase, frozen=False, state=state)
    assert glance(others_changed(case, "P03", points), looks) == glance(case, looks)
    own = audience.score_sheets(case, looks, "001")
    assert set(own) == ({"P03"} if len(seen[0].marks) >= 3 else set())
    assert audience.order(case, looks, SETTINGS, BOOK) == NUMBERS


@often
@given(**WORLDS)
@pytest.mark.parametrize("looks", [SECRETARY, SUPERVISOR, Viewer(Eyes.MEMBER, "P01"), ROOM])
def test_while_the_box_is_shut_nobody_sees_a_vote(
    nine, people, looks, seen, one, other, phase, state, frozen
) -> None:
    state = state if state is not RoundState.OPENED else RoundState.OPEN
    case = world(nine, people, fates(seen, one), phase=phase, frozen=frozen, state=state)
    vote = case.rounds["1"]
    for approvals in (0, 9):
        counted = {
            n: replace(tally, approve=approvals, passed=approvals == 9)
            for n, tally in vote.tallies.items()
        }
        changed = replace(case, rounds={"1": replace(vote, tallies=counted)})
        assert glance(changed, looks) == glance(case, looks)
    assert glance(case, looks)["rounds"]["1"][1] == {}


@often
@given(**WORLDS)
def test_the_room_sees_no_score_opinion_dossier_or_status_before_the_seal(
    nine, people, seen, one, other, phase, state, frozen
) -> None:
    phase = phase if phase.rank < Phase.SEALED.rank else Phase.VOTING
    case = world(nine, people, fates(seen, one), phase=phase, frozen=frozen, state=state)
    for _, status, documents, opinion, sheets, score in glance(case, ROOM)["one"].values():
        assert (status, documents, opinion, sheets, score) == (None, (), "", {}, None)
    assert glance(case, ROOM)["groups"] == ()
    assert glance(case, ROOM)["counts"] == {}


def test_what_is_not_hidden_is_shown(nine, people) -> None:
    """The other side: a filter that hides everything would pass all of the above."""
    passed = Fate(ApplicantStatus.DEFENSE_PASSED, "达到条件。", "论文.pdf", (12,) * 9, 7, True)
    best = replace(passed, marks=(18,) * 9)
    case = world(
        nine,
        people,
        fates((passed, best, passed), passed),
        phase=Phase.VOTING,
        frozen=True,
        state=RoundState.OPENED,
    )
    for looks in (SECRETARY, SUPERVISOR, Viewer(Eyes.MEMBER, "P01")):
        shown = glance(case, looks)
        assert shown["applicants"] == NUMBERS
        assert shown["order"] == ("003", "001", "002", "004")
        assert shown["counts"] == {ApplicantStatus.DEFENSE_PASSED: 4}
        assert {group.group: group.participating for group in shown["groups"]} == {
            "senior": 3,
            "intermediate": 1,
        }
        assert set(shown["rounds"]["1"][1]) == set(NUMBERS)
        assert set(audience.score_sheets(case, looks, "001")) == set(MEMBERS)
        assert audience.score(case, looks, "003", SETTINGS, BOOK) == 18
        assert audience.opinion(case, looks, "001") == "达到条件。"
    assert audience.documents(case, SUPERVISOR, "001") == ()
    assert audience.documents(case, SECRETARY, "001") != ()
    # Of the group without anybody hidden the recused member sees the figures.
    assert [g.group for g in glance(case, OUT)["groups"]] == ["intermediate"]
    assert glance(case, OUT)["order"] == ("003", "001", "004")
    # In the room, once P09 has left, 002 may be shown again.
    (last,) = (key for key, entry in case.attendance.items() if entry.member == "P09")
    gone = replace(case.attendance[last], left_at="10:00")
    left = replace(case, attendance={**case.attendance, last: gone})
    assert audience.applicants(case, ROOM) == ("001", "003", "004")
    assert audience.applicants(left, ROOM) == NUMBERS
    assert audience.may_read_log(SECRETARY)
    assert not audience.may_read_log(OUT)


def test_the_guard_bites(nine, people, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the rule of recusal taken out the two worlds differ in every figure there is."""
    monkeypatch.setattr(audience, "may_see", lambda case, looks, number: True)
    one = Fate(ApplicantStatus.DEFENSE_PASSED, "好", "a.pdf", (12,) * 9, 7, True)
    other = Fate(ApplicantStatus.DEFENSE_FAILED, "差", "", (3,) * 9, 1, False)
    shown = [
        glance(
            world(
                nine,
                people,
                fates((one, one, one), hidden),
                phase=Phase.VOTING,
                frozen=True,
                state=RoundState.OPENED,
            ),
            OUT,
        )
        for hidden in (one, other)
    ]
    differing = {name for name in shown[0] if shown[0][name] != shown[1][name]}
    assert differing == {"counts", "order", "groups", "one", "rounds"}


def test_turnout_names_people_to_secretary_and_supervisor_only() -> None:
    counted = Turnout(9, 2, frozenset({"P01", "P02"}))
    assert audience.turnout(SECRETARY, counted) == counted
    assert audience.turnout(SUPERVISOR, counted) == counted
    for looks in (ROOM, OUT):
        assert audience.turnout(looks, counted) == Turnout(9, 2, frozenset())


def test_viewers_go_by_their_office(nine) -> None:
    case = replay([ev.SessionOpened(nine, ev.BookText("shanxi-2024", "0" * 64, {}))])
    assert audience.viewer(case, "secretary") == SECRETARY
    assert audience.viewer(case, "supervisor") == SUPERVISOR
    assert (
        audience.viewer(case, "chair") == audience.viewer(case, "P01") == Viewer(Eyes.MEMBER, "P01")
    )
    with pytest.raises(Refused):
        audience.viewer(case, "P77")


def test_a_recused_member_through_a_whole_session(before_the_vote, pin_of) -> None:
    """Step by step through the desk: at no step does anything of 002 appear to P09."""
    desk = before_the_vote([Recusal(HIDDEN, "P09", "同一单位")])
    steps = []

    def look() -> None:
        for looks in (OUT, ROOM):
            shown = audience.applicants(desk.case, looks)
            assert shown == ("001", "003")
            assert audience.groups(desk.case, looks, desk.settings, desk.book) == ()
            assert sum(audience.status_counts(desk.case, looks).values()) in (0, 2)
            for key in desk.case.rounds:
                assert HIDDEN not in audience.round_list(desk.case, looks, key)
                assert HIDDEN not in audience.tallies(desk.case, looks, key)
        steps.append(desk.case.current_phase)

    two = {
        "presider": "P01",
        "presider_token": "zhuren-kouling",
        "supervisor_token": "jiandu-kouling",
    }
    look()
    key = voting.open_round(desk).round.key
    for member in desk.case.rounds[key].voters:
        sheet = desk.case.rounds[key].sheet(member)
        voting.cast(desk, key, member, pin_of(member), Paper(dict.fromkeys(sheet, Choice.APPROVE)))
        look()
        counted = audience.turnout(OUT, voting.turnout(desk, key))
        assert counted.cast == frozenset()
        assert audience.tallies(desk.case, SECRETARY, key) == {}
    voting.close(desk, key)
    look()
    voting.open_box(desk, key, **two)
    look()
    assert set(audience.tallies(desk.case, SECRETARY, key)) == {"001", "002", "003"}
    sealing.seal(desk, "人数过少，无人落选", sealing.TwoPeople(*two.values()))
    look()
    assert steps[-1] is Phase.SEALED
    assert len(steps) == 13


def test_a_sheet_has_what_its_holder_may_see_whoever_the_round_was_opened_with(
    before_the_vote, pin_of
) -> None:
    """One source: nobody becomes recused while a round holds both, and a file that differs shows nothing."""
    desk = before_the_vote([Recusal(HIDDEN, "P09", "同一单位")])
    key = voting.open_round(desk).round.key
    for member in MEMBERS:
        (*lines,) = ballot_lines.of_member(desk, key, member, pin_of(member))
        looks = Viewer(Eyes.MEMBER, member)
        assert [line.number for line in lines] == list(audience.round_list(desk.case, looks, key))
        assert {line.opinion for line in lines} == {"达到条件。"}
    late = Recusal("001", "P08", "刚刚得知")
    with pytest.raises(Refused, match="先作废这一轮"):
        register.declare_recusals(desk, [late])
    # Nobody on the roll for it: whoever is out already.
    register.declare_recusals(desk, [Recusal(HIDDEN, "P09", "又一次")])
    desk.record([ev.RecusalDeclared(late)])
    with pytest.raises(Refused, match="登记了您的回避"):
        ballot_lines.of_member(desk, key, "P08", pin_of("P08"))
    two = {"presider": "P01", "presider_token": "zhuren-kouling"}
    voting.annul(desk, key, reason="回避", **two, supervisor_token="jiandu-kouling")
    register.declare_recusals(desk, [Recusal("003", "P07", "刚刚得知")])
    batch = slips.prepare(desk, alone_accepted=True)
    key = slips.open_round(desk, batch).round.key
    seen = [{line.number for line in ballot_lines.of_slip(desk, key, code)} for code in batch.codes]
    closed = {
        member: set(NUMBERS[:3]) - set(desk.case.rounds[key].sheet(member)) for member in MEMBERS
    }
    assert sorted(map(sorted, seen)) == sorted(
        sorted(set(NUMBERS[:3]) - out) for out in closed.values()
    )
