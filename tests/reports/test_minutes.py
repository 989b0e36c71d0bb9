"""The minutes: order, figures, words, both editions, every name back out of the file."""

import dataclasses
import datetime
import re
import subprocess

import pypdfium2
import pytest

from zcdesk.domain.citation import Source
from zcdesk.domain.committee import Attendance
from zcdesk.domain.session import SmallGroupVotes
from zcdesk.reports.edition import Edition
from zcdesk.reports.minutes import minutes
from zcdesk.reports.minutes_results import verdict
from zcdesk.reports.text import pieces
from zcdesk.reports.wording import name_of_round, round_name

SECTIONS = (
    "会议概况", "评审依据", "出席情况", "回避情况", "会议过程", "材料审核情况", "答辩评议情况",
    "投票表决情况", "淘汰率", "例外情况说明", "评审结果", "豁免登记", "本次评审适用的规定与设置",
    "审计与校验",
)  # fmt: skip


def flat(pdf):
    """All text without white space: line breaks tear no word."""
    document = pypdfium2.PdfDocument(pdf)
    return re.sub(r"\s", "", "".join(p.get_textpage().get_text_range() for p in document))


def poppler(pdf):
    done = subprocess.run(
        ["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True
    )
    return re.sub(r"\s", "", done.stdout.decode("utf-8"))


@pytest.fixture(scope="module")
def archive(snapshot):
    return minutes(snapshot, Edition.ARCHIVE)


@pytest.fixture(scope="module")
def submission(snapshot):
    return minutes(snapshot, Edition.SUBMISSION)


def test_sections_in_order(archive):
    text = flat(archive)
    places = [text.index(f"、{title}") for title in SECTIONS]
    assert places == sorted(places)
    assert text.index("评审会议纪要") < places[0]
    assert places[-1] < text.index("签名如下")


def test_figures_worked_by_hand(archive):
    """40 applicants: 2 rejected and 2 withdrawn leave 36; 4 fell at the defense, 5 at the vote."""
    text = flat(archive)
    assert "申报40人，正式参加评审36人，评审通过27人，未通过9人" in text
    assert "评审委员会组成人员25人，出席23人" in text
    assert "不少于17人，符合规定" in text  # 2/3 of 25 is 16.67
    assert "综合淘汰率9/36＝25.00%，下限20%，达到（至少须淘汰8人，实际9人，多1人）" in text
    assert "1/7＝14.29%，下限15%，未达到（至少须淘汰2人，实际1人，还差1人）" in text
    assert "发出选票23张，收回22张，未交1张" in text


def test_every_name_comes_back(snapshot, archive, submission):
    for pdf in (archive, submission):
        for text in (flat(pdf), poppler(pdf)):
            names = {record.applicant.name for record in snapshot.applicants}
            assert sorted(name for name in names if name not in text) == []


def test_the_archive_edition_names_the_experts(snapshot, archive):
    text = flat(archive)
    here = {m.id for m in snapshot.attended}
    assert [m.name for m in snapshot.members if m.name not in text] == []
    assert len(here) == 23


def test_the_submission_edition_names_none(snapshot, submission):
    """Reasons of steps, rounds, recusals and the exception name members in this session."""
    for text in (flat(submission), poppler(submission)):
        assert [m.name for m in snapshot.members if m.name in text] == []
    assert "某评委提议对得票接近的申报人再次表决" in flat(submission)


def test_a_pass_is_never_a_title(archive, make):
    text = flat(archive)
    assert "评审通过（待公示、待确认）：27人" in text
    assert "已取得" not in text
    assert "限民营企业有效" not in text
    private = flat(minutes(make(private=True), Edition.SUBMISSION))
    assert "评审通过（待公示、待确认）（限民营企业有效）：27人" in private


def test_an_outcome_that_depends_on_the_base_is_marked(archive):
    text = flat(archive)
    assert len(re.findall(r"通过※(?!该申报人)", text)) == 1
    assert "※该申报人的结果取决于回避评委是否计入表决基数" in text


def test_votes_may_be_left_out_of_the_submission_edition(snapshot):
    quiet = dataclasses.replace(snapshot, small_group_votes=SmallGroupVotes.OUTCOME_ONLY)
    text = flat(minutes(quiet, Edition.SUBMISSION))
    assert "报送版不列各申报人的得票数" in text
    assert "票数图" not in text
    assert "票数图" in flat(minutes(quiet, Edition.ARCHIVE))


def test_what_tells_votes_is_left_out_with_them(snapshot):
    """Spoilt ballots by applicant are votes as well."""
    first = snapshot.rounds[0]
    number = first.round.applicants[0]
    tally = first.round.tallies[number]
    spoilt = dataclasses.replace(tally, approve=tally.approve - 1, spoilt=1)
    held = dataclasses.replace(
        first.round, on_paper="停电", tallies={**first.round.tallies, number: spoilt}
    )
    told = dataclasses.replace(snapshot, rounds=(dataclasses.replace(first, round=held),))
    quiet = dataclasses.replace(told, small_group_votes=SmallGroupVotes.OUTCOME_ONLY)
    words = f"废票计入基数，不计入同意：{number}（1张）"
    assert words in flat(minutes(told, Edition.SUBMISSION))
    assert words in flat(minutes(quiet, Edition.ARCHIVE))
    assert "废票" not in flat(minutes(quiet, Edition.SUBMISSION))


def test_a_bare_session_prints_too(snapshot):
    """Before any round, without panels, recusals, waivers: every section says so."""
    bare = dataclasses.replace(
        snapshot, rounds=(), panels=(), recusals=(), waivers=(), steps=(), exception="", splits=(),
        attendance=(), lines={}, groups=(),
    )  # fmt: skip
    text = flat(minutes(bare, Edition.ARCHIVE))
    assert "未举行投票" in text
    assert text.count("无。") >= 3


def test_a_reprint_is_the_same(snapshot, archive):
    assert minutes(snapshot, Edition.ARCHIVE) == archive


def test_no_table_loses_a_row(make):
    session = make(300)
    text = pypdfium2.PdfDocument(minutes(session, Edition.SUBMISSION))
    words = "\n".join(page.get_textpage().get_text_range() for page in text)
    for key in session.rounds[0].round.tallies:
        assert len(re.findall(rf"^{key}\b", words, re.M)) >= 2  # the round, and the results


def test_sources_stand_in_title_marks(snapshot):
    """Number outside the marks, marks within the title single."""
    sources = (
        Source(
            "a",
            "关于颁发《国务院关于安置老弱病残干部的暂行办法》的通知（国发〔1978〕104号）",
            "国务院",
            "",
        ),
        Source("b", "职称评审管理暂行规定", "人力资源社会保障部", ""),
    )
    text = flat(minutes(dataclasses.replace(snapshot, sources=sources), Edition.ARCHIVE))
    assert (
        "1.《关于颁发〈国务院关于安置老弱病残干部的暂行办法〉的通知》（国发〔1978〕104号，国务院）。"
        in text
    )
    assert "2.《职称评审管理暂行规定》（人力资源社会保障部）。" in text


def test_the_course_is_in_order_even_within_one_second(snapshot):
    at = "2024-11-20T09:00:00"
    steps = tuple(dataclasses.replace(step, at=at) for step in snapshot.steps if not step.reason)
    rounds = tuple(
        dataclasses.replace(r, opened_at=at, closed_at=at, counted_at=at) for r in snapshot.rounds
    )
    text = flat(minutes(dataclasses.replace(snapshot, steps=steps, rounds=rounds), Edition.ARCHIVE))
    course = text[text.index("五、会议过程") : text.index("六、材料审核情况")]
    told = ("进入“材料审核”", "进入“答辩评议”", "进入“评委会表决”", "第一轮投票开始",
            "第一轮开箱计票", "第二轮投票结束", "封存评审结果")  # fmt: skip
    places = [course.index(words) for words in told]
    assert places == sorted(places)


def test_no_rate_is_torn_over_two_lines(snapshot):
    for group in snapshot.groups:
        whole = list(pieces(verdict(group)))
        for rate in (group.overall, group.defense):
            assert f"{rate.fraction}＝{rate.percent}%" in [each.rstrip("，；。") for each in whole]


def test_finer_splits_are_not_judged(snapshot):
    text = flat(minutes(snapshot, Edition.ARCHIVE))
    splits = text[text.index("分级别、分专业情况") : text.index("十、例外情况说明")]
    assert "3/12＝25.00%" in splits
    assert "未达到" not in splits


def annulled(snapshot):
    """The first round was annulled at 14:31 and held again; two parts of a second one follow."""
    first = snapshot.rounds[0]
    held = first.round
    void = dataclasses.replace(
        held, annul_reason="投票中断电", cast=0, tallies={}, presiding="", present=held.present[:20]
    )
    one, two = held.applicants[:3], held.applicants[3:5]

    def part(key, numbers):
        return dataclasses.replace(
            first,
            round=dataclasses.replace(
                held,
                key=key,
                number=2,
                applicants=numbers,
                tallies={n: held.tallies[n] for n in numbers},
            ),
        )

    rounds = (
        dataclasses.replace(
            first, round=void, closed_at="", counted_at="", annulled_at="2024-11-20T14:31:00"
        ),
        dataclasses.replace(first, round=dataclasses.replace(held, key="1b")),
        part("2", one),
        part("2b", two),
    )
    return dataclasses.replace(snapshot, rounds=rounds)


def test_a_round_annulled_and_held_again_is_no_part(snapshot):
    """It was printed 第一轮第一部分 and 第一轮第二部分, and its end as of the minute it began."""
    shown = annulled(snapshot)
    names = [round_name(each, shown.rounds) for each in shown.rounds]
    assert names == ["第一轮（作废）", "第一轮（重投）", "第二轮第一部分", "第二轮第二部分"]
    text = flat(minutes(shown, Edition.SUBMISSION))
    assert "2024年11月20日14:00第一轮（作废）投票开始" in text
    assert "2024年11月20日14:31第一轮投票作废投票中断电" in text
    assert "第一轮第" not in text
    twice = [shown.rounds[0], dataclasses.replace(shown.rounds[0], round=dataclasses.replace(
        shown.rounds[0].round, key="1c"))]  # fmt: skip
    assert [round_name(r, twice) for r in twice] == ["第一轮（作废之一）", "第一轮（作废之二）"]


def test_a_part_for_others_is_not_held_again(snapshot):
    shown = annulled(snapshot)
    void, part = shown.rounds[0], shown.rounds[2]
    only = dataclasses.replace(void.round, applicants=part.round.applicants[:1], number=2, key="2")
    other = dataclasses.replace(part.round, applicants=part.round.applicants[1:], key="2b")
    assert name_of_round(other, [only, other]) == "第二轮"


def test_who_was_away_is_told_by_the_day_and_by_the_round(snapshot):
    away = [member.name for member in snapshot.members if member.id not in
            snapshot.rounds[0].round.present]  # fmt: skip
    assert len(away) == 2
    one_day = flat(minutes(snapshot, Edition.ARCHIVE))
    assert f"未出席本轮：{'、'.join(away)}。" in one_day
    assert "各日出席" not in one_day
    days = [datetime.date(2024, 11, 20), datetime.date(2024, 11, 21)]
    came = [Attendance(days[0], m.id, "08:30") for m in snapshot.members[:25]]
    came += [Attendance(days[1], m.id, "08:30") for m in snapshot.members[1:24]]
    shown = dataclasses.replace(snapshot, attendance=tuple(came))
    first, last = snapshot.members[0].name, snapshot.members[24].name
    told = f"各日出席：2024年11月20日25人；2024年11月21日23人（未到：{first}、{last}）。"
    assert told in flat(minutes(shown, Edition.ARCHIVE))
    public = flat(minutes(shown, Edition.SUBMISSION))
    assert "各日出席：2024年11月20日25人；2024年11月21日23人。" in public
    assert "未出席本轮" not in public


def test_the_seal_never_stands_without_words(make):
    """GB/T 9704: where the last signatures go overleaf, the sentence that they sign goes too."""
    found = set()
    for members in range(11, 26):
        session = make(12, members)
        with pypdfium2.PdfDocument(minutes(session, Edition.ARCHIVE)) as document:
            pages = [page.get_textpage().get_text_range() for page in document]
        last = next(text for text in pages if "印章" in text)
        found.add("接上页" in last)
        assert "以上纪要经与会评委核对无误，签名如下：" in re.sub(r"\s", "", last)
    assert found == {True, False}


def test_members_sign_the_archive_edition_alone(snapshot):
    """A hand is a name: under the other edition there is no line for anybody but who presided."""
    attending = snapshot.attended
    public, archive = (flat(minutes(snapshot, edition)) for edition in
                       (Edition.SUBMISSION, Edition.ARCHIVE))  # fmt: skip
    assert f"其余出席评委{len(attending) - 1}人的签名见档案版。" in public
    assert "出席评委签名：" not in public
    assert "出席评委签名：" in archive
    assert "签名见档案版" not in archive


def test_an_empty_column_is_left_out(snapshot):
    assert "得分说明" not in flat(minutes(snapshot, Edition.ARCHIVE))
    told = tuple(
        dataclasses.replace(r, defense_reason="答辩中途离场") if r.defense and not r.reason else r
        for r in snapshot.applicants
    )
    text = flat(minutes(dataclasses.replace(snapshot, applicants=told), Edition.ARCHIVE))
    assert "得分说明" in text
