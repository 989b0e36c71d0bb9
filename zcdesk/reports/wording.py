"""Words that several papers share: dates, numerals, names of groups and rounds, outcomes."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from fractions import Fraction

from zcdesk.domain.ballot import Round
from zcdesk.domain.dates import PartialDate
from zcdesk.domain.session import ApplicantStatus
from zcdesk.reports.snapshot import ApplicantRecord, RoundRecord, Snapshot

_DIGITS = "零一二三四五六七八九"
_GROUPS = {
    "senior": "高级",
    "senior_exam": "高级（考评结合）",
    "intermediate": "中级",
    "junior": "初级",
}
DEFENSE_WORDS = {
    ApplicantStatus.DEFENSE_PASSED: "通过",
    ApplicantStatus.DEFENSE_FAILED: "未通过",
    ApplicantStatus.ABSENT: "缺席",
    ApplicantStatus.EXEMPT: "免答辩",
}
"""What the defense gave, in a table."""
PASSED = "评审通过（待公示、待确认）"
PRIVATE_ONLY = "（限民营企业有效）"


def numeral(number: int) -> str:
    """一 to 九十九, for headings."""
    tens, ones = divmod(number, 10)
    ten = "" if tens == 0 else ("十" if tens == 1 else _DIGITS[tens] + "十")
    return ten + (_DIGITS[ones] if ones or not tens else "")


def date(day: datetime.date | None) -> str:
    """2024年11月20日; empty where there is none."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def month(day: PartialDate | None) -> str:
    """1980.05, or as much of it as is on file."""
    if day is None:
        return ""
    return f"{day.year}.{day.month:02d}" if day.month else str(day.year)


def moment(at: str) -> str:
    """An ISO local time as 2024年11月20日 9:05; a mere date as a date."""
    if not at:
        return ""
    time = datetime.datetime.fromisoformat(at)
    words = date(time.date())
    return f"{words} {time.hour}:{time.minute:02d}" if len(at) > len("2024-11-20") else words


def clock(at: str) -> str:
    """The time of day of an ISO local time, 9:05; anything else as it is."""
    if "T" not in at:
        return at
    time = datetime.datetime.fromisoformat(at)
    return f"{time.hour}:{time.minute:02d}"


def number(value: Fraction) -> str:
    """An exact number with at most two decimals, rounded half up (四舍五入), for display."""
    hundredths = (200 * value.numerator + value.denominator) // (2 * value.denominator)
    whole, rest = divmod(hundredths, 100)
    return f"{whole}.{rest:02d}" if rest else str(whole)


def points(value: Fraction) -> str:
    """Marks as experts write them: 12.5."""
    text = number(value)
    return text.rstrip("0") if "." in text else text


def score(value: Fraction | None) -> str:
    """A score with two decimals; – where there is none."""
    if value is None:
        return "—"
    hundredths = (200 * value.numerator + value.denominator) // (2 * value.denominator)
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def in_fours(digits: str) -> str:
    """Hex digits in groups of four, for the eye."""
    bare = digits.replace(":", "").replace(" ", "")
    return " ".join(bare[n : n + 4] for n in range(0, len(bare), 4))


def percent(value: Fraction) -> str:
    """A floor: 20%."""
    return f"{number(value)}%"


def share(value: Fraction) -> str:
    """2/3."""
    return f"{value.numerator}/{value.denominator}"


def group_name(group: str) -> str:
    """高级·副高级·工程·机械 of senior/副高级/工程/机械."""
    first, *rest = group.split("/")
    return "·".join((_GROUPS.get(first, first), *rest))


def round_name(record: RoundRecord, records: Sequence[RoundRecord]) -> str:
    """第一轮, 第一轮第二部分 where it was held in parts; one annulled and held again is no part."""
    return name_of_round(record.round, [each.round for each in records])


def name_of_round(vote: Round, votes: Sequence[Round]) -> str:
    """The same among the rounds of a session: 第一轮（作废）, and 第一轮（重投） for what replaced it."""
    name = f"第{numeral(vote.number)}轮"
    siblings = [each for each in votes if each.number == vote.number]
    annulled = [each for each in siblings if each.annul_reason]
    if vote in annulled:
        which = f"之{numeral(annulled.index(vote) + 1)}" if len(annulled) > 1 else ""
        return f"{name}（作废{which}）"
    standing = [each for each in siblings if each not in annulled]
    if len(standing) > 1:
        name += f"第{numeral(standing.index(vote) + 1)}部分"
    earlier = [each for each in siblings[: siblings.index(vote)] if each in annulled]
    again = any(set(each.applicants) & set(vote.applicants) for each in earlier)
    return f"{name}（重投）" if again else name


def annulling(record: RoundRecord) -> str:
    """That a round was annulled, as an event of the meeting."""
    return f"第{numeral(record.round.number)}轮投票作废"


def annulled_at(record: RoundRecord) -> str:
    """When it was annulled: an ISO local time."""
    return record.annulled_at or record.closed_at or record.opened_at


def counting(vote: Round) -> str:
    """How its votes come to be known: paper ballots lie in no box of the program's."""
    return "计票" if vote.on_paper else "开箱计票"


def round_title(snapshot: Snapshot, vote: Round) -> str:
    """The name of a round that is open or still to be opened."""
    record = next((r for r in snapshot.rounds if r.round.key == vote.key), None)
    if record is None:
        return f"第{numeral(vote.number)}轮"
    return round_name(record, snapshot.rounds)


def outcome(record: ApplicantRecord, snapshot: Snapshot) -> str:
    """The final status as papers print it; a pass is never 已取得."""
    if record.status is ApplicantStatus.PASSED:
        return passed_words(snapshot)
    return record.status.chinese


def passed_words(snapshot: Snapshot) -> str:
    """The words for a pass of this committee."""
    return PASSED + (PRIVATE_ONLY if snapshot.committee.private_enterprises_only else "")


_ENDS = ("。", "！", "？", "；", "…", ".", "!", "?", ";")


def ended(text: str) -> str:
    """What a person wrote, with the full stop that papers end a sentence with.

    It stands within quotation marks or brackets already where those close a whole sentence.
    """
    bare = text.rstrip()
    said = bare.rstrip("”’」』）)")
    return bare if not bare or said.endswith(_ENDS) else f"{bare}。"


def listed(names: Sequence[str]) -> str:
    """Names one after the other."""
    return "、".join(names)
