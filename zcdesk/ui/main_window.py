"""The one window: the start, a new session, or an open session; menus over all of them."""

from __future__ import annotations

import importlib
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from zcdesk import __version__
from zcdesk.ui.actions import Action
from zcdesk.ui.look import Look, look
from zcdesk.ui.menus import build_menus
from zcdesk.ui.outside import Outside
from zcdesk.ui.window_frame import WindowFrame

if TYPE_CHECKING:
    from zcdesk.desk.desk import Desk
    from zcdesk.domain.attack import AttackOutcome
    from zcdesk.ui.views.gather_page import GatherPage
    from zcdesk.ui.views.verify_page import VerifyPage


class MainWindow(WindowFrame):
    """Every command of the actions table ends in a method of this class or of its bases."""

    def __init__(self, outside: Outside) -> None:
        super().__init__(outside)
        self.start.new_wanted.connect(self.new_session)
        self.start.rehearsal_wanted.connect(self.rehearse)
        self.start.verify_wanted.connect(self.verify)
        self.start.gather_wanted.connect(self.gather)
        self.start.help_wanted.connect(self.help_on)
        self.actions_by_id = build_menus(self, self._run)
        self._to_start()

    def _run(self, action: Action) -> None:
        self.diary.step(f"command.{action.id}")
        action.run(self)

    def show_desk(self, desk: Desk) -> None:
        """Show an open session."""
        super().show_desk(desk)
        if self.workplace is not None:
            self.workplace.bench.attack_wanted.connect(self.attack)

    def new_session(self) -> None:
        """Begin a new session; an open one is closed."""
        self._leave_session()
        self._with_the_rest(self._show_new)

    def _show_new(self) -> None:
        self.new.start()
        self._go(self.new)

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
            partial(self._begun, place),
            self._show_sample,
            partial(self._not_opened, self.start.refuse),
        )

    def _begun(self, place: Path) -> Desk:
        from zcdesk.ui import rest  # noqa: PLC0415 - see there

        return rest.sample.begin(place, now=self._outside.now, random=self._outside.random)

    def _show_sample(self, desk: Desk) -> None:
        from zcdesk.ui import rest  # noqa: PLC0415 - see there

        self.show_desk(desk)
        if self.workplace is not None:
            self.workplace.banner.done(
                self.tr("演练会议已建好，口令是 {secret}。申报人都是虚构的。").format(
                    secret=rest.sample.PASSPHRASE
                )
            )

    def attack(self) -> None:
        """Attack the sealed session (自测攻击): it is closed for that and opened again after it."""
        from zcdesk.ui import rest  # noqa: PLC0415 - see there

        if self.workplace is not None:
            dialog = rest.AttackDialog(self.workplace.bench, self)
            dialog.wanted.connect(self._attack)
            dialog.open()

    def _attack(self, secret: str, package: Path | None) -> None:
        from zcdesk.ui import rest  # noqa: PLC0415 - see there

        if self.workplace is None:
            return
        target = rest.Target(self.workplace.bench.desk.file.folder, secret, package)
        self._leave_session()
        self._to_start()
        self.attacking = rest.SelfAttack(self._opener, self)
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
        self._add_page(page, self.tr("汇总移交包"))
        self.gathering = page
        return page

    def _check(self, package: Path) -> None:
        from zcdesk.ui import rest  # noqa: PLC0415 - see there

        self._opener.run(
            partial(rest.check_delivered, package, self._outside.now),
            self.checking.show_answer,
            partial(self._not_opened, self.checking.refuse),
        )

    def _re_examine(self, package: Path) -> None:
        from zcdesk.ui import rest  # noqa: PLC0415 - see there

        rest.examine_package(
            package,
            self,
            runner=self._opener,
            pick=self._outside.pick,
            now=self._outside.now,
            crashed=self.crash,
        )

    def choose_columns(self) -> None:
        """Choose the columns of the table in use, or of the first one on the page."""
        if self.workplace is not None:
            self._tables.choose_on(self.workplace)

    def project(self) -> None:
        """Open the window for the room, or close it."""
        if self.workplace is not None:
            self.beside.project(self.workplace.bench.desk)

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
        if new != look():
            self.dressing.change(new)
            self._memory.keep_look(new)
        self._settle()

    def help(self) -> None:
        """The help of what is on the screen."""
        place = self.workplace
        self.beside.show_help(self.screen_shown, alone=place is not None and place.away)

    def help_on(self, topic: str) -> None:
        """A page of the help."""
        self.beside.show_help(topic, alone=False)

    def manual(self) -> None:
        """The manual as booklets to print."""
        from zcdesk.ui import rest  # noqa: PLC0415 - see there

        dialog = rest.ManualDialog(self._outside.pick, self._opener, self._outside.runner, self)
        dialog.crashed.connect(self.crash)
        dialog.open()

    def about(self) -> None:
        """Say what this is, and under which licences."""
        from zcdesk.ui import rest  # noqa: PLC0415 - see there

        rest.AboutDialog(__version__, self._resources, self).open()

    @property
    def checking(self) -> VerifyPage:
        """The page that checks packages, made when it is first asked for."""
        from zcdesk.ui.views.verify_page import VerifyPage  # noqa: PLC0415 - as above

        if self._checking is None:
            page = VerifyPage(self._outside.pick)
            page.check_wanted.connect(self._check)
            page.re_examine_wanted.connect(self._re_examine)
            page.left.connect(self._to_start)
            self._add_page(page, self.tr("核验移交包"))
            self._checking = page
        return self._checking
