"""Facts pinned to pages and ticked as checked, through the desk."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from zcdesk.desk import phases, register, setup, vetting, views
from zcdesk.desk.desk import Desk
from zcdesk.domain.applicant import Applicant
from zcdesk.domain.dates import PartialDate
from zcdesk.domain.errors import Refused
from zcdesk.domain.events import Document, DocumentsFiled, PhaseStepped, RosterImported, Setup
from zcdesk.domain.session import ApplicantStatus, Phase, Waiver
from zcdesk.domain.vetting import Region

DEGREE = Document("k1", "学历证书.pdf", 10, "1" * 64)
NEW_DEGREE = Document("k2", "学历证书.pdf", 12, "2" * 64)
FOREIGN = Document("k3", "别人的.pdf", 12, "3" * 64)


@pytest.fixture
def desk(tmp_path: Path, nine: Setup, people: Mapping[str, Applicant]) -> Iterator[Desk]:
    """A session with applicants, the first with a document."""
    seconds, chance = itertools.count(), itertools.count(1)
    start = datetime.datetime(2024, 11, 20, 8, 30)  # noqa: DTZ001 - local time
    made = setup.create(
        tmp_path / "case.zcd",
        nine,
        {"secretary": "huiyi-kouling"},
        now=lambda: start + datetime.timedelta(seconds=next(seconds)),
        random=lambda n: (next(chance) * 7919).to_bytes(n, "big"),
    ).desk
    first, second = list(people)[:2]
    made.record(
        [
            RosterImported("roster.xlsx", "0" * 64, tuple(people.values()), ()),
            DocumentsFiled(first, (DEGREE,)),
            DocumentsFiled(second, (FOREIGN,)),
        ]
    )
    yield made
    made.file.close()


@pytest.fixture
def number(people: Mapping[str, Applicant]) -> str:
    return next(iter(people))


def line(desk: Desk, number: str, fact: str) -> vetting.FactLine:
    return next(each for each in vetting.fact_lines(desk, number) if each.id == fact)


def edit(desk: Desk, number: str, **changed: object) -> None:
    before = desk.case.applicants[number]
    register.edit(desk, before, replace(before, **changed))  # type: ignore[arg-type]


def test_a_fact_is_pinned_and_ticked_and_says_by_whom(desk: Desk, number: str) -> None:
    told = line(desk, number, "degrees.0")
    assert (told.group, told.title, told.text) == ("学历学位", "学历学位 1", "本科 · 2003年7月")
    assert told.rules == ("任职年限", "学历取得截止时间", "逐级申报")
    assert told.wanting
    vetting.pin(desk, number, "degrees.0", "k1", 2, Region(100, 100, 900, 300))
    assert line(desk, number, "degrees.0").wanting
    event = vetting.tick(desk, number, ["degrees.0"])
    told = line(desk, number, "degrees.0")
    assert (told.pinned, told.checked, told.wanting) == (True, True, False)
    assert told.document == DEGREE
    assert event.ticked[0].by == "段丽娟"
    assert event.ticked[0].at.startswith("2024-11-20T08:30:")
    assert desk.file.verify(desk.file.head) == []


def test_the_row_counts_what_rules_relied_on_unproven(desk: Desk, number: str) -> None:
    before = views.row(desk, number)
    relied = [each.id for each in vetting.fact_lines(desk, number) if each.rules]
    assert (before.wanting, before.vetting_begun) == (len(relied), False)
    assert "name" not in relied
    vetting.tick(desk, number, relied)
    assert views.row(desk, number).wanting == len(relied)
    for fact in relied[:3]:
        vetting.pin(desk, number, fact, "k1", 0)
    after = views.row(desk, number)
    assert (after.wanting, after.vetting_begun) == (len(relied) - 3, True)


def test_what_is_not_proven_is_told_once_somebody_has_begun_and_keeps_nobody(
    desk: Desk, number: str, people: Mapping[str, Applicant]
) -> None:
    phases.forward(desk)
    assert phases.warnings(desk) == []
    lacks = phases.missing(desk)
    vetting.tick(desk, number, ["channel"])
    (told,) = phases.warnings(desk)
    assert (told.rule, told.applicant, told.warns) == (phases.UNPROVEN, number, True)
    assert told.sentence == (
        f"审核依据还没有全部钉住并核对的有 {len(people)} 人，"
        f"第一位是{number}号{people[number].name}。"
    )
    assert phases.missing(desk) == lacks
    relied = [each.id for each in vetting.fact_lines(desk, number) if each.rules]
    vetting.tick(desk, number, relied)
    for fact in relied:
        vetting.pin(desk, number, fact, "k1", 0)
    (told,) = phases.warnings(desk)
    assert f"有 {len(people) - 1} 人" in told.sentence
    register.decide(desk, told.applicant, ApplicantStatus.REJECTED, "材料不全")
    assert views.row(desk, told.applicant).wanting == 0
    assert told.applicant not in vetting.unproven(desk)


def test_where_it_was_chosen_unproven_facts_keep_everybody_from_the_defense(
    desk: Desk, number: str, people: Mapping[str, Applicant]
) -> None:
    def told() -> list[phases.Missing]:
        return [each for each in phases.missing(desk) if each.rule == phases.UNPROVEN]

    phases.forward(desk)
    register.decide(desk, "004", ApplicantStatus.REJECTED, "专业不在范围内")
    for finding in phases.open_session_findings(desk):
        if finding.blocks:
            register.waive(desk, Waiver("", finding.rule, "特殊", "文1号", "某厅"))
    register.acknowledge_all(desk)
    register.qualify_all(desk)
    in_roster = [each for each in people if each != "004"]
    assert told() == phases.missing(desk) == []
    choices = {**desk.case.current.choices, "unproven_facts": "block"}
    phases.back(desk, "改设置")
    setup.change_setup(desk, replace(desk.case.current, choices=choices))
    phases.forward(desk)
    # Asked even where nobody has begun, and not told a second time as a mere warning.
    (lack,) = told()
    assert (lack.applicant, lack.warns) == (number, False)
    assert f"有 {len(in_roster)} 人" in lack.sentence
    with pytest.raises(Refused, match="审核依据还没有全部钉住并核对的有"):
        phases.forward(desk)
    for each in in_roster:
        desk.record([DocumentsFiled(each, (replace(DEGREE, key=f"d{each}"),))])
        relied = [line.id for line in vetting.fact_lines(desk, each) if line.rules]
        vetting.tick(desk, each, relied)
        for fact in relied:
            vetting.pin(desk, each, fact, f"d{each}", 0)
        assert all(warning.rule != phases.UNPROVEN for warning in phases.warnings(desk))
    assert told() == []
    phases.forward(desk)


def test_an_edit_makes_the_pin_stale_and_the_tick_fall(desk: Desk, number: str) -> None:
    vetting.pin(desk, number, "work_started_on", "k1", 0)
    vetting.tick(desk, number, ["work_started_on", "channel"])
    edit(desk, number, work_started_on=PartialDate(2004, 7))
    told = line(desk, number, "work_started_on")
    assert (told.pinned, told.checked, told.doubt) == (False, False, "钉住后内容已改")
    assert line(desk, number, "channel").checked
    edit(desk, number, work_started_on=PartialDate(2003, 7))
    told = line(desk, number, "work_started_on")
    assert (told.pinned, told.checked) == (True, True)


def test_a_tick_on_the_changed_fact_takes_the_fallen_one_s_place(desk: Desk, number: str) -> None:
    vetting.tick(desk, number, ["channel"])
    edit(desk, number, channel="人事代理机构")
    vetting.tick(desk, number, ["channel"])
    (kept,) = desk.case.vetting(number).checks
    assert kept.value == '"人事代理机构"'


def test_a_later_file_of_the_same_name_is_told(desk: Desk, number: str) -> None:
    vetting.pin(desk, number, "degrees.0", "k1", 0)
    desk.record([DocumentsFiled(number, (NEW_DEGREE,))])
    told = line(desk, number, "degrees.0")
    assert (told.pinned, told.doubt) == (False, "钉住后又导入了同名材料")
    vetting.pin(desk, number, "degrees.0", "k2", 0)
    assert line(desk, number, "degrees.0").pinned
    assert len(desk.case.vetting(number).pins) == 1


def test_every_change_is_taken_back_and_done_again(desk: Desk, number: str) -> None:
    first = vetting.pin(desk, number, "degrees.0", "k1", 0)
    moved = vetting.pin(desk, number, "degrees.0", "k1", 1)
    ticked = vetting.tick(desk, number, ["degrees.0", "channel"])
    gone = vetting.untick(desk, number, ["channel"])
    off = vetting.unpin(desk, number, "degrees.0")
    whole = desk.case.vetting(number)
    done = [first, moved, ticked, gone, off]
    for change in reversed(done):
        vetting.take_back(desk, change)
    assert not views.row(desk, number).vetting_begun
    for change in done:
        vetting.again(desk, change)
    assert desk.case.vetting(number) == whole
    assert desk.file.verify(desk.file.head) == []


def test_what_is_no_longer_so_is_not_taken_back(desk: Desk, number: str) -> None:
    pinned = vetting.pin(desk, number, "degrees.0", "k1", 0)
    ticked = vetting.tick(desk, number, ["channel"])
    vetting.unpin(desk, number, "degrees.0")
    vetting.untick(desk, number, ["channel"])
    for change in (pinned, ticked):
        with pytest.raises(Refused, match="刚刚被改动过"):
            vetting.take_back(desk, change)


@pytest.mark.parametrize(
    ("fact", "document", "page", "region", "says"),
    [
        ("exam_valid_until", "k1", 0, None, "还没有填写"),
        ("degrees.7", "k1", 0, None, "还没有填写"),
        ("degrees.0", "k3", 0, None, "不在该申报人名下"),
        ("degrees.0", "k1", -1, None, "不在页面上"),
        ("degrees.0", "k1", 0, Region(0, 0, 0, 10), "不在页面上"),
    ],
)
def test_what_cannot_be_pinned_is_refused_with_a_sentence(
    desk: Desk,
    number: str,
    fact: str,
    document: str,
    page: int,
    region: Region | None,
    says: str,
) -> None:
    head = desk.file.head
    with pytest.raises(Refused, match=says):
        vetting.pin(desk, number, fact, document, page, region)
    assert desk.file.head == head


def test_nothing_to_take_off_or_to_tick_is_said(desk: Desk, number: str) -> None:
    with pytest.raises(Refused, match="没有钉住"):
        vetting.unpin(desk, number, "degrees.0")
    vetting.tick(desk, number, ["channel"])
    with pytest.raises(Refused, match="没有变化"):
        vetting.tick(desk, number, ["channel"])
    with pytest.raises(Refused, match="没有变化"):
        vetting.untick(desk, number, ["degrees.0"])


def test_after_the_materials_nothing_is_vetted(desk: Desk, number: str) -> None:
    desk.record([PhaseStepped(Phase.MATERIALS, Phase.DEFENSE, "")])
    with pytest.raises(Refused, match="只能在"):
        vetting.tick(desk, number, ["channel"])
    with pytest.raises(Refused, match="只能在"):
        vetting.pin(desk, number, "channel", "k1", 0)
