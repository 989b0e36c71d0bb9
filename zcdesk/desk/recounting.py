"""Figures of a session in words, each under its name: as worked out, and as stated somewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from zcdesk.desk import reading
from zcdesk.desk.vetting import facts_in_words
from zcdesk.domain.applicant import Applicant
from zcdesk.domain.ballot import PaperCount, Round, RoundState, Tally
from zcdesk.domain.case import Case
from zcdesk.domain.codec import decode
from zcdesk.domain.events import Document
from zcdesk.domain.re_examination import Difference, Entry, Part
from zcdesk.domain.session import ApplicantStatus, Settings, SmallGroupVotes
from zcdesk.handover import recount
from zcdesk.reports.wording import group_name
from zcdesk.rules import elimination, scoring, voting
from zcdesk.rules.book import Book

BROKEN = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""How a record that is not what it should be shows itself."""

SCORES, VOTES, RESULTS, RATES = "得分", "各轮票数", "评审结果", "淘汰率"
PARTS = (SCORES, VOTES, RESULTS, RATES)

_MINUTES = "会议纪要印出的数字"

Figures = dict[tuple[str, str], str]
"""A figure by the part that it belongs to and its name, in words."""

_NONE = "无"
_COUNTS = {
    "present": "出席",
    "recused": "回避",
    "base": "基数",
    "yes": "同意",
    "no": "不同意",
    "abstain": "弃权",
    "spoilt": "废票",
    "not_returned": "未交",
}


def figures_stated(result: Mapping[str, Any]) -> Figures:
    """The figures as a result (`result.json`) states them."""
    found: Figures = {}
    for each in result["applicants"]:
        who = _who(each["number"], each["name"])
        score = None if each["score"] is None else Fraction(each["score"]["fraction"])
        found[SCORES, who] = _score(score)
        for place, vote in enumerate(each["rounds"], 1):
            found |= _vote(who, place, vote)
        found[RESULTS, who] = _status(each["status"])
    for group in result["groups"]:
        found |= _group(group["group"], group)
    return found


def figures_of_record(record: Mapping[str, Any]) -> Figures:
    """The figures that the program in every package (`recount.py`) works out from a record."""
    told = dict(record)
    found: Figures = {}
    names = {each["number"]: each["facts"]["name"] for each in told["applicants"]}
    scores, statuses = recount.scores_of(told), recount.statuses_of(told)
    for number, name in names.items():
        found[SCORES, _who(number, name)] = _score(scores[number])
        found[RESULTS, _who(number, name)] = _status(statuses[number])
    held: dict[str, int] = {}
    for vote in told["rounds"]:
        for number in vote["applicants"] if vote["state"] == "opened" else ():
            held[number] = held.get(number, 0) + 1
            counted = recount.tally_of(told, vote, number, [])
            found |= _vote(_who(number, names[number]), held[number], counted)
    for name, group in recount.groups_of(told).items():
        found |= _group(name, group)
    return found


def figures_by_rules(before: Case, settings: Settings, book: Book) -> Figures:
    """The figures that the rules give for a case as it was before the seal."""
    found: Figures = {}
    names = {number: applicant.name for number, applicant in before.applicants.items()}
    statuses = voting.final_statuses(before, sealing=True)
    for number, name in names.items():
        found[SCORES, _who(number, name)] = _score(scoring.score_of(before, number, settings, book))
        found[RESULTS, _who(number, name)] = _status(statuses[number].value)
    held: dict[str, int] = {}
    for vote in before.rounds.values():
        if vote.state is not RoundState.OPENED:
            continue
        for number, tally in voting.tallies(vote, _sums(vote), settings, book).items():
            held[number] = held.get(number, 0) + 1
            found |= _vote(_who(number, names[number]), held[number], _counted(vote, tally))
    for group in elimination.groups(before.applicants, statuses, settings, book):
        told = {
            "participating": group.participating,
            "defense_eliminated": group.defense_eliminated,
            "eliminated": group.eliminated,
            "overall": {"fraction": group.overall.fraction, "met": group.overall.met},
            "defense": {"fraction": group.defense.fraction, "met": group.defense.met},
        }
        found |= _group(group.group, told)
    return found


def parts_of(counted: Figures, others: Mapping[str, Figures]) -> list[Part]:
    """The figures counted again, part by part, beside everything that states them."""
    made = []
    for part in PARTS:
        names = [key for key in counted if key[0] == part]
        for stated in others.values():
            names += [key for key in stated if key[0] == part and key not in names]
        differences = [
            Difference(key[1], counted.get(key, _NONE), stated.get(key, _NONE), where)
            for where, stated in others.items()
            for key in names
            if counted.get(key, _NONE) != stated.get(key, _NONE)
        ]
        made.append(Part(part, len(names), tuple(differences)))
    return made


def _who(number: str, name: str) -> str:
    return f"{number} {name}"


def _score(score: Fraction | None) -> str:
    return _NONE if score is None else f"{scoring.display(score)}（{score}）"


def _status(status: str) -> str:
    return ApplicantStatus(status).chinese


def _vote(who: str, place: int, counts: Mapping[str, Any]) -> Figures:
    """`place`: the how many-th vote on this applicant; the round's own number stands in the words."""
    told = " ".join(
        f"{word} {counts[name]}" for name, word in _COUNTS.items() if counts.get(name) is not None
    )
    passed = "通过" if counts["passed"] else "未通过"
    matters = "，取决于回避口径" if counts["base_matters"] else ""
    return {(VOTES, f"{who} 第 {place} 次表决"): f"第{counts['round']}轮 {told} {passed}{matters}"}


