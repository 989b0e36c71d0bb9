"""Joins the facts to the pages that prove them: form, list of facts, strip of pages and desk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject

from zcdesk.desk import vetting
from zcdesk.desk.vetting import Change, FactLine
from zcdesk.domain.errors import KnownError
from zcdesk.domain.events import Document
from zcdesk.domain.session import Phase
from zcdesk.domain.vetting import Region
from zcdesk.ui.bench import Bench
from zcdesk.ui.history import Accepted, History
from zcdesk.ui.proof import Proof
from zcdesk.ui.views.dossier_viewer import DossierViewer
from zcdesk.ui.views.side_panel import SidePanel


class Proofs(QObject):
    """Pins, ticks and opens for the applicant shown. `bring` shows the strip where it is hidden.

    `bring_side` shows the facts where they are.
    """

    def __init__(
        self,
        bench: Bench,
        side: SidePanel,
        viewer: DossierViewer,
        bring: Callable[[], None],
        bring_side: Callable[[], None],
    ) -> None:
        super().__init__(side)
        self._bench = bench
        self._side, self._viewer, self._bring = side, viewer, bring
        self._bring_side = bring_side
        self.history: History | None = None
        self._number = ""
        self._lines: dict[str, FactLine] = {}
        self._framing = ""
        side.form.proofs.wanted.connect(lambda fact, proof: self.do((fact,), proof))
        side.vetting.wanted.connect(self.do)
        viewer.region.framed.connect(self._framed)
        viewer.region.left.connect(self._not_framed)

    def show_applicant(self, number: str) -> None:
        """Show what is pinned and ticked of an applicant; none: nothing."""
        case = self._bench.case
        lines: Sequence[FactLine] = ()
        if number in case.applicants:
            lines = vetting.fact_lines(self._bench.desk, number)
        if number != self._number:
            self._side.form.proofs.forget()
        self._number, self._lines = number, {line.id: line for line in lines}
        writable = case.current_phase in (Phase.SETUP, Phase.MATERIALS)
        self._side.form.proofs.show_lines(self._lines)
        self._side.vetting.show_lines(lines, writable=writable)

    @property
    def current(self) -> str:
        """The fact that commands mean: the list's, or the one last typed in."""
        if self._side.tabs.currentWidget() is self._side.vetting:
            return self._side.vetting.current
        return self._side.form.proofs.current

    def go_through(self) -> None:
        """To the list of facts, at the one that one is at."""
        here = self.current
        self._bring_side()
        self._side.tabs.setCurrentWidget(self._side.vetting)
        self._side.vetting.select(here)
        self._side.vetting.table.setFocus()

    def do_current(self, proof: Proof) -> None:
        """Do something about the fact that one is at; in the list, about all that are selected."""
        listed = self._side.tabs.currentWidget() is self._side.vetting
        several = self._side.vetting.chosen if listed and proof is Proof.TICK else ()
        self.do(several or (self.current,), proof)

    def tick_group(self) -> None:
        """Tick everything of the group that the fact one is at belongs to."""
        line = self._lines.get(self.current)
        if line is None:
            self._ask_for_a_fact()
            return
        group = [each.id for each in self._lines.values() if each.group == line.group]
        self.do(group, Proof.TICK)

    def do(self, facts: Sequence[str], proof: Proof) -> None:
        """Do something about the proof of these facts of the applicant shown."""
        lines = [self._lines[fact] for fact in facts if fact in self._lines]
        if not lines:
            self._ask_for_a_fact()
            return
        desk, number, fact = self._bench.desk, self._number, lines[0].id
        match proof:
            case Proof.TICK:
                names = [line.id for line in lines]
                ticked = all(line.checked for line in lines)
                verb = vetting.untick if ticked else vetting.tick
                self._record(partial(verb, desk, number, names))
            case Proof.UNPIN:
                self._record(partial(vetting.unpin, desk, number, fact))
            case Proof.OPEN:
                self._open(lines[0])
            case Proof.PIN:
                self._pin_here(fact)
            case Proof.FRAME:
                self._frame(fact)

    def redo(self, change: Change, *, back: bool, accepted: Accepted) -> None:
        """Make a change again, or its opposite."""
        verb = vetting.take_back if back else vetting.again

        def done(_: Change) -> None:
            accepted()

        def refused(error: KnownError) -> None:
            assert self.history is not None
            self.history.stood_still()
            self._bench.refused.emit(error.sentence)

        self._bench.do(partial(verb, self._bench.desk, change), done, refused)

    def _record(self, verb: Callable[[], Change]) -> None:
        assert self.history is not None
        self._bench.do(verb, self.history.push)

    def _open(self, line: FactLine) -> None:
        pin = line.mark.pin
        if pin is not None and line.document is None:
            self._bench.refused.emit(
                self.tr("“{title}”{doubt}，请重新钉住。").format(title=line.title, doubt=line.doubt)
            )
            return
        if pin is None or line.document is None:
            self._bench.refused.emit(
                self.tr("“{title}”还没有钉住：翻到有它的一页，按 Ctrl+B。").format(title=line.title)
            )
            return
        self._bring()
        self._viewer.open_at(line.document, pin.page, pin.region)

    def _pin_here(self, fact: str) -> None:
        here = self._viewer.here
        if here is None:
            self._bench.refused.emit(self.tr("该申报人没有可以钉住的材料页，请先导入申报材料。"))
            return
        if not self._viewer.isVisible():
            # Nobody pins a page unseen: where there is room for two panes the list lies over it.
            self._bring()
            self._bench.done.emit(self.tr("材料已打开：翻到能证明它的一页，再钉住。"))
            return
        document, page = here
        self._pin(fact, document, page, None)

    def _pin(self, fact: str, document: Document, page: int, region: Region | None) -> None:
        self._record(
            partial(vetting.pin, self._bench.desk, self._number, fact, document.key, page, region)
        )
        self._viewer.region.show_region(document, page, region)

    def _frame(self, fact: str) -> None:
        if self._viewer.here is None:
            self._pin_here(fact)
            return
        self._bring()
        self._framing = fact
        self._viewer.region.start()

    def _framed(self, document: Document, page: int, region: Region) -> None:
        fact = self._framing or self.current
        self._give_back()
        if fact in self._lines:
            self._pin(fact, document, page, region)
        else:
            self._ask_for_a_fact()

    def _not_framed(self) -> None:
        if self._framing:
            self._give_back()

    def _give_back(self) -> None:
        """The keyboard goes back to where the frame was asked for."""
        begun_here, self._framing = not self._framing, ""
        listed = self._side.tabs.currentWidget() is self._side.vetting
        if begun_here:
            self._viewer.canvas.setFocus()
        elif listed:
            self._side.vetting.table.setFocus()
        else:
            self._side.form.proofs.give_back()

    def _ask_for_a_fact(self) -> None:
        self._bench.refused.emit(
            self.tr("请先在“信息”或“核对”中选一条已经填写的信息，再钉住或标为已核。")
        )
