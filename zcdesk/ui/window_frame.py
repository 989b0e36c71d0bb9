"""The frame of the window: its pages, the session in it, and what is loaded behind the start."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QAction, QCloseEvent
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QWidget

from zcdesk import __version__
from zcdesk.domain.errors import KnownError
from zcdesk.ui.actions import State
from zcdesk.ui.arranged import Arranged
from zcdesk.ui.beside import Beside
from zcdesk.ui.diary import Diary, name_of
from zcdesk.ui.dressing import Dressing
from zcdesk.ui.idle import Idle
from zcdesk.ui.look import look
from zcdesk.ui.memory import Memory
from zcdesk.ui.menus import settle_menus
from zcdesk.ui.outside import Outside
from zcdesk.ui.parts import scrolled
from zcdesk.ui.recent import Recent
from zcdesk.ui.session_commands import SessionCommands
from zcdesk.ui.session_type import SessionType
from zcdesk.ui.trouble import CrashDialog
from zcdesk.ui.views.start_page import StartPage

if TYPE_CHECKING:
    from zcdesk.desk.desk import Desk
    from zcdesk.desk.setup import NewSession
    from zcdesk.ui.bench import Bench
    from zcdesk.ui.self_attack import SelfAttack
    from zcdesk.ui.views.gather_page import GatherPage
    from zcdesk.ui.views.new_session import NewSessionPage, Wanted
    from zcdesk.ui.views.verify_page import VerifyPage

_REST = "zcdesk.ui.rest"
_SIZE, _FRAME = QSize(1280, 800), QSize(8, 40)
"""How large the window is at first where the screen is larger, and what its frame takes."""


class WindowFrame(SessionCommands):
    """Opens, shows and leaves sessions; what somebody can ask for stands in `MainWindow`."""

    actions_by_id: dict[str, QAction]

    def __init__(self, outside: Outside) -> None:
        super().__init__()
        self._outside = outside
        self.diary = Diary(__version__)
        self._recent = Recent(outside.settings)
        self._memory = Memory(outside.settings)
        self._resources = outside.icons.parent
        self.dressing = Dressing(self._resources, self)
        self.beside = Beside(self, lambda: self.screen_shown)
        self._tables = Arranged(self, self._memory)
        self._type = SessionType()
        self._opener = outside.runner()
        self.gathering: GatherPage | None = None
        self._made: Desk | None = None
        self.attacking: SelfAttack | None = None
        self._before = self.windowState()
        self.start = StartPage(outside.pick)
        self.start.open_wanted.connect(self.open_folder)
        self._loaded = False
        self._new: NewSessionPage | None = None
        self._idle = Idle(self)
        self._idle.left_alone.connect(self._lock_up)
        self._stack = QStackedWidget()
        self._checking: VerifyPage | None = None
        self._areas: dict[QWidget, QScrollArea] = {}
        self._add_page(self.start, self.tr("开始"))
        self.setCentralWidget(self._stack)
        self.setMinimumSize(480, 320)
        room = self.screen().availableGeometry().size() - _FRAME
        self.resize(_SIZE.boundedTo(room))
        self._memory.restore_window(self)

    # --- state ----------------------------------------------------------------------------------

    def state(self) -> State:
        """What the commands depend on."""
        place = self.workplace
        if place is None:
            return State(look=look())
        can_undo, can_redo = place.undoable
        return State(
            place.phase,
            kiosk=place.away,
            can_undo=can_undo,
            can_redo=can_redo,
            look=look(),
        )

    def _settle(self) -> None:
        state = self.state()
        settle_menus(self.actions_by_id, state)
        self.dressing.hurry()
        self.menuBar().setVisible(not state.kiosk)
        if self.workplace is None:
            self.setWindowTitle(self.tr("职称评审会议"))
            return
        case = self.workplace.bench.case
        mark = self.tr("【演练】") if case.current.rehearsal else ""
        self.setWindowTitle(f"{mark}{case.current.committee.name} — {self.tr('职称评审会议')}")

    # --- sessions -------------------------------------------------------------------------------

    def open_folder(self, folder: Path, secret: str) -> None:
        """Open a session folder with a passphrase or the recovery code."""
        self.start.wait(self.tr("正在打开会议…"))
        self._opener.run(
            partial(self._opened, folder, secret),
            self.show_desk,
            partial(self._not_opened, self.start.refuse),
        )

    def _opened(self, folder: Path, secret: str) -> Desk:
        from zcdesk.ui import rest  # noqa: PLC0415 - see there

        return rest.setup.open_session(
            folder, secret, now=self._outside.now, random=self._outside.random
        )

    def show_desk(self, desk: Desk) -> None:
        """Show an open session."""
        from zcdesk.ui import rest  # noqa: PLC0415 - see there

        self.start.wait("")
        self._leave_session()
        runner = self._outside.runner
        bench = rest.Bench(desk, runner(), runner(), self._outside.pick, reading=runner())
        place = rest.Workplace(bench, rest.Reader(), self._outside.icons)
        place.state_changed.connect(self._settle)
        place.away_changed.connect(self._fill_screen)
        place.crashed.connect(self.crash)
        bench.changed.connect(self._show_room)
        bench.changed.connect(partial(self._take_fonts, bench))
        bench.began.connect(lambda verb: self.diary.step(name_of(verb)))
        bench.turned_away.connect(self.diary.refused)
        bench.turned_away.connect(self.offer_font)
        place.page_built.connect(self._tables.know)
        self.workplace = place
        self._stack.addWidget(place)
        self._stack.setCurrentWidget(place)
        self._recent.add(desk.file.folder)
        self.winId()
        self._idle.watch(self.windowHandle())
        self._idle.start(desk.settings.idle_minutes)
        self._take_fonts(bench)
        self._settle()

    def _take_fonts(self, bench: Bench, result: object = None) -> None:
        """The session's own fonts on the screen: on opening, and when one was added."""
        from zcdesk.ui import rest  # noqa: PLC0415 - see there

        if result is None or isinstance(result, rest.FontAdded):
            asked = partial(rest.added_fonts.of_the_session, bench.desk)
            bench.ask(asked, self._type.learn)

    def _show_room(self, _: object = None) -> None:
        if self.workplace is not None:
            self.beside.show_room(self.workplace.bench.desk)

    def _fill_screen(self, away: bool) -> None:  # noqa: FBT001 - a signal's argument
        """The whole screen for a member at the laptop, and back."""
        if not self._outside.full_screen:
            return
        if away:
            self._before = self.windowState()
            self.showFullScreen()
        else:
            self.setWindowState(self._before)

    def _create(self, wanted: Wanted) -> None:
        self._opener.run(
            partial(self._make, wanted),
            self._show_code,
            partial(self._not_opened, self.new.refuse),
        )

    def _make(self, wanted: Wanted) -> NewSession:
        from zcdesk.ui import rest  # noqa: PLC0415 - see there

        made = rest.setup.create(
            wanted.folder,
            wanted.setup,
            {"secretary": wanted.passphrase},
            now=self._outside.now,
            random=self._outside.random,
        )
        for holder, token in wanted.tokens.items():
            rest.setup.enrol_holder(made.desk, holder, token)
        return made

    def _show_code(self, made: NewSession) -> None:
        self._made = made.desk
        self.new.show_code(made.recovery_code)

    def _enter_made(self) -> None:
        if self._made is not None:
            desk, self._made = self._made, None
            self.show_desk(desk)

    def _not_opened(self, tell: Callable[[str], None], error: Exception) -> None:
        if isinstance(error, KnownError):
            self.diary.refused(error)
            tell(error.sentence)
        else:
            tell(self.tr("程序出错，没有打开。"))
            self.crash(error)

    def _to_start(self) -> None:
        self.start.show_recent(self._recent.folders())
        self._go(self.start)

    def _go(self, page: QWidget) -> None:
        self._stack.setCurrentWidget(self._areas[page])
        self._settle()

    def _lock_up(self) -> None:
        """Nobody is here; while something is being written the seat is not alone."""
        place = self.workplace
        if place is None:
            return
        if not place.bench.runner.busy:
            place.lock_up()
        self._idle.start(place.bench.desk.settings.idle_minutes)

    def _leave_session(self) -> None:
        self._idle.stop()
        if self._made is not None:
            self._made.file.close()
            self._made = None
        if self.workplace is not None:
            place, self.workplace = self.workplace, None
            self._memory.keep(place)
            self.beside.blank()
            self._stack.removeWidget(place)
            place.stop()
            place.deleteLater()
            self._type.learn(())

    # --- what is loaded behind the start page ---------------------------------------------------

    def load_rest(self) -> None:
        """Load, off the window's thread, what the next step needs whatever it is."""
        self._with_the_rest(lambda: None)

    def _with_the_rest(self, then: Callable[[], None]) -> None:
        """Do something once everything is loaded; at once where it is."""
        if self._loaded:
            then()
            return

        def loaded(_: object) -> None:
            self._loaded = True
            then()

        self._opener.run(partial(importlib.import_module, _REST), loaded, self.crash)

    @property
    def new(self) -> NewSessionPage:
        """The page of a new session, made when it is first asked for."""
        from zcdesk.ui import rest  # noqa: PLC0415 - see there

        if self._new is None:
            page = rest.NewSessionPage(self._outside.pick, self._outside.now().date())
            page.create_wanted.connect(self._create)
            page.entered.connect(self._enter_made)
            page.left.connect(self._to_start)
            self._add_page(page, self.tr("新建会议"))
            self._new = page
        return self._new

    def _add_page(self, page: QWidget, name: str) -> None:
        self._areas[page] = scrolled(page, name)
        self._stack.addWidget(self._areas[page])

    @property
    def screen_shown(self) -> str:
        """The screen, by the key of its page of the help."""
        if self.workplace is not None:
            return self.workplace.screen_shown
        current = self._stack.currentWidget()
        shown = {"new": self._new, "verify": self._checking, "gather": self.gathering}
        return next(
            (key for key, page in shown.items() if page and self._areas[page] is current), "start"
        )

    def crash(self, error: BaseException) -> None:
        """Tell of a bug, without anything that the session holds."""
        self.diary.bug(error)
        dialog = CrashDialog(error, self)
        dialog.save_wanted.connect(self.save_diary)
        dialog.open()

    def save_diary(self) -> None:
        """Save what the program did last, for whoever mends it; nothing of the session is in it."""
        from zcdesk.ui.diary_file import DiaryFile  # noqa: PLC0415 - see zcdesk.ui.rest

        DiaryFile(self.diary, self).save(self._outside.pick)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let go of everything; while a member sits here the window stays."""
        place = self.workplace
        if place is not None and place.away and not place.locked:
            event.ignore()
            return
        self.dressing.finish()
        self._memory.keep_window(self)
        self._leave_session()
        if self.attacking is not None:
            self.attacking.cancel()
        if self.gathering is not None:
            self.gathering.cancel()
        self._opener.stop()
        self.beside.close()
        super().closeEvent(event)
