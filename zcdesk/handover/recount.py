#!/usr/bin/env python3
"""Recount a handed-over review session (评审结果复算): python3 recount.py [folder]

Works out every score, tally, status and elimination rate anew from data/record.json, follows the
audit chain, and compares each figure with data/result.json. Needs nothing but Python 3.8 or later.
Exit code: 0 everything agrees, 1 something differs (each difference is one line), 2 cannot run.
"""

from __future__ import annotations

import functools
import hashlib
import json
import re
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

GENESIS = "0" * 64
_NOTHING = Fraction(0)
_NUMBER = re.compile(r"(-?[0-9]{1,9}(?:\.[0-9]{1,9}|/[0-9]{1,9})?)(%?)")
_BROKEN = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RecursionError)


def recount(record: dict[str, Any], result: dict[str, Any]) -> list[str]:
    """Every figure of the result that does not follow from the record, one line each."""
    differences: list[str] = []
    for check in (_frame, _applicants, _texts, _scores, _rounds, _statuses, _groups):
        try:
            check(record, result, differences)
        except _BROKEN as error:
            differences.append(_unusable(check.__name__.strip("_"), error))
    return differences


def audit_breaks(record: dict[str, Any], result: dict[str, Any]) -> list[str]:
    """Where the audit chain does not hold, or does not say what record and result say."""
    differences: list[str] = []
    for check in (_chain, _sealed):
        try:
            check(record, result, differences)
        except _BROKEN as error:
            differences.append(_unusable("audit", error))
    return differences


@functools.lru_cache(maxsize=4096, typed=True)
def exact(value: Any) -> Fraction:
    """A number written as text ("20%", "2/3", "86.45") or a whole number, exactly."""
    match = _NUMBER.fullmatch(str(value))
    if match is None or isinstance(value, (bool, float)):
        raise ValueError(f"not an exact number: {value!r:.40}")
    return Fraction(match.group(1)) / (100 if match.group(2) else 1)


def two_decimals(value: Fraction) -> str:
    """Rounded half up (四舍五入)."""
    hundredths = (200 * value.numerator + value.denominator) // (2 * value.denominator)
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def _unusable(part: str, error: BaseException) -> str:
    return f"{part}：内容不完整或格式不对 / unusable: {error!r:.120}"


def _compare(found: list[str], where: str, figure: str, computed: Any, stated: Any) -> None:
    """One line where the two differ; True is not 1."""
    if computed != stated or isinstance(computed, bool) != isinstance(stated, bool):
        found.append(
            f"{where}：{figure} 复算为 {computed}，结果文件为 {stated}"
            f" / recomputed {computed}, result.json says {stated}"
        )


# --- what was agreed beforehand ---------------------------------------------------------------


def _frame(record: dict[str, Any], result: dict[str, Any], found: list[str]) -> None:
    _compare(found, "记录", "format", "zcdesk-record/1", record["format"])
    _compare(found, "结果", "format", "zcdesk-result/1", result["format"])
    for name in ("rehearsal", "committee", "session"):
        _compare(found, "会议", name, record[name], result[name])
    _compare(found, "规则", "id", record["rules"]["id"], result["rules"]["id"])
    digest = _book_digest(record["rules"]["files"])
    _compare(found, "规则", "sha256", digest, result["rules"]["sha256"])
    for name, value in sorted(record["settings"].items()):
        values = [value, result["settings"][name]]
        if name in ("pass_mark", "junior_floor"):
            values = [None if each is None else exact(each) for each in values]
        _compare(found, "设置", name, *values)
    _compare(found, "例外", "exception", bool(record["exception"]), bool(result["exception"]))


def _book_digest(files: dict[str, str]) -> str:
    """SHA-256 over the rule book's names and texts, each with its length (8 bytes) before it."""
    whole = hashlib.sha256()
    for name in sorted(files):
        for part in (name.encode("utf-8"), files[name].encode("utf-8")):
            whole.update(len(part).to_bytes(8, "big") + part)
    return whole.hexdigest()


def _applicants(record: dict[str, Any], result: dict[str, Any], found: list[str]) -> None:
    numbers = [each["number"] for each in record["applicants"]]
    _compare(found, "申报人", "number", numbers, [each["number"] for each in result["applicants"]])
    stated = _by_number(result["applicants"])
    for each in record["applicants"]:
        for name in ("name", "series", "specialty", "level"):
            where = "申报人 {}".format(each["number"])
            _compare(found, where, name, each["facts"][name], stated[each["number"]][name])
    excluded = [(e["number"], e["status"]) for e in result["excluded"]]
    _compare(
        found,
        "不计入人员",
        "excluded",
        [(e["number"], e["status"]) for e in record["applicants"] if is_out(e["status"], record)],
        excluded,
    )


