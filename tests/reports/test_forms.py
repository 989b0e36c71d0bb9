"""The papers one by one, with figures worked by hand."""

import datetime
import hashlib
import io
import re
from dataclasses import replace
from fractions import Fraction

import openpyxl
import pikepdf
import pypdfium2
import pytest
from reportlab.lib.units import mm

from zcdesk.domain.ballot import Round
from zcdesk.domain.committee import Attendance
from zcdesk.domain.contact import Contact
from zcdesk.domain.session import ApplicantStatus, SmallGroupVotes
from zcdesk.reports import qr
from zcdesk.reports.attendance_sheet import attendance_sheet
from zcdesk.reports.ballot_papers import ballot_groups, ballots
from zcdesk.reports.defense_sheet import defense_sheets
from zcdesk.reports.edition import Edition
from zcdesk.reports.exceptions_register import exceptions_register
from zcdesk.reports.findings_sheet import all_findings, findings_sheet
from zcdesk.reports.minutes import minutes
from zcdesk.reports.overview import overview
from zcdesk.reports.public_notice import Publicity, public_notice
from zcdesk.reports.result_notice import Letter, result_notices
from zcdesk.reports.results import results
from zcdesk.reports.tally_sheet import tally_sheet
from zcdesk.reports.vote_statistics import vote_statistics
from zcdesk.reports.workbook import workbook

DAY = datetime.date(2024, 11, 20)


def sheets_of(pdf):
    """Each page's text without white space."""
    document = pypdfium2.PdfDocument(pdf)
    return [re.sub(r"\s", "", page.get_textpage().get_text_range()) for page in document]


def words_of(pdf):
    return "".join(sheets_of(pdf))


# --- public notice ------------------------------------------------------------------------------


def test_the_notice_says_until_when_and_why(full):
    october = tuple(datetime.date(2024, 10, day) for day in range(1, 8))
    first, last = datetime.date(2024, 9, 29), datetime.date(2024, 10, 10)
    held = Publicity(first, last, 5, october, (first,), Contact("人事处", "0351-1", "府东街"))
    text = words_of(public_notice(full, held))
    assert (
        "公示时间：2024年9月29日至2024年10月10日，共5个工作日"
        "（10月1日至7日放假，不计入；9月29日调休上班，计入）。" in text
    )
    assert "受理部门：人事处" in text
    assert "等27人评审通过（待公示、待确认），其中正高级13人、副高级14人。" in text
    assert "已取得" not in text


def test_the_notice_lists_who_passed_without_votes_or_id_numbers(full):
    held = Publicity(DAY, DAY, 5)
    text = words_of(public_notice(full, held))
    assert [r.applicant.id_number for r in full.applicants if r.applicant.id_number in text] == []
    assert not re.search("票|得分|同意", text)
    failed = {r.applicant.name for r in full.not_passed} - {r.applicant.name for r in full.passed}
    assert [name for name in failed if name in text] == []
    assert "共27人，结果均为评审通过（待公示、待确认）。" in text
    assert "受理部门：＿＿＿" in text  # nobody given: a line to write on


def test_the_sum_stands_over_the_list_and_never_alone_on_a_sheet(full):
    passed = full.passed
    sizes = range(14, len(passed) + 1)  # lists that end at the foot of their first sheet among them
    for size in sizes:
        pages = sheets_of(
            public_notice(replace(full, applicants=passed[:size]), Publicity(DAY, DAY, 5))
        )
        assert f"评审通过人员名单共{size}人，结果均为" in pages[1]
        assert passed[size - 1].applicant.employer in pages[-1], size


def test_a_committee_of_private_enterprises_says_so(make_a_full):
    text = words_of(public_notice(make_a_full(private=True), Publicity(DAY, DAY, 5)))
    assert "评审通过（待公示、待确认）（限民营企业有效）" in text


# --- result notices -----------------------------------------------------------------------------


