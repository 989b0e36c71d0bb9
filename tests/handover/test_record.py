"""The record: complete, and without a name of an expert in the edition that goes out."""

import json
from dataclasses import fields
from typing import Any

import pytest

from zcdesk.domain.ballot import Choice
from zcdesk.domain.committee import Member
from zcdesk.handover.pseudonyms import Pseudonyms


def test_the_edition_that_goes_out_names_no_expert(small: Any) -> None:
    text = json.dumps(small.record(names=False), ensure_ascii=False)
    for member in small.members:
        assert member.name not in text
    # The texts that named them are there, with pseudonyms in their place.
    assert "材料不全，M01曾提醒" in text
    assert "M02等三位评委认为达到条件" in text
    # Why somebody keeps out would tell who it is, whose marks stand beside.
    assert "系其导师" not in text
    assert "M05提前离席" in text


def test_the_archive_edition_names_them_and_withholds_nothing(small: Any) -> None:
    record = small.record(names=True)
    assert [each["name"] for each in record["members"]] == [m.name for m in small.members]
    assert all(line["body"] is not None for line in record["audit"])
    assert record["recusals"][0]["reason"] == "单于文系其导师"


def test_entries_that_name_an_expert_keep_their_digest_only(small: Any) -> None:
    lines = small.record(names=False)["audit"]
    withheld = [line["number"] for line in lines if line["body"] is None]
    # Session opened (the members), recusal, 004 rejected, opinion, round closed.
    assert withheld == [1, 4, 7, 14, 19]
    assert [line["digest"] for line in lines] == [entry.digest for entry in small.chain]
    assert [line["head"] for line in lines] == [entry.head for entry in small.chain]


def test_members_are_numbered_in_the_committees_order(small: Any) -> None:
    record = small.record(names=False)
    assert [each["id"] for each in record["members"]] == ["M01", "M02", "M03", "M04", "M05"]
    assert record["recusals"][0]["member"] == "M03"
    assert record["panels"][0]["members"] == ["M01", "M02", "M03"]
    assert record["rounds"][0]["recused"] == {"001": ["M03"]}
    assert record["rounds"][0]["not_returned"] == ["M05"]
    assert {each["member"] for each in record["scores"]} == {"M01", "M02", "M03"}


def test_no_vote_of_a_member_is_anywhere(small: Any) -> None:
    record = small.record(names=True)
    assert {"yes", "no", "abstain"} <= record["rounds"][0]["tallies"]["001"].keys()
    text = json.dumps(record["rounds"], ensure_ascii=False)
    assert not any(choice.value in text for choice in Choice)


def test_numbers_are_exact_text_and_words_stay_out(small: Any) -> None:
    assert small.record()["parameters"] == {
        "voting.pass": "2/3",
        "scoring.trim_from": "5",
        "elimination.senior.overall": "1/5",
        "elimination.senior.defense": "1/10",
        "elimination.senior_exam.overall": "3/20",
        "elimination.senior_exam.defense": "1/10",
        "elimination.intermediate.overall": "1/10",
    }


def test_every_fact_of_an_applicant_is_on_record(small: Any) -> None:
    facts = small.record()["applicants"][0]["facts"]
    assert set(facts) == {field.name for field in fields(small.case.applicants["001"])}


def test_an_id_that_may_be_a_name_is_a_name() -> None:
    people = Pseudonyms.of([Member("wangwu", "王五"), Member("P02", "李四"), Member("7", "赵六")])
    assert people.names_somebody('{"holder":"wangwu"}')
    assert not people.names_somebody('{"holder":"P02","count":7}')
    assert people.text("王五（wangwu）与P02李四") == "M01（M01）与P02M02"


def test_the_longer_name_goes_first() -> None:
    people = Pseudonyms.of([Member("P01", "欧阳"), Member("P02", "欧阳明")])
    assert people.text("欧阳明与欧阳") == "M02与M01"


@pytest.mark.parametrize("status", ["defense_passed", "exempt", "absent", None])
def test_what_the_defense_said_is_kept_under_the_final_status(small: Any, status: Any) -> None:
    said = {each["number"]: each["defense"] for each in small.record()["applicants"]}
    number = {"defense_passed": "001", "exempt": "005", "absent": "006", None: "004"}[status]
    assert said[number] == status
