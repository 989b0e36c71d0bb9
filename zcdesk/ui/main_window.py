"""The one window: the start, a new session, or an open session; menus over all of them."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMessageBox, QStackedWidget

from zcdesk import __version__
from zcdesk.desk import setup
from zcdesk.desk.desk import Desk
from zcdesk.desk.reading import Reader
from zcdesk.desk.setup import NewSession
from zcdesk.domain.errors import KnownError
from zcdesk.ui.actions import ACTIONS, State
from zcdesk.ui.bench import Bench
from zcdesk.ui.idle import Idle
from zcdesk.ui.pick import Pick
from zcdesk.ui.recent import Recent
from zcdesk.ui.runner import Runner
from zcdesk.ui.trouble import CrashDialog
from zcdesk.ui.views.new_session import NewSessionPage, Wanted
from zcdesk.ui.views.start_page import StartPage
from zcdesk.ui.workplace import MATERIALS, Workplace


@dataclass(frozen=True, slots=True)
class Outside:
    """What the window is given from outside: clock, chance, files of the program, memory."""

    now: Callable[[], datetime.datetime]
    random: Callable[[int], bytes]
    icons: Path
    settings: QSettings
    pick: Pick = field(default_factory=Pick)
    runner: Callable[[], Runner] = Runner
    full_screen: bool = True


class MainWindow(QMainWindow):
    """Every command of the actions table ends in a method of this class."""

    def __init__(self, outside: Outside) -> None:
        super().__init__()
        self._outside = outside
        self._recent = Recent(outside.settings)
        self._opener = outside.runner()
        self.workplace: Workplace | None = None
        self._made: Desk | None = None
        self._before = self.windowState()
        self.start = StartPage(outside.pick)
        self.start.open_wanted.connect(self.open_folder)
        self.start.new_wanted.connect(self.new_session)
        self.new = NewSessionPage(outside.pick, outside.now().date())
        self.new.create_wanted.connect(self._create)
        self.new.entered.connect(self._enter_made)
        self.new.left.connect(self._to_start)
        self._idle = Idle(self)
        self._idle.left_alone.connect(self._lock_up)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.start)
        self._stack.addWidget(self.new)
        self.setCentralWidget(self._stack)
        self.actions_by_id: dict[str, QAction] = {}
        self._build_menus()
        self.setMinimumSize(900, 560)
        self.resize(1280, 800)
        geometry = outside.settings.value("geometry")
        if geometry is not None:
            self.restoreGeometry(geometry)
        self._to_start()

    def _build_menus(self) -> None:
        bar = self.menuBar()
        menus = {name: bar.addMenu(name) for name in dict.fromkeys(a.menu for a in ACTIONS)}
        for action in ACTIONS:
            if action.rule_before:
                menus[action.menu].addSeparator()
            made = QAction(action.text, self)
            made.setShortcut(QKeySequence(action.shortcut))
            made.triggered.connect(partial(self._run, action.run))
            menus[action.menu].addAction(made)
            self.actions_by_id[action.id] = made

    def _run(self, run: Callable[[MainWindow], None], _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's own
        run(self)

    # --- state ----------------------------------------------------------------------------------

    def state(self) -> State:
        """What the commands depend on."""
        place = self.workplace
        if place is None:
            return State()
        stack = place.materials.history.stack
        return State(
            place.phase, kiosk=place.away, can_undo=stack.canUndo(), can_redo=stack.canRedo()
        )

    def _settle(self) -> None:
        state = self.state()
        for action in ACTIONS:
            self.actions_by_id[action.id].setEnabled(action.when(state))
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
        self.start.open.setEnabled(False)
        opening = partial(
            setup.open_session, folder, secret, now=self._outside.now, random=self._outside.random
        )
        self._opener.run(opening, self.show_desk, partial(self._not_opened, self.start.refuse))

    def show_desk(self, desk: Desk) -> None:
        """Show an open session."""
        self._leave_session()
        bench = Bench(desk, self._outside.runner(), self._outside.runner(), self._outside.pick)
        place = Workplace(bench, Reader(), self._outside.icons)
        place.state_changed.connect(self._settle)
        place.away_changed.connect(self._fill_screen)
        place.crashed.connect(self.crash)
        self.workplace = place
        self._stack.addWidget(place)
        self._stack.setCurrentWidget(place)
        self._recent.add(desk.file.folder)
        self.winId()
        self._idle.watch(self.windowHandle())
        self._idle.start(desk.settings.idle_minutes)
        self._settle()

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
        made = setup.create(
            wanted.folder,
            wanted.setup,
            {"secretary": wanted.passphrase},
            now=self._outside.now,
            random=self._outside.random,
        )
        for holder, token in wanted.tokens.items():
            setup.enrol_holder(made.desk, holder, token)
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
            tell(error.sentence)
        else:
            tell(self.tr("程序出错，没有打开。"))
            self.crash(error)

    def _to_start(self) -> None:
        self.start.show_recent(self._recent.folders())
        self._stack.setCurrentWidget(self.start)
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
            self._stack.removeWidget(place)
            place.stop()
            place.deleteLater()

    # --- commands -------------------------------------------------------------------------------

    def new_session(self) -> None:
        """Begin a new session; an open one is closed."""
        self._leave_session()
        self.new.start()
        self._stack.setCurrentWidget(self.new)
        self._settle()

    def open_session(self) -> None:
        """Go where sessions are opened; an open one is closed."""
        self._leave_session()
        self._to_start()

    def close_session(self) -> None:
        """Close the session."""
        self.open_session()

    def quit(self) -> None:
        """Close the window."""
        self.close()

    def undo(self) -> None:
        """Take the last edit back."""
        if self.workplace is not None:
            self.workplace.show_page(MATERIALS)
            self.workplace.materials.history.undo()

    def redo(self) -> None:
        """Do the edit taken back again."""
        if self.workplace is not None:
            self.workplace.show_page(MATERIALS)
            self.workplace.materials.history.redo()

    def find_applicant(self) -> None:
        """Go to the search box."""
        if self.workplace is not None:
            self.workplace.show_page(MATERIALS)
            self.workplace.materials.list.search.setFocus()

    def import_roster(self) -> None:
        """Choose a roster."""
        if self.workplace is not None:
            self.workplace.show_page(MATERIALS)
            self.workplace.materials.import_roster()

    def import_dossiers(self) -> None:
        """Choose a folder of dossiers."""
        if self.workplace is not None:
            self.workplace.show_page(MATERIALS)
            self.workplace.materials.import_dossiers()

    def qualify_clean(self) -> None:
        """Qualify whoever has no open violation."""
        if self.workplace is not None:
            self.workplace.materials.qualify_clean()

    def acknowledge_all(self) -> None:
        """Acknowledge whatever waits for it."""
        if self.workplace is not None:
            self.workplace.materials.acknowledge_all()

    def show_page(self, place: int) -> None:
        """Show a page of the rail."""
        if self.workplace is not None:
            self.workplace.show_page(place)

    def about(self) -> None:
        """Say what this is."""
        box = QMessageBox(self)
        box.setWindowTitle(self.tr("关于"))
        box.setText(self.tr("职称评审会议系统 {version}").format(version=__version__))
        box.setInformativeText(
            self.tr("离线运行，全部资料留在会议文件夹中。规则依据见每条审核意见的“查看条文”。")
        )
        box.open()

    def crash(self, error: BaseException) -> None:
        """Tell of a bug, without anything that the session holds."""
        CrashDialog(error, self).open()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let go of everything; while a member sits here the window stays."""
        place = self.workplace
        if place is not None and place.away and not place.locked:
            event.ignore()
            return
        self._outside.settings.setValue("geometry", self.saveGeometry())
        self._leave_session()
        self._opener.stop()
        super().closeEvent(event)
