"""The settings as questions: what each decides, its default, and where that comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from zcdesk.desk import settings_text
from zcdesk.desk.book_choice import BookChoice
from zcdesk.domain.citation import Param, Standing
from zcdesk.domain.committee import Committee
from zcdesk.domain.scoring import ScoreScheme
from zcdesk.domain.session import Settings
from zcdesk.rules import committee as committee_rules
from zcdesk.rules.book import Book
from zcdesk.rules.scoring import plain


class Kind(Enum):
    """How a setting is answered: one of several words, a whole number, a number, and so on."""

    WORD = "word"
    WHOLE = "whole"
    NUMBER = "number"
    FLOOR = "floor"
    SIZES = "sizes"
    EXAMS = "exams"


@dataclass(frozen=True, slots=True)
class Question:
    """One setting. `options` are (value, words); `source` is the clause or why there is none."""

    name: str
    title: str
    meaning: str
    kind: Kind
    default: object
    default_words: str
    source: str
    options: tuple[tuple[str, str], ...] = ()
    unit: str = ""


_MEANINGS: Mapping[str, tuple[Kind, str, str]] = {
    "recusal_base": (Kind.WORD, "表决时，回避的委员是否从基数中扣除。结果因算法不同而变的，屏幕和纪要都会注明。", ""),
    "absent_from_defense": (Kind.WORD, "缺席答辩的申报人是否计入淘汰率的分母。", ""),
    "aggregate": (Kind.WORD, "专家的总分怎样合成一个得分；去掉最高最低分须至少有 5 名专家。", ""),
    "recent_years": (Kind.WORD, "破格申报所看的“近三年”从哪一年算起。", ""),
    "pool": (Kind.WORD, "淘汰率按什么分组核算。", ""),
    "max_rounds": (Kind.WHOLE, "最多进行几轮投票；分批进行和作废的轮次不计。", "轮"),
    "pass_mark": (Kind.NUMBER, "评议组分数线的起点，只能提高，不能降低。", "分"),
    "junior_floor": (Kind.FLOOR, "初级不作统一要求，由评委会自主确定；不设则留空。", "%"),
    "idle_minutes": (Kind.WHOLE, "无人操作多久后回到输入口令的画面。", "分钟"),
    "committee_min": (Kind.SIZES, "评委会的最低人数，不足时提示。", "人"),
    "exam_and_review": (Kind.EXAMS, "实行考评结合的系列和层级：须有有效的考试成绩，综合淘汰率下限另计。", ""),
    "small_group_votes": (Kind.WORD, "人数少到会透露个人投票时，报送版怎样印。", ""),
    "unproven_facts": (Kind.WORD, "规则用到的信息没有全部钉在材料上并标为已核时，能否进入答辩评议。没有电子材料的人无法钉住。", ""),
}  # fmt: skip

_OPTIONS = {
    "recusal_base": ("subtract", "keep"),
    "absent_from_defense": ("excluded", "eliminated"),
    "aggregate": ("mean", "trimmed_mean"),
    "recent_years": ("latest", "through_review_year", "before_review_year"),
    "pool": ("tier", "level", "specialty"),
    "small_group_votes": ("print", "outcome_only"),
    "unproven_facts": ("tell", "block"),
}


def questions(choice: BookChoice) -> tuple[Question, ...]:
    """Every setting of a book, in the order of the set-up page."""
    book = choice.book
    defaults = book.settings({})
    return tuple(_question(book, defaults, *entry) for entry in settings_text.NAMES)


def _question(book: Book, defaults: Settings, name: str, title: str, key: str) -> Question:
    kind, meaning, unit = _MEANINGS[name]
    return Question(
        name=name,
        title=title,
        meaning=meaning,
        kind=kind,
        default=shown(defaults, name),
        default_words=settings_text.value_in_words(defaults, name),
        source=_source(book.params.get(key)),
        options=tuple((word, settings_text.WORDS[word]) for word in _OPTIONS.get(name, ())),
        unit=unit,
    )


def _source(param: Param | None) -> str:
    """Where a default comes from; a book frozen before there was the choice says nothing of it."""
    nobody = "文件未作规定，由评委会选择"
    if param is None:
        return nobody
    source = param.citation.source
    place = f"《{source.title}》{param.citation.at}" if source.title else ""
    match param.standing:
        case Standing.CONFIRMED:
            return place
        case Standing.ASSUMED:
            return f"{place or '惯例'}（原文未核对）"
        case Standing.OPEN:
            return f"{place}，{nobody}" if place else nobody


def shown(defaults: Settings, name: str) -> object:
    """A setting's value as the set-up page shows it."""
    value = getattr(defaults, name)
    match name:
        case "pass_mark":
            return plain(value)
        case "junior_floor":
            return "" if value is None else plain(value)
        case "committee_min":
            return dict(value)
        case "exam_and_review":
            return tuple((mark.series, mark.level.value) for mark in value)
        case _:
            return value.value if isinstance(value, Enum) else value


def check(
    choice: BookChoice, choices: Mapping[str, object], scheme: ScoreScheme | None = None
) -> Settings:
    """The settings that these choices give. Refused with a sentence where one is not usable.

    `scheme` None: the book's own.
    """
    return choice.book.settings(choices, scheme)


def least_members(
    choice: BookChoice, choices: Mapping[str, object], committee: Committee
) -> int | None:
    """How many members such a committee has at least under this book; None where none is asked."""
    tiers = {level.tier for scope in committee.scope for level in scope.levels}
    return committee_rules.least_members(choice.book.settings(choices), committee.kind, tiers)
