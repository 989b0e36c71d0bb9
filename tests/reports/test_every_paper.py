"""What holds for every paper of the set, whichever it is."""

import datetime
import io
import itertools
import re
import subprocess
from dataclasses import replace

import pikepdf
import pypdfium2
import pytest
from reportlab.lib.units import mm

from zcdesk.domain.contact import Contact
from zcdesk.domain.re_examination import Compared, Difference, Entry, Part, ReExamination
from zcdesk.reports.attendance_sheet import attendance_sheet
from zcdesk.reports.ballot_papers import ballots
from zcdesk.reports.defense_sheet import defense_sheets
from zcdesk.reports.edition import Edition
from zcdesk.reports.elimination import elimination_statement
from zcdesk.reports.exceptions_register import exceptions_register
from zcdesk.reports.findings_sheet import all_findings, findings_sheet
from zcdesk.reports.minutes import minutes
from zcdesk.reports.overview import overview
from zcdesk.reports.page import Paper
from zcdesk.reports.public_notice import Publicity, public_notice
from zcdesk.reports.re_examination_sheet import conclusion, re_examination_sheet
from zcdesk.reports.result_notice import Letter, result_notices
from zcdesk.reports.results import results
from zcdesk.reports.score_sheet import ToScore, score_sheets
from zcdesk.reports.slips import slips
from zcdesk.reports.tally_sheet import tally_sheet
from zcdesk.reports.text import NO_LINE_END, NO_LINE_START
from zcdesk.reports.vote_statistics import vote_statistics

DAY = datetime.date(2024, 11, 20)
CONTACT = Contact("省工业和信息化厅人事处", "0351-1234567", "太原市府东街101号")
PERIOD = Publicity(datetime.date(2024, 11, 25), datetime.date(2024, 11, 29), 5, contact=CONTACT)


