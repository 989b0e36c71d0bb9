"""A rule's answer before it is put in words, and the finding that the book makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from zcdesk.domain.finding import Finding, Status
from zcdesk.rules.book import Book


class Verdict(NamedTuple):
    """Status, the case of the wording (empty: the one named like the status), and the facts.

    `evidence` are JSON values; `said` are facts that only the sentence needs.
    """

    status: Status
    evidence: Mapping[str, object]
    case: str = ""
    said: Mapping[str, object] | None = None


def dress(rule: str, verdict: Verdict, book: Book) -> Finding:
    """The finding: the verdict with the book's severity, article, clauses and sentences."""
    entry = book.rules[rule]
    sentence = book.wording[rule].cases[verdict.case or verdict.status.value]
    facts = verdict.evidence if verdict.said is None else {**verdict.evidence, **verdict.said}
    return Finding(
        rule,
        verdict.status,
        entry.severity,
        entry.article,
        sentence.message.fill(facts),
        verdict.evidence,
        sentence.remedy.fill(facts),
        entry.citations,
    )
