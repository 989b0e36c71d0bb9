"""A member reads (阅卷): the dossiers that are theirs to read, with private notes and bookmarks.

A recused member (回避) has no part in an applicant's review: no page, no search, no picture of the
dossier. Notes are nobody's but the member's; they are no part of the record and end at sealing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from zcdesk.desk import audience, reading
from zcdesk.desk.audience import Eyes, Viewer
from zcdesk.desk.desk import OUT_OF_THE_ROSTER, Desk
from zcdesk.desk.views import check_pin
from zcdesk.domain.applicant import Applicant
from zcdesk.domain.errors import Refused
from zcdesk.domain.events import Document
from zcdesk.domain.session import Phase
from zcdesk.dossiers.pages import Source
from zcdesk.store.notes import Notebook

PHASES = (Phase.MATERIALS, Phase.DEFENSE, Phase.VOTING)
"""When members read."""

MOST = 4000
"""Characters of a note: a page of a notebook."""


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A page that a member wants to find again."""

    document: str
    page: int


@dataclass(slots=True)
class Study:
    """One member's reading, from signing in to leaving. `lost`: notes under a PIN that is gone."""

    member: str
    lost: bool
    _desk: Desk = field(repr=False)
    _book: Notebook = field(repr=False)

    def applicants(self) -> tuple[Applicant, ...]:
        """Whom the member may read about, in the order of their numbers."""
        case = self._desk.case
        return tuple(
            applicant
            for number, applicant in sorted(case.applicants.items())
            if case.status(number) not in OUT_OF_THE_ROSTER and self.may_read(number)
        )

    def recused(self) -> int:
        """How many dossiers the member keeps out of."""
        return sum(r.member == self.member for r in self._desk.case.recusals.values())

    def may_read(self, number: str) -> bool:
        """The member does not keep out of this applicant's review."""
        return audience.may_see(self._desk.case, Viewer(Eyes.MEMBER, self.member), number)

    def documents(self, number: str) -> tuple[Document, ...]:
        """The documents of an applicant; Refused for one that the member keeps out of."""
        if not self.may_read(number):
            raise Refused("recusal", f"您已回避{number}号申报人，不能查看其材料。")
        return self._desk.case.documents.get(number, ())

    def shelf(self, document: Document) -> Source:
        """A document's content, where the member may read it under one name or another."""
        for number, filed in self._desk.case.documents.items():
            if self.may_read(number) and any(each.key == document.key for each in filed):
                return reading.filed(self._desk)(document)
        raise Refused("recusal", "您已回避该申报人，不能查看其材料。")

    def note(self, number: str) -> str:
        """What the member wrote about an applicant."""
        return self._notes().get(number, "")

    def noted(self) -> frozenset[str]:
        """The applicants about whom the member wrote something or marked a page."""
        return frozenset(self._notes()) | frozenset(self._marks())

    def write(self, number: str, text: str) -> None:
        """Keep a note about an applicant in place of the earlier one; empty takes it away."""
        self.documents(number)
        if len(text) > MOST:
            raise Refused("note", f"笔记不能超过 {MOST} 字。")
        notes = {key: kept for key, kept in self._notes().items() if key != number}
        self._keep({**notes, number: text} if text.strip() else notes, self._marks())

    def bookmarks(self, number: str) -> tuple[Bookmark, ...]:
        """The pages that the member marked, in the order of marking."""
        return tuple(Bookmark(str(key), int(page)) for key, page in self._marks().get(number, ()))

    def mark(self, number: str, document: Document, page: int) -> bool:
        """Mark a page (from 0), or take the mark off; whether it is marked now."""
        if document not in self.documents(number):
            raise Refused("bookmark", "这份材料不属于该申报人。")
        place = [document.key, page]
        marks = self._marks()
        kept = [each for each in marks.get(number, ()) if list(each) != place]
        marked = len(kept) == len(marks.get(number, ()))
        now = [*kept, place] if marked else kept
        others = {key: pages for key, pages in marks.items() if key != number}
        self._keep(self._notes(), {**others, number: now} if now else others)
        return marked

    def _notes(self) -> Mapping[str, str]:
        return cast("Mapping[str, str]", self._book.content.get("notes", {}))

    def _marks(self) -> Mapping[str, list[Any]]:
        return cast("Mapping[str, list[Any]]", self._book.content.get("marks", {}))

    def _keep(self, notes: Mapping[str, str], marks: Mapping[str, list[Any]]) -> None:
        self._desk.require(*PHASES)
        self._book.write({"notes": dict(notes), "marks": dict(marks)})


def begin(desk: Desk, member: str, pin: str) -> Study:
    """A member sits down to read; a known error where the PIN is not theirs."""
    desk.require(*PHASES)
    check_pin(desk, member, pin)
    book = desk.file.secrets.notebook(member, pin)
    return Study(member, book.lost, desk, book)