def needs(vote):
    """Base and approvals for two thirds, in whole people."""
    bases = {n: len(vote.present) - len(vote.recused.get(n, ())) for n in vote.applicants}
    return {n: (base, -(-2 * base // 3)) for n, base in bases.items()}


def re_examined(snapshot):
    """A 复查 with differences and with entries of everybody, the longest texts among them."""
    wrong = tuple(
        Difference(f"{r.applicant.number} {r.applicant.name}", "86.45", "86.4", "移交包结果文件")
        for r in snapshot.applicants[:4]
    )
    compared = tuple(
        Compared(
            Entry(r.applicant.number, r.applicant.name, "工作单位", r.applicant.employer),
            r.applicant.number != "003",
            "" if r.applicant.number != "003" else "原件为另一单位",
            "复查小组",
        )
        for r in snapshot.applicants
    )
    done = ReExamination(
        snapshot.committee.name,
        snapshot.session.review_year,
        snapshot.rehearsal,
        snapshot.seal.check_code,
        "申报人对得分有异议，申请复查",
        "会议文件",
        "复查小组",
        "2024-12-02T09:00:00",
        (Part("得分", 41, wrong), Part("淘汰率", 5)),
        compared,
    )
    return re_examination_sheet(done)


def by_hand(snapshot):
    """Empty score sheets of two members of a panel, one of whom keeps out of somebody."""
    panel = snapshot.panels[0]
    numbers = tuple(r.applicant.number for r in snapshot.applicants if r.panel == panel.name)
    asked = [ToScore(panel.name, m, numbers[place:]) for place, m in enumerate(panel.members[:2])]
    return score_sheets(snapshot, asked)


def to_draw(snapshot):
    """The slips of a round from which one member keeps out of one applicant."""
    vote = replace(snapshot.rounds[0].round, slips=True)
    codes = [f"{c.label}-4T7Q-{n:04d}-WXYZ" for c in vote.classes for n in range(c.slips)]
    assert len({c.label for c in vote.classes}) == 2
    return slips(snapshot, vote, codes)


SUBMISSION = {
    "minutes": lambda s: minutes(s, Edition.SUBMISSION),
    "results": results,
    "elimination": elimination_statement,
    "public notice": lambda s: public_notice(s, PERIOD),
    "result notices": lambda s: result_notices(s, Letter(DAY, CONTACT)),
    "overview": overview,
    "overview of one": lambda s: overview(s, "P03"),
    "statistics": lambda s: vote_statistics(s, "2"),
    "findings": lambda s: findings_sheet(s, "009"),
    "all findings": all_findings,
    "register": lambda s: exceptions_register(s, Edition.SUBMISSION),
    "re-examination": re_examined,
    "ballots": lambda s: ballots(s, s.rounds[0].round, copies=1),
    "tally": lambda s: tally_sheet(s, s.rounds[0].round, needs(s.rounds[0].round)),
    "slips": to_draw,
}
ARCHIVE = {
    "minutes, archive": lambda s: minutes(s, Edition.ARCHIVE),
    "attendance": lambda s: attendance_sheet(s, DAY),
    "defense": lambda s: defense_sheets(s, ["002", "003", "009"]),
    "score sheets": by_hand,
    "register, archive": lambda s: exceptions_register(s, Edition.ARCHIVE),
}
EVERY = SUBMISSION | ARCHIVE


@pytest.fixture(scope="module")
def printed(full):
    return {name: make(full) for name, make in EVERY.items()}


def pages_by_pdfium(pdf):
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]


def flat(pdf):
    return re.sub(r"\s", "", "".join(pages_by_pdfium(pdf)))


def by_poppler(pdf):
    done = subprocess.run(
        ["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True
    )
    return re.sub(r"\s", "", done.stdout.decode("utf-8"))


@pytest.mark.parametrize("name", SUBMISSION)
def test_no_expert_is_named_without_need(full, printed, name):
    for text in (flat(printed[name]), by_poppler(printed[name])):
        assert len(text) > 200
        assert [m.name for m in full.members if m.name in text] == []


@pytest.mark.parametrize("name", ARCHIVE)
def test_the_archive_names_experts(full, printed, name):
    """So the check above can see a name: it reads these papers in the same way."""
    for text in (flat(printed[name]), by_poppler(printed[name])):
        assert [m.name for m in full.members if m.name in text] != []


def overviewed(snapshot, member):
    """Whom an expert may look at."""
    out = {r.applicant for r in snapshot.recusals if r.member == member}
    return [r for r in snapshot.applicants if r.applicant.number not in out]


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("attendance", lambda s: s.members),
        ("minutes, archive", lambda s: s.members),
        ("defense", lambda s: [m for m in s.members if m.id in s.panels[0].members]),
        ("score sheets", lambda s: [m for m in s.members if m.id in s.panels[0].members[:2]]),
    ],
)
def test_the_experts_of_a_paper_come_back(full, printed, name, who):
    for text in (flat(printed[name]), by_poppler(printed[name])):
        assert {m.name for m in who(full) if m.name not in text} == set()


def test_every_paper_is_read_back():
    """A paper that joins the set joins the comparison of names."""
    marks = (test_the_names_of_a_paper_come_back, test_the_experts_of_a_paper_come_back)
    read = {case[0] for test in marks for mark in test.pytestmark for case in mark.args[1]}
    assert read | set(LISTS_EVERYBODY) | set(LISTS_NOBODY) == set(EVERY)


LISTS_EVERYBODY = ("minutes", "minutes, archive", "results", "all findings", "re-examination")


LISTS_NOBODY = ("slips",)


@pytest.mark.parametrize("name", LISTS_NOBODY)
def test_nobody_is_named(full, printed, name):
    for text in (flat(printed[name]), by_poppler(printed[name])):
        assert [r.applicant.name for r in full.applicants if r.applicant.name in text] == []


@pytest.mark.parametrize("name", LISTS_EVERYBODY)
def test_every_name_comes_back(full, printed, name):
    for text in (flat(printed[name]), by_poppler(printed[name])):
        lost = {r.applicant.name for r in full.applicants if r.applicant.name not in text}
        assert lost == set()


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("minutes", lambda s: s.applicants),
        ("elimination", lambda s: s.excluded),
        ("overview", lambda s: [r for r in s.applicants if r.qualified and r.participates]),
        ("overview of one", lambda s: [r for r in overviewed(s, "P03") if r.participates]),
        ("findings", lambda s: [s.record("009")]),
        ("register", lambda s: [s.record("009")]),
        ("register, archive", lambda s: [s.record("009")]),
        ("public notice", lambda s: s.passed),
        ("result notices", lambda s: s.not_passed),
        ("ballots", lambda s: [s.record(n) for n in s.rounds[0].round.applicants]),
        ("tally", lambda s: [s.record(n) for n in s.rounds[0].round.applicants]),
        ("statistics", lambda s: [s.record(n) for n in s.rounds[1].round.applicants]),
        ("defense", lambda s: [s.record(n) for n in ("002", "003", "009")]),
        ("score sheets", lambda s: [r for r in s.applicants if r.panel == s.panels[0].name]),
    ],
)
def test_the_names_of_a_paper_come_back(full, printed, name, who):
    for text in (flat(printed[name]), by_poppler(printed[name])):
        assert {r.applicant.name for r in who(full) if r.applicant.name not in text} == set()


