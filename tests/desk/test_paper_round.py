"""A round on paper: 发出 = 收回 + 未交, read off twice by two people, counted by the same rules."""

import datetime
import itertools
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from zcdesk.desk import (
    defense,
    delivery,
    paper_round,
    phases,
    re_examination,
    recusals,
    register,
    sealing,
    setup,
    voting,
)
from zcdesk.desk.desk import Desk
from zcdesk.desk.paper_round import Reading
from zcdesk.desk.resources import shipped_book
from zcdesk.domain.applicant import (
    Applicant,
    Assessment,
    Degree,
    Education,
    EmployerKind,
    Grade,
    Level,
    Title,
)
from zcdesk.domain.ballot import Choice, Paper, PaperCount, RoundState
from zcdesk.domain.committee import Committee, Member, Recusal, Role, Scope, Staff
from zcdesk.domain.dates import PartialDate
from zcdesk.domain.errors import Refused
from zcdesk.domain.events import RosterImported, Setup
from zcdesk.domain.session import ApplicantStatus, Phase, ReviewSession

TWO = {"presider": "P01", "presider_token": "zhuren-kl", "supervisor_token": "jiandu-kl"}


def engineer(number: str, name: str) -> Applicant:
    return Applicant(
        number=number,
        name=name,
        series="工程",
        specialty="机械",
        level=Level.ASSOCIATE_SENIOR,
        employer="样例厂",
        employer_kind=EmployerKind.STATE_OWNED,
        post_status="在职在岗",
        channel="用人单位",
        work_started_on=PartialDate(2003, 7),
        degrees=(Degree(Education.BACHELOR, PartialDate(2003, 7)),),
        title=Title("工程师", "工程", "机械", Level.INTERMEDIATE, PartialDate(2016, 12)),
        practised_specialty="机械",
        assessments=tuple(Assessment(year, Grade.QUALIFIED) for year in range(2017, 2024)),
    )