def _texts(record: dict[str, Any], result: dict[str, Any], found: list[str]) -> None:
    """The exception, waivers and reasons word by word.

    The archive edition names experts, whom the result leaves out. An applicant's reason and the
    session's waivers are keys of ours, which a result that keeps to the contract may lack.
    """
    if record["edition"] != "submission":
        return
    _compare(found, "会议", "exception", record["exception"], result["exception"])
    ours = record["session_waivers"]
    _compare(found, "会议", "session_waivers", ours, result.get("session_waivers", ours))
    stated, out = _by_number(result["applicants"]), _by_number(result["excluded"])
    for each in record["applicants"]:
        number = each["number"]
        theirs = stated[number]
        _compare(found, f"申报人 {number}", "waivers", each["waivers"], theirs["waivers"])
        reason = theirs.get("reason", each["reason"])
        _compare(found, f"申报人 {number}", "reason", each["reason"], reason)
        if number in out:
            _compare(found, f"不计入人员 {number}", "reason", each["reason"], out[number]["reason"])


def _by_number(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {row["number"]: row for row in rows}


# --- scores -------------------------------------------------------------------------------------


def _scores(record: dict[str, Any], result: dict[str, Any], found: list[str]) -> None:
    stated = _by_number(result["applicants"])
    scores = scores_of(record)
    _lines(record, scores, found)
    for number, score in scores.items():
        where = f"申报人 {number}"
        given = stated[number]["score"]
        if score is None or given is None:
            _compare(found, where, "score", score, given)
            continue
        _compare(found, where, "score", score, exact(given["fraction"]))
        _compare(found, where, "score", two_decimals(score), given["display"])


def _lines(record: dict[str, Any], scores: dict[str, Fraction | None], found: list[str]) -> None:
    """Whether the defense ended as the score and the panel's line say."""
    lines = {number: panel["line"] for panel in record["panels"] for number in panel["applicants"]}
    for applicant in record["applicants"]:
        number = applicant["number"]
        where = f"申报人 {number}"
        score, line = scores[number], lines.get(number)
        if score is None or applicant["defense"] not in ("defense_passed", "defense_failed"):
            continue
        mark = exact(record["settings"]["pass_mark"] if line is None else line)
        if mark < exact(record["settings"]["pass_mark"]):
            found.append(f"{where}：分数线低于合格线 / the line is below the pass mark")
        fell = "defense_passed" if score >= mark else "defense_failed"
        _compare(found, where, f"defense ({score} / {mark})", fell, applicant["defense"])


def scores_of(record: dict[str, Any]) -> dict[str, Fraction | None]:
    """Each applicant's score from the panel's sheets; None where there is none."""
    sheets: dict[str, dict[str, dict[str, Any]]] = {}
    for sheet in record["scores"]:
        marks = {mark["item"]: mark for mark in sheet["marks"]}
        sheets.setdefault(sheet["applicant"], {})[sheet["member"]] = marks
    recused = {(each["applicant"], each["member"]) for each in record["recusals"]}
    panel_of = {number: panel for panel in record["panels"] for number in panel["applicants"]}
    scores: dict[str, Fraction | None] = {}
    for applicant in record["applicants"]:
        number = applicant["number"]
        own = sheets.get(number, {})
        totals = []
        for member in panel_of.get(number, {"members": []})["members"]:
            if member in own and (number, member) not in recused:
                # The office's marks, under no member's name, count for every expert.
                marks = dict(own.get("", {}))
                marks.update(own[member])
                totals.append(_points(record["scheme"]["root"], marks))
        scores[number] = _aggregate(totals, record) if totals else None
    return scores


def _points(part: dict[str, Any], marks: dict[str, Any]) -> Fraction:
    if "parts" not in part:
        mark = marks.get(part["name"])
        if mark is None:
            return _NOTHING
        points, factors = exact(mark["points"]), part["rank_factors"]
        return points * exact(factors[min(mark["rank"], len(factors)) - 1]) if factors else points
    below = [_points(each, marks) for each in part["parts"]]
    highest = part["combine"] == "highest"
    points = max(below, default=_NOTHING) if highest else _sum(below)
    return points if part["cap"] is None else min(points, exact(part["cap"]))


def _sum(values: list[Fraction]) -> Fraction:
    """The exact sum; whole numbers, which most marks are, are added as such."""
    whole, rest = 0, _NOTHING
    for value in values:
        if value.denominator == 1:
            whole += value.numerator
        else:
            rest += value
    return rest + whole


def _aggregate(totals: list[Fraction], record: dict[str, Any]) -> Fraction:
    counted = totals
    least = exact(record["parameters"]["scoring.trim_from"])
    if record["settings"]["aggregate"] == "trimmed_mean" and len(totals) >= least:
        counted = sorted(totals)[1:-1]
    return _sum(counted) / len(counted)


# --- the vote -----------------------------------------------------------------------------------


def _rounds(record: dict[str, Any], result: dict[str, Any], found: list[str]) -> None:
    held: dict[str, list[dict[str, Any]]] = {}
    for vote in record["rounds"]:
        if vote["state"] != "opened":
            continue
        _compare(
            found,
            "第 {} 轮".format(vote["key"]),
            "tallies",
            vote["applicants"],
            list(vote["tallies"]),
        )
        _members(record, vote, found)
        voters = [m for m in vote["present"] if _has_sheet(vote, m)]
        returned = vote["cast"] + len(vote["not_returned"]) + len(vote.get("slips_out", []))
        _compare(found, "第 {} 轮".format(vote["key"]), "issued", len(voters), returned)
        for number in vote["applicants"]:
            held.setdefault(number, []).append(tally_of(record, vote, number, found))
    for applicant in result["applicants"]:
        computed, stated = held.get(applicant["number"], []), applicant["rounds"]
        where = "申报人 {}".format(applicant["number"])
        _compare(found, where, "rounds", len(computed), len(stated))
        for mine, theirs in zip(computed, stated):  # noqa: B905 - Python 3.8 has no strict
            for name, value in mine.items():
                place = "{} 第 {} 轮".format(where, mine["round"])
                _compare(found, place, name, value, theirs[name])


def _members(record: dict[str, Any], vote: dict[str, Any], found: list[str]) -> None:
    """Whoever a round speaks of is a member, and whoever keeps out or did not cast was there."""
    known, here = {each["id"] for each in record["members"]}, set(vote["present"])
    out = {m for members in vote["recused"].values() for m in members} | set(vote["not_returned"])
    for strange in sorted((here - known) | (out - here)):
        found.append(
            "第 {} 轮：{} 不在委员之列或没有出席 / no member or not present".format(
                vote["key"], strange
            )
        )


def _has_sheet(vote: dict[str, Any], member: str) -> bool:
    return any(member not in vote["recused"].get(a, []) for a in vote["applicants"])


def tally_of(
    record: dict[str, Any], vote: dict[str, Any], number: str, found: list[str]
) -> dict[str, Any]:
    """One applicant's figures in one round, worked out from attendance, recusals and sums."""
    counted = vote["tallies"][number]
    out = vote["recused"].get(number, [])
    present, recused = len(vote["present"]), len(out)
    keep = record["settings"]["recusal_base"] == "keep"
    base = present if keep else present - recused
    yes, share = counted["yes"], exact(record["parameters"]["voting.pass"])
    not_returned = len([m for m in vote["not_returned"] if m not in out])
    not_returned += len([slip for slip in vote.get("slips_out", []) if number in slip])
    where = "申报人 {} 第 {} 轮".format(number, vote["round"])
    # Spoilt lines (废票) happen on paper alone: neither for nor against, and in the base.
    spoilt = counted.get("spoilt", 0)
    ballots = yes + counted["no"] + counted["abstain"] + spoilt + not_returned
    _compare(found, where, "yes+no+abstain+spoilt+not_returned", present - recused, ballots)
    if min(yes, counted["no"], counted["abstain"], spoilt) < 0:
        found.append(f"{where}：票数为负 / negative count")
    outcomes = [_passes(yes, of, share) for of in (present, present - recused)]
    figures = {
        "round": vote["round"],
        "present": present,
        "recused": recused,
        "base": base,
        "yes": yes,
        "no": counted["no"],
        "abstain": counted["abstain"],
        "not_returned": not_returned,
        "passed": _passes(yes, base, share),
        "base_matters": outcomes[0] != outcomes[1],
    }
    for name in sorted(set(figures) & set(counted)):
        _compare(found, where, f"record {name}", figures[name], counted[name])
    return dict(figures, spoilt=spoilt) if spoilt else figures


def _passes(yes: int, base: int, share: Fraction) -> bool:
    """以上 includes the number itself: 6 of 9 passes two thirds."""
    return base > 0 and yes * share.denominator >= base * share.numerator


# --- what became of everybody -------------------------------------------------------------------


def _statuses(record: dict[str, Any], result: dict[str, Any], found: list[str]) -> None:
    stated = _by_number(result["applicants"])
    computed = statuses_of(record)
    for applicant in record["applicants"]:
        number = applicant["number"]
        where = f"申报人 {number}"
        _compare(found, where, "status", computed[number], stated[number]["status"])
        _compare(found, where, "record status", computed[number], applicant["status"])


def statuses_of(record: dict[str, Any]) -> dict[str, str]:
    """Each applicant's final status from the decisions before the vote and the last round."""
    last: dict[str, str] = {}
    share = exact(record["parameters"]["voting.pass"])
    for vote in record["rounds"]:
        if vote["state"] == "opened":
            for number in vote["not_put"]:
                # Whom every attending member is recused from nobody can approve.
                last.setdefault(number, "vote_failed")
            for number in vote["applicants"]:
                keep = record["settings"]["recusal_base"] == "keep"
                out = 0 if keep else len(vote["recused"].get(number, []))
                yes = vote["tallies"][number]["yes"]
                passed = _passes(yes, len(vote["present"]) - out, share)
                last[number] = "passed" if passed else "vote_failed"
    statuses = {}
    for applicant in record["applicants"]:
        status = applicant["status"]
        if status in ("passed", "vote_failed", "defense_passed", "exempt"):
            voted = last.get(applicant["number"], "no vote")
            allowed = applicant["defense"] in ("defense_passed", "exempt")
            status = voted if allowed else str(applicant["defense"])
        elif status in ("defense_failed", "absent"):
            status = str(applicant["defense"])
        statuses[applicant["number"]] = status
    return statuses


# --- elimination --------------------------------------------------------------------------------


def is_out(status: str, record: dict[str, Any]) -> bool:
    """Whether a status keeps an applicant out of the denominator (正式参加评审)."""
    if status == "absent":
        return bool(record["settings"]["absent_from_defense"] == "excluded")
    return status in ("rejected", "withdrawn", "disqualified", "pending")


def _groups(record: dict[str, Any], result: dict[str, Any], found: list[str]) -> None:
    computed = groups_of(record)
    stated = {group["group"]: group for group in result["groups"]}
    if len(stated) != len(result["groups"]):
        found.append("分组重复 / a group stands twice")
    _compare(found, "淘汰率", "groups", sorted(computed), sorted(stated))
    missed = False
    for name in sorted(set(computed) & set(stated)):
        mine, theirs = computed[name], stated[name]
        for figure in ("participating", "defense_eliminated", "eliminated"):
            _compare(found, f"淘汰率 {name}", figure, mine[figure], theirs[figure])
        for rate in ("overall", "defense"):
            missed = missed or not mine[rate]["met"]
            floor = theirs[rate]["floor"]
            given = dict(theirs[rate], floor=None if floor is None else exact(floor))
            for figure, value in mine[rate].items():
                where = f"淘汰率 {name} {rate}"
                _compare(found, where, figure, value, given[figure])
    _compare(found, "例外", "exception", missed, bool(record["exception"]))


def groups_of(record: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The elimination groups by name, each with its counts and both rates."""
    statuses = statuses_of(record)
    members: dict[str, list[str]] = {}
    for number, name in group_names(record).items():
        members.setdefault(name, []).append(statuses[number])
    groups = {}
    for name, held in members.items():
        at_defense = len([s for s in held if s in ("defense_failed", "absent")])
        eliminated = at_defense + held.count("vote_failed")
        overall, defense = _floors(name.split("/")[0], record)
        groups[name] = {
            "participating": len(held),
            "defense_eliminated": at_defense,
            "eliminated": eliminated,
            "overall": _rate(eliminated, len(held), overall),
            "defense": _rate(at_defense, len(held), defense),
        }
    return groups


def group_names(record: dict[str, Any]) -> dict[str, str]:
    """The elimination group of everybody who takes part, by number.

    A group of one series and specialty is called as the roster first writes them.
    """
    statuses = statuses_of(record)
    called: dict[tuple[str, ...], str] = {}
    found = {}
    for applicant in record["applicants"]:
        if not is_out(statuses[applicant["number"]], record):
            key, name = _group_of(applicant["facts"], record)
            found[applicant["number"]] = called.setdefault(key, name)
    return found


def _group_of(facts: dict[str, Any], record: dict[str, Any]) -> tuple[tuple[str, ...], str]:
    """What makes a group, and how these facts write it."""
    series, specialties = record["series"], record.get("specialties", {})
    own, level, specialty = series[facts["series"]], facts["level"], facts["specialty"]
    tiers = {"副高级": "senior", "正高级": "senior", "中级": "intermediate"}
    kind = tiers.get(level, "junior")
    exams = record["settings"]["exam_and_review"]
    parts = [kind]
    if kind == "senior":
        if any(series[e["series"]] == own and e["level"] == level for e in exams):
            parts = ["senior_exam"]
        if record["settings"]["pool"] != "tier":
            parts.append(level)
    if record["settings"]["pool"] != "specialty":
        return tuple(parts), "/".join(parts)
    key = (*parts, own, specialties.get(specialty, specialty))
    return key, "/".join([*parts, facts["series"], specialty])


def _floors(kind: str, record: dict[str, Any]) -> tuple[Fraction | None, Fraction | None]:
    """The two floors of a kind of group as shares; None where there is none."""
    if kind == "junior":
        own = record["settings"]["junior_floor"]
        return (None if own is None else exact(own) / 100), None
    texts = [record["parameters"].get(f"elimination.{kind}.{n}") for n in ("overall", "defense")]
    overall, defense = [None if text is None else exact(text) for text in texts]
    return overall, defense


def _rate(eliminated: int, of: int, floor: Fraction | None) -> dict[str, Any]:
    """A rate against its floor, in whole people."""
    least = 0 if floor is None else -(-of * floor.numerator // floor.denominator)
    return {
        "fraction": f"{eliminated}/{of}",
        "percent": two_decimals(Fraction(100 * eliminated, of)),
        "floor": None if floor is None else 100 * floor,
        "met": eliminated >= least,
        "short_by": max(0, least - eliminated),
    }


# --- the audit chain ------------------------------------------------------------------------------


def _chain(record: dict[str, Any], result: dict[str, Any], found: list[str]) -> None:
    head = GENESIS
    for place, line in enumerate(record["audit"], start=1):
        body = line["body"]
        whole = body is None or hashlib.sha256(body.encode("utf-8")).hexdigest() == line["digest"]
        text = f"{head}|{place}|{line['digest']}"
        head = hashlib.sha256(text.encode("ascii")).hexdigest()
        if not whole or line["number"] != place or line["head"] != head:
            found.append(f"审计链第 {place} 条不连续 / the chain breaks at entry {place}")
            return
    _compare(found, "审计链", "entries", len(record["audit"]), result["audit"]["entries"])
    _compare(found, "审计链", "head", head, result["audit"]["head"])


def _sealed(record: dict[str, Any], _result: dict[str, Any], found: list[str]) -> None:
    """What the log says of boxes opened and of the seal is what the record says."""
    votes = {vote["key"]: vote for vote in record["rounds"]}
    for line in record["audit"]:
        if line["body"] is None:
            continue
        event = json.loads(line["body"])
        name, payload = event["event"], event["payload"]
        where = "审计链第 {} 条".format(line["number"])
        if name in ("BoxOpened", "PaperCounted"):
            for number, tally in payload["tallies"].items():
                mine = votes[payload["round"]]["tallies"][number]
                for ours, logged in (("yes", "approve"), ("no", "reject"), ("abstain", "abstain")):
                    _compare(found, f"{where} 申报人 {number}", ours, tally[logged], mine[ours])
                spoilt = (tally.get("spoilt", 0), mine.get("spoilt", 0))
                _compare(found, f"{where} 申报人 {number}", "spoilt", *spoilt)
        if name == "Sealed":
            statuses = {each["number"]: each["status"] for each in record["applicants"]}
            _compare(found, where, "statuses", payload["statuses"], statuses)


# --- on its own -----------------------------------------------------------------------------------


def main(arguments: list[str]) -> int:
    """Recount the unpacked package in a folder, by default the one this file stands in."""
    folder = Path(arguments[0]) if arguments else Path(__file__).resolve().parent
    say = sys.stdout.write
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")
    try:
        texts = [(folder / "data" / n).read_text("utf-8") for n in ("record.json", "result.json")]
        record, result = [json.loads(text) for text in texts]
    except (OSError, ValueError, RecursionError) as error:
        sys.stderr.write(f"无法读取 / cannot read: {error}\n")
        return 2
    differences = recount(record, result) + audit_breaks(record, result)
    for line in differences:
        say(f"不符 DIFFERENT  {line}\n")
    if differences:
        say(f"共 {len(differences)} 处不符 / {len(differences)} differences\n")
        return 1
    for name, group in groups_of(record).items():
        overall, defense = group["overall"]["fraction"], group["defense"]["fraction"]
        say(f"淘汰率 {name}：综合 overall {overall}，答辩 defense {defense}\n")
    for name in ("applicants", "rounds", "audit"):
        say(f"{name}: {len(record[name])}\n")
    say("全部相符 EVERYTHING AGREES  {}\n".format(result["audit"]["head"]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