@pytest.mark.parametrize("name", EVERY)
def test_every_page_is_numbered_and_bears_the_code(full, printed, name):
    number, count = 0, 0
    for text in pages_by_pdfium(printed[name]):
        at, of = map(int, re.search(r"第 (\d+) 页，共 (\d+) 页", text).groups())
        assert "校验码 1A2B-3C4D-5E6F-7081" in text
        assert "未封存" not in text
        assert "演练" not in text
        assert f"— {at} —" in text
        assert at == (1 if number == count else number + 1)  # a new sheet, or the next page
        number, count = at, of
    assert number == count


@pytest.mark.parametrize("name", [n for n in EVERY if "minutes" not in n])
def test_before_the_seal_every_page_says_so(unsealed, name):
    for text in pages_by_pdfium(EVERY[name](unsealed)):
        assert "【未封存】" in text
        assert "校验码" not in text


@pytest.mark.parametrize("name", EVERY)
def test_a_reprint_is_the_same(full, printed, name):
    assert EVERY[name](full) == printed[name]


@pytest.mark.parametrize("name", EVERY)
def test_a_rehearsal_is_marked_on_every_page(full, name):
    practice = replace(full, rehearsal=True)
    for text in pages_by_pdfium(EVERY[name](practice)):
        assert "演练文件，所列人员与结果均非真实，不得签署" in text
        assert re.search(r"演\s*练\s", text)


@pytest.mark.parametrize("name", EVERY)
def test_fonts_are_inside(printed, name):
    with pikepdf.open(io.BytesIO(printed[name])) as file:
        fonts = [
            item
            for item in file.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font"
        ]
        assert {str(font.Subtype) for font in fonts} == {"/Type0", "/CIDFontType2"}
        assert all("/FontFile2" in f.FontDescriptor for f in fonts if f.Subtype == "/CIDFontType2")
        assert file.Root.Lang == "zh-CN"
        assert str(file.docinfo["/Title"]).startswith("山西省工程系列高级职称评审委员会2024年度")
        assert "/Outlines" in file.Root or name in ("ballots", "slips")


def test_no_line_breaks_a_rule(full, monkeypatch):
    """禁则 over every line that every paper draws; single signs in a cell are no line."""
    lines = []
    ink = Paper.ink

    def watched(self, x, baseline, text, look, gap=0.0):
        lines.append(text)
        return ink(self, x, baseline, text, look, gap)

    monkeypatch.setattr(Paper, "ink", watched)
    for make in EVERY.values():
        make(full)
    assert len(lines) > 5000
    broken = {
        line
        for line in lines
        if len(line) > 1 and (line[0] in NO_LINE_START or line[-1] in NO_LINE_END)
    }
    assert broken == set()


@pytest.mark.parametrize("name", EVERY)
def test_words_stay_inside_the_text_area(printed, name):
    """In GB/T 9704's area of 156 mm on A4, in the wider ones of landscape and A3."""
    done = subprocess.run(
        ["pdftotext", "-bbox", "-", "-"], input=printed[name], capture_output=True, check=True
    )
    sides = {210: (28, 184), 297: (37, 262), 420: (28, 395)}
    left, right = 0.0, 0.0
    seen = 0
    for line in done.stdout.decode("utf-8").splitlines():
        page = re.search(r'<page width="([\d.]+)"', line)
        if page:
            left, right = sides[round(float(page.group(1)) / mm)]
        word = re.search(r'xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)"', line)
        if word:
            seen += 1
            assert float(word.group(1)) >= left * mm - 0.1, line
            assert float(word.group(2)) <= right * mm + 0.6, line
    assert seen > 20


@pytest.mark.parametrize("name", EVERY)
def test_no_page_holds_a_signature_alone(full, printed, name):
    """GB/T 9704: who signs never stands on a page without text or table."""
    for text in pages_by_pdfium(printed[name]):
        body = [
            line
            for line in text.splitlines()
            if line.strip() and not re.search(r"第 \d+ 页，共 \d+ 页|— \d+ —", line)
        ]
        said = [
            line
            for line in body
            if not re.match(
                r"((副?主任委员|秘书|监督员|日期|审核人|唱票人|复查人|复核人|移交人|签收人)\W"
                r"|（评审委员会印章）|年\s+月\s+日|出席评委签名：)",
                line,
            )
            and not set(line.split()) <= {member.name for member in full.members}
        ]
        assert said, text


