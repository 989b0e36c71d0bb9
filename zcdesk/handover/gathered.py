"""One verified package as rows of the department's tables (汇总): pure, figures as whole numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zcdesk.domain.dates import PartialDate
from zcdesk.handover import recount
from zcdesk.handover.check_code import plain_code
from zcdesk.handover.verify import Examined

Row = tuple[Any, ...]

_KEY = (("package", "VARCHAR"), ("review_year", "INTEGER"), ("committee", "VARCHAR"))

TABLES: Mapping[str, Sequence[tuple[str, str]]] = {
    "packages": (
        *_KEY,
        ("committee_code", "VARCHAR"),
        ("organiser", "VARCHAR"),
        ("meeting_date", "DATE"),
        ("check_code", "VARCHAR"),
        ("fingerprint", "VARCHAR"),
        ("seal", "VARCHAR"),
        ("signed_at", "TIMESTAMP"),
        ("edition", "VARCHAR"),
        ("rehearsal", "BOOLEAN"),
        ("rules", "VARCHAR"),
        ("program", "VARCHAR"),
        ("path", "VARCHAR"),
        ("sha256", "VARCHAR"),
        ("checked_by", "VARCHAR"),
    ),
    "committee_groups": (
        *_KEY,
        ("group_name", "VARCHAR"),
        ("participating", "BIGINT"),
        ("defense_eliminated", "BIGINT"),
        ("eliminated", "BIGINT"),
        ("floor_over", "BIGINT"),
        ("floor_under", "BIGINT"),
        ("met", "BOOLEAN"),
        ("short_by", "BIGINT"),
        ("defense_floor_over", "BIGINT"),
        ("defense_floor_under", "BIGINT"),
        ("defense_met", "BOOLEAN"),
        ("defense_short_by", "BIGINT"),
    ),
    "applicants": (
        *_KEY,
        ("number", "VARCHAR"),
        ("name", "VARCHAR"),
        ("id_number", "VARCHAR"),
        ("born_on", "VARCHAR"),
        ("city", "VARCHAR"),
        ("employer", "VARCHAR"),
        ("employer_kind", "VARCHAR"),
        ("series", "VARCHAR"),
        ("specialty", "VARCHAR"),
        ("level", "VARCHAR"),
        ("route", "VARCHAR"),
        ("group_name", "VARCHAR"),
        ("status", "VARCHAR"),
        ("participates", "BOOLEAN"),
        ("eliminated", "BOOLEAN"),
        ("defense_eliminated", "BOOLEAN"),
        ("score", "VARCHAR"),
    ),
    "rounds": (
        *_KEY,
        ("number", "VARCHAR"),
        ("round", "INTEGER"),
        ("present", "INTEGER"),
        ("recused", "INTEGER"),
        ("base", "INTEGER"),
        ("yes", "INTEGER"),
        ("no", "INTEGER"),
        ("abstain", "INTEGER"),
        ("spoilt", "INTEGER"),
        ("not_returned", "INTEGER"),
        ("passed", "BOOLEAN"),
        ("base_matters", "BOOLEAN"),
    ),
    "exceptions": (*_KEY, ("reason", "VARCHAR")),
    "waivers": (
        *_KEY,
        ("number", "VARCHAR"),
        ("rule", "VARCHAR"),
        ("reason", "VARCHAR"),
        ("document", "VARCHAR"),
        ("approved_by", "VARCHAR"),
    ),
    "integrity": (
        *_KEY,
        ("number", "VARCHAR"),
        ("name", "VARCHAR"),
        ("id_number", "VARCHAR"),
        ("recorded_on", "VARCHAR"),
        ("cause", "VARCHAR"),
    ),
}
"""Columns with their types. A floor is the share `floor_over`/`floor_under`, null: none applies.

`package` is the session's name, the same in both editions; an empty waiver `number` is one of the
session itself. `sha256` is that of the whole file that was verified, empty where other files belong
to it; `checked_by` is the program that verified it.
"""


@dataclass(frozen=True, slots=True)
class GatheredPackage:
    """A verified package's rows by table."""

    name: str
    rows: Mapping[str, Sequence[Row]]

    def value(self, column: str) -> Any:
        """A value of its one row in `packages`."""
        place = [name for name, _ in TABLES["packages"]].index(column)
        return self.rows["packages"][0][place]