def test_a_sheet_a_person_and_nobody_else_on_it(full):
    pdf = result_notices(full, Letter(DAY))
    pages = sheets_of(pdf)
    assert len(pages) == len(full.not_passed) == 9
    for text, record in zip(pages, full.not_passed, strict=True):
        assert text.startswith(
            "山西省工程系列高级职称评审委员会评审结果通知书" + record.applicant.name
        )
        assert f"申报编号{record.applicant.number}" in text
        assert "第1页，共1页" in text
        others = {r.applicant.name for r in full.applicants} - {record.applicant.name}
        assert [name for name in others if name in text] == []
        stage = (
            "答辩评议未通过" if record.status is ApplicantStatus.DEFENSE_FAILED else "表决未通过"
        )
        assert f"结果为未通过（{stage}）" in text
        assert not re.search(r"\d+票|得分", text)
    with pikepdf.open(io.BytesIO(pdf)) as file:
        assert file.Root.ViewerPreferences.Duplex == "/Simplex"


def test_only_who_failed_gets_a_notice(full):
    number = full.not_passed[0].applicant.number
    assert len(sheets_of(result_notices(full, Letter(), [number]))) == 1
    with pytest.raises(ValueError, match="did not fail"):
        result_notices(full, Letter(), [full.passed[0].applicant.number])


# --- sign-in sheet ------------------------------------------------------------------------------


def test_a_notice_is_one_page_with_its_receipt_at_the_foot(full):
    """The slip to cut off never wanders onto a page of its own, for units of sixty characters too."""
    contact = Contact("省工业和信息化厅人事处", "0351-1234567", "太原市府东街101号")
    pages = pypdfium2.PdfDocument(result_notices(full, Letter(DAY, contact)))
    assert max(len(r.applicant.employer) for r in full.not_passed) >= 60
    assert len(pages) == len(full.not_passed)
    for page in pages:
        assert "送达回执" in page.get_textpage().get_text_range()


def test_the_sign_in_sheet_prints_times_and_the_quorum(full):
    again = (
        replace(full.attendance[0], left_at="10:00"),
        Attendance(DAY, full.attendance[0].member, "13:30"),
        *full.attendance[1:],
    )
    text = words_of(attendance_sheet(replace(full, attendance=again), DAY))
    assert "应到25人，登记到会23人；出席人数不少于组成人员的2/3（17人）方可开会。" in text
    assert "贾承志主任委员08:3013:3010:00—" in text
    assert "会议日期：2024年11月20日" in text
    assert "列席人员" in text
    assert "胡晓雯秘书" in text


def test_a_sitting_to_come_is_left_to_be_written(full):
    text = words_of(attendance_sheet(full, datetime.date(2024, 11, 21)))
    assert "登记到会" not in text
    assert "08:30" not in text


# --- ballots ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def vote(full):
    """Five members, four applicants: P03 keeps out of one, P01 and P02 of another."""
    numbers = tuple(r.applicant.number for r in full.passed[:4])
    out = {numbers[1]: ("P03",), numbers[3]: ("P02", "P01")}
    return Round("1", 1, "", ("P01", "P02", "P03", "P04", "P05"), numbers, out)


def test_no_ballot_tells_whose_it_is(full, vote):
    first, second, third, fourth = vote.applicants
    groups = ballot_groups(vote)
    assert [(g.applicants, g.out, g.issued) for g in groups] == [
        ((first, third), (), 5),
        ((second,), ("P03",), 4),
        ((fourth,), ("P01", "P02"), 3),
    ]
    pages = sheets_of(ballots(full, vote))
    assert len(pages) == 5 + 4 + 3
    assert len(set(pages)) == 3  # those of one kind are the same to the last sign
    assert "第一轮（第一种，共三种）本票共列2人" in pages[0]
    assert not re.search(r"P0\d", "".join(pages))


def test_one_kind_of_ballot_where_nobody_keeps_out(full, vote):
    free = replace(vote, recused={})
    assert [g.issued for g in ballot_groups(free)] == [5]
    assert "种" not in sheets_of(ballots(full, free, copies=1))[0].replace("一种", "")


