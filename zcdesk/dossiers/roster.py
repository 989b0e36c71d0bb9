"""The roster (花名册): a table file in, applicants and every cell that was not understood out."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from zcdesk.domain.applicant import Applicant
from zcdesk.domain.errors import Unreadable
from zcdesk.dossiers.cells import date_in_csv, date_of
from zcdesk.dossiers.cells_limits import DEFAULT_LIMITS, Limits
from zcdesk.dossiers.cells_process import Sheet, Table, read_table
from zcdesk.dossiers.headings import Header, find_header, plain
from zcdesk.dossiers.roster_columns import Columns, ImportProblem
from zcdesk.dossiers.roster_rows import read_applicants
from zcdesk.dossiers.roster_sheets import add_achievements, add_degrees
from zcdesk.dossiers.roster_words import Read

_OTHER_SHEETS = {"学历": add_degrees, "业绩成果": add_achievements}


@dataclass(frozen=True, slots=True)
class Roster:
    """What a roster file holds.

    `problems` name each cell that was not taken in; `notes` are Chinese sentences about what was
    left aside and is no problem; `sha256` is that of the file.
    """

    applicants: tuple[Applicant, ...]
    problems: tuple[ImportProblem, ...]
    notes: tuple[str, ...]
    source: str
    sha256: str


def read_roster(
    path: Path,
    *,
    series_known: Callable[[str], bool] | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Roster:
    """Read an .xlsx, .xls, .ods or .csv roster; Unreadable when there is no roster in it.

    A series that `series_known` does not know comes in with a note: the rules judge it.
    """
    table = read_table(path, limits)
    with _no_collection():
        return _read(path, table, series_known)


def _read(path: Path, table: Table, series_known: Callable[[str], bool] | None) -> Roster:
    date: Read = date_in_csv if path.suffix.lower() == ".csv" else date_of
    first, header = _first_sheet(path, table)
    columns = Columns("applicants", first, header)
    applicants = {applicant.number: applicant for applicant in read_applicants(columns, date)}
    problems = list(columns.problems())
    notes = [*columns.notes(), *_unknown_series(applicants.values(), series_known)]
    for sheet in table.sheets:
        if sheet is first or not sheet.rows:
            continue
        add = _OTHER_SHEETS.get(plain(sheet.name))
        if add is None:
            notes.append(f"工作表“{sheet.name}”未读入。")
            continue
        more_problems, more_notes = add(sheet, applicants, date)
        problems += more_problems
        notes += more_notes
    return Roster(
        tuple(applicants.values()), tuple(problems), tuple(notes), path.name, table.sha256
    )


@contextmanager
def _no_collection() -> Iterator[None]:
    """Ten thousand applicants are no garbage: looking for some costs a fifth of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _first_sheet(path: Path, table: Table) -> tuple[Sheet, Header]:
    """The first sheet that is shown and has the header of a roster."""
    for sheet in table.sheets:
        if not sheet.shown or plain(sheet.name) in _OTHER_SHEETS:
            continue
        header = find_header("applicants", sheet.rows)
        if header and len(header.columns) > 1 and {"number", "name"} & set(header.columns):
            return sheet, header
    raise Unreadable(f"花名册“{path.name}”里没有找到含“编号”“姓名”等标题的一行。")


def _unknown_series(
    applicants: Iterable[Applicant], known: Callable[[str], bool] | None
) -> Iterator[str]:
    if known is not None:
        for series in dict.fromkeys(applicant.series for applicant in applicants):
            if not known(series):
                yield f"申报系列“{series}”不在 27 个职称系列之中，请核对。"
