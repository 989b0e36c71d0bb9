"""复查结果: what was counted again and compared with originals, what agreed and what did not."""

from __future__ import annotations

from zcdesk.domain.re_examination import Compared, Part, ReExamination
from zcdesk.reports.fonts import Face
from zcdesk.reports.form import LABEL, sign, signing_height
from zcdesk.reports.page import TITLE, Look, Paper
from zcdesk.reports.table import FIGURE, Column, Table
from zcdesk.reports.wording import moment

_NAME = "评审结果复查结果"
_TEXT = Look(Face.FANG, 11, 17)
_PARTS = (
    Column("复算内容", 58, align="left"),
    Column("比对项数", 24, look=FIGURE),
    Column("相符", 22, look=FIGURE),
    Column("不符", 22, look=FIGURE),
    Column("结论", 30),
)
_DIFFERENCES = (
    Column("不符的内容", 42, align="left"),
    Column("复算", 44, align="left"),
    Column("记载", 44, align="left"),
    Column("何处", 26),
)
_ENTRIES = (
    Column("编号", 15, look=FIGURE, whole=True),
    Column("姓名", 22, name=True),
    Column("录入事项", 30, align="left"),
    Column("会议记载", 40, align="left"),
    Column("结论", 15),
    Column("说明", 30, align="left"),
    Column("核对人", 20),
)
_BASIS = (
    "依据《职称评审管理暂行规定》（人力资源社会保障部令第40号）第二十七条。"
    "复查只重新计算各项数字、核对录入有无差错，不重新评议，不改变任何投票、评分、评议意见和评审结论。"
)
_SIGNS = ("复查人：", "监督员：", "复核人：", "日期：")


def re_examination_sheet(done: ReExamination) -> bytes:
    """The paper as PDF."""
    paper = Paper(
        f"{done.committee}{done.year}年度{_NAME}",
        check_code=done.check_code,
        rehearsal=done.rehearsal,
        label=_NAME,
        author=done.committee,
    )
    paper.bookmark(_NAME)
    paper.centred(f"{done.year}年度{_NAME}", TITLE)
    paper.y += 4
    for label, text in (
        ("评审委员会", done.committee),
        ("复查事由", done.ground),
        ("复查对象", done.of),
        ("复查人", done.by),
        ("复查时间", moment(done.at)),
    ):
        paper.paragraph(f"{label}：{text}", _TEXT, indent=0, hanging=0)
    paper.paragraph(_BASIS, _TEXT)
    paper.skip(4)
    _recount(paper, done)
    _entries(paper, done)
    paper.heading("三、复查结论", look=LABEL, indent=0)
    paper.paragraph(conclusion(done), _TEXT, before=signing_height(paper, _SIGNS, 2))
    sign(paper, _SIGNS, 2)
    return paper.finish()


def conclusion(done: ReExamination) -> str:
    """What it comes to, in one sentence; used on the screen too."""
    figures = (
        f"复算{done.figures}项数字，全部相符"
        if all(part.agrees for part in done.parts)
        else f"复算{done.figures}项数字，{len(done.differences)}处不符"
    )
    advice = "" if done.clean else "不符、不一致之处请报组建单位依规处理，本件不改变评审结论。"
    if not done.compared:
        return f"{figures}；没有核对录入。{advice}"
    wrong = len(done.wrong_entries)
    entries = f"核对录入{len(done.compared)}项，" + (f"{wrong}项不一致" if wrong else "全部一致")
    return f"{figures}；{entries}。{advice}"


def verdict(part: Part) -> str:
    """What a part comes to, in a few characters."""
    if not part.compared:
        return "没有内容"
    return "相符" if part.agrees else "不符"


def _recount(paper: Paper, done: ReExamination) -> None:
    paper.heading("一、复算", look=LABEL, indent=0)
    Table(paper, _PARTS).draw(
        (
            part.name,
            str(part.compared),
            str(max(0, part.compared - len(part.differences))),
            str(len(part.differences)),
            verdict(part),
        )
        for part in done.parts
    )
    if done.differences:
        paper.skip(6)
        paper.paragraph("不符之处：", _TEXT, indent=0)
        Table(paper, _DIFFERENCES).draw(
            (each.what, each.recounted, each.stated, each.where) for each in done.differences
        )
    paper.skip(8)


def _entries(paper: Paper, done: ReExamination) -> None:
    paper.heading("二、录入核对", look=LABEL, indent=0)
    if not done.compared:
        paper.paragraph("没有逐项核对录入。", _TEXT)
        return
    agreed = len(done.compared) - len(done.wrong_entries)
    paper.paragraph(
        f"由核对人将会议记载与纸质原件逐项比对，共{len(done.compared)}项，一致{agreed}项，"
        f"不一致{len(done.wrong_entries)}项。",
        _TEXT,
    )
    paper.skip(4)
    # What differs is read first.
    ordered = sorted(done.compared, key=lambda each: each.agrees)
    Table(paper, _ENTRIES).draw(map(_row, ordered))
    paper.skip(8)


def _row(each: Compared) -> tuple[str, ...]:
    entry = each.entry
    word = "一致" if each.agrees else "不一致"
    return (entry.number, entry.name, entry.title, entry.value, word, each.note, each.by)
