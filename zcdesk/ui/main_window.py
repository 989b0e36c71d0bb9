"""The one window: the start, a new session, or an open session; menus over all of them."""

from __future__ import annotations

import datetime
import importlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QScrollArea, QStackedWidget, QWidget

from zcdesk import __version__
from zcdesk.desk import delivery, sample, setup, signing
from zcdesk.desk.desk import Desk
from zcdesk.desk.reading import Reader
from zcdesk.desk.room import room
from zcdesk.desk.setup import NewSession
from zcdesk.desk.writing import write_whole
from zcdesk.domain.attack import AttackOutcome
from zcdesk.domain.errors import KnownError
from zcdesk.ui.actions import ACTIONS, State
from zcdesk.ui.bench import Bench
from zcdesk.ui.dialogs import AskDialog
from zcdesk.ui.diary import Diary, name_of
from zcdesk.ui.idle import Idle
from zcdesk.ui.look import Look, look
from zcdesk.ui.memory import Memory
from zcdesk.ui.parts import scrolled
from zcdesk.ui.pick import Pick
from zcdesk.ui.proof import Proof
from zcdesk.ui.recent import Recent
from zcdesk.ui.runner import Runner
from zcdesk.ui.self_attack import SelfAttack, Target
from zcdesk.ui.tables import ColumnState, Table
from zcdesk.ui.theme import wear
from zcdesk.ui.trouble import CrashDialog
from zcdesk.ui.views.about_dialog import AboutDialog
from zcdesk.ui.views.attack_dialog import AttackDialog
from zcdesk.ui.views.columns_dialog import ColumnsDialog
from zcdesk.ui.views.help_window import HelpWindow
from zcdesk.ui.views.new_session import NewSessionPage, Wanted
from zcdesk.ui.views.projector import Projector
from zcdesk.ui.views.start_page import StartPage
from zcdesk.ui.views.verify_page import Answer, Checked, VerifyPage, answer_of
from zcdesk.ui.workplace import MATERIALS, SESSION, Workplace

if TYPE_CHECKING:
    from zcdesk.ui.views.gather_page import GatherPage


@dataclass(frozen=True, slots=True)
class Outside:
    """What the window is given from outside: clock, chance, files of the program, memory.

    `samples`: where rehearsals are put; None asks each time.
    """

    now: Callable[[], datetime.datetime]
    random: Callable[[int], bytes]
    icons: Path
    settings: QSettings
    pick: Pick = field(default_factory=Pick)
    samples: Path | None = None
    runner: Callable[[], Runner] = Runner
    full_screen: bool = True