def nine() -> Setup:
    return Setup(
        session=ReviewSession(
            2024, (datetime.date(2024, 11, 20),), datetime.date(2024, 9, 30), "shanxi-2024"
        ),
        committee=Committee(
            "样例评审委员会",
            approved_from=datetime.date(2024, 1, 1),
            approved_to=datetime.date(2024, 12, 31),
            scope=(Scope("工程", (Level.ASSOCIATE_SENIOR,)),),
        ),
        members=tuple(
            Member(f"P0{n}", f"委员{n}", Role.CHAIR if n == 1 else Role.MEMBER)
            for n in range(1, 10)
        ),
        staff=Staff("段丽娟", "穆青山"),
        choices={},
        scheme=shipped_book("shanxi-2024").scheme,
        rehearsal=True,
    )


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Nine members in the room; P09 keeps out of 002; both applicants stand before the vote."""
    seconds, chance = itertools.count(), itertools.count()
    start = datetime.datetime(2024, 11, 20, 8, 30)  # noqa: DTZ001 - local time
    made = setup.create(
        tmp_path / "case.zcd",
        nine(),
        {"secretary": "huiyi-kouling"},
        now=lambda: start + datetime.timedelta(seconds=next(seconds)),
        random=lambda n: (next(chance) * 7919 + 1).to_bytes(n, "big"),
    ).desk
    people = (engineer("001", "赵志强"), engineer("002", "钱丽华"))
    made.record([RosterImported("roster.xlsx", "0" * 64, people, ())])
    setup.enrol_many(
        made,
        {f"P0{n}": f"100{n}" for n in range(1, 10)},
        {"P01": TWO["presider_token"], "supervisor": TWO["supervisor_token"]},
    )
    register.declare_recusals(made, [Recusal("002", "P09", "同一单位")])
    phases.forward(made)
    register.qualify_all(made)
    register.acknowledge_all(made)
    phases.forward(made)
    defense.decide_without_scores(made, [])
    defense.write_opinions(made, {"001": "达到条件。", "002": "达到条件。"})
    phases.forward(made)
    voting.arrive_all(made, [f"P0{n}" for n in range(1, 10)])
    yield made
    made.file.close()


def counts(**read: tuple[int, int, int, int]) -> Mapping[str, PaperCount]:
    return {number.removeprefix("a"): PaperCount(*each) for number, each in read.items()}


# Nine sheets out, P08's is not back: eight for 001, seven for 002, from whom P09 keeps out.
READ = counts(a001=(6, 1, 0, 1), a002=(5, 1, 1, 0))


@pytest.fixture
def closed(desk: Desk) -> str:
    """Handed out for a power cut; P08 handed none back."""
    key = voting.open_round(desk, on_paper="会场停电").round.key
    paper_round.close(desk, key, ["P08"], reason="P08 提前离会", **TWO)
    return key


def test_a_paper_round_is_counted_by_the_rules_of_every_round(desk: Desk, closed: str) -> None:
    vote = desk.case.rounds[closed]
    assert (vote.on_paper, vote.cast, vote.not_returned) == ("会场停电", 8, ("P08",))
    assert paper_round.due(desk, closed) == {"001": 8, "002": 7}
    two = Reading("secretary", READ), Reading("supervisor", READ)
    event = paper_round.count(desk, closed, *two, **TWO)
    assert event.by == ("secretary", "supervisor")
    # 001: 9 present, base 9, 6 of 9 passes; the spoilt line stays in the base.
    one = desk.case.rounds[closed].tallies["001"]
    assert (one.present, one.recused, one.base, one.not_returned) == (9, 0, 9, 1)
    assert (one.approve, one.reject, one.abstain, one.spoilt) == (6, 1, 0, 1)
    assert one.passed
    # 002: base 8, 3 × 5 < 2 × 8: short by one.
    other = desk.case.rounds[closed].tallies["002"]
    assert (other.base, other.approve, other.passed) == (8, 5, False)
    assert desk.case.rounds[closed].state is RoundState.OPENED
    assert desk.file.verify() == []


def test_every_figure_read_differently_is_named(desk: Desk, closed: str) -> None:
    other = counts(a001=(5, 1, 1, 1), a002=(5, 1, 1, 0))
    two = Reading("secretary", READ), Reading("supervisor", other)
    assert paper_round.differences(*two) == (("001", "approve"), ("001", "abstain"))
    with pytest.raises(Refused, match="2 处不一致") as refusal:
        paper_round.count(desk, closed, *two, **TWO)
    assert refusal.value.rule == "paper-differs"
    assert desk.case.rounds[closed].state is RoundState.CLOSED


@pytest.mark.parametrize(
    "read",
    [
        counts(a001=(6, 1, 0, 0), a002=(5, 1, 1, 0)),  # one line too few
        counts(a001=(6, 1, 0, 1), a002=(6, 1, 1, 0)),  # the recused member's line too
        counts(a001=(9, -1, 0, 0), a002=(5, 1, 1, 0)),
        counts(a001=(6, 1, 0, 1)),
    ],
)
def test_the_account_must_come_out(desk: Desk, closed: str, read: Mapping[str, PaperCount]) -> None:
    with pytest.raises(Refused) as refusal:
        paper_round.count(
            desk, closed, Reading("secretary", read), Reading("supervisor", read), **TWO
        )
    assert refusal.value.rule == "paper-account"


@pytest.mark.parametrize(
    ("first", "second"), [("secretary", "secretary"), ("P09", "secretary"), ("secretary", "P77")]
)
def test_two_different_people_who_keep_out_of_nobody_read(
    desk: Desk, closed: str, first: str, second: str
) -> None:
    with pytest.raises(Refused) as refusal:
        paper_round.count(desk, closed, Reading(first, READ), Reading(second, READ), **TWO)
    assert refusal.value.rule == "paper-two-people"


def test_both_tokens_are_asked(desk: Desk, closed: str) -> None:
    two = Reading("secretary", READ), Reading("supervisor", READ)
    with pytest.raises(Refused) as refusal:
        paper_round.count(desk, closed, *two, **{**TWO, "supervisor_token": "falsch"})
    assert refusal.value.rule == "token"


def test_a_sheet_not_handed_back_needs_a_reason_and_two_people(desk: Desk) -> None:
    key = voting.open_round(desk, on_paper="会场停电").round.key
    with pytest.raises(Refused) as refusal:
        paper_round.close(desk, key, ["P08"])
    assert refusal.value.rule == "round-reason"
    with pytest.raises(Refused) as refusal:
        paper_round.close(desk, key, ["P77"], reason="离会", **TWO)
    assert refusal.value.rule == "paper-account"
    paper_round.close(desk, key)
    assert desk.case.rounds[key].cast == 9


def test_paper_and_box_do_not_mix(desk: Desk) -> None:
    key = voting.open_round(desk, on_paper="会场停电").round.key
    for step in (
        lambda: voting.cast(desk, key, "P02", "1002", Paper({"001": Choice.APPROVE})),
        lambda: voting.sheet(desk, key, "P02", "1002"),
        lambda: voting.close(desk, key),
    ):
        with pytest.raises(Refused) as refusal:
            step()
        assert refusal.value.rule == "paper-round"
    voting.annul(desk, key, reason="恢复供电", **TWO)
    again = voting.open_round(desk).round.key
    with pytest.raises(Refused) as refusal:
        paper_round.close(desk, again)
    assert refusal.value.rule == "paper-round"


def test_a_paper_round_is_printed_delivered_and_recounted(
    desk: Desk, closed: str, tmp_path: Path
) -> None:
    two = Reading("secretary", READ), Reading("P02", READ)
    paper_round.count(desk, closed, *two, **TWO)
    tokens = sealing.TwoPeople(*TWO.values())
    sealing.seal(desk, "人数过少", tokens)
    written = delivery.write_outputs(desk, tmp_path)
    assert delivery.verify(written.package).ok
    told = json.loads((tmp_path / "result.json").read_text("utf-8"))
    rounds = {a["number"]: a["rounds"][0] for a in told["applicants"]}
    assert rounds["001"]["spoilt"] == 1
    assert "spoilt" not in rounds["002"]
    again = re_examination.of_session(desk, package=written.package)
    assert [each for part in again.parts for each in part.differences] == []
    originals = {e.number: e.value for e in again.entries if e.place == "计票单原件"}
    assert set(originals) == set(rounds)
    assert originals["001"].endswith("废票 1")
    assert delivery.hand_over(desk, written.package).after is Phase.HANDED_OVER


def test_a_tally_that_lost_its_spoilt_line_is_found_by_the_recount(
    desk: Desk, closed: str, tmp_path: Path
) -> None:
    from zcdesk.handover import recount

    two = Reading("secretary", READ), Reading("supervisor", READ)
    tallies = dict(paper_round.count(desk, closed, *two, **TWO).tallies)
    tallies["001"] = replace(tallies["001"], spoilt=0)
    forged = {
        n: {"yes": t.approve, "no": t.reject, "abstain": t.abstain} for n, t in tallies.items()
    }
    vote = desk.case.rounds[closed]
    record = {
        "settings": {"recusal_base": "subtract"},
        "parameters": {"voting.pass": "2/3"},
    }
    told = {
        "round": 1,
        "present": list(vote.present),
        "recused": {"002": ["P09"]},
        "not_returned": ["P08"],
        "tallies": forged,
    }
    found: list[str] = []
    recount.tally_of(record, told, "001", found)
    assert len(found) == 1
    found.clear()
    forged["001"]["spoilt"] = 1
    assert recount.tally_of(record, told, "001", found)["spoilt"] == 1
    assert found == []


def test_a_recusal_is_taken_back_until_the_defense(desk: Desk) -> None:
    with pytest.raises(Refused):
        recusals.withdraw(desk, "002", "P09", "登记有误")
    phases.back(desk, "核对")
    with pytest.raises(Refused) as refusal:
        recusals.withdraw(desk, "002", "P09", "登记有误")
    assert refusal.value.rule == "recusal"
    assert recusals.must_step_out(desk, "002") == ("委员9",)


def test_a_recusal_taken_back_in_time_is_gone(desk: Desk) -> None:
    desk.record([RosterImported("r.xlsx", "0" * 64, (engineer("003", "孙宏伟"),), ())])
    phases.back(desk, "补报一人")
    register.declare_recusals(desk, [Recusal("003", "P03", "同一单位")])
    with pytest.raises(Refused) as refusal:
        recusals.withdraw(desk, "003", "P03", " ")
    assert refusal.value.rule == "reason"
    with pytest.raises(Refused):
        recusals.withdraw(desk, "003", "P04", "没有这一项")
    event = recusals.withdraw(desk, "003", "P03", "登记有误，并非同一单位")
    assert event.recusal.reason == "同一单位"
    assert desk.case.recused_from("003") == ()
    assert desk.case.recused_from("002") == ("P09",)
    assert desk.case.status("003") is ApplicantStatus.PENDING
    assert desk.file.verify() == []