def gathered(
    examined: Examined, path: str, sha256: str = "", checked_by: str = ""
) -> GatheredPackage:
    """The rows of a package that was verified without fault; `sha256` is that of the file."""
    record, result = examined.record, examined.result
    committee = result["committee"]
    year = int(result["session"]["review_year"])
    name = examined.name.removesuffix("-archive")
    key = (name, year, committee["name"])
    signed_at = examined.signed_at
    packages = (
        *key,
        committee["code"],
        committee["organiser"],
        max(result["session"]["meeting_dates"]),
        plain_code(result["audit"]["head"]),
        examined.fingerprint,
        examined.seal,
        signed_at.replace(tzinfo=None).isoformat() if signed_at else None,
        record["edition"],
        result["rehearsal"],
        result["rules"]["id"],
        record["program"],
        path,
        sha256,
        checked_by,
    )
    reason = result["exception"]
    rows: dict[str, Sequence[Row]] = {
        "packages": [packages],
        "committee_groups": [(*key, *_group(each)) for each in result["groups"]],
        "applicants": [(*key, *each) for each in _applicants(record, result)],
        "rounds": [(*key, *each) for each in _rounds(result)],
        "exceptions": [(*key, reason)] if reason else [],
        "waivers": [(*key, *each) for each in _waivers(result)],
        "integrity": [(*key, *each) for each in _integrity(record)],
    }
    return GatheredPackage(name, rows)


def _group(group: Mapping[str, Any]) -> Row:
    counts = (group["participating"], group["defense_eliminated"], group["eliminated"])
    floors: list[Any] = []
    for rate in (group["overall"], group["defense"]):
        share = None if rate["floor"] is None else recount.exact(rate["floor"]) / 100
        over = None if share is None else share.numerator
        under = None if share is None else share.denominator
        floors += [over, under, rate["met"], rate["short_by"]]
    return (group["group"], *counts, *floors)


def _applicants(record: Mapping[str, Any], result: Mapping[str, Any]) -> Iterator[Row]:
    facts_of = {each["number"]: each["facts"] for each in record["applicants"]}
    out = {each["number"] for each in result["excluded"]}
    groups = recount.group_names(dict(record))
    for each in result["applicants"]:
        facts, status = facts_of[each["number"]], each["status"]
        takes_part = each["number"] not in out
        yield (
            each["number"],
            each["name"],
            facts["id_number"],
            _day(facts["born_on"]),
            facts["city"],
            facts["employer"],
            facts["employer_kind"],
            record["series"][facts["series"]],
            each["specialty"],
            each["level"],
            facts["route"],
            groups.get(each["number"]),
            status,
            takes_part,
            takes_part and status in ("defense_failed", "absent", "vote_failed"),
            takes_part and status in ("defense_failed", "absent"),
            each["score"] and each["score"]["fraction"],
        )


def _rounds(result: Mapping[str, Any]) -> Iterator[Row]:
    figures = ("round", "present", "recused", "base", "yes", "no", "abstain")
    for applicant in result["applicants"]:
        for each in applicant["rounds"]:
            last = (each["not_returned"], each["passed"], each["base_matters"])
            counts = (each[name] for name in figures)
            yield (applicant["number"], *counts, each.get("spoilt", 0), *last)


def _waivers(result: Mapping[str, Any]) -> Iterator[Row]:
    held = [("", result.get("session_waivers", []))]
    held += [(each["number"], each["waivers"]) for each in result["applicants"]]
    for number, waivers in held:
        for w in waivers:
            yield (number, w["rule"], w["reason"], w["document"], w["by"])


def _integrity(record: Mapping[str, Any]) -> Iterator[Row]:
    for each in record["applicants"]:
        facts = each["facts"]
        for entry in facts["integrity_records"]:
            day = _day(entry["recorded_on"])
            yield (each["number"], facts["name"], facts["id_number"], day, entry["cause"])


def _day(value: Any) -> str:
    """A date as the record writes it, as ISO text of its precision; empty where there is none."""
    if not value:
        return ""
    return value if isinstance(value, str) else PartialDate(**value).iso
