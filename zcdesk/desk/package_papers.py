"""The papers that go into a package beside the minutes, made anew from the sealed session.

Byte for byte what a person prints of the same session; nothing is written to the log, the package
has its own line there. The public notice is not among them: its days are chosen when it is put up,
so it goes along only where it was signed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from zcdesk.desk import forms
from zcdesk.desk.desk import Desk
from zcdesk.desk.session_fonts import with_session_fonts
from zcdesk.domain.ballot import RoundState
from zcdesk.domain.session import Phase
from zcdesk.reports.attendance_sheet import attendance_sheet
from zcdesk.reports.defense_sheet import defense_sheets
from zcdesk.reports.edition import Edition
from zcdesk.reports.exceptions_register import exceptions_register
from zcdesk.reports.findings_sheet import all_findings
from zcdesk.reports.overview import overview
from zcdesk.reports.result_notice import Letter, result_notices
from zcdesk.reports.snapshot import Snapshot
from zcdesk.reports.vote_statistics import vote_statistics


@with_session_fonts
def package_papers(desk: Desk, *, archive: bool) -> Mapping[str, bytes]:
    """PDF by file name: what names no expert, and with `archive` (档案版) what names them too.

    Refused before the seal, and where a name has a character that no font draws.
    """
    desk.require(Phase.SEALED, Phase.HANDED_OVER)
    taken = forms.printable(desk)
    judged = forms.with_findings(desk, taken, list(desk.case.applicants))
    made = dict(_submission(desk, taken, judged))
    return made | dict(_archive(desk, taken)) if archive else made


def _submission(desk: Desk, taken: Snapshot, judged: Snapshot) -> Iterator[tuple[str, bytes]]:
    for key, vote in desk.case.rounds.items():
        if vote.state is RoundState.OPENED:
            yield forms.vote_sheet_name(key), vote_statistics(taken, key)
    yield forms.OVERVIEW, overview(judged)
    yield forms.ALL_FINDINGS, all_findings(judged)
    yield forms.EXCEPTIONS, exceptions_register(taken, Edition.SUBMISSION)
    if taken.not_passed:
        yield forms.RESULT_NOTICES, result_notices(taken, Letter())


def _archive(desk: Desk, taken: Snapshot) -> Iterator[tuple[str, bytes]]:
    yield forms.EXCEPTIONS_ARCHIVE, exceptions_register(taken, Edition.ARCHIVE)
    for sitting in forms.sittings(desk):
        yield forms.attendance_name(sitting), attendance_sheet(taken, sitting)
    marked = forms.in_frozen_panels(desk)
    if marked:
        yield forms.DEFENSE, defense_sheets(taken, marked)