def test_long_names_units_and_ids_leave_every_paper_whole(full):
    unit = "山西转型综合改革示范区学府产业园区智能制造与新材料联合技术研究与成果转化中心有限责任公司晋中市榆次区第一分公司甲乙丙丁戊"
    assert len(unit) == 60
    names = ("王一", "古丽米热·阿卜杜克热木江甲乙丙")
    assert len(names[1]) == 15
    people = tuple(
        replace(
            r,
            applicant=replace(
                r.applicant,
                name=names[place % 2],
                employer=unit,
                id_number="14010219800101001X",
            ),
        )
        for place, r in enumerate(full.applicants)
    )
    told = replace(full, applicants=people)
    for name, make in EVERY.items():
        text = by_poppler(make(told))
        # 009, of whom three of them speak, has the short name
        if name not in (
            *LISTS_NOBODY,
            "elimination",
            "attendance",
            "findings",
            "register",
            "register, archive",
        ):
            assert names[1] in text, name
        if name in ("public notice", "result notices", "ballots", "overview", "defense"):
            assert unit in text, name
    raw = "".join(pages_by_pdfium(results(told)))
    assert raw.count("14010219800101001X") == len(told.passed)


def test_no_word_stands_on_another(full):
    """Long names of a committee and of who organises it ran into the date beside them."""
    told = replace(
        full,
        committee=replace(
            full.committee,
            name="山西省工程系列（非煤矿山、冶金、化工、建筑材料与民用爆破器材专业）正高级、高级工程师"
            "职称评审委员会",
            organiser="山西省人力资源和社会保障厅、山西省工业和信息化厅、山西省应急管理厅",
        ),
    )
    for name, make in EVERY.items():
        done = subprocess.run(
            ["pdftotext", "-bbox", "-l", "2", "-", "-"],
            input=make(told),
            capture_output=True,
            check=True,
        )
        for page in done.stdout.decode("utf-8").split("<page ")[1:]:
            words = re.findall(
                r'<word xMin="(\S+)" yMin="(\S+)" xMax="(\S+)" yMax="(\S+)">([^<]*)', page
            )
            lines = {}
            for left, top, right, bottom, text in words:
                middle = round((float(top) + float(bottom)) / 2)
                lines.setdefault(middle, []).append((float(left), float(right), text))
            for row in map(sorted, lines.values()):
                for (_, end, one), (begin, _, other) in itertools.pairwise(row):
                    assert begin >= end - 1, (name, one, other)


def test_names_of_every_length_are_read_back(full):
    """From two characters to fifteen, with and without a dot, rare ones among them."""
    dotted = "古丽米热·阿卜杜克热木江甲乙丙"
    names = [dotted[-n:] if n < 11 else dotted[:n] for n in range(2, 16)] + [
        "欧阳𬭎㛃",
        "𠅤·买买提",
    ]
    people = tuple(
        replace(r, applicant=replace(r.applicant, name=names[place % len(names)]))
        for place, r in enumerate(full.applicants)
    )
    told = replace(full, applicants=people)
    voted = [told.record(n).applicant.name for n in told.rounds[0].round.applicants]
    shown = [r.applicant.name for r in people if r.qualified and r.participates]
    for paper, there in (("ballots", voted), ("tally", voted), ("overview", shown)):
        text = by_poppler(EVERY[paper](told))
        assert len(set(map(len, there))) > 12
        assert [name for name in there if name not in text] == []


def test_a_re_examination_says_in_a_sentence_what_it_came_to():
    part, wrong = Part("得分", 3), Difference("001", "1", "2", "结果文件")
    entry = Entry("001", "赵", "毕业时间", "2003年")
    done = ReExamination("委", 2024, False, "", "诉", "会议文件", "某", "2024-12-02", (part,))
    yes, no = Compared(entry, True, "", "某"), Compared(entry, False, "2004年", "某")
    advice = "不符、不一致之处请报组建单位依规处理，本件不改变评审结论。"
    for each, said in (
        (done, "复算3项数字，全部相符；没有核对录入。"),
        (replace(done, compared=(yes,)), "复算3项数字，全部相符；核对录入1项，全部一致。"),
        (
            replace(done, compared=(yes, no)),
            f"复算3项数字，全部相符；核对录入2项，1项不一致。{advice}",
        ),
        (
            replace(done, parts=(Part("得分", 3, (wrong,)),)),
            f"复算3项数字，1处不符；没有核对录入。{advice}",
        ),
    ):
        assert conclusion(each) == said
