"""The settings in force in words, each with where it comes from, for the minutes."""

from __future__ import annotations

from fractions import Fraction

from zcdesk.desk.desk import Desk
from zcdesk.domain.citation import Param, Standing
from zcdesk.domain.session import Settings
from zcdesk.reports.snapshot import SettingRecord
from zcdesk.rules.scoring import plain

# Setting, its name for people, and the parameter of the book that gives its default.
NAMES = (
    ("recusal_base", "回避委员与表决基数", "recusal.base"),
    ("absent_from_defense", "缺席答辩的处理", "defense.absent"),
    ("aggregate", "专家评分汇总方式", "scoring.aggregate"),
    ("recent_years", "“近三年”的计算", "assessment.recent_years"),
    ("pool", "淘汰率统计分组", "elimination.pool"),
    ("max_rounds", "投票轮次上限", "voting.max_rounds"),
    ("pass_mark", "答辩评议合格线", "scoring.pass_mark"),
    ("junior_floor", "初级淘汰率下限", "elimination.junior_floor"),
    ("idle_minutes", "无人操作自动锁定", "session.idle_minutes"),
    ("committee_min", "评委会最低人数", "committee.minimum.senior.series"),
    ("exam_and_review", "考评结合的系列和层级", "exam.review"),
    ("small_group_votes", "报送版票数", "print.small_group_votes"),
    ("unproven_facts", "没有核完的审核依据", "vetting.unproven"),
)
"""Settings in the order of the set-up page."""

# Other values of the book that minutes name when no text at hand confirms them.
_LABELS = {
    "assessment.passing_grades": "计入任职年限的考核等次",
    "assessment.exempt_kinds": "可不提供年度考核的单位性质",
    "assessment.exceptional_window": "破格“近三年”的年数",
    "committee.approval_years": "核准备案最长年限",
    "committee.minimum.senior.specialty": "按专业组建的高级评委会最低人数",
    "defense.panel_minimum": "评议组最少人数",
    "elimination.intermediate.overall": "中级淘汰率下限",
    "elimination.senior.defense": "高级答辩评议淘汰率下限",
    "elimination.senior.overall": "高级综合淘汰率下限",
    "elimination.senior_exam.defense": "考评结合系列答辩评议淘汰率下限",
    "elimination.senior_exam.overall": "考评结合系列综合淘汰率下限",
    "integrity.years": "失信记录年限",
    "level.papered_routes": "可不受逐级限制的申报方式",
    "post.in_service": "在职在岗的登记用语",
    "post.no_employer_kinds": "没有用人单位的人员类别",
    "post.not_eligible": "不能申报的在岗状态",
    "private.kinds": "视为民营企业的单位性质",
    "public_notice.working_days": "公示最少工作日",
    "quorum.share": "法定人数",
    "retirement.men": "男性退休年龄提示线（周岁）",
    "retirement.women": "女性退休年龄提示线（周岁）",
    "scoring.dimension_points": "每个维度的满分",
    "scoring.dimension_step": "赋分的最小间隔",
    "scoring.dimensions": "量化赋分维度",
    "scoring.trim_from": "去掉最高最低分所需的最少专家数",
    "session.pin_tries": "密码输错锁定次数",
    "submission.channels": "申报渠道",
    "transfer.obtained_by": "取得方式中表示转评的用语",
    "transfer.post_years": "转评所需的现岗位年限",
    "voting.pass": "通过所需的同意票比例",
}

WORDS = {
    "subtract": "基数为出席委员减回避委员",
    "keep": "基数为全部出席委员",
    "excluded": "不计入正式参加评审人数",
    "eliminated": "计为答辩评议淘汰",
    "mean": "平均分",
    "trimmed_mean": "去掉一个最高分和一个最低分后的平均分",
    "latest": "最近三个有考核结果的年度",
    "through_review_year": "评审年度及之前两年",
    "before_review_year": "评审年度之前三年",
    "tier": "按层级档次（高级、中级、初级）",
    "level": "高级再分正高级、副高级",
    "specialty": "按系列和专业",
    "print": "印出票数",
    "outcome_only": "只印通过、未通过",
    "tell": "只提醒，不妨碍进入答辩评议",
    "block": "全部钉住并核对后才能进入答辩评议",
}
"""The values of the settings that are words."""


def settings_in_words(desk: Desk) -> tuple[SettingRecord, ...]:
    """Every setting in the order of the set-up page, then every other value not quoted from a text."""
    # What the frozen book does not know and nobody has chosen is not printed: a paper printed anew
    # by a later program is the same.
    asked = (
        each for each in NAMES if each[2] in desk.book.params or each[0] in desk.settings.chosen
    )
    settings = tuple(_record(desk, *entry) for entry in asked)
    named = {key for _, _, key in NAMES}
    others = tuple(
        SettingRecord(label_of(key), _value(param), param.standing, _source(param))
        for key, param in desk.book.params.items()
        if key not in named and param.standing is not Standing.CONFIRMED
    )
    return settings + others


def label_of(key: str) -> str:
    """The Chinese name of a value of the book; the key itself where it has none."""
    named = {book_key: name for _, name, book_key in NAMES}
    return named.get(key) or _LABELS.get(key, key)


def _record(desk: Desk, setting: str, name: str, key: str) -> SettingRecord:
    chosen = setting in desk.settings.chosen
    standing = Standing.OPEN if chosen else desk.book[key].standing
    source = "" if chosen else _source(desk.book[key])
    return SettingRecord(name, value_in_words(desk.settings, setting), standing, source, chosen)


def value_in_words(settings: Settings, setting: str) -> str:
    """One setting's value for people."""
    match setting:
        case "max_rounds":
            return f"{settings.max_rounds}轮"
        case "pass_mark":
            return f"{plain(settings.pass_mark)}分"
        case "junior_floor":
            return "不设" if settings.junior_floor is None else f"{plain(settings.junior_floor)}%"
        case "idle_minutes":
            return f"{settings.idle_minutes}分钟"
        case "committee_min":
            return "；".join(
                f"{tier_in_words(key)}{n}人" for key, n in settings.committee_min.items()
            )
        case "exam_and_review":
            marks = [f"{entry.series}{entry.level.value}" for entry in settings.exam_and_review]
            return "、".join(marks) or "无"
        case _:
            return WORDS[getattr(settings, setting).value]


def tier_in_words(key: str) -> str:
    """A tier and kind of committee (senior.series) in words."""
    for code, chinese in (
        ("senior", "高级"),
        ("intermediate", "中级"),
        ("junior", "初级"),
        ("series", "按系列组建"),
        ("specialty", "按专业组建"),
    ):
        key = key.replace(code, chinese)
    return key.replace("/", "").replace(".", "")


def _source(param: Param) -> str:
    source = param.citation.source
    return f"{source.title}{param.citation.at}" if source.title else ""


_UNITS = {
    "members": "人",
    "minutes": "分钟",
    "points": "分",
    "rounds": "轮",
    "tries": "次",
    "working_days": "个工作日",
    "years": "年",
}


def _value(param: Param) -> str:
    value = param.value
    if isinstance(value, tuple):
        return "、".join(value)
    if isinstance(value, Fraction) and param.of in _UNITS:
        return f"{plain(value)}{_UNITS[param.of]}"
    return f"{value}{_UNITS.get(param.of, '')}"
