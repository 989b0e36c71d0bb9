"""An open session on the screen: head, rail, pages; and how each of them learns of a change."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QStackedWidget, QWidget

from zcdesk.desk import book_choice, phases, setup, views
from zcdesk.desk.desk import Desk
from zcdesk.desk.reading import Reader
from zcdesk.domain import events as ev
from zcdesk.domain.ballot import Round, RoundState
from zcdesk.domain.case import Case
from zcdesk.domain.session import Phase
from zcdesk.ui.actions import PAGES
from zcdesk.ui.bench import Bench
from zcdesk.ui.dialogs import Ask, AskDialog
from zcdesk.ui.late import Builder
from zcdesk.ui.parts import column, named, panel, row
from zcdesk.ui.places import (
    ATTENDANCE,
    DEFENSE,
    DESK,
    KIOSK,
    LOCK,
    MATERIALS,
    RESULT,
    SCORING,
    SESSION,
    STUDY,
    VOTING,
)
from zcdesk.ui.progress import Progress
from zcdesk.ui.rail import Rail, RailButton
from zcdesk.ui.session_pages import SessionPages
from zcdesk.ui.touched import touched
from zcdesk.ui.trouble import Banner
from zcdesk.ui.views.attendance_page import AttendancePage
from zcdesk.ui.views.defense_page import DefensePage
from zcdesk.ui.views.header import Header
from zcdesk.ui.views.issued_list import IssuedList
from zcdesk.ui.views.kiosk import Kiosk
from zcdesk.ui.views.lock_page import LockPage
from zcdesk.ui.views.materials_page import MaterialsPage
from zcdesk.ui.views.result_page import ResultPage
from zcdesk.ui.views.score_entry import ScoreEntry
from zcdesk.ui.views.session_page import SessionPage
from zcdesk.ui.views.setup_dialog import SetupDialog
from zcdesk.ui.views.study_page import StudyPage
from zcdesk.ui.views.voting_page import VotingPage

ICONS = ("session", "applicants", "attendance", "defense", "voting", "result")
HELP = ("session", "materials", "attendance", "defense", "voting", "result")
"""The page of the help that belongs to each page of the rail."""

_PAGE_OF = {
    Phase.SETUP: SESSION,
    Phase.MATERIALS: MATERIALS,
    Phase.DEFENSE: DEFENSE,
    Phase.VOTING: VOTING,
    Phase.SEALED: RESULT,
    Phase.HANDED_OVER: RESULT,
}


class Workplace(SessionPages):
    """`state_changed` whenever a command may have become possible or impossible; `page_built`
    when one of the pages is there.
    """

    state_changed = Signal()
    away_changed = Signal(bool)
    crashed = Signal(object)
    page_built = Signal(QWidget)

    def __init__(self, bench: Bench, reader: Reader, icons: Path) -> None:
        super().__init__(bench, reader, self._join)
        self._asking = self._ask_again = False
        self._lacks: list[phases.Missing] = []
        self._asked = bench.case.current_phase
        self.header = Header()
        self.progress = Progress(bench.runner)
        self.pages = QStackedWidget()
        for late in self._rail_pages:
            self.pages.addWidget(late.area)
        self.rail = QButtonGroup(self)
        desk = panel(
            column(
                self.header,
                self.progress,
                row(
                    self._rail(icons),
                    self.pages,
                    gap=0,
                    grow=self.pages,
                ),
                gap=0,
            )
        )
        self.banner = Banner(self.header, self.header.spare)
        self.whole = QStackedWidget()
        self.whole.addWidget(desk)
        for screen in self._screens:
            self.whole.addWidget(screen.area)
        self.setLayout(column(self.whole, gap=0))
        self.whole.currentChanged.connect(self._at_screen)
        self._connect()
        self.refresh()
        first = _PAGE_OF[bench.case.current_phase]
        self.pages.setCurrentIndex(first)
        self.rail.button(first).setChecked(True)
        order = (self._rail_pages[first], *self._rail_pages, self._lock, *self._screens)
        self._builder = Builder(self, order)

    def _rail(self, icons: Path) -> QWidget:
        tools: list[QWidget] = []
        for place, text in enumerate(PAGES):
            made = RailButton(icons / f"{ICONS[place]}.svg", text, f"Ctrl+{place + 1}")
            self.rail.addButton(made, place)
            tools.append(made)
        self.rail.idClicked.connect(self.show_page)
        return named(Rail(panel(column(*tools, None, gap=0), "rail")), self.tr("页面"))

    def _connect(self) -> None:
        self.bench.changed.connect(self._take)
        self.bench.refused.connect(self.banner.refuse)
        self.bench.done.connect(self.banner.done)
        self.bench.crashed.connect(self.crashed)
        self.header.forward_wanted.connect(self._forward)
        self.header.back_wanted.connect(self._back)
        self.header.lack_wanted.connect(self._go_to)

    def _at_screen(self, place: int) -> None:
        if place != DESK:
            _ = self._screens[place - 1].page

    def _join(self, page: QWidget) -> None:
        """A page is there: it is listened to."""
        match page:
            case Kiosk():
                page.left.connect(self._to_desk)
                page.left.connect(self._lead_on)
            case ScoreEntry():
                page.finished.connect(self._to_desk)
                page.left.connect(self._hand_back)
            case StudyPage():
                page.left.connect(self._hand_back)
            case LockPage():
                page.unlocked.connect(self._unlocked)
            case _:
                self._join_rail(page)

    def _join_rail(self, page: QWidget) -> None:
        """A page of the rail: whoever remembers tables hears of it; the one in sight is filled."""
        match page:
            case SessionPage():
                page.change_wanted.connect(self._change_setup)
            case MaterialsPage():
                page.unshown_changed.connect(self.refresh)
                page.history_moved.connect(self.state_changed)
            case DefensePage():
                page.scoring_wanted.connect(self._score)
                page.office_wanted.connect(self._score_office)
                page.spread_wanted.connect(self._spread)
            case VotingPage():
                page.kiosk_wanted.connect(self._vote)
                page.attendance_wanted.connect(partial(self.show_page, ATTENDANCE))
            case _:
                pass
        self.page_built.emit(page)
        if self.pages.currentWidget().isAncestorOf(page):
            self._enter(self.pages.currentIndex())
        if isinstance(page, MaterialsPage):
            page.load()

    # --- showing --------------------------------------------------------------------------------

    @property
    def undoable(self) -> tuple[bool, bool]:
        """Whether an edit can be taken back, and one taken back be done again."""
        page = self._materials.built
        if page is None:
            return False, False
        return page.history.can_undo, page.history.can_redo

    @property
    def phase(self) -> Phase:
        """The phase that the session is in."""
        return self.bench.case.current_phase

    @property
    def screen_shown(self) -> str:
        """The screen, by the key of its page of the help."""
        place = self.whole.currentIndex()
        if place != DESK:
            return {KIOSK: "kiosk", SCORING: "scoring", LOCK: "lock", STUDY: "study"}[place]
        return HELP[self.pages.currentIndex()]

    @property
    def away(self) -> bool:
        """A member sits at the laptop."""
        return self.whole.currentIndex() != 0

    @property
    def locked(self) -> bool:
        """Nobody sits here, and the passphrase is asked."""
        return self.whole.currentIndex() == LOCK

    def show_page(self, place: int) -> None:
        """Show a page of the rail, as things now stand."""
        late = self._rail_pages[place]
        self.pages.setCurrentIndex(place)
        self.rail.button(place).setChecked(True)
        if late.built is None:
            _ = late.page  # entered once it is there
        else:
            self._enter(place)

    def _enter(self, place: int) -> None:
        self._refresh_page()
        page = self._rail_pages[place].built
        main: QWidget | None = None
        if isinstance(page, MaterialsPage):
            main = page.first
        elif isinstance(page, AttendancePage | DefensePage | VotingPage | ResultPage):
            main = page.view
        if main is not None and not self.rail.button(place).hasFocus():
            main.setFocus()
        self.state_changed.emit()

    def refresh(self) -> None:
        """Show the head as things now stand; what is missing is asked off the window's thread."""
        case = self.bench.case
        # What was missing stays in sight while it is asked anew; the step waits for the answer.
        phase = case.current_phase
        lacks = self._lacks if phase is self._asked else ()
        self.header.show_session(case.current, phase, lacks, voted=_voted(case))
        self.header.forward.setEnabled(False)
        if self._asking:
            self._ask_again = True
            return
        self._asking = True
        self.bench.ask_aside(partial(_lacking, self.bench.desk), self._missing)

    def _missing(self, lacks: list[phases.Missing]) -> None:
        again, self._asking, self._ask_again = self._ask_again, False, False
        if again:
            self.refresh()
            return
        case = self.bench.case
        self._lacks, self._asked = lacks, case.current_phase
        self.header.show_session(case.current, case.current_phase, lacks, voted=_voted(case))

    def _refresh_page(self) -> None:
        page = self._rail_pages[self.pages.currentIndex()].built
        if isinstance(page, SessionPage | AttendancePage | DefensePage | VotingPage | ResultPage):
            page.refresh()

    def _take(self, result: object) -> None:
        """A change was written: hand it to whoever shows it."""
        events = result if isinstance(result, tuple | list) else (result,)
        self.banner.hide()
        if self._materials.built is not None:
            self._tell_materials(self._materials.built, events)
        self.refresh()
        if not self.away:
            self._refresh_page()
        for event in events:
            if isinstance(event, ev.PhaseStepped):
                self.show_page(_PAGE_OF[event.after])
            elif isinstance(event, ev.Sealed):
                self.show_page(RESULT)
        self.state_changed.emit()

    def _tell_materials(
        self, page: MaterialsPage, events: tuple[object, ...] | list[object]
    ) -> None:
        if any(isinstance(event, ev.PhaseStepped | ev.Sealed) for event in events):
            page.history.clear()
        numbers = touched(events)
        if numbers is None:
            page.load()
        elif numbers:
            case, desk = self.bench.case, self.bench.desk
            applicants = [case.applicants[number] for number in numbers]
            applicants += [e.before for e in events if isinstance(e, ev.ApplicantEdited)]
            page.refresh(views.tied_rows(desk, *applicants))

    def at_materials(self) -> MaterialsPage:
        """The applicants' page, shown; where it is shown already the keyboard stays."""
        if self.pages.currentIndex() != MATERIALS:
            self.show_page(MATERIALS)
        return self.materials

    def at_papers(self) -> IssuedList:
        """The papers that were issued, shown."""
        if self.pages.currentIndex() != RESULT:
            self.show_page(RESULT)
        self.result.tabs.setCurrentWidget(self.result.issuing)
        return self.result.issuing.given

    def _go_to(self, lack: phases.Missing) -> None:
        """Where what is lacking is mended."""
        if self.phase is Phase.DEFENSE and lack.applicant and not lack.warns:
            self.show_page(DEFENSE)
            self.defense.mend(lack)
        elif lack.applicant:
            self.show_page(MATERIALS)
            if lack.rule == phases.UNPROVEN:
                self.materials.list.select(lack.applicant)
                self.materials.proofs.go_through()
            elif lack.warns:
                self.materials.look_at_papers(lack.applicant)
            else:
                self.materials.mend(lack.applicant)
        elif lack.rule == phases.NO_ROSTER:
            self.show_page(MATERIALS)
        else:
            self.show_page(SESSION)
            self.session.mend(self.phase)

    def lock_up(self) -> None:
        """Nobody has been here for a while: the passphrase is asked again, or a member's own."""
        if self.whole.currentIndex() == STUDY:
            self.study.stop()
        if self.away:
            return
        self.whole.setCurrentIndex(LOCK)
        self.lock.start()
        self.state_changed.emit()

    def _hand_back(self) -> None:
        """A member goes: whoever sits here next is asked for the passphrase before the desk."""
        self.whole.setCurrentIndex(LOCK)
        self.lock.start(handed_back=True)
        self._gone(away=False)

    # --- what can be done -----------------------------------------------------------------------

    def _forward(self) -> None:
        if self.bench.case.current_phase is Phase.VOTING:
            self.show_page(RESULT)
            return
        self.bench.do(partial(phases.forward, self.bench.desk))

    def _back(self) -> None:
        dialog = AskDialog(
            self.tr("退回上一阶段"),
            self.tr("原因会记入日志并印入会议纪要。"),
            [Ask("reason", self.tr("原因"), long=True)],
            self.tr("退回"),
            self,
        )
        dialog.given.connect(
            lambda said: self.bench.do(partial(phases.back, self.bench.desk, said["reason"]))
        )
        dialog.open()

    def _change_setup(self) -> None:
        desk = self.bench.desk
        frozen, today = book_choice.frozen(desk), desk.now().date()
        dialog = SetupDialog(desk.case.current, frozen, today, self)
        dialog.changed.connect(
            lambda after: self.bench.do(partial(setup.change_setup, self.bench.desk, after))
        )
        dialog.open()

    def _vote(self, vote: Round) -> None:
        self.whole.setCurrentIndex(KIOSK)
        self.kiosk.start(vote)
        self._gone(away=True)

    def _score(self, panel_name: str) -> None:
        self.whole.setCurrentIndex(SCORING)
        self.scoring.start(panel_name)
        self._gone(away=True)

    def _spread(self) -> None:
        self.materials.bulk.spread()

    def _score_office(self, panel_name: str) -> None:
        self.whole.setCurrentIndex(SCORING)
        self.scoring.start_office(panel_name)
        self._gone(away=True)

    def read(self) -> None:
        """Hand the laptop to the members who read."""
        self.whole.setCurrentIndex(STUDY)
        self.study.start()
        self._gone(away=True)

    def _to_desk(self) -> None:
        self.whole.setCurrentIndex(0)
        self._gone(away=False)
        self.show_page(self.pages.currentIndex())

    def _lead_on(self) -> None:
        self.voting.lead_on()

    def _unlocked(self) -> None:
        self.whole.setCurrentIndex(0)
        self.show_page(self.pages.currentIndex())

    def _gone(self, *, away: bool) -> None:
        self.away_changed.emit(away)
        self.state_changed.emit()

    def stop(self) -> None:
        """Let go of the session."""
        self._builder.stop()
        self.bench.runner.stop()
        self.bench.aside.stop()
        if self._materials.built is not None:
            self._materials.built.pages.stop()
        self.bench.reading.stop()
        self._reader.close()
        self.bench.desk.file.close()


def _voted(case: Case) -> bool:
    """Whether a box was opened and none waits: then the session may go on to the sealing."""
    states = [vote.state for vote in case.rounds.values()]
    waits = RoundState.OPEN in states or RoundState.CLOSED in states
    return RoundState.OPENED in states and not waits


def _lacking(desk: Desk) -> list[phases.Missing]:
    """What the next step lacks, then what somebody should know before it."""
    return [*phases.missing(desk), *phases.warnings(desk)]
