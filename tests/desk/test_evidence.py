"""Evidence in words: hand-worked facts, and every finding of a whole roster without a raw value."""

from pathlib import Path

import pytest

from zcdesk.desk.evidence import Mark, evidence_of, in_words, merged
from zcdesk.desk.examination import examine_roster
from zcdesk.desk.script import read_script
from zcdesk.domain.finding import Finding, Severity, Status
from zcdesk.dossiers.specimen import write_sample


def a_finding(rule: str, **facts: object) -> Finding:
    return Finding(rule, Status.VIOLATION, Severity.BLOCKING, "三（二）", "…", facts)


def test_tenure_names_the_years_with_their_reasons() -> None:
    told = evidence_of(
        a_finding(
            "tenure-years",
            counted=2,
            possible=3,
            required=5,
            start="2020-12",
            start_from="取得时间",
            years=[
                {"year": 2021, "grade": "合格", "counts": True, "why": "考核合格及以上"},
                {"year": 2022, "grade": "不合格", "counts": False, "why": "考核等次不计入"},
                {"year": 2023, "grade": None, "counts": None, "why": "未见考核结果，待证明"},
            ],
        )
    )
    assert told.lines == (
        ("计算起点", "2020年12月（取得时间）"),
        ("已计入", "2 年（补齐后最多 3 年）"),
        ("应满", "5 年"),
    )
    assert [(row.what, row.state, row.counts) for row in told.rows] == [
        ("2021", "计入", True),
        ("2022", "不计", False),
        ("2023", "待补", None),
    ]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "—"),
        ("", "—"),
        ([], "—"),
        ("2024-09-30", "2024年9月30日"),
        ("样-甲", "样-甲"),
        (["001", "003"], "001、003"),
        (2024, "2024"),
    ],
)
def test_facts_in_words(value: object, words: str) -> None:
    assert in_words(value) == words


def test_only_years_on_end_that_fared_alike_are_merged() -> None:
    def year(what: str, counts: bool, detail: str = "合格") -> Mark:
        return Mark(what, detail, counts, "计入" if counts else "不计")

    rows = [
        year("2017", True),
        year("2018", True),
        year("2019", True),
        year("2020", False),
        year("2021", True, "优秀"),
        year("2023", True, "优秀"),
    ]
    assert [each.what for each in merged(rows)] == ["2017–2019", "2020", "2021", "2023"]


def test_no_finding_of_a_whole_roster_shows_a_raw_value(tmp_path: Path) -> None:
    script = read_script(write_sample(tmp_path / "sample", applicants=40).script)
    seen = set()
    for findings in examine_roster(script).applicants.values():
        for finding in findings:
            evidence = evidence_of(finding)
            seen |= {finding.rule} if evidence.lines or evidence.rows else set()
            texts = [text for line in evidence.lines for text in line]
            texts += [text for row in evidence.rows for text in (row.what, row.detail, row.state)]
            for text in texts:
                assert text
                assert not any(raw in text for raw in ("None", "True", "False", "{", "["))
    assert {"tenure-years", "achievement-cutoff", "degree-cutoff", "id-number"} <= seen