def _group(name: str, group: Mapping[str, Any]) -> Figures:
    title = group_name(name)
    found = {
        (RATES, f"{title} 正式参加评审"): str(group["participating"]),
        (RATES, f"{title} 答辩评议淘汰"): str(group["defense_eliminated"]),
        (RATES, f"{title} 淘汰合计"): str(group["eliminated"]),
    }
    for key, word in (("overall", "综合淘汰率"), ("defense", "答辩评议淘汰率")):
        met = "达到下限" if group[key]["met"] else "未达到下限"
        found[RATES, f"{title} {word}"] = f"{group[key]['fraction']} {met}"
    return found


def _sums(vote: Round) -> Mapping[str, PaperCount]:
    return {
        number: PaperCount(each.approve, each.reject, each.abstain, each.spoilt)
        for number, each in vote.tallies.items()
    }


def _counted(vote: Round, tally: Tally) -> Mapping[str, Any]:
    spoilt = {"spoilt": tally.spoilt} if tally.spoilt else {}
    return {
        "round": vote.number,
        "present": tally.present,
        "recused": tally.recused,
        "base": tally.base,
        "yes": tally.approve,
        "no": tally.reject,
        "abstain": tally.abstain,
        "not_returned": tally.not_returned,
        "passed": tally.passed,
        "base_matters": tally.base_matters,
        **spoilt,
    }


# --- entries ------------------------------------------------------------------------------------

Places = Callable[[str], Mapping[str, str]]
"""Where the originals of an applicant's facts are, by the fact's id."""


def entries_of(record: Mapping[str, Any], places: Places | None = None) -> tuple[Entry, ...]:
    """What was taken down of people: facts, marks, and counts of paper ballots."""
    return (
        *_facts(record, places or (lambda _: {})),
        *_marks(record),
        *_paper_counts(record),
    )


def _facts(record: Mapping[str, Any], places: Places) -> Iterator[Entry]:
    for each in record["applicants"]:
        applicant: Applicant = decode(Applicant, each["facts"])
        at = places(applicant.number)
        for key, title, value in facts_in_words(applicant):
            yield Entry(applicant.number, applicant.name, title, value, at.get(key, ""))


def _marks(record: Mapping[str, Any]) -> Iterator[Entry]:
    names = {each["number"]: each["facts"]["name"] for each in record["applicants"]}
    for sheet in record["scores"]:
        if sheet["marks"]:
            told = "、".join(_mark(mark) for mark in sheet["marks"])
            title = f"评分表（{sheet['member'] or '办事机构'}）"
            yield Entry(sheet["applicant"], names[sheet["applicant"]], title, told, "评分表原件")


def _mark(mark: Mapping[str, Any]) -> str:
    rank = f"（排名 {mark['rank']}）" if mark["rank"] else ""
    return f"{mark['item']} {scoring.plain(recount.exact(mark['points']))}{rank}"


def _paper_counts(record: Mapping[str, Any]) -> Iterator[Entry]:
    names = {each["number"]: each["facts"]["name"] for each in record["applicants"]}
    for vote in record["rounds"]:
        for number, each in vote["tallies"].items() if vote.get("on_paper") else ():
            told = f"同意 {each['yes']} 不同意 {each['no']} 弃权 {each['abstain']}"
            told += f" 废票 {each['spoilt']}" if each.get("spoilt") else ""
            yield Entry(number, names[number], f"第{vote['round']}轮纸质表决", told, "计票单原件")


# --- on paper -----------------------------------------------------------------------------------


def on_paper(minutes: bytes, result: Mapping[str, Any]) -> Part:
    """Whether the minutes print these figures; read off the paper's own text, spaces apart."""
    text = "".join(_text_of(minutes).split())
    wanted = list(_printed(result))
    if not text:
        unread = Difference("会议纪要", "—", "文字无法读取，请与纸质纪要逐项核对", "会议纪要")
        return Part(_MINUTES, len(wanted), (unread,))
    missing = (
        Difference(what, told, "纸面文字中没有找到", "会议纪要")
        for what, told in wanted
        if "".join(told.split()) not in text
    )
    return Part(_MINUTES, len(wanted), tuple(missing))


def _printed(result: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for group in result["groups"]:
        for key, word in (("overall", "综合淘汰率"), ("defense", "答辩评议淘汰率")):
            rate = group[key]
            yield f"{group_name(group['group'])} {word}", f"{rate['fraction']}＝{rate['percent']}%"
    if result["settings"]["small_group_votes"] == SmallGroupVotes.OUTCOME_ONLY.value:
        return
    for each in result["applicants"]:
        for vote in each["rounds"]:
            counts = ("yes", "no", "abstain", "not_returned", "recused", "base")
            told = " ".join(str(vote[name]) for name in counts)
            passed = "通过" if vote["passed"] else "未通过"
            yield (
                f"{each['number']} {each['name']} 第{vote['round']}轮票数",
                f"{each['number']} {each['name']} {each['specialty']} {told} {passed}",
            )


def _text_of(pdf: bytes) -> str:
    """The text of a paper's pages, read in the process that draws foreign pages."""
    reader = reading.Reader()
    paper = Document("paper", "paper.pdf", len(pdf), "")
    shelf = reading.in_memory(pdf)
    try:
        outline = reader.outline(shelf, paper)
        if isinstance(outline, reading.Trouble):
            return ""
        return "".join(reader.text(shelf, paper, page).characters for page in range(len(outline)))
    finally:
        reader.close()