def test_the_words_stand_over_the_boxes_on_every_page(make_a_full):
    session = make_a_full(120)
    pages = sheets_of(ballots(session, session.rounds[0].round, copies=1))
    assert len(pages) > 4
    assert all("同意不同意弃权" in page for page in pages)


def test_a_loose_page_says_whose_sheet_it_is_of(make_a_full):
    """Which round and kind a ballot is of, which applicant experts sign for: on every page."""
    session = make_a_full(120)
    vote = session.rounds[0].round
    needed = dict.fromkeys(vote.applicants, (23, 16))
    kinds = len(ballot_groups(vote))
    assert kinds > 1
    for pages, name, after in (
        (sheets_of(ballots(session, vote, copies=1)), "表决票第一轮（第一种，共二种）", "（第二种"),
        (sheets_of(tally_sheet(session, vote, needed)), "计票单第一轮，第一种票", "第二种票"),
    ):
        first = [page for page in pages if f"{name}校验码" in page]
        assert len(first) > 4
        assert pages[: len(first)] == first
        assert all(after in page for page in pages[len(first) :])
    people = [r.applicant.number for r in session.applicants if r.panel][:12]
    for number, page in zip(people, sheets_of(defense_sheets(session, people)), strict=True):
        assert f"答辩评议表档案版{number}号校验码" in page


def test_there_is_room_to_sign(full):
    """25 mm beside every name, and long names on two lines, broken after the dot."""
    people = [r.applicant.number for r in full.applicants if r.panel][:2]
    named = {
        **dict.fromkeys((3, 4), "古丽米热·阿卜杜克热木江甲乙丙"),
        **dict.fromkeys((5, 6), "令狐冲之"),
    }
    told = replace(
        full,
        members=tuple(replace(m, name=named.get(n, m.name)) for n, m in enumerate(full.members)),
    )
    for session in (full, told):
        for page in pypdfium2.PdfDocument(defense_sheets(session, people)):
            text = page.get_textpage().get_text_range()
            rules = [
                o.get_bounds() for o in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_PATH])
            ]
            lines = [r for r in rules if r[3] - r[1] < 2 and r[2] - r[0] < 90 * mm]
            signing = [r for r in lines if r[1] < min(x[1] for x in rules if x not in lines)]
            if "评议组专家签名" in text:
                assert len(signing) >= 8
                assert all(right - left >= 25 * mm for left, _, right, _ in signing)
    assert "古丽米热·\r\n阿卜杜克热木江甲乙丙：" in text


def test_the_tally_sheet_accounts_for_every_ballot(full, vote):
    needed = {number: (5 - len(vote.recused.get(number, ())), 4) for number in vote.applicants}
    pages = sheets_of(tally_sheet(full, vote, needed))
    assert len(pages) == 3
    # 组成人员 25, 出席 5, 回避, 发出; the rest is written by hand
    for page, counted in zip(pages, ("25505", "25514", "25523"), strict=True):
        assert f"组成人员出席回避发出收回未交有效票废票{counted}发出张数" in page
    for page in pages:
        assert "唱票人：" in page
        assert "计票人：" in page
        assert "监票人：" in page
    assert "5/4" in pages[0]
    assert "3/4" in pages[2]


# --- statistics ---------------------------------------------------------------------------------


def test_the_statistics_of_a_round(full):
    text = words_of(vote_statistics(full, "1"))
    assert "发出选票23张，收回23张，未交0张" in text
    assert "通过27人，未通过5人" in text
    marked = [number for number, t in full.rounds[0].round.tallies.items() if t.base_matters]
    assert len(re.findall("通过※(?!该)", text)) == len(marked) > 0
    number, tally = next(iter(full.rounds[0].round.tallies.items()))
    counts = (23, 0, 23, tally.approve, tally.reject, tally.abstain, 0)
    assert f"{number}{full.record(number).applicant.name}" in text
    assert "".join(map(str, counts)) + "通过" in text


