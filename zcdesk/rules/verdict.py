"""A rule's answer before it is put in words, and the finding that the book makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from zcdesk.domain.finding import Finding, Status
from zcdesk.rules.book import Book


class Verdict(NamedTuple):
    """Status, the facts as JSON values, and the case of the wording (empty: the status')."""

    status: Status
    evidence: Mapping[str, object]
    case: str = ""


def ok(case: str = "", /, **evidence: object) -> Verdict:
    """The rule holds."""
    return Verdict(Status.OK, evidence, case)


def violation(case: str = "", /, **evidence: object) -> Verdict:
    """The facts on file break the rule."""
    return Verdict(Status.VIOLATION, evidence, case)


def unclear(case: str = "", /, **evidence: object) -> Verdict:
    """A fact is missing or partial, or a person has to judge."""
    return Verdict(Status.UNCLEAR, evidence, case)


def not_applicable(case: str = "", /, **evidence: object) -> Verdict:
    """The rule does not concern the subject."""
    return Verdict(Status.NOT_APPLICABLE, evidence, case)


def dress(rule: str, verdict: Verdict, book: Book) -> Finding:
    """The finding: the verdict with the book's severity, article, clauses and sentences."""
    entry = book.rules[rule]
    sentence = book.wording[rule].cases[verdict.case or verdict.status.value]
    return Finding(
        rule,
        verdict.status,
        entry.severity,
        entry.article,
        sentence.message.fill(verdict.evidence),
        verdict.evidence,
        sentence.remedy.fill(verdict.evidence) if sentence.remedy.parts else sentence.remedy.tail,
        entry.citations,
    )
