"""The other sheets of a roster: 学历 and 业绩成果, one line a row, tied by 编号."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, replace

from zcdesk.domain.applicant import Achievement, Applicant, Degree
from zcdesk.dossiers.cells import Unread, address, text_of
from zcdesk.dossiers.cells_process import Sheet
from zcdesk.dossiers.headings import find_header
from zcdesk.dossiers.roster_columns import Columns, ImportProblem
from zcdesk.dossiers.roster_rows import read_degrees
from zcdesk.dossiers.roster_words import Read, number_of

Applicants = dict[str, Applicant]
Told = tuple[Sequence[ImportProblem], Sequence[str]]
"""Problems and notes of a sheet."""


def add_degrees(sheet: Sheet, applicants: Applicants, date: Read) -> Told:
    """Give the degrees of sheet 学历 to their applicants, after the one of the first sheet."""

    def read(columns: Columns) -> None:
        degrees = read_degrees(columns, date)
        for place, number in _owners(columns, applicants):
            degree = degrees[place]
            if degree is None:
                _report_nameless(columns, place)
                continue
            applicant = applicants[number]
            if not any(_adds_nothing(degree, known) for known in applicant.degrees):
                applicants[number] = replace(applicant, degrees=(*applicant.degrees, degree))

    return _told("degrees", sheet, read)


def add_achievements(sheet: Sheet, applicants: Applicants, date: Read) -> Told:
    """Give the lines of sheet 业绩成果 to their applicants."""

    def read(columns: Columns) -> None:
        lines = zip(
            columns.read("kind", text_of),
            columns.read("title", text_of),
            columns.read("completed_on", date),
            columns.read("rank", text_of),
            columns.read("attachment", text_of),
            strict=True,
        )
        achievements = [Achievement(*line) for line in lines]
        by_owner: dict[str, list[Achievement]] = {}
        for place, number in _owners(columns, applicants):
            by_owner.setdefault(number, []).append(achievements[place])
        for number, own in by_owner.items():
            applicants[number] = replace(applicants[number], achievements=tuple(own))

    return _told("achievements", sheet, read)


def _told(kind: str, sheet: Sheet, read: Callable[[Columns], None]) -> Told:
    header = find_header(kind, sheet.rows)
    if header is None or "number" not in header.columns:
        where = address(sheet.top, sheet.left)
        message = f"工作表“{sheet.name}”里没有找到含“编号”的标题行。"
        return [ImportProblem(sheet.name, where, message, "请补上标题行，或删去这张工作表。")], []
    columns = Columns(kind, sheet, header)
    read(columns)
    return list(columns.problems()), list(columns.notes())


def _owners(columns: Columns, applicants: Applicants) -> Iterator[tuple[int, str]]:
    """Each row's place with the number of its applicant; a row of nobody is reported."""
    cells = columns.cells("number")
    for place, number in enumerate(columns.read("number", number_of)):
        if number in applicants:
            yield place, number
        elif number:
            message = f"编号“{number}”在花名册中没有对应的申报人"
            columns.report("number", place, Unread(message, "请改正编号，或在花名册中补上此人"))
        elif not text_of(cells[place]):
            columns.report("number", place, Unread("编号为空", "请填写编号（本行未读入）"))


def _report_nameless(columns: Columns, place: int) -> None:
    """A degree's row that names no degree; one with a word that cannot be read is told already."""
    keys = [key for key in ("schooling", "degree") if key in columns]
    if not any(text_of(columns.cells(key)[place]) for key in keys):
        unread = Unread("学历和学位都为空", "请填写学历或学位（本行未读入）")
        columns.report(keys[0] if keys else "number", place, unread)


def _adds_nothing(degree: Degree, known: Degree) -> bool:
    """Whether a degree says nothing that the known one does not say."""
    pairs = [(getattr(degree, field.name), getattr(known, field.name)) for field in fields(Degree)]
    return all(not new or new == old for new, old in pairs)