def test_votes_may_be_left_out_of_the_statistics(full):
    quiet = replace(full, small_group_votes=SmallGroupVotes.OUTCOME_ONLY)
    text = words_of(vote_statistics(quiet, "1"))
    assert "按本次设置，报送版不列各申报人的得票数" in text
    assert "弃权" not in text


def test_a_round_on_paper_shows_spoilt_ballots_and_names_nobody(full):
    first = full.rounds[0]
    number, tally = next(iter(first.round.tallies.items()))
    tallies = {**first.round.tallies, number: replace(tally, approve=tally.approve - 1, spoilt=1)}
    held = replace(first.round, tallies=tallies, on_paper="贾承志发现电脑无法启动")
    told = replace(full, rounds=(replace(first, round=held),))
    text = words_of(vote_statistics(told, "1"))
    assert "计票：2024年11月20日15:12" in text
    assert "本轮用纸质表决票，事由：某评委发现电脑无法启动。" in text
    counts = (23, 0, 23, tally.approve - 1, tally.reject, tally.abstain, 0, 1)
    assert "".join(map(str, counts)) + "通过" in text
    assert "某评委发现" in words_of(minutes(told, Edition.SUBMISSION))
    assert "第一轮用纸质表决票" in words_of(exceptions_register(told, Edition.ARCHIVE))
    sheet = openpyxl.load_workbook(io.BytesIO(workbook(told)))["投票统计"]
    row = next(sheet.iter_rows(min_row=2, values_only=True))
    assert row[3:11] == counts


def test_a_closed_box_has_no_statistics(full):
    first = full.rounds[0]
    shut = replace(full, rounds=(replace(first, round=replace(first.round, tallies={})),))
    with pytest.raises(ValueError, match="not counted"):
        vote_statistics(shut, "1")


# --- defense ------------------------------------------------------------------------------------


def test_marks_totals_score_and_opinion(full):
    """Five items from 12 to 14 in steps of a half, in turn: each expert's total is 65."""
    text = words_of(defense_sheets(full, ["002"]))
    record = full.record("002")
    assert "思想品德0–201212.51313.514" in text
    assert "总分6565656565" in text
    assert "得分：65.00（各专家总分的平均数" in text
    assert record.opinion in text
    panel = next(p for p in full.panels if p.name == record.panel)
    names = [m.name for m in full.members if m.id in panel.members]
    assert [name for name in names if f"{name}：" not in text] == []


def test_a_trimmed_score_says_so(full):
    record = full.record("002")
    marks = tuple(
        replace(sheet, total=sheet.total + (9 if place == 0 else 0))
        for place, sheet in enumerate(s for s in full.marks if s.applicant == "002")
    )
    told = replace(full, marks=marks, applicants=(replace(record, score=Fraction(65)),))
    assert "去掉一个最高分和一个最低分" in words_of(defense_sheets(told, ["002"]))


def test_a_recused_expert_does_not_sign(full):
    recusal = full.recusals[0]
    record = next(
        r for r in full.applicants if r.panel == "一组" and r.applicant.number != recusal.applicant
    )
    told = replace(full, recusals=(replace(recusal, applicant=record.applicant.number),))
    text = words_of(defense_sheets(told, [record.applicant.number]))
    assert "回避评委郝国栋" in text
    assert "郝国栋：" not in text


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (ApplicantStatus.DISQUALIFIED, "取消申报资格"),
        (ApplicantStatus.WITHDRAWN, "撤回申报"),
        (ApplicantStatus.QUALIFIED, "结果尚未登记"),
    ],
)
def test_who_fell_out_before_the_defense_waits_for_no_result(full, status, words):
    record = replace(full.record("002"), status=status, defense=None, score=None)
    people = tuple(record if r.applicant.number == "002" else r for r in full.applicants)
    text = words_of(defense_sheets(replace(full, applicants=people), ["002"]))
    assert words in text
    assert ("结果尚未登记" in text) is (words == "结果尚未登记")


