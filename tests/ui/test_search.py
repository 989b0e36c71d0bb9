"""Search, lists, order and counts of the applicants, each against the plainest way to find them."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from dataclasses import replace

import pytest
from PySide6.QtCore import QCollator, QLocale, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from tests.ui.conftest import an_applicant
from zcdesk.desk.views import Flag, Row, searched
from zcdesk.domain.finding import Finding, Severity, Status
from zcdesk.domain.session import ApplicantStatus
from zcdesk.ui.models.applicants import COLUMNS, by_pinyin
from zcdesk.ui.models.tally import Tally
from zcdesk.ui.views.applicant_list import ApplicantList

SPELT = {
    "赵志强": "zzq",
    "赵志": "zz",
    "钱丽华": "qlh",
    "孙宏伟": "shw",
    "单雄信": "sxx dxx",
    "太原样例机械有限公司": "tyyljxyxgs",
    "大同样例煤机厂": "dtylmjc",
    "": "",
}
"""Names and units with their initials, by hand."""
NAMES = ("赵志强", "钱丽华", "孙宏伟", "单雄信", "赵志", "")
FIRMS = ("太原样例机械有限公司", "大同样例煤机厂", "")
SPECIALTIES = ("机械", "电气", "")
RULES = ("tenure", "degree", "age")


def invented(dice: random.Random, number: int) -> Row:
    a = replace(
        an_applicant(f"{number:03d}", dice.choice(NAMES)),
        employer=dice.choice(FIRMS),
        specialty=dice.choice(SPECIALTIES),
    )
    flags = tuple(
        Flag(
            Finding(
                rule,
                dice.choice((Status.VIOLATION, Status.UNCLEAR)),
                dice.choice(tuple(Severity)),
                "–",
                "",
            ),
            settled=dice.random() < 0.3,
            waiver=None,
        )
        for rule in RULES
        if dice.random() < 0.3
    )
    return Row(
        applicant=a,
        status=dice.choice(tuple(ApplicantStatus)),
        flags=flags,
        searched=searched(a),
        documents=dice.randrange(4),
        panel=dice.choice(("第1组", "第2组", "")),
        unshown=dice.randrange(2),
        wanting=dice.randrange(3),
        vetting_begun=dice.random() < 0.5,
    )


@pytest.fixture
def people() -> list[Row]:
    dice = random.Random(20240731)
    return [invented(dice, number) for number in range(150)]


@pytest.fixture
def listed(people: list[Row], qapp_dressed: object, qtbot: QtBot) -> ApplicantList:
    made = ApplicantList()
    qtbot.addWidget(made)
    made.tester = QAbstractItemModelTester(  # type: ignore[attr-defined]
        made.model, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    made.show_rows(people)
    return made


def shown(listed: ApplicantList) -> list[str]:
    model = listed.model
    return [model.record(row).applicant.number for row in range(model.rowCount())]


def holds(row: Row, text: str) -> bool:
    """Every word somewhere in what the secretary can see or say of the applicant."""
    a = row.applicant
    said = (a.number, a.name, a.employer, a.specialty, SPELT[a.name], SPELT[a.employer])
    return all(any(word in each for each in said) for word in text.split())


def test_every_key_of_a_search_finds_what_a_walk_over_all_of_them_finds(
    listed: ApplicantList, people: list[Row]
) -> None:
    for text in (
        "zzq",
        "tyylj",
        "0",
        "01",
        "机械",
        "赵 太原",
        "sxx dt",
        "煤机厂 shw",
        "kein",
        "  ",
    ):
        for end in range(1, len(text) + 1):
            listed.search.setText(text[:end])
            wanted = [r.applicant.number for r in people if holds(r, text[:end])]
            assert shown(listed) == wanted, text[:end]
        listed.search.clear()
        assert len(shown(listed)) == len(people)


def test_search_and_lists_hold_together_in_every_order_of_doing(
    listed: ApplicantList, people: list[Row]
) -> None:
    strip = listed.strip
    status, panel = ApplicantStatus.QUALIFIED, "第1组"

    def wanted(text: str, *, by_status: bool, by_panel: bool) -> list[str]:
        return [
            row.applicant.number
            for row in people
            if holds(row, text)
            and (not by_status or row.status is status)
            and (not by_panel or row.panel == panel)
        ]

    for text, by_status, by_panel in itertools.product(
        ("", "ty", "zz"), (True, False), (True, False)
    ):
        strip.status.setCurrentIndex(strip.status.findData(status) if by_status else 0)
        listed.search.setText(text)
        strip.panel.setCurrentIndex(strip.panel.findData(panel) if by_panel else 0)
        assert shown(listed) == wanted(text, by_status=by_status, by_panel=by_panel)


def test_a_change_keeps_list_order_and_counts_as_if_all_were_shown_anew(
    listed: ApplicantList, people: list[Row], qtbot: QtBot
) -> None:
    dice = random.Random(7)
    now = {row.applicant.number: row for row in people}
    orders = (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder)
    fresh = ApplicantList()
    qtbot.addWidget(fresh)
    for turn in range(60):
        if turn % 5 == 0:
            column, order = dice.randrange(-1, len(COLUMNS)), dice.choice(orders)
            for each in (listed, fresh):
                each.view.sortByColumn(column, order)
        if turn % 7 == 0:
            text = dice.choice(("", "t", "01", "zz ty"))
            for each in (listed, fresh):
                each.search.setText(text)
        if turn % 11 == 0:
            kind = dice.randrange(1, 4)
            for each in (listed, fresh):
                each.strip.kind.setCurrentIndex(kind)
        changed = invented(dice, dice.randrange(155))  # some are new
        now[changed.applicant.number] = changed
        listed.put([changed])
        fresh.show_rows(now.values())
        assert shown(listed) == shown(fresh), turn
        assert listed.counts.text() == fresh.counts.text()
        assert {k: n for k, n in listed._tally.rules.items() if n} == dict(
            Counter(
                r
                for row in now.values()
                for r in {f.finding.rule for f in row.flags if not f.settled}
            )
        )
    assert listed._tally.panels == Tally.of(now.values()).panels


def test_order_by_pinyin_is_the_order_of_the_collation(people: list[Row]) -> None:
    texts = {
        *SPELT,
        "欧阳𬭎",
        "阿依古丽·买买提",
        "Anna Li",
        "重庆",
        "长沙",
        "太原第10设计院",
        "ａｂｃ",
        "abc",
        "赵志强 ",
    }
    ranks = by_pinyin(texts)
    collator = QCollator(QLocale("zh_CN"))
    for one, other in itertools.combinations(texts, 2):
        told = collator.compare(one, other)
        if told:
            assert (ranks[one] < ranks[other]) is (told < 0), (one, other)
    assert sorted(ranks.values()) == list(range(len(texts)))


def test_a_list_whose_choice_is_gone_filters_no_more(
    listed: ApplicantList, people: list[Row]
) -> None:
    strip = listed.strip
    strip.panel.setCurrentIndex(strip.panel.findData("第2组"))
    strip.status.setCurrentIndex(strip.status.findData(ApplicantStatus.PENDING))
    listed.put([replace(row, panel="第1组") for row in people])
    assert strip.panel.currentIndex() == 0
    assert shown(listed) == [
        r.applicant.number for r in people if r.status is ApplicantStatus.PENDING
    ]
