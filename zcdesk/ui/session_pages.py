"""The pages and screens of an open session, each built late."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from zcdesk.desk.reading import Reader
from zcdesk.ui.actions import PAGES
from zcdesk.ui.bench import Bench
from zcdesk.ui.late import Late, Pieces
from zcdesk.ui.views.applicant_form import ApplicantForm
from zcdesk.ui.views.applicant_list import ApplicantList
from zcdesk.ui.views.attendance_page import AttendancePage
from zcdesk.ui.views.defense_page import DefensePage
from zcdesk.ui.views.kiosk import Kiosk
from zcdesk.ui.views.lock_page import LockPage
from zcdesk.ui.views.materials_page import MaterialsPage
from zcdesk.ui.views.result_page import ResultPage
from zcdesk.ui.views.score_entry import ScoreEntry
from zcdesk.ui.views.session_page import SessionPage
from zcdesk.ui.views.side_panel import SidePanel
from zcdesk.ui.views.study_page import StudyPage
from zcdesk.ui.views.voting_page import VotingPage


class SessionPages(QWidget):
    """Built when they are asked for, or while nobody waits: six pages of the rail, four screens."""

    def __init__(self, bench: Bench, reader: Reader, ready: Callable[[QWidget], None]) -> None:
        """`ready` is told of each page once, when it stands in its area."""
        super().__init__()
        self.bench = bench
        self._reader = reader
        session, materials, attendance, defense, voting, result = PAGES
        self._session = Late(session, self._make_session(), ready)
        self._materials = Late(materials, self._make_materials(), ready)
        self._attendance = Late(attendance, self._make_attendance(), ready)
        self._defense = Late(defense, self._make_defense(), ready)
        self._voting = Late(voting, self._make_voting(), ready)
        self._result = Late(result, self._make_result(), ready)
        name = self.tr("会议")
        self._kiosk = Late(name, self._make_kiosk(), ready)
        self._scoring = Late(name, self._make_scoring(), ready)
        self._lock = Late(name, self._make_lock(), ready)
        self._study = Late(name, self._make_study(), ready)
        self._rail_pages: tuple[Late[Any], ...] = (
            self._session,
            self._materials,
            self._attendance,
            self._defense,
            self._voting,
            self._result,
        )
        """In the order of the rail."""
        self._screens: tuple[Late[Any], ...] = (
            self._kiosk,
            self._scoring,
            self._lock,
            self._study,
        )
        """In the order in which they follow the desk."""

    @property
    def session(self) -> SessionPage:
        """The page of the session."""
        return self._session.page

    @property
    def materials(self) -> MaterialsPage:
        """The page of the applicants."""
        return self._materials.page

    @property
    def attendance(self) -> AttendancePage:
        """The page of who is there."""
        return self._attendance.page

    @property
    def defense(self) -> DefensePage:
        """The page of the panels."""
        return self._defense.page

    @property
    def voting(self) -> VotingPage:
        """The page of the rounds."""
        return self._voting.page

    @property
    def result(self) -> ResultPage:
        """The page of what came of it."""
        return self._result.page

    @property
    def kiosk(self) -> Kiosk:
        """The screen that a member votes on."""
        return self._kiosk.page

    @property
    def scoring(self) -> ScoreEntry:
        """The screen that a member gives marks on."""
        return self._scoring.page

    @property
    def lock(self) -> LockPage:
        """The screen that asks for the passphrase."""
        return self._lock.page

    @property
    def study(self) -> StudyPage:
        """The screen that a member reads on."""
        return self._study.page

    def _make_session(self) -> Pieces[SessionPage]:
        yield
        return SessionPage(self.bench)

    def _make_materials(self) -> Pieces[MaterialsPage]:
        yield
        listed = ApplicantList()
        yield
        form = ApplicantForm(self.bench.case.current.session.review_year)
        yield
        side = SidePanel(form)
        yield
        return MaterialsPage(self.bench, self._reader, listed, side)

    def _make_attendance(self) -> Pieces[AttendancePage]:
        yield
        return AttendancePage(self.bench)

    def _make_defense(self) -> Pieces[DefensePage]:
        yield
        return DefensePage(self.bench)

    def _make_voting(self) -> Pieces[VotingPage]:
        yield
        return VotingPage(self.bench)

    def _make_result(self) -> Pieces[ResultPage]:
        yield
        return ResultPage(self.bench, self._reader)

    def _make_kiosk(self) -> Pieces[Kiosk]:
        yield
        return Kiosk(self.bench)

    def _make_scoring(self) -> Pieces[ScoreEntry]:
        yield
        return ScoreEntry(self.bench)

    def _make_lock(self) -> Pieces[LockPage]:
        yield
        return LockPage(self.bench)

    def _make_study(self) -> Pieces[StudyPage]:
        yield
        return StudyPage(self.bench, self._reader)