def test_experts_beyond_nine_go_on_in_another_table(full):
    record = full.record("002")
    panel = next(p for p in full.panels if p.name == record.panel)
    many = tuple(m.id for m in full.members[:12])
    one = next(s for s in full.marks if s.applicant == "002")
    told = replace(
        full,
        panels=(replace(panel, members=many),),
        marks=tuple(replace(one, member=member) for member in many),
    )
    text = words_of(defense_sheets(told, ["002"]))
    assert text.count("赋分要素分值") == 2
    assert text.count("总分656565656565") == 2


# --- findings -----------------------------------------------------------------------------------


def test_findings_of_one_with_the_clauses(full):
    text = words_of(findings_sheet(full, "009"))
    assert "任职年限不符合（已豁免）" in text
    assert "在职在岗待核实" in text
    assert "退休年龄不适用" in text
    assert "办理：补填在岗情况。" in text
    assert (
        "〔1〕《关于做好2024年度全省职称评审工作的通知》（山西省人力资源和社会保障厅）三（三）：“年度考核为合格"
        in text
    )
    assert "〔2〕《职称评审管理暂行规定》（人力资源社会保障部令第40号）第二十五条" in text
    assert text.count("年度考核为合格及以上等次的") == 1  # cited twice, told once
    assert "审核结论：材料合格" in text


def test_findings_of_all_show_what_needs_a_look(full):
    text = words_of(all_findings(full))
    assert "审核40人，其中2人有不符合、提示或者待核实事项" in text
    assert "在职在岗待核实（已确认）" in text  # 012
    assert "未发现问题的38人" in text
    assert "退休年龄" not in text


# --- register -----------------------------------------------------------------------------------


def test_the_register_holds_every_exception(full):
    exempt = replace(
        full.passed[0], defense=ApplicantStatus.EXEMPT, defense_reason="获国家科学技术奖"
    )
    told = replace(full, applicants=(exempt, *full.applicants[1:]))
    text = words_of(exceptions_register(told, Edition.ARCHIVE))
    assert "一、豁免（1项）" in text
    assert "援疆工作期间任职年限按规定折算" in text
    assert "1/7＝14.29%，下限15%，未达到" in text
    assert "贾承志与评委会研究同意不再淘汰" in text
    assert f"免答辩：{exempt.applicant.number}{exempt.applicant.name}—获国家科学技术奖" in text
    assert "由“评委会表决”退回“答辩评议”" in text
    assert "温如玉指出" in text
    assert "第二轮投票提前结束" in text


def test_an_empty_register_says_so(full):
    bare = replace(full, waivers=(), exception="", groups=(), rounds=(), steps=())
    assert words_of(exceptions_register(bare, Edition.SUBMISSION)).count("无。") == 3
    early = replace(bare, seal=replace(bare.seal, check_code=""))
    assert "无（会议尚未封存）。" in words_of(exceptions_register(early, Edition.SUBMISSION))


# --- overview -----------------------------------------------------------------------------------


def test_the_overview_is_a3_and_shows_facts_only(full):
    pdf = overview(full)
    assert pypdfium2.PdfDocument(pdf)[0].get_size() == pytest.approx((420 * mm, 297 * mm))
    text = words_of(pdf)
    assert "共36人" in text
    assert "2017–2024合格" in text
    assert "2016.12取得" in text
    assert not re.search("得分|同意|答辩", text)
    rejected = [r.applicant.number for r in full.applicants if r.status is ApplicantStatus.REJECTED]
    raw = "".join(p.get_textpage().get_text_range() for p in pypdfium2.PdfDocument(pdf))
    assert [n for n in rejected if re.search(rf"^{n}\b", raw, re.M)] == []


def test_an_experts_copy_leaves_out_whom_the_expert_keeps_out_of(full):
    recusal = full.recusals[0]
    text = "".join(
        p.get_textpage().get_text_range()
        for p in pypdfium2.PdfDocument(overview(full, recusal.member))
    )
    assert not re.search(rf"^{recusal.applicant}\b", text, re.M)
    assert "共35人" in re.sub(r"\s", "", text)


