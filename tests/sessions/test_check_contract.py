"""The contract of `check`: hand-worked applicants, each with the finding that the law asks for.

Every case changes a few cells of one clean applicant. All cases of one script stand in one
roster, so that the whole table is read and examined in a few passes. Review year 2024, the
acceptance window ends on 30 September 2024, the committee meets on 20 November 2024.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from zcdesk.desk.examination import examine_roster, findings_json, look_at
from zcdesk.desk.script import read_script

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def identity(birth: str, order: str) -> str:
    """An ID number by GB 11643: area 140105, birth date, order, check character."""
    body = f"140105{birth}{order}"
    total = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


CLEAN = {
    "姓名": "申报人",
    "性别": "男",
    "出生年月": "1985-03-15",
    "工作单位": "样例厂",
    "所在市": "太原",
    "单位性质": "国有企业",
    "在岗状态": "在职在岗",
    "申报渠道": "用人单位",
    "参加工作时间": "2008-07",
    "学历": "大学本科",
    "学位": "学士",
    "毕业院校": "样例大学",
    "所学专业": "机械",
    "毕业时间": "2008-07-01",
    "现职称": "工程师",
    "现职称系列": "工程",
    "现职称专业": "机械",
    "现职称级别": "中级",
    "取得时间": "2018-12-20",
    "同级首次取得时间": "",
    "现从事专业": "机械",
    "现岗位起始时间": "2015-03-01",
    "申报系列": "工程",
    "申报专业": "机械",
    "申报级别": "副高级",
    "申报方式": "正常",
    "同年其他申报": "",
    "考试合格有效期": "",
    "诚信记录": "",
    "2018年度考核": "",
    "2019年度考核": "合格",
    "2020年度考核": "合格",
    "2021年度考核": "合格",
    "2022年度考核": "合格",
    "2023年度考核": "合格",
    "2024年度考核": "",
}

SCOPE = '[[committee.scope]]\nseries = "{}"\nlevels = [{}]\nspecialties = [{}]\n'
LEVELS = '"员级", "助理级", "中级", "副高级", "正高级"'


def script_text(
    *,
    year: int = 2024,
    days: str = "2024-11-20",
    window: str = "2024-09-30",
    session: str = 'work_plan = "甲〔2024〕1号"\nscoring_approval = "乙〔2024〕2号"\nstandard = "丙"',
    settings: str = "",
    approved: tuple[str, str] = ("2023-06-01", "2026-05-31"),
    kind: str = "series",
    private: str = "false",
    scope: str = "",
    members: int = 25,
    integrity: str = "",
    staff: str = "",
    materials: str = "",
) -> str:
    """A script with only what `check` needs."""
    scopes = scope or "".join(
        SCOPE.format(name, LEVELS, '"*"')
        for name in ("工程", "会计", "卫生", "农业", "中小学教师", "经济")
    )
    people = "".join(
        f'[[members]]\nid = "P{n:02}"\nname = "评委{n}"\nrole = "{"chair" if n == 1 else "member"}"\n'
        f"integrity = [{integrity if n == 1 else ''}]\n"
        for n in range(1, members + 1)
    )
    return (
        f"[session]\nreview_year = {year}\nmeeting_dates = [{days}]\nwindow_end = {window}\n"
        f'rules = "shanxi-2024"\nplace = "太原"\n{session}\n[settings]\n{settings}\n'
        f'[committee]\nname = "委员会"\norganiser = "组建单位"\napproval = "丁〔2023〕3号"\n'
        f'approved_from = {approved[0]}\napproved_to = {approved[1]}\nkind = "{kind}"\n'
        f"private_enterprises_only = {private}\n{scopes}{people}{staff}{materials}"
    )


SCRIPTS = {
    "base": script_text(),
    "mid-month": script_text(window="2024-09-15"),
    "private": script_text(private="true"),
    "scope": script_text(
        scope=SCOPE.format("工程", '"副高级"', '"机械", "电气工程"')
        + SCOPE.format("会计", '"正高级"', '"*"')
    ),
    "through": script_text(settings='recent_years = "through_review_year"'),
    "before": script_text(settings='recent_years = "before_review_year"'),
    "exam-off": script_text(
        settings='exam_and_review = [{series = "卫生", level = "副高级", off = true},'
        ' {series = "工程", level = "正高级"}]'
    ),
    "leap": script_text(days="2023-02-27"),
    "leap-over": script_text(days="2023-02-28"),
}


@dataclass(frozen=True)
class Case:
    """One applicant: the cells that differ from CLEAN, and what is expected of one rule."""

    name: str
    rule: str
    status: str
    cells: Mapping[str, str] = field(default_factory=dict)
    evidence: Mapping[str, Any] = field(default_factory=dict)
    script: str = "base"
    degrees: Sequence[tuple[str, str, str]] = ()
    works: Sequence[tuple[str, str]] = ()


def t(counted: int | None, possible: int | None, required: int | None) -> dict[str, int | None]:
    """The evidence of `tenure-years`."""
    return {"counted": counted, "possible": possible, "required": required}


def grades(**years: str) -> dict[str, str]:
    """`y2022="优秀"` as a cell."""
    return {f"{year[1:]}年度考核": grade for year, grade in years.items()}


NO_GRADES = grades(y2019="", y2020="", y2021="", y2022="", y2023="", y2024="")
NO_TITLE = {"现职称": "", "现职称系列": "", "现职称专业": "", "现职称级别": "", "取得时间": ""}
NO_DEGREE = {"学历": "", "学位": "", "毕业院校": "", "所学专业": "", "毕业时间": ""}
CONVERT = {"申报方式": "转评", "申报级别": "中级", "现职称专业": "电气"}


def degree(word: str, when: str = "2008-07-01", academic: str = "") -> dict[str, str]:
    """The degree of the first sheet."""
    return {"学历": word, "学位": academic, "毕业时间": when}


def title(name: str, level: str, since: str = "2018-12-20", series: str = "工程") -> dict[str, str]:
    """The present title."""
    return {"现职称": name, "现职称级别": level, "取得时间": since, "现职称系列": series}


def ask(level: str, series: str = "工程", how: str = "正常") -> dict[str, str]:
    """What is applied for."""
    return {"申报级别": level, "申报系列": series, "申报方式": how}


C = Case
CASES: list[Case] = [
    # --- id-number
    C("plain", "id-number", "ok"),
    C("empty", "id-number", "unclear", {"身份证号": ""}),
    C("17 characters", "id-number", "violation", {"身份证号": "14010519850315001"}),
    C("19 characters", "id-number", "violation", {"身份证号": identity("19850315", "001") + "1"}),
    C("wrong check", "id-number", "violation", {"身份证号": "wrong"}),
    C("born another day", "id-number", "violation", {"出生年月": "1985-03-16"}),
    C("same month", "id-number", "ok", {"出生年月": "1985.03"}),
    C("another month", "id-number", "violation", {"出生年月": "1985.04"}),
    C("same year", "id-number", "ok", {"出生年月": "1985"}),
    C("another year", "id-number", "violation", {"出生年月": "1986"}),
    C("sex differs", "id-number", "violation", {"性别": "女"}),
    C("sex empty", "id-number", "ok", {"性别": ""}),
    C("birth empty", "id-number", "ok", {"出生年月": ""}),
    C("lower-case x", "id-number", "ok", {"身份证号": "lower-x"}),
    # --- on-post
    C("on post", "on-post", "ok"),
    *(C(w, "on-post", "violation", {"在岗状态": w}) for w in ("退休", "离职", "公务员")),
    C("empty", "on-post", "unclear", {"在岗状态": ""}),
    C("another word", "on-post", "unclear", {"在岗状态": "借调"}),
    C("flexible", "on-post", "not_applicable", {"单位性质": "灵活就业", "在岗状态": ""}),
    C("self-employed", "on-post", "not_applicable", {"单位性质": "自由职业", "在岗状态": "退休"}),
    C("private firm", "on-post", "violation", {"单位性质": "民营企业", "在岗状态": "退休"}),
    # --- specialty-match
    C("same", "specialty-match", "ok"),
    C("space and 专业", "specialty-match", "ok", {"现从事专业": "机 械专业"}),
    C("方向", "specialty-match", "ok", {"现从事专业": "机械方向"}),
    C("full width", "specialty-match", "ok", {"现从事专业": "ＢＩＭ　技术", "申报专业": "BIM技术"}),
    C("another", "specialty-match", "violation", {"现从事专业": "电气"}),
    C("empty", "specialty-match", "unclear", {"现从事专业": ""}),
    # --- specialty-in-scope
    C("wildcard", "specialty-in-scope", "ok", {"申报专业": "任何"}),
    C("series not approved", "specialty-in-scope", "violation", ask("副高级", "新闻")),
    C("listed", "specialty-in-scope", "ok", script="scope"),
    C("long series name", "specialty-in-scope", "ok", ask("副高级", "工程技术"), script="scope"),
    C("not listed", "specialty-in-scope", "violation", {"申报专业": "电气"}, script="scope"),
    C("level", "specialty-in-scope", "violation", ask("正高级"), script="scope"),
    C("second scope", "specialty-in-scope", "ok", ask("正高级", "会计"), script="scope"),
    C("second level", "specialty-in-scope", "violation", ask("副高级", "会计"), script="scope"),
    # --- submission-channel
    *(
        C(w, "submission-channel", "ok", {"申报渠道": w})
        for w in (
            "用人单位",
            "劳务派遣单位",
            "主管部门",
            "公共就业和人才服务机构",
            "人力资源和社会保障部门",
        )
    ),
    C("empty", "submission-channel", "unclear", {"申报渠道": ""}),
    C("other", "submission-channel", "unclear", {"申报渠道": "邮寄"}),
    # --- private-enterprise
    C("another committee", "private-enterprise", "not_applicable"),
    C("private", "private-enterprise", "ok", {"单位性质": "民营企业"}, script="private"),
    C("state", "private-enterprise", "violation", script="private"),
    C(
        "other non-public",
        "private-enterprise",
        "violation",
        {"单位性质": "其他非公经济组织"},
        script="private",
    ),
    C("empty", "private-enterprise", "unclear", {"单位性质": ""}, script="private"),
    # --- work-years: no standard of the parameter files asks for them
    C("none asked", "work-years", "not_applicable"),
    C("conversion", "work-years", "not_applicable", CONVERT),
    # --- degree-cutoff
    C("long ago", "degree-cutoff", "ok"),
    C("on W", "degree-cutoff", "ok", degree("本科", "2024-09-30")),
    C("day after W", "degree-cutoff", "violation", degree("本科", "2024-10-01")),
    C("month of W that ends on W", "degree-cutoff", "ok", degree("本科", "2024.09")),
    C("next month", "degree-cutoff", "violation", degree("本科", "2024.10")),
    C("month straddles", "degree-cutoff", "unclear", degree("本科", "2024.09"), script="mid-month"),
    C("month before", "degree-cutoff", "ok", degree("本科", "2024.08"), script="mid-month"),
    C("year straddles", "degree-cutoff", "unclear", degree("本科", "2024")),
    C("year before", "degree-cutoff", "ok", degree("本科", "2023")),
    C("year after", "degree-cutoff", "violation", degree("本科", "2025")),
    C("no date", "degree-cutoff", "unclear", degree("本科", "")),
    C("no degree", "degree-cutoff", "unclear", NO_DEGREE),
    C("later master", "degree-cutoff", "violation", degrees=[("研究生", "硕士", "2024-12-30")]),
    C("undated master", "degree-cutoff", "unclear", degrees=[("研究生", "硕士", "")]),
    C("lower degree later", "degree-cutoff", "ok", degrees=[("大专", "", "2024-12-30")]),
    C(
        "same rank twice",
        "degree-cutoff",
        "ok",
        degree("研究生", "2015-07-01"),
        degrees=[("研究生", "硕士", "2024-12-30")],
    ),
    C("same rank undated", "degree-cutoff", "ok", degrees=[("本科", "", "")]),
    # --- achievement-cutoff
    C("none", "achievement-cutoff", "not_applicable"),
    C("on W", "achievement-cutoff", "ok", works=[("甲", "2024-09-30")]),
    C("after W", "achievement-cutoff", "violation", works=[("甲", "2020"), ("乙", "2024-10-01")]),
    C("no date", "achievement-cutoff", "unclear", works=[("甲", "2020"), ("乙", "")]),
    C("year straddles", "achievement-cutoff", "unclear", works=[("甲", "2024")]),
    C(
        "month straddles",
        "achievement-cutoff",
        "unclear",
        works=[("甲", "2024.9")],
        script="mid-month",
    ),
    C("later and undated", "achievement-cutoff", "violation", works=[("甲", "2025"), ("乙", "")]),
    # --- assessment-recent
    C("last year", "assessment-recent", "ok"),
    C("this year", "assessment-recent", "ok", grades(y2023="", y2024="优秀")),
    C("one of two", "assessment-recent", "ok", grades(y2024="基本合格")),
    C("other of two", "assessment-recent", "ok", grades(y2023="不合格", y2024="合格")),
    C("neither", "assessment-recent", "unclear", grades(y2023="")),
    C("last poor", "assessment-recent", "violation", grades(y2023="不合格")),
    C("this poor", "assessment-recent", "violation", grades(y2023="", y2024="不确定等次")),
    C("both poor", "assessment-recent", "violation", grades(y2023="基本合格", y2024="不合格")),
    *(
        C(kind, "assessment-recent", "not_applicable", {"单位性质": kind, **NO_GRADES})
        for kind in ("民营企业", "其他非公经济组织", "灵活就业", "自由职业")
    ),
    *(
        C(kind or "empty", "assessment-recent", "unclear", {"单位性质": kind, **NO_GRADES})
        for kind in ("机关事业单位", "国有企业", "劳务派遣", "")
    ),
    # --- assessment-missing
    C("complete", "assessment-missing", "ok"),
    C("first year", "assessment-missing", "violation", grades(y2019="")),
    C("last year", "assessment-missing", "violation", grades(y2023="")),
    C("poor is on file", "assessment-missing", "ok", grades(y2021="不合格")),
    C("exempt", "assessment-missing", "not_applicable", {"单位性质": "民营企业", **NO_GRADES}),
    C("no title", "assessment-missing", "not_applicable", NO_TITLE),
    C("title date empty", "assessment-missing", "unclear", {"取得时间": ""}),
    C("title of last year", "assessment-missing", "ok", {"取得时间": "2023", **NO_GRADES}),
    # --- exceptional-excellent, recent_years = latest
    C("normal", "exceptional-excellent", "not_applicable"),
    C("green", "exceptional-excellent", "not_applicable", ask("副高级", how="绿色通道")),
    C("none", "exceptional-excellent", "violation", ask("副高级", how="破格")),
    C("Y-3", "exceptional-excellent", "ok", ask("副高级", how="破格") | grades(y2021="优秀")),
    C(
        "Y-4",
        "exceptional-excellent",
        "violation",
        ask("副高级", how="破格") | grades(y2020="优秀"),
    ),
    C(
        "Y on file, Y-3",
        "exceptional-excellent",
        "violation",
        ask("副高级", how="破格") | grades(y2021="优秀", y2024="合格"),
    ),
    C(
        "Y on file, Y-2",
        "exceptional-excellent",
        "ok",
        ask("副高级", how="破格") | grades(y2022="优秀", y2024="不合格"),
    ),
    C("Y", "exceptional-excellent", "ok", ask("副高级", how="破格") | grades(y2024="优秀")),
    C("hole", "exceptional-excellent", "unclear", ask("副高级", how="破格") | grades(y2022="")),
    C(
        "hole outside",
        "exceptional-excellent",
        "violation",
        ask("副高级", how="破格") | grades(y2021="", y2024="合格"),
    ),
    C(
        "hole and excellent",
        "exceptional-excellent",
        "ok",
        ask("副高级", how="破格") | grades(y2022="", y2021="优秀"),
    ),
    C(
        "exempt, none on file",
        "exceptional-excellent",
        "unclear",
        ask("副高级", how="破格") | {"单位性质": "民营企业"} | NO_GRADES,
    ),
    C(
        "exempt, excellent",
        "exceptional-excellent",
        "ok",
        ask("副高级", how="破格") | {"单位性质": "民营企业"} | NO_GRADES | grades(y2023="优秀"),
    ),
    C(
        "exempt, all on file",
        "exceptional-excellent",
        "violation",
        ask("副高级", how="破格") | {"单位性质": "民营企业"},
    ),
    # through_review_year: 2024, 2023, 2022
    C(
        "through, Y missing",
        "exceptional-excellent",
        "unclear",
        ask("副高级", how="破格"),
        script="through",
    ),
    C(
        "through, Y-3",
        "exceptional-excellent",
        "violation",
        ask("副高级", how="破格") | grades(y2021="优秀", y2024="合格"),
        script="through",
    ),
    C(
        "through, Y-2",
        "exceptional-excellent",
        "ok",
        ask("副高级", how="破格") | grades(y2022="优秀"),
        script="through",
    ),
    # before_review_year: 2023, 2022, 2021
    C(
        "before, Y",
        "exceptional-excellent",
        "violation",
        ask("副高级", how="破格") | grades(y2024="优秀"),
        script="before",
    ),
    C(
        "before, Y-3",
        "exceptional-excellent",
        "ok",
        ask("副高级", how="破格") | grades(y2021="优秀", y2024="合格"),
        script="before",
    ),
    # --- conversion-first
    C("same", "conversion-first", "ok"),
    C("long name", "conversion-first", "ok", {"现职称系列": "工程技术"}),
    C("other specialty", "conversion-first", "violation", {"现职称专业": "电气"}),
    C("other series", "conversion-first", "violation", title("农艺师", "中级", series="农业")),
    C("empty specialty", "conversion-first", "unclear", {"现职称专业": ""}),
    C("no title", "conversion-first", "not_applicable", NO_TITLE),
    C("conversion", "conversion-first", "not_applicable", CONVERT),
    C("same level", "conversion-first", "not_applicable", ask("中级") | {"现职称专业": "电气"}),
    C("lower level", "conversion-first", "not_applicable", ask("助理级") | {"现职称专业": "电气"}),
    C("level unknown", "conversion-first", "unclear", title("神秘师", "") | {"现职称专业": "电气"}),
    # --- conversion-one-year
    C("normal", "conversion-one-year", "not_applicable"),
    C("long on post", "conversion-one-year", "ok", CONVERT),
    C("last day", "conversion-one-year", "ok", CONVERT | {"现岗位起始时间": "2023-12-31"}),
    C("day late", "conversion-one-year", "violation", CONVERT | {"现岗位起始时间": "2024-01-01"}),
    C("month", "conversion-one-year", "ok", CONVERT | {"现岗位起始时间": "2023.12"}),
    C("year", "conversion-one-year", "ok", CONVERT | {"现岗位起始时间": "2023"}),
    C("year late", "conversion-one-year", "violation", CONVERT | {"现岗位起始时间": "2024"}),
    C("no start", "conversion-one-year", "unclear", CONVERT | {"现岗位起始时间": ""}),
    C("another level", "conversion-one-year", "violation", CONVERT | ask("副高级", how="转评")),
    C(
        "poor year of start",
        "conversion-one-year",
        "violation",
        CONVERT | {"现岗位起始时间": "2021-12-31"} | grades(y2021="基本合格"),
    ),
    C(
        "poor before start",
        "conversion-one-year",
        "ok",
        CONVERT | {"现岗位起始时间": "2022-01-01"} | grades(y2021="基本合格"),
    ),
    C("poor this year", "conversion-one-year", "violation", CONVERT | grades(y2024="不合格")),
    C("none on file", "conversion-one-year", "unclear", CONVERT | NO_GRADES),
    C(
        "only earlier on file",
        "conversion-one-year",
        "unclear",
        CONVERT | {"现岗位起始时间": "2022-05"} | grades(y2022="", y2023=""),
    ),
    C("holes", "conversion-one-year", "ok", CONVERT | NO_GRADES | grades(y2020="合格")),
    C("exempt", "conversion-one-year", "ok", CONVERT | NO_GRADES | {"单位性质": "民营企业"}),
    C("level unknown", "conversion-one-year", "unclear", CONVERT | title("神秘师", "")),
    # --- level-by-level
    C("next", "level-by-level", "ok"),
    C("jump", "level-by-level", "violation", title("助理工程师", "助理级")),
    C(
        "jump 破格",
        "level-by-level",
        "unclear",
        title("助理工程师", "助理级") | ask("副高级", how="破格"),
    ),
    C(
        "jump 绿色通道",
        "level-by-level",
        "unclear",
        title("助理工程师", "助理级") | ask("正高级", how="绿色通道"),
    ),
    C("conversion", "level-by-level", "not_applicable", CONVERT),
    C("same", "level-by-level", "violation", ask("中级")),
    C("same 破格", "level-by-level", "violation", ask("中级", how="破格")),
    C("below", "level-by-level", "violation", ask("助理级")),
    C("below 绿色通道", "level-by-level", "violation", ask("员级", how="绿色通道")),
    C("no title, 员级", "level-by-level", "ok", NO_TITLE | ask("员级")),
    C("no title, 助理级 direct", "level-by-level", "ok", NO_TITLE | ask("助理级")),
    C("no title, 大专", "level-by-level", "violation", NO_TITLE | ask("助理级") | degree("大专")),
    C(
        "no title, 博士 中级",
        "level-by-level",
        "ok",
        NO_TITLE | ask("中级") | degree("研究生", academic="博士"),
    ),
    C(
        "no title, 硕士 中级",
        "level-by-level",
        "violation",
        NO_TITLE | ask("中级") | degree("研究生"),
    ),
    C("no title, 副高级", "level-by-level", "violation", NO_TITLE),
    C("no title, 副高级 破格", "level-by-level", "unclear", NO_TITLE | ask("副高级", how="破格")),
    C(
        "员级, 博士 中级",
        "level-by-level",
        "ok",
        title("技术员", "员级") | ask("中级") | degree("博士"),
    ),
    C(
        "博士 after W",
        "level-by-level",
        "violation",
        NO_TITLE | ask("中级") | degree("博士", "2024-10-01"),
    ),
    C(
        "博士 straddles",
        "level-by-level",
        "unclear",
        NO_TITLE | ask("中级") | degree("博士", "2024"),
    ),
    C("博士 undated", "level-by-level", "unclear", NO_TITLE | ask("中级") | degree("博士", "")),
    C("level unknown", "level-by-level", "unclear", title("神秘师", "")),
    C("same with a direct way", "level-by-level", "violation", ask("中级") | degree("博士")),
    C("level by name", "level-by-level", "ok", title("工程师", "")),
    C("副高 by name", "level-by-level", "ok", title("高级工程师", "") | ask("正高级")),
    C("正高 by name", "level-by-level", "violation", title("正高级工程师", "")),
    C(
        "一级教师 is 中级",
        "level-by-level",
        "ok",
        title("一级教师", "", series="中小学教师") | ask("副高级", "中小学教师"),
    ),
    # --- exam-passed
    C("not marked", "exam-passed", "not_applicable"),
    C("会计 正高级", "exam-passed", "not_applicable", ask("正高级", "会计")),
    C("会计, this year", "exam-passed", "ok", ask("副高级", "会计") | {"考试合格有效期": "2024"}),
    C(
        "会计, January",
        "exam-passed",
        "ok",
        ask("副高级", "会计") | {"考试合格有效期": "2024-01-01"},
    ),
    C("会计, later", "exam-passed", "ok", ask("副高级", "会计") | {"考试合格有效期": "2026.12"}),
    C(
        "会计, expired",
        "exam-passed",
        "violation",
        ask("副高级", "会计") | {"考试合格有效期": "2023-12-31"},
    ),
    C("会计, none", "exam-passed", "unclear", ask("副高级", "会计")),
    C("卫生, none", "exam-passed", "unclear", ask("副高级", "卫生技术")),
    C("会计 stays", "exam-passed", "unclear", ask("副高级", "会计"), script="exam-off"),
    C("卫生 off", "exam-passed", "not_applicable", ask("副高级", "卫生"), script="exam-off"),
    C("工程 正高级 on", "exam-passed", "unclear", ask("正高级"), script="exam-off"),
    C("工程 副高级 not", "exam-passed", "not_applicable", script="exam-off"),
    # --- integrity-record: meeting on 2024-11-20
    C("none", "integrity-record", "ok"),
    C("in force", "integrity-record", "violation", {"诚信记录": "2023-05-01 材料造假"}),
    C("ends the day before", "integrity-record", "ok", {"诚信记录": "2021-11-20 材料造假"}),
    C("last day is M", "integrity-record", "violation", {"诚信记录": "2021-11-21 材料造假"}),
    C(
        "second in force",
        "integrity-record",
        "violation",
        {"诚信记录": "2015-01-01 甲; 2023-01-01 乙"},
    ),
    C(
        "full-width divider",
        "integrity-record",
        "violation",
        {"诚信记录": "2015-01-01 甲；2023-01-01 乙"},
    ),
    C("month in force", "integrity-record", "violation", {"诚信记录": "2022.05 造假"}),
    C("month straddles", "integrity-record", "unclear", {"诚信记录": "2021.11 造假"}),
    C("month over", "integrity-record", "ok", {"诚信记录": "2021年10月 造假"}),
    C("year straddles", "integrity-record", "unclear", {"诚信记录": "2021 造假"}),
    C("year over", "integrity-record", "ok", {"诚信记录": "2020 造假"}),
    C("both over", "integrity-record", "ok", {"诚信记录": "2015-01-01 甲；2016-01-01 乙"}),
    C("29 February", "integrity-record", "violation", {"诚信记录": "2020-02-29 甲"}, script="leap"),
    C(
        "29 February over",
        "integrity-record",
        "ok",
        {"诚信记录": "2020-02-29 甲"},
        script="leap-over",
    ),
    # --- retirement-age
    C("young", "retirement-age", "ok"),
    C("man, 60 on W", "retirement-age", "unclear", {"出生年月": "1964-09-30"}),
    C("man, 60 a day later", "retirement-age", "ok", {"出生年月": "1964-10-01"}),
    C("woman, 55 on W", "retirement-age", "unclear", {"出生年月": "1969-09-30", "性别": "女"}),
    C("woman, a day later", "retirement-age", "ok", {"出生年月": "1969-10-01", "性别": "女"}),
    C("man of 55", "retirement-age", "ok", {"出生年月": "1969-01-01"}),
    C("month ends on W", "retirement-age", "unclear", {"出生年月": "1964.09"}),
    C("next month", "retirement-age", "ok", {"出生年月": "1964.10"}),
    C("month straddles", "retirement-age", "unclear", {"出生年月": "1964.09"}, script="mid-month"),
    C("year straddles", "retirement-age", "unclear", {"出生年月": "1964"}),
    C("year later", "retirement-age", "ok", {"出生年月": "1965"}),
    # --- tenure-years
    C("six years", "tenure-years", "ok", evidence=t(6, 6, 5)),
    C("five years", "tenure-years", "ok", {"取得时间": "2019-12-31"}, t(5, 5, 5)),
    C("year alone", "tenure-years", "ok", {"取得时间": "2019"}, t(5, 5, 5)),
    C("four years", "tenure-years", "violation", {"取得时间": "2020-01-01"}, t(4, 4, 5)),
    C(
        "poor year",
        "tenure-years",
        "violation",
        {"取得时间": "2019"} | grades(y2022="基本合格"),
        t(4, 4, 5),
    ),
    C(
        "未定等次",
        "tenure-years",
        "violation",
        {"取得时间": "2019"} | grades(y2022="未定等次"),
        t(4, 4, 5),
    ),
    C("称职", "tenure-years", "ok", {"取得时间": "2019"} | grades(y2022="称职"), t(5, 5, 5)),
    C("poor yet enough", "tenure-years", "ok", grades(y2020="不合格"), t(5, 5, 5)),
    C("open year", "tenure-years", "unclear", {"取得时间": "2019"} | grades(y2022=""), t(4, 5, 5)),
    C("open yet enough", "tenure-years", "ok", grades(y2022=""), t(5, 6, 5)),
    C(
        "open and poor",
        "tenure-years",
        "violation",
        {"取得时间": "2019"} | grades(y2022="", y2021="不合格"),
        t(3, 4, 5),
    ),
    C(
        "Y poor",
        "tenure-years",
        "violation",
        {"取得时间": "2019"} | grades(y2024="不合格"),
        t(4, 4, 5),
    ),
    C("Y good", "tenure-years", "ok", {"取得时间": "2019"} | grades(y2024="优秀"), t(5, 5, 5)),
    C("all open", "tenure-years", "unclear", {"取得时间": "2019"} | NO_GRADES, t(1, 5, 5)),
    C(
        "exempt",
        "tenure-years",
        "ok",
        {"取得时间": "2019", "单位性质": "自由职业"} | NO_GRADES,
        t(5, 5, 5),
    ),
    C(
        "exempt, poor",
        "tenure-years",
        "violation",
        {"取得时间": "2019", "单位性质": "民营企业"} | NO_GRADES | grades(y2021="不称职"),
        t(4, 4, 5),
    ),
    C(
        "kind empty",
        "tenure-years",
        "unclear",
        {"取得时间": "2019", "单位性质": ""} | NO_GRADES,
        t(1, 5, 5),
    ),
    C(
        "first of level",
        "tenure-years",
        "ok",
        {"取得时间": "2022-06-01", "同级首次取得时间": "2019.05"},
        t(5, 5, 5),
    ),
    C("this year's title", "tenure-years", "violation", {"取得时间": "2024"}, t(0, 0, 5)),
    C(
        "破格",
        "tenure-years",
        "unclear",
        {"取得时间": "2020"} | ask("副高级", how="破格"),
        t(4, 4, 5),
    ),
    C(
        "绿色通道",
        "tenure-years",
        "unclear",
        {"取得时间": "2023"} | ask("副高级", how="绿色通道"),
        t(1, 1, 5),
    ),
    C("破格 yet enough", "tenure-years", "ok", ask("副高级", how="破格"), t(6, 6, 5)),
    C("another level", "tenure-years", "violation", title("助理工程师", "助理级"), t(0, 0, 5)),
    C(
        "another level, 破格",
        "tenure-years",
        "unclear",
        title("助理工程师", "助理级") | ask("副高级", how="破格"),
        t(0, 0, 5),
    ),
    C("higher level", "tenure-years", "violation", title("高级工程师", "副高级"), t(0, 0, 5)),
    C("no title", "tenure-years", "violation", NO_TITLE, t(0, 0, 5)),
    C("level unknown", "tenure-years", "unclear", title("神秘师", "")),
    C("title date empty", "tenure-years", "unclear", {"取得时间": ""}, t(None, None, 5)),
    C("conversion", "tenure-years", "not_applicable", CONVERT),
    C("no standard", "tenure-years", "unclear", ask("副高级", "翻译"), {"required": None}),
    C("会计 中级: no standard", "tenure-years", "unclear", ask("中级", "会计"), {"required": None}),
    C(
        "农业 正高级: no standard",
        "tenure-years",
        "unclear",
        ask("正高级", "农业"),
        {"required": None},
    ),
    # ways of engineering
    C("博士 副高级", "tenure-years", "ok", degree("博士") | {"取得时间": "2022"}, t(2, 2, 2)),
    C(
        "博士 one short",
        "tenure-years",
        "violation",
        degree("博士") | {"取得时间": "2023"},
        t(1, 1, 2),
    ),
    C(
        "硕士 副高级",
        "tenure-years",
        "violation",
        degree("研究生") | {"取得时间": "2020"},
        t(4, 4, 5),
    ),
    C(
        "第二学士 副高级",
        "tenure-years",
        "ok",
        degree("第二学士") | {"取得时间": "2019"},
        t(5, 5, 5),
    ),
    C("大专 副高级", "tenure-years", "violation", degree("大专"), {"required": None}),
    C(
        "大专 副高级 破格",
        "tenure-years",
        "unclear",
        degree("大专") | ask("副高级", how="破格"),
        {"required": None},
    ),
    C(
        "中专 正高级",
        "tenure-years",
        "violation",
        degree("中专") | title("高级工程师", "副高级") | ask("正高级"),
    ),
    C(
        "本科 正高级",
        "tenure-years",
        "ok",
        title("高级工程师", "副高级", "2019") | ask("正高级"),
        t(5, 5, 5),
    ),
    C(
        "博士 正高级",
        "tenure-years",
        "violation",
        title("高级工程师", "副高级", "2020") | ask("正高级") | degree("博士"),
        t(4, 4, 5),
    ),
    C(
        "硕士 中级",
        "tenure-years",
        "ok",
        title("助理工程师", "助理级", "2022") | ask("中级") | degree("研究生"),
        t(2, 2, 2),
    ),
    C(
        "本科 中级",
        "tenure-years",
        "ok",
        title("助理工程师", "助理级", "2020") | ask("中级"),
        t(4, 4, 4),
    ),
    C(
        "本科 中级 short",
        "tenure-years",
        "violation",
        title("助理工程师", "助理级", "2021") | ask("中级"),
        t(3, 3, 4),
    ),
    C(
        "大专 中级",
        "tenure-years",
        "ok",
        title("助理工程师", "助理级", "2020") | ask("中级") | degree("专科"),
        t(4, 4, 4),
    ),
    C(
        "中专 中级",
        "tenure-years",
        "violation",
        title("助理工程师", "助理级", "2020") | ask("中级") | degree("中专"),
        t(4, 4, 5),
    ),
    C(
        "大专 助理级",
        "tenure-years",
        "ok",
        title("技术员", "员级", "2022") | ask("助理级") | degree("大专"),
        t(2, 2, 2),
    ),
    C(
        "中专 助理级",
        "tenure-years",
        "violation",
        title("技术员", "员级", "2021") | ask("助理级") | degree("中专"),
        t(3, 3, 4),
    ),
    C(
        "大专 助理级 no title",
        "tenure-years",
        "violation",
        NO_TITLE | ask("助理级") | degree("大专"),
        t(0, 0, 2),
    ),
    C("本科 助理级 direct", "tenure-years", "ok", NO_TITLE | ask("助理级")),
    C("博士 中级 direct", "tenure-years", "ok", NO_TITLE | ask("中级") | degree("博士")),
    C(
        "博士 助理级: no way",
        "tenure-years",
        "violation",
        NO_TITLE | ask("助理级") | degree("博士"),
    ),
    # ways of the other standards
    C(
        "会计 大专 ten",
        "tenure-years",
        "unclear",
        title("会计师", "中级", "2014", "会计") | ask("副高级", "会计") | degree("大专"),
        t(6, 10, 10),
    ),
    C(
        "会计 大专 nine",
        "tenure-years",
        "violation",
        title("会计师", "中级", "2015", "会计") | ask("副高级", "会计") | degree("大专"),
        t(6, 9, 10),
    ),
    C(
        "会计 博士",
        "tenure-years",
        "ok",
        title("会计师", "中级", "2022", "会计") | ask("副高级", "会计") | degree("博士"),
        t(2, 2, 2),
    ),
    C(
        "会计 正高级",
        "tenure-years",
        "ok",
        title("高级会计师", "副高级", "2019", "会计") | ask("正高级", "会计"),
        t(5, 5, 5),
    ),
    C(
        "会计 正高级 大专",
        "tenure-years",
        "violation",
        title("高级会计师", "副高级", "2019", "会计") | ask("正高级", "会计") | degree("大专"),
        {"required": None},
    ),
    C(
        "农业 副高级",
        "tenure-years",
        "ok",
        title("农艺师", "中级", "2019", "农业") | ask("副高级", "农业技术"),
        t(5, 5, 5),
    ),
    C(
        "卫生 副高级",
        "tenure-years",
        "violation",
        title("主治医师", "中级", "2020", "卫生") | ask("副高级", "卫生"),
        t(4, 4, 5),
    ),
    # degrees and W
    C(
        "博士 after W, 本科 relied on",
        "tenure-years",
        "violation",
        {"取得时间": "2021"},
        t(3, 3, 5),
        degrees=[("研究生", "博士", "2024-10-01")],
    ),
    C(
        "博士 by W",
        "tenure-years",
        "ok",
        {"取得时间": "2021"},
        t(3, 3, 2),
        degrees=[("研究生", "博士", "2024-09-30")],
    ),
    C(
        "博士 undated, ok in both",
        "tenure-years",
        "ok",
        {"取得时间": "2019"},
        t(5, 5, None),
        degrees=[("研究生", "博士", "")],
    ),
    C(
        "博士 undated, differs",
        "tenure-years",
        "unclear",
        {"取得时间": "2021"},
        t(3, 3, None),
        degrees=[("研究生", "博士", "")],
    ),
    C(
        "博士 straddles, violation in both",
        "tenure-years",
        "violation",
        {"取得时间": "2023"},
        t(1, 1, None),
        degrees=[("研究生", "博士", "2024")],
    ),
    C(
        "硕士 undated, same years",
        "tenure-years",
        "violation",
        {"取得时间": "2020"},
        t(4, 4, 5),
        degrees=[("研究生", "硕士", "")],
    ),
    C("only degree undated", "tenure-years", "unclear", degree("本科", ""), {"required": None}),
    C("only degree after W", "tenure-years", "unclear", degree("本科", "2025"), {"required": None}),
    C("no degree", "tenure-years", "unclear", NO_DEGREE, {"required": None}),
    C(
        "研究生 with 博士",
        "tenure-years",
        "ok",
        degree("研究生", academic="博士") | {"取得时间": "2022"},
        t(2, 2, 2),
    ),
    C(
        "学位 alone",
        "tenure-years",
        "ok",
        degree("", academic="博士") | {"取得时间": "2022"},
        t(2, 2, 2),
    ),
    C(
        "本科 with 硕士",
        "tenure-years",
        "ok",
        ask("中级") | title("助理工程师", "助理级", "2022") | degree("本科", academic="硕士"),
        t(2, 2, 2),
    ),
]

BLOCKING = (
    "duplicate-person same-level-twice on-post specialty-match specialty-in-scope "
    "private-enterprise tenure-years work-years assessment-recent exceptional-excellent "
    "conversion-first conversion-one-year level-by-level exam-passed integrity-record"
).split()
ARTICLES = {
    "id-number": "–",
    "duplicate-person": "–",
    "same-level-twice": "三（六）",
    "on-post": "三（一）",
    "specialty-match": "三（一）",
    "specialty-in-scope": "二",
    "submission-channel": "三（一）",
    "private-enterprise": "二",
    "tenure-years": "三（二）（三）",
    "work-years": "三（二）",
    "degree-cutoff": "三（二）",
    "achievement-cutoff": "三（二）",
    "assessment-recent": "三（三）",
    "assessment-missing": "三（三）",
    "exceptional-excellent": "三（三）",
    "conversion-first": "三（四）",
    "conversion-one-year": "三（四）",
    "level-by-level": "三（六）",
    "exam-passed": "三（五）",
    "integrity-record": "四（三）（四）",
    "retirement-age": "三（一）",
}


def _number(case: Case) -> str:
    return f"{CASES.index(case):03}"


def _identity(case: Case) -> str:
    birth = {**CLEAN, **case.cells}["出生年月"]
    day = birth.replace("-", "") if len(birth) == 10 and case.rule != "id-number" else "19850315"
    order = (
        2 * CASES.index(case)
        + 1
        - ({**CLEAN, **case.cells}["性别"] == "女" and case.rule != "id-number")
    )
    good = identity(day, f"{order:03}")
    special = case.cells.get("身份证号")
    if special == "wrong":
        return good[:-1] + ("1" if good[-1] != "1" else "2")
    if special == "lower-x":
        return next(
            n for o in range(901, 999, 2) if (n := identity("19850315", f"{o:03}"))[-1] == "X"
        ).lower()
    return good if special is None else special


def _write(path: Path, cases: Sequence[Case]) -> None:
    book = xlsxwriter.Workbook(str(path))
    people, degrees, works = (book.add_worksheet(n) for n in ("花名册", "学历", "业绩成果"))
    rows = [["编号", "身份证号", *CLEAN]]
    degree_rows = [["编号", "学历", "学位", "毕业时间"]]
    work_rows = [["编号", "名称", "完成时间"]]
    for case in cases:
        number = _number(case)
        cells = {**CLEAN, "身份证号": _identity(case), **case.cells}
        cells["身份证号"] = _identity(case)
        rows.append([number, cells["身份证号"], *(cells[name] for name in CLEAN)])
        degree_rows += [[number, *row] for row in case.degrees]
        work_rows += [[number, *row] for row in case.works]
    for sheet, table in ((people, rows), (degrees, degree_rows), (works, work_rows)):
        for y, row in enumerate(table):
            for x, text in enumerate(row):
                sheet.write_string(y, x, text)
    book.close()


def check(folder: Path, roster: Path, script: str) -> dict[str, Any]:
    """What `check --json` prints."""
    path = folder / "script.toml"
    path.write_text(f'roster = "{roster.name}"\n{script}', "utf-8")
    return findings_json(examine_roster(read_script(path), look_at(roster)))


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """The findings of all cases, by script."""
    found = {}
    for name, script in SCRIPTS.items():
        folder = tmp_path_factory.mktemp(name)
        _write(folder / "r.xlsx", [case for case in CASES if case.script == name])
        found[name] = check(folder, folder / "r.xlsx", script)
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule}: {case.name}")
def test_each_case_gets_the_finding_that_the_rule_asks_for(
    case: Case, answers: dict[str, dict[str, Any]]
) -> None:
    finding = next(
        f for f in answers[case.script]["applicants"][_number(case)] if f["rule"] == case.rule
    )
    assert finding["status"] == case.status, finding
    assert {key: finding["evidence"].get(key, "absent") for key in case.evidence} == case.evidence


def test_the_cases_import_without_a_problem(answers: dict[str, dict[str, Any]]) -> None:
    assert [answer["import_problems"] for answer in answers.values()] == [[]] * len(answers)


def test_every_rule_stands_for_every_applicant_with_its_severity_and_article(
    answers: dict[str, dict[str, Any]],
) -> None:
    for answer in answers.values():
        for findings in answer["applicants"].values():
            assert sorted(f["rule"] for f in findings) == sorted(ARTICLES)
            for finding in findings:
                blocking = finding["rule"] in BLOCKING
                assert finding["severity"] == ("blocking" if blocking else "attention")
                assert finding["article"] == ARTICLES[finding["rule"]]
                assert finding["message"].strip()
                if finding["rule"] == "tenure-years":
                    assert {"counted", "possible", "required"} <= set(finding["evidence"])


def rows_of(folder: Path, rows: Sequence[Mapping[str, str]], script: str = "") -> dict[str, Any]:
    """The findings of rows that differ from CLEAN, numbered from 001."""
    book = xlsxwriter.Workbook(str(folder / "rows.xlsx"))
    sheet = book.add_worksheet("花名册")
    sheet.write_row(0, 0, ["编号", "身份证号", *CLEAN])
    for y, row in enumerate(rows, start=1):
        cells = {**CLEAN, "身份证号": identity("19850315", f"{2 * y + 1:03}"), **row}
        sheet.write_string(y, 0, f"{y:03}")
        for x, name in enumerate(["身份证号", *CLEAN], start=1):
            sheet.write_string(y, x, cells[name])
    book.close()
    return check(folder, folder / "rows.xlsx", script or SCRIPTS["base"])


def statuses(answer: Mapping[str, Any], rule: str) -> str:
    """The statuses of one rule, row by row."""
    return " ".join(
        next(f["status"] for f in findings if f["rule"] == rule)
        for findings in answer["applicants"].values()
    )


SAME = identity("19850315", "101")
WITH_X = next(n for o in range(901, 999, 2) if (n := identity("19850315", f"{o:03}"))[-1] == "X")
WIDE = "".join(chr(ord(character) + 0xFEE0) for character in SAME)
OUT = '[materials]\n{} = [{{applicant = "002", reason = "理由"}}]\n'
TWICE = [{"身份证号": SAME}, {"身份证号": SAME}]
ELSEWHERE = [{"身份证号": SAME}, {"身份证号": SAME, "申报专业": "电气"}]


@pytest.mark.parametrize(
    ("rows", "materials", "duplicate", "twice"),
    [
        pytest.param(TWICE, "", "violation violation", "ok ok", id="the same"),
        pytest.param(
            [{"身份证号": WITH_X}, {"身份证号": WITH_X.lower()}],
            "",
            "violation violation",
            "ok ok",
            id="lower-case x",
        ),
        pytest.param(
            [{"身份证号": SAME}, {"身份证号": WIDE}],
            "",
            "violation violation",
            "ok ok",
            id="full-width digits",
        ),
        pytest.param(
            [{"身份证号": SAME}, {"身份证号": SAME, "申报系列": "工程技术"}],
            "",
            "violation violation",
            "ok ok",
            id="two names of one series",
        ),
        pytest.param(ELSEWHERE, "", "ok ok", "violation violation", id="another specialty"),
        pytest.param(
            [{"身份证号": SAME}, {"身份证号": SAME, "申报系列": "农业"}],
            "",
            "ok ok",
            "violation violation",
            id="another series",
        ),
        pytest.param(
            [{"身份证号": SAME}, {"身份证号": SAME, "申报级别": "正高级", "申报专业": "电气"}],
            "",
            "ok ok",
            "ok ok",
            id="another level",
        ),
        pytest.param(
            [{"身份证号": ""}, {"身份证号": ""}],
            "",
            "unclear unclear",
            "unclear unclear",
            id="no number",
        ),
        # The rejected row still sees the one that stands; the one that stands does not see it.
        pytest.param(TWICE, OUT.format("rejected"), "ok violation", "ok ok", id="one rejected"),
        pytest.param(
            ELSEWHERE, OUT.format("withdrawn"), "ok ok", "ok violation", id="one withdrawn"
        ),
    ],
)
def test_the_same_person_in_two_rows(
    rows: list[dict[str, str]], materials: str, duplicate: str, twice: str, tmp_path: Path
) -> None:
    answer = rows_of(tmp_path, rows, script_text(materials=materials))
    assert statuses(answer, "duplicate-person") == duplicate
    assert statuses(answer, "same-level-twice") == twice


def test_what_is_applied_for_elsewhere_decides_even_without_an_id_number(tmp_path: Path) -> None:
    cells = [
        "会计/会计/副高级",
        "工程/机械/副高级",
        "会计/会计/中级",
        "经济／a／中级；会计／b／副高级",
    ]
    rows = [{"同年其他申报": cell} for cell in cells]
    rows += [{"同年其他申报": cell, "身份证号": ""} for cell in cells]
    answer = rows_of(tmp_path, rows)
    assert answer["import_problems"] == []
    assert (
        statuses(answer, "same-level-twice")
        == "violation violation ok violation violation violation unclear violation"
    )


@pytest.mark.parametrize(
    ("changes", "rule", "status"),
    [
        ({}, "session-year", "ok"),
        ({"days": "2024-01-01, 2024-12-31"}, "session-year", "ok"),
        ({"days": "2024-12-31, 2025-01-01"}, "session-year", "violation"),
        ({"days": "2023-12-31"}, "session-year", "violation"),
        ({}, "committee-filing", "ok"),
        ({"days": "2023-06-01, 2026-05-31"}, "committee-filing", "ok"),
        ({"days": "2023-05-31"}, "committee-filing", "violation"),
        ({"days": "2024-11-20, 2026-06-01"}, "committee-filing", "violation"),
        ({"approved": ("2023-06-01", "2026-06-01")}, "committee-filing", "violation"),
        ({"approved": ("2024-02-29", "2027-02-27")}, "committee-filing", "ok"),
        ({"approved": ("2024-02-29", "2027-02-28")}, "committee-filing", "violation"),
        ({"members": 25}, "committee-size", "ok"),
        ({"members": 24}, "committee-size", "violation"),
        ({"members": 23}, "committee-size", "violation"),
        ({"members": 26}, "committee-size", "violation"),
        ({"members": 11, "kind": "specialty"}, "committee-size", "ok"),
        ({"members": 9, "kind": "specialty"}, "committee-size", "violation"),
        ({"members": 12, "kind": "specialty"}, "committee-size", "violation"),
        ({}, "quorum", "not_applicable"),
        ({}, "work-plan", "ok"),
        ({}, "standard-published", "ok"),
        ({}, "scoring-scheme", "not_applicable"),
        ({}, "elimination-floor", "not_applicable"),
        ({}, "member-integrity", "ok"),
        ({"integrity": "2021-11-21"}, "member-integrity", "violation"),
        ({"integrity": "2021-11-20"}, "member-integrity", "ok"),
        (
            {"integrity": "2021-11-20", "days": "2024-11-25, 2024-11-19"},
            "member-integrity",
            "violation",
        ),
        (
            {"staff": '[staff]\nsecretary = "甲"\nsecretary_integrity = [2023-01-01]\n'},
            "member-integrity",
            "violation",
        ),
        (
            {"staff": '[staff]\nsupervisor = "乙"\nsupervisor_integrity = [2023-01-01]\n'},
            "member-integrity",
            "violation",
        ),
    ],
)
def test_the_rules_of_the_session(
    changes: dict[str, Any], rule: str, status: str, tmp_path: Path
) -> None:
    (tmp_path / "r.csv").write_text(
        "编号,姓名,申报系列,申报专业,申报级别\n001,甲,工程,机械,副高级\n", "utf-8"
    )
    session = check(tmp_path, tmp_path / "r.csv", script_text(**changes))["session"]
    assert next(f["status"] for f in session if f["rule"] == rule) == status
    assert {f["rule"]: (f["severity"], f["article"]) for f in session} == {
        "session-year": ("blocking", "三（二）"),
        "committee-filing": ("blocking", "二"),
        "committee-size": ("attention", "人社部令第40号"),
        "quorum": ("blocking", "人社部令第40号"),
        "work-plan": ("attention", "结尾段"),
        "scoring-scheme": ("blocking", "三（五）"),
        "standard-published": ("attention", "一"),
        "member-integrity": ("blocking", "四（四）"),
        "elimination-floor": ("blocking", "三（五）"),
    }


def test_the_sentences_name_what_the_clerk_has_to_look_for(tmp_path: Path) -> None:
    answer = rows_of(
        tmp_path,
        [
            {"取得时间": "2019"} | grades(y2022="", y2020="不合格"),
            grades(y2021="", y2019=""),
            {"诚信记录": "2022-05-01 材料造假"},
            {"取得时间": "2018"} | grades(y2020="", y2022=""),
        ],
    )
    said = {
        (number, f["rule"]): f["message"] + str(f["evidence"])
        for number, findings in answer["applicants"].items()
        for f in findings
    }
    assert "2021" in said["002", "assessment-missing"]
    assert "2019" in said["002", "assessment-missing"]
    assert "2025年4月30日" in said["003", "integrity-record"]
    assert "2020" in said["004", "tenure-years"]
    assert "2022" in said["004", "tenure-years"]
    assert "2024年度考核尚未产生，暂予计入" in said["003", "tenure-years"]