class MainWindow(QMainWindow):
    """Every command of the actions table ends in a method of this class."""

    def __init__(self, outside: Outside) -> None:
        super().__init__()
        self._outside = outside
        self.diary = Diary(__version__)
        self._recent = Recent(outside.settings)
        self._memory = Memory(outside.settings)
        self._resources = outside.icons.parent
        self._help: HelpWindow | None = None
        self._projector: Projector | None = None
        self._standard: dict[str, list[ColumnState]] = {}
        self._opener = outside.runner()
        self.workplace: Workplace | None = None
        self.gathering: GatherPage | None = None
        self._made: Desk | None = None
        self.attacking: SelfAttack | None = None
        self._before = self.windowState()
        self.start = StartPage(outside.pick)
        self.start.open_wanted.connect(self.open_folder)
        self.start.new_wanted.connect(self.new_session)
        self.start.rehearsal_wanted.connect(self.rehearse)
        self.start.verify_wanted.connect(self.verify)
        self.start.gather_wanted.connect(self.gather)
        self.start.help_wanted.connect(self.help_on)
        self.new = NewSessionPage(outside.pick, outside.now().date())
        self.new.create_wanted.connect(self._create)
        self.new.entered.connect(self._enter_made)
        self.new.left.connect(self._to_start)
        self._idle = Idle(self)
        self._idle.left_alone.connect(self._lock_up)
        self._stack = QStackedWidget()
        self.checking = VerifyPage(outside.pick)
        self.checking.check_wanted.connect(self._check)
        self.checking.left.connect(self._to_start)
        self._areas: dict[QWidget, QScrollArea] = {
            page: scrolled(page, name)
            for page, name in (
                (self.start, self.tr("开始")),
                (self.new, self.tr("新建会议")),
                (self.checking, self.tr("核验移交包")),
            )
        }
        for area in self._areas.values():
            self._stack.addWidget(area)
        self.setCentralWidget(self._stack)
        self.actions_by_id: dict[str, QAction] = {}
        self._build_menus()
        self.setMinimumSize(480, 320)
        self.resize(1280, 800)
        self._memory.restore_window(self)
        self._to_start()

    def _build_menus(self) -> None:
        bar = self.menuBar()
        menus = {name: bar.addMenu(name) for name in dict.fromkeys(a.menu for a in ACTIONS)}
        below: dict[str, QMenu] = {}
        for action in ACTIONS:
            menu = menus[action.menu]
            if action.rule_before:
                menu.addSeparator()
            if action.submenu:
                if action.submenu not in below:
                    below[action.submenu] = menu.addMenu(action.submenu)
                menu = below[action.submenu]
            made = QAction(action.text, self)
            if action.shortcut:
                made.setShortcut(QKeySequence(action.shortcut))
            made.setCheckable(action.chosen is not None)
            made.triggered.connect(partial(self._run, action.id, action.run))
            menu.addAction(made)
            # The menu is out of sight while a member sits here; what is allowed still works.
            self.addAction(made)
            self.actions_by_id[action.id] = made

    def _run(self, name: str, run: Callable[[MainWindow], None], _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's own
        self.diary.step(f"command.{name}")
        run(self)

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
        for action in ACTIONS:
            made = self.actions_by_id[action.id]
            made.setEnabled(action.when(state))
            if action.chosen is not None:
                made.setChecked(action.chosen(state))
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
        opening = partial(
            setup.open_session, folder, secret, now=self._outside.now, random=self._outside.random
        )
        self._opener.run(opening, self.show_desk, partial(self._not_opened, self.start.refuse))

    def show_desk(self, desk: Desk) -> None:
        """Show an open session."""
        self.start.wait("")
        self._leave_session()
        runner = self._outside.runner
        bench = Bench(desk, runner(), runner(), self._outside.pick, reading=runner())
        place = Workplace(bench, Reader(), self._outside.icons)
        place.state_changed.connect(self._settle)
        place.away_changed.connect(self._fill_screen)
        place.crashed.connect(self.crash)
        bench.changed.connect(self._show_room)
        bench.began.connect(lambda verb: self.diary.step(name_of(verb)))
        bench.turned_away.connect(self.diary.refused)
        bench.attack_wanted.connect(self.attack)
        place.page_built.connect(self._know_tables)
        self.workplace = place
        self._stack.addWidget(place)
        self._stack.setCurrentWidget(place)
        self._recent.add(desk.file.folder)
        self.winId()
        self._idle.watch(self.windowHandle())
        self._idle.start(desk.settings.idle_minutes)
        self._settle()

    def _know_tables(self, page: QWidget) -> None:
        """Arrange the tables as they were left; remember how they come by themselves."""
        for table in page.findChildren(Table):
            if table.model() is not None:
                self._standard[table.accessibleName()] = table.columns()
                table.columns_wanted.connect(partial(self._columns, table))
        self._memory.restore(page)

    def _columns(self, table: Table) -> None:
        ColumnsDialog(table, self._standard[table.accessibleName()], self).open()

    def _show_room(self, _: object = None) -> None:
        place = self.workplace
        if self._projector is not None and place is not None and self._projector.isVisible():
            self._projector.show_room(room(place.bench.desk))

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
            if self._projector is not None:
                self._projector.close()
            self._stack.removeWidget(place)
            place.stop()
            place.deleteLater()

    # --- commands -------------------------------------------------------------------------------

    def new_session(self) -> None:
        """Begin a new session; an open one is closed."""
        self._leave_session()
        self.new.start()
        self._go(self.new)

    def open_session(self) -> None:
        """Go where sessions are opened; an open one is closed."""
        self._leave_session()
        self._to_start()

    def close_session(self) -> None:
        """Close the session."""
        self.open_session()

    def keys(self) -> None:
        """Who has which passphrase, token and PIN, and how each is changed."""
        if self.workplace is not None:
            self.workplace.show_page(SESSION)
            self.workplace.session.show_keys()

    def read(self) -> None:
        """Hand the laptop to the members who read dossiers."""
        if self.workplace is not None:
            self.workplace.read()

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

    def acknowledge_some(self) -> None:
        """Tick several unclear findings and acknowledge them together."""
        if self.workplace is not None:
            self.workplace.materials.acknowledge_some()

    def group_applicants(self) -> None:
        """Deal the applicants out to panels by specialty."""
        if self.workplace is not None:
            self.workplace.materials.group()

    def qualify_shown(self) -> None:
        """Qualify the applicant looked at."""
        if self.workplace is not None:
            self.workplace.at_materials().qualify()

    def prove(self, proof: Proof) -> None:
        """Pin, open, unpin or tick the fact that one is at."""
        if self.workplace is not None:
            self.workplace.at_materials().proofs.do_current(proof)

    def check_group(self) -> None:
        """Tick the whole group of the fact that one is at."""
        if self.workplace is not None:
            self.workplace.at_materials().proofs.tick_group()

    def go_through_facts(self) -> None:
        """List the facts of the applicant looked at."""
        if self.workplace is not None:
            self.workplace.at_materials().proofs.go_through()

    def next_finding(self) -> None:
        """Go to the next finding."""
        if self.workplace is not None:
            self.workplace.at_materials().next_finding()

    def next_flagged(self, step: int) -> None:
        """Go to the next applicant with something open, or back to the last one."""
        if self.workplace is not None:
            self.workplace.at_materials().next_flagged(step)

    def turn_pane(self) -> None:
        """Between the list and the dossier: the keyboard, or what the narrow window shows."""
        if self.workplace is not None:
            self.workplace.at_materials().turn()

    def show_page(self, place: int) -> None:
        """Show a page of the rail."""
        if self.workplace is not None:
            self.workplace.show_page(place)

    def rehearse(self) -> None:
        """Make a session of invented people and open it; an open one is closed."""
        if self._outside.samples is None:
            title = self.tr("演练会议放在哪个文件夹")
            self._outside.pick.folder(self, title, self._rehearse_in)
        else:
            self._rehearse_in(self._outside.samples)

    def _rehearse_in(self, place: Path) -> None:
        self._leave_session()
        self._to_start()
        self.start.wait(self.tr("正在生成演练会议：花名册、申报材料、委员都是虚构的…"))
        self._opener.run(
            partial(sample.begin, place, now=self._outside.now, random=self._outside.random),
            self._show_sample,
            partial(self._not_opened, self.start.refuse),
        )

    def _show_sample(self, desk: Desk) -> None:
        self.show_desk(desk)
        if self.workplace is not None:
            self.workplace.banner.done(
                self.tr("演练会议已建好，口令是 {secret}。申报人都是虚构的。").format(
                    secret=sample.PASSPHRASE
                )
            )

    def attack(self) -> None:
        """Attack the sealed session (自测攻击): it is closed for that and opened again after it."""
        if self.workplace is not None:
            dialog = AttackDialog(self.workplace.bench, self)
            dialog.wanted.connect(self._attack)
            dialog.open()

    def _attack(self, secret: str, package: Path | None) -> None:
        if self.workplace is None:
            return
        target = Target(self.workplace.bench.desk.file.folder, secret, package)
        self._leave_session()
        self._to_start()
        self.attacking = SelfAttack(self._opener, self)
        self.attacking.ended.connect(self._attacked)
        self.attacking.failed.connect(partial(self._not_opened, self.start.refuse))
        self.attacking.start(target, self._outside.now, self._outside.random)

    def _attacked(self, desk: Desk, outcome: AttackOutcome | str) -> None:
        self.attacking = None
        self.show_desk(desk)
        assert self.workplace is not None
        if isinstance(outcome, str):
            self.workplace.banner.refuse(outcome)
        else:
            self.workplace.result.tell_attack(outcome)

    def verify(self) -> None:
        """Check a package; an open session is closed."""
        self._leave_session()
        self.checking.start()
        self._go(self.checking)
        self.checking.first.setFocus()

    def books(self) -> None:
        """Rule books: check one, add one, hold two side by side."""
        # Loaded when it is asked for: it brings the rehearsal with it, which no start should wait for.
        from zcdesk.ui.views.books_dialog import BooksDialog  # noqa: PLC0415

        desk = self.workplace.bench.desk if self.workplace is not None else None
        dialog = BooksDialog(desk, self._outside.pick, self._opener, self)
        dialog.crashed.connect(self.crash)
        dialog.open()

    def gather(self) -> None:
        """Gather many packages; an open session is closed."""
        self._leave_session()
        if self.gathering is not None:
            self._enter_gathering(self.gathering)
            return
        # The database takes a while to load: off the window's thread, and for nobody else.
        self._opener.run(
            partial(importlib.import_module, "zcdesk.desk.gathered_package"),
            self._gathering_ready,
            self.crash,
        )

    def _gathering_ready(self, _: object) -> None:
        """The database is there; whoever opened a session meanwhile stays in it."""
        if self.workplace is None:
            self._enter_gathering(self.gathering or self._make_gathering())

    def _enter_gathering(self, page: GatherPage) -> None:
        self._go(page)
        page.enter()

    def _make_gathering(self) -> GatherPage:
        from zcdesk.ui.views.gather_page import GatherPage  # noqa: PLC0415 - as above

        page = GatherPage(self._outside.pick, self._opener, self._outside.now)
        page.left.connect(self._to_start)
        page.crashed.connect(self.crash)
        self._areas[page] = scrolled(page, self.tr("汇总移交包"))
        self._stack.addWidget(self._areas[page])
        self.gathering = page
        return page

    def _check(self, package: Path) -> None:
        def check() -> Answer:
            if package.suffix.lower() == ".pdf":
                found = signing.check_outside(package)
                told = [
                    Checked(each.ok, "电子签名", each.sentence, "") for each in found.signatures
                ]
                told += [Checked(ok=False, title="文件", detail=f, file="") for f in found.faults]
                return answer_of(package, self._outside.now(), told)
            answer = delivery.verify(package)
            lines = [Checked(each.ok, each.title, each.detail, each.file) for each in answer.lines]
            return answer_of(package, self._outside.now(), lines)

        self._opener.run(
            check, self.checking.show_answer, partial(self._not_opened, self.checking.refuse)
        )

    def print_paper(self) -> None:
        """Print the chosen one of the papers that were issued."""
        if self.workplace is not None:
            self.workplace.at_papers().print_paper()

    def sign_paper(self) -> None:
        """Sign the chosen one of the papers that were issued."""
        if self.workplace is not None:
            self.workplace.at_papers().sign_paper()

    def check_signatures(self) -> None:
        """Show the signatures of the chosen one of the papers that were issued."""
        if self.workplace is not None:
            self.workplace.at_papers().check_paper()

    def choose_columns(self) -> None:
        """Choose the columns of the table in use, or of the first one on the page."""
        if self.workplace is None:
            return
        tables = [t for t in self.workplace.findChildren(Table) if t.isVisible()]
        held = [t for t in tables if t.hasFocus()]
        if tables:
            self._columns((held or tables)[0])

    def project(self) -> None:
        """Open the window for the room, or close it."""
        if self.workplace is None:
            return
        if self._projector is not None and self._projector.isVisible():
            self._projector.close()
            return
        self._projector = self._projector or Projector()
        self._projector.appear(self)
        self._show_room()

    def wear_theme(self, key: str) -> None:
        """Change the colours, now and from now on."""
        self._wear(Look.of(key, look().text.key))

    def set_text(self, key: str) -> None:
        """Change the size of the text, now and from now on."""
        self._wear(Look.of(look().theme.key, key))

    def change_text(self, steps: int) -> None:
        """Make the text larger, or smaller below zero."""
        self._wear(look().larger(steps))

    def _wear(self, new: Look) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        if new == look():
            self._settle()
            return
        wear(app, self._resources, new)
        self._memory.keep_look(new)
        self._settle()

    def help(self) -> None:
        """The help of what is on the screen."""
        place = self.workplace
        self._help_on(self.screen_shown, alone=place is not None and place.away)

    def help_on(self, topic: str) -> None:
        """A page of the help."""
        self._help_on(topic, alone=False)

    def _help_on(self, topic: str, *, alone: bool) -> None:
        if self._help is None:
            self._help = HelpWindow(self._resources / "help", self)
        self._help.show_topic(topic, alone=alone)

    @property
    def screen_shown(self) -> str:
        """The screen, by the key of its page of the help."""
        if self.workplace is not None:
            return self.workplace.screen_shown
        current = self._stack.currentWidget()
        shown: dict[QWidget, str] = {self.new: "new", self.checking: "verify"}
        if self.gathering is not None:
            shown[self.gathering] = "gather"
        return next((key for page, key in shown.items() if self._areas[page] is current), "start")

    def about(self) -> None:
        """Say what this is, and under which licences."""
        AboutDialog(__version__, self._resources, self).open()

    def crash(self, error: BaseException) -> None:
        """Tell of a bug, without anything that the session holds."""
        self.diary.bug(error)
        dialog = CrashDialog(error, self)
        dialog.save_wanted.connect(self.save_diary)
        dialog.open()

    def save_diary(self) -> None:
        """Save what the program did last, for whoever mends it; nothing of the session is in it."""
        self._outside.pick.save(
            self,
            self.tr("保存运行记录"),
            self.tr("运行记录.txt"),
            self.tr("文本文件 (*.txt)"),
            self._write_diary,
        )

    def _write_diary(self, path: Path) -> None:
        try:
            write_whole(path, self.diary.text().encode())
            told = self.tr("运行记录已存为“{name}”，其中没有会议内容，可以发给维护人员。")
            sentence = told.format(name=path.name)
        except KnownError as error:
            sentence = error.sentence
        AskDialog(self.tr("运行记录"), sentence, [], self.tr("知道了"), self).open()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let go of everything; while a member sits here the window stays."""
        place = self.workplace
        if place is not None and place.away and not place.locked:
            event.ignore()
            return
        self._memory.keep_window(self)
        self._leave_session()
        if self.attacking is not None:
            self.attacking.cancel()
        if self.gathering is not None:
            self.gathering.cancel()
        self._opener.stop()
        for other in (self._projector, self._help):
            if other is not None:
                other.close()
        super().closeEvent(event)