# --- workbook -----------------------------------------------------------------------------------


def test_every_table_has_its_sheet(full):
    book = openpyxl.load_workbook(io.BytesIO(workbook(full)))
    assert book.sheetnames[7:] == [
        "公示名单", "未通过人员", "评审一览表", "其他例外事项", "材料审核意见",
    ]  # fmt: skip
    assert book["公示名单"].max_row == 28
    assert book["未通过人员"].max_row == 10
    assert book["评审一览表"].max_row == 37
    assert book["材料审核意见"].max_row == 40 * 3 + 1
    head = [cell.value for cell in next(book["公示名单"].iter_rows(max_row=1))]
    assert not {"身份证号", "得分", "同意"} & set(head)


def test_the_archive_workbook_adds_who_and_how(full):
    book = openpyxl.load_workbook(io.BytesIO(workbook(full, Edition.ARCHIVE)))
    assert book.sheetnames[-3:] == ["签到表", "答辩评议赋分", "评议组意见"]
    first = next(book["签到表"].iter_rows(min_row=2, values_only=True))
    assert first[:5] == ("2024-11-20", "P01", "贾承志", "主任委员", "08:30")
    assert book["答辩评议赋分"].max_row == len(full.marks) + 1
    marks = next(book["答辩评议赋分"].iter_rows(min_row=2, values_only=True))
    assert marks[3:] == ("12", "12.5", "13", "13.5", "14", "65")


# --- square code --------------------------------------------------------------------------------

# SHA-256 of the rows of the code for the session of the tests, as read back by another program
# (zxing-cpp) from the drawn minutes: ZCDESK:1A2B-3C4D-5E6F-7081:9F86D081…0A08.
READ_BACK = "642447d40b55b7782b287cd2976eec25572eb88e9962bb08bbfba52f3da2ea70"


def grid(pdf, page, side):
    """Dark and light of the square code on a page, sampled at the middle of each module."""
    scale = 6
    picture = pypdfium2.PdfDocument(pdf)[page].render(scale=scale).to_pil().convert("L")
    dark = picture.point(lambda value: 255 if value < 128 else 0)
    module = 0.6 * mm * scale
    length = side * module
    pixels = dark.load()
    # The finder in a corner: a run of seven dark modules with white above and before it.
    for y in range(1, picture.height, 3):
        run = 0
        for x in range(picture.width):
            if pixels[x, y]:
                run += 1
                continue
            if abs(run - 7 * module) < 2:
                left, top = x - run, y
                while pixels[left + 2, top - 1]:
                    top -= 1
                if left + length < picture.width:
                    return tuple(
                        tuple(
                            bool(
                                pixels[
                                    int(left + (c + 0.5) * module), int(top + (r + 0.5) * module)
                                ]
                            )
                            for c in range(side)
                        )
                        for r in range(side)
                    )
            run = 0
    raise AssertionError("no square code")


def page_with(pdf, word):
    return next(n for n, text in enumerate(sheets_of(pdf)) if word in text)


def test_the_square_code_says_head_and_check_code(full):
    text = qr.payload(full.seal)
    assert text == f"ZCDESK:1A2B-3C4D-5E6F-7081:{full.seal.audit_head.upper()}"
    rows = qr.modules(text)
    digest = hashlib.sha256(repr(rows).encode()).hexdigest()
    assert digest == READ_BACK
    book = minutes(full, Edition.SUBMISSION)
    assert grid(book, page_with(book, "扫描二维码"), len(rows)) == rows
    table = results(full)
    assert grid(table, len(sheets_of(table)) - 1, len(rows)) == rows


def test_no_square_code_before_the_seal(unsealed):
    pdf = results(unsealed)
    with pytest.raises(AssertionError, match="no square code"):
        grid(pdf, len(sheets_of(pdf)) - 1, 37)
