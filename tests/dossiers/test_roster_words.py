"""Words of a roster: degrees, lists in one cell."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zcdesk.domain.applicant import Education, Grade, IntegrityRecord, Level, OtherApplication
from zcdesk.domain.dates import PartialDate
from zcdesk.dossiers.cells import Cell, Unread
from zcdesk.dossiers.roster_words import (
    degree_word,
    education_of,
    grade_of,
    id_number_of,
    integrity_records_of,
    level_of,
    number_of,
    other_applications_of,
)


@pytest.mark.parametrize(
    ("schooling", "degree", "education"),
    [
        ("研究生", "", Education.MASTER), ("研究生", "硕士", Education.MASTER),
        ("研究生", "博士", Education.DOCTORATE), ("研究生", "学士", Education.MASTER),
        ("大学", "", Education.BACHELOR), ("大学本科", "硕士", Education.MASTER),
        ("本科", "第二学士", Education.SECOND_BACHELOR), ("", "学士", Education.BACHELOR),
        ("专科", "", Education.COLLEGE), ("大学专科", "", Education.COLLEGE),
        ("大专", "学士", Education.BACHELOR), ("中专", "", Education.SECONDARY), ("", "", None),
    ],
)  # fmt: skip
def test_the_higher_of_schooling_and_degree(
    schooling: str, degree: str, education: Education | None
) -> None:
    assert education_of(degree_word("学历", schooling), degree_word("学位", degree)) is education


@pytest.mark.parametrize("word", ["高中", "研究生班", "函授", "3"])
def test_other_words_are_no_degree(word: str) -> None:
    with pytest.raises(Unread, match="学历"):
        degree_word("学历", word)


@pytest.mark.parametrize(
    ("word", "grade"),
    [
        ("优秀", Grade.EXCELLENT), ("合格", Grade.QUALIFIED), ("称职", Grade.QUALIFIED),
        ("基本合格", Grade.BASIC), ("基本称职", Grade.BASIC), ("不合格", Grade.UNQUALIFIED),
        ("不称职", Grade.UNQUALIFIED), ("不确定等次", Grade.UNDETERMINED), ("不定等次", Grade.UNDETERMINED),
        ("未定等次", Grade.UNDETERMINED), ("不确定", Grade.UNDETERMINED), (" 优　秀", Grade.EXCELLENT), ("", None),
    ],
)  # fmt: skip
def test_grades(word: str, grade: Grade | None) -> None:
    assert grade_of(word) is grade


@pytest.mark.parametrize("word", ["良好", "优", "—", 1])
def test_other_words_are_no_grade(word: Cell) -> None:
    with pytest.raises(Unread):
        grade_of(word)


def test_other_applications() -> None:
    assert other_applications_of("工程/机械/副高级； 经济／工商管理／中级;\n") == (
        OtherApplication("工程", "机械", Level.ASSOCIATE_SENIOR),
        OtherApplication("经济", "工商管理", Level.INTERMEDIATE),
    )
    assert other_applications_of("") == other_applications_of("无") == ()
    for text in (
        "工程/机械",
        "工程/机械/高级",
        "工程//中级",
        "工程/机械/中级/x",
        "工程/机械/中级;x",
    ):
        with pytest.raises(Unread):
            other_applications_of(text)


def test_integrity_records() -> None:
    two = (
        IntegrityRecord(PartialDate(2022, 5, 1), "论文 抄袭"),
        IntegrityRecord(PartialDate(2023, 11, 3), "材料造假"),
    )
    assert integrity_records_of("2022-05-01 论文 抄袭；2023年11月3日材料造假") == two
    assert integrity_records_of("20220501 论文 抄袭\n2023.11.3，材料造假;") == two
    assert integrity_records_of("\x002022-05-01") == (IntegrityRecord(PartialDate(2022, 5, 1)),)
    assert integrity_records_of("") == integrity_records_of("无") == ()
    month, year = IntegrityRecord(PartialDate(2022, 5), "抄袭"), PartialDate(2022)
    assert integrity_records_of("2022.05 抄袭") == (month,)
    assert integrity_records_of("2022 抄袭") == (IntegrityRecord(year, "抄袭"),)
    assert integrity_records_of(2022) == (IntegrityRecord(year),)
    for cell in ("抄袭", "2022-13-01 抄袭", 20220501, "2022-05-01 a; b"):
        with pytest.raises(Unread):
            integrity_records_of(cell)


@pytest.mark.parametrize("cell", [1.4e17, 140102198002290021, "1.40102E+17", "\x00TRUE", 1])
def test_identity_numbers_are_text(cell: Cell) -> None:
    with pytest.raises(Unread):
        id_number_of(cell)


def test_identity_numbers_lose_their_spaces_only() -> None:
    assert id_number_of(" 140102 19800229 002x\t") == "14010219800229002x"
    assert id_number_of("１４０１") == "1401"
    assert id_number_of("") == ""


@given(st.one_of(st.text(), st.floats(), st.integers()))
def test_every_cell_is_read_or_refused(cell: Cell) -> None:
    for read in (
        number_of,
        id_number_of,
        level_of,
        grade_of,
        other_applications_of,
        integrity_records_of,
    ):
        # Anything but Unread would fail the test.
        with contextlib.suppress(Unread):
            read(cell)
