"""The secretary's desk: applicants on the left, the dossier in the middle, the facts on the right."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from zcdesk.desk import figures, reading, register, views, voting
from zcdesk.desk.desk import Desk
from zcdesk.desk.reading import Margin, Reader
from zcdesk.desk.timeline import timeline
from zcdesk.desk.vetting import Change
from zcdesk.desk.views import Row
from zcdesk.domain.applicant import Applicant
from zcdesk.domain.errors import KnownError
from zcdesk.domain.events import ApplicantEdited, Document, DocumentMoved, RosterImported
from zcdesk.domain.finding import Finding
from zcdesk.domain.session import ApplicantStatus, Phase
from zcdesk.ui.bench import Bench
from zcdesk.ui.dialogs import Ask, AskDialog
from zcdesk.ui.history import Accepted, History
from zcdesk.ui.models.tally import Tally
from zcdesk.ui.parts import column
from zcdesk.ui.views.applicant_form import ApplicantForm
from zcdesk.ui.views.applicant_list import ApplicantList
from zcdesk.ui.views.bulk_steps import BulkSteps
from zcdesk.ui.views.deciding import Deciding
from zcdesk.ui.views.dossier_import import DossierImport
from zcdesk.ui.views.dossier_pages import Pages
from zcdesk.ui.views.dossier_viewer import DossierViewer
from zcdesk.ui.views.list_fields import changed
from zcdesk.ui.views.panes import DOSSIER, LIST, SIDE, Panes
from zcdesk.ui.views.proofs import Proofs
from zcdesk.ui.views.refiling import Refiling
from zcdesk.ui.views.roster_dialog import RosterDialog
from zcdesk.ui.views.side_panel import FINDINGS, SidePanel

_SAVE, _IDLE = 2_000, 3_000
ROSTER_KINDS = "花名册 (*.xlsx *.xls *.ods *.csv)"


class MaterialsPage(QWidget):
    """Joins list, viewer and side panel to the desk.

    `unshown_changed` when it was found out that a document does not show, or does.
    """

    unshown_changed = Signal()
    history_moved = Signal()

    def __init__(
        self,
        bench: Bench,
        reader: Reader,
        listed: ApplicantList | None = None,
        side: SidePanel | None = None,
    ) -> None:
        """The panes at the sides may have been built before: each takes its time."""
        super().__init__()
        self._bench = bench
        self._import = DossierImport(bench, self)
        self.list = listed or ApplicantList()
        self.list.strip.name_rules(views.rule_names(bench.desk))
        self._margin = Margin(bench.desk)
        self.pages = Pages(bench.reading, reader, reading.filed(bench.desk), bench.crashed.emit)
        self.pages.start()
        self.viewer = DossierViewer(self.pages)
        self.side = side or SidePanel(ApplicantForm(bench.case.current.session.review_year))
        self.proofs = Proofs(bench, self.side, self.viewer, self._bring, partial(self._bring, SIDE))
        self.deciding = Deciding(bench, self)
        self.bulk = BulkSteps(bench, self, self.load)
        self.refiling = Refiling(bench, self.viewer)
        self.history = History(
            self._edit_back,
            self._vet_back,
            self.bulk.move,
            self._refile_back,
            self.history_moved.emit,
        )
        self.proofs.history = self.bulk.history = self.refiling.history = self.history
        self.panes = Panes((self.list, self.viewer, self.side), self.side.turn)
        self.setLayout(column(self.panes, gap=0))
        self._connect()
        self._seen: dict[str, str] = {}
        self._known: dict[str, str] = {}
        self._unsaved = _later(self, _SAVE, self._save_seen)
        self._idle = _later(self, _IDLE, self._sweep)
        bench.ask_aside(
            self._margin.read,
            lambda marks: self._put_marks(marks.turns, marks.categories, marks.shown),
        )

    def _connect(self) -> None:
        self.pages.looked_through.connect(self._looked_through)
        self.list.chosen.connect(self._show)
        self.list.import_wanted.connect(self.import_roster)
        self.viewer.import_wanted.connect(self.import_dossiers)
        self.viewer.turned.connect(self._turned)
        self.viewer.sorted_as.connect(self._sorted)
        self.side.form.drafted.connect(self._preview)
        self.side.form.finished.connect(self._edit)
        # Whom it is about is known when it happens.
        findings, deciding = self.side.findings, self.deciding
        findings.waive_wanted.connect(lambda rule: deciding.waive(self.list.current, rule))
        findings.acknowledge_wanted.connect(
            lambda rule: deciding.acknowledge(self.list.current, rule)
        )
        self.side.decision_wanted.connect(lambda status: deciding.decide(self.list.current, status))
        self.list.view.activated.connect(lambda _: self._bring(SIDE))

    # --- panes ----------------------------------------------------------------------------------

    @property
    def first(self) -> QWidget:
        """Where the keyboard should be: in the pane that shows."""
        shown = self.panes.shown if self.panes.many == 1 else LIST
        return (self.list.first, self.viewer.canvas, self.side.tabs.tabBar())[shown]

    def search(self) -> None:
        """To the search."""
        self._bring(LIST)
        self.list.search.setFocus()

    def turn(self) -> None:
        """From the list to the dossier and back; in a narrow window one takes another's place."""
        self.panes.turn()
        panes = (self.list.first, self.viewer.canvas, self.side.tabs.tabBar())
        panes[self.panes.shown].setFocus()

    def _bring(self, pane: int = DOSSIER) -> None:
        """Show a pane, where another has taken its place."""
        if not (self.list, self.viewer, self.side)[pane].isVisible():
            self.panes.bring(pane)

    def _to_findings(self) -> None:
        self._bring(SIDE)
        self.side.tabs.setCurrentIndex(FINDINGS)

    # --- showing --------------------------------------------------------------------------------

    def load(self) -> None:
        """Read the whole list anew, off the window's thread."""
        self._bench.ask_aside(partial(_counted_rows, self._bench.desk), self._loaded)

    def refresh(self, rows: Iterable[Row]) -> None:
        """Show these applicants as they now are."""
        self.list.put(rows)
        self._show(self.list.current)

    def select(self, number: str) -> None:
        """Look at an applicant."""
        self.list.select(number)

    def mend(self, number: str) -> None:
        """Look at an applicant where something is lacking: the first open finding, or the decision."""
        self.list.select(number)
        self._to_findings()
        if not self.side.findings.next_card() and self.side.qualify.isVisible():
            self.side.qualify.setFocus()

    def look_at_papers(self, number: str) -> None:
        """Look at an applicant's dossier where it does not show what it holds."""
        self.list.select(number)
        self._bring()
        self.viewer.show_unshown()

    def _loaded(self, answer: tuple[list[Row], Tally]) -> None:
        rows, tally = answer
        self._idle.start()
        self.list.show_rows(rows, tally)
        self._show(self.list.current)

    def _show(self, number: str) -> None:
        case, desk = self._bench.case, self._bench.desk
        self.panes.show_anybody(anybody=bool(case.applicants))
        if number not in case.applicants:
            self.side.show_row(None, case.current_phase)
            self.proofs.show_applicant("")
            self.viewer.show_documents("", ())
            return
        shown = next(r for r in self.list.model.records if r.applicant.number == number)
        self.side.show_row(shown, case.current_phase)
        self._judge(shown.applicant, desk.findings(number))
        self.proofs.show_applicant(number)
        filed, parted = case.documents.get(number, ()), bool(case.parted(number))
        self.viewer.show_documents(number, filed, parted=parted)
        panel = case.panel_of(number)
        self.side.scores.show_scores(
            panel.name if panel else "",
            figures.score_in_words(desk, number),
            case.opinions.get(number, ""),
            frozen=panel is not None and panel.frozen,
        )
        opened = [each for key in case.rounds for each in figures.counted(case, key)]
        self.side.votes.show_votes(
            [each for each in opened if each.number == number],
            round_open=voting.open_now(desk) is not None,
        )

    def _turned(self, document: Document, page: int, quarters: int) -> None:
        turn = partial(self._margin.turn, document, page, quarters)
        self._bench.ask_aside(turn, lambda _: None)

    def _put_marks(
        self,
        turns: Mapping[tuple[str, int], int],
        categories: Mapping[str, str],
        shown: Mapping[str, str],
    ) -> None:
        self._known = dict(shown)
        self.viewer.put_marks(turns, categories)

    def _looked_through(self, document: Document, cause: str) -> None:
        """A document shows all it holds, or does not: remembered, and told in the list."""
        unshown, case = self._bench.desk.unshown, self._bench.case
        before = unshown.pop(document.key, "")
        if cause:
            unshown[document.key] = cause
        self._seen[document.key] = cause
        self._unsaved.start()
        if cause != before:
            holders = [n for n, many in case.documents.items() if document in many]
            self.list.put([views.row(self._bench.desk, number) for number in holders])
            self.unshown_changed.emit()

    def _save_seen(self) -> None:
        seen, self._seen = self._seen, {}
        self._known |= seen
        self._bench.ask_aside(partial(self._margin.look_through, seen), lambda _: None)

    def _sweep(self) -> None:
        """Look through every dossier, once nothing else is asked for."""
        if self._bench.case.current_phase.rank < Phase.SEALED.rank:
            filed = self._bench.case.documents.values()
            self.pages.sweep([each for many in filed for each in many], self._known)

    def _sorted(self, document: Document, category: str) -> None:
        self._bench.ask_aside(partial(self._margin.sort, document, category), lambda _: None)

    # --- editing --------------------------------------------------------------------------------

    def _preview(self, draft: Applicant) -> None:
        self._judge(draft, register.preview(self._bench.desk, draft))

    def _judge(self, applicant: Applicant, findings: Sequence[Finding]) -> None:
        desk = self._bench.desk
        flags = views.flags(desk, applicant.number, findings)
        flagged = {flag.finding.rule for flag in flags}
        others = [each for each in findings if each.rule not in flagged]
        self.side.show_flags(flags, others)
        self.side.timeline.show_timeline(timeline(desk, applicant, findings))

    def _edit(self, before: Applicant, after: Applicant) -> None:
        if not register.needs_why(self._bench.desk, before.number):
            self._store(before, after, "")
            return
        dialog = AskDialog(
            f"{before.number}号{before.name}：{self.tr('修改信息')}",
            self.tr("材料已经判定，修改须写明原因，记入日志。"),
            [Ask("why", self.tr("原因"), long=True)],
            self.tr("修改"),
            self,
        )
        dialog.given.connect(lambda said: self._store(before, after, said["why"]))
        dialog.rejected.connect(lambda: self._show(self.list.current))
        dialog.open()

    def _store(self, before: Applicant, after: Applicant, why: str) -> None:
        self._bench.do(
            partial(register.edit, self._bench.desk, before, after, why),
            self.history.push,
            lambda error: self._not_edited(error, before.number),
        )

    def _not_edited(self, error: KnownError, number: str) -> None:
        self._bench.refused.emit(error.sentence)
        if number == self.list.current:
            self._show(number)

    def _edit_back(self, before: Applicant, after: Applicant, accepted: Accepted) -> None:
        self.list.select(after.number)
        decided = register.needs_why(self._bench.desk, before.number)
        why = self.tr("撤销或重做前一次修改") if decided else ""

        def done(_: ApplicantEdited) -> None:
            accepted()
            what = "、".join(changed(before, after))
            told = self.tr("{number}号{name}的“{what}”已改回。")
            self._bench.done.emit(told.format(number=after.number, name=after.name, what=what))

        def refused(error: KnownError) -> None:
            self.history.stood_still()
            self._bench.refused.emit(error.sentence)

        self._bench.do(partial(register.edit, self._bench.desk, before, after, why), done, refused)

    def _vet_back(self, change: Change, *, back: bool, accepted: Accepted) -> None:
        self.list.select(change.applicant)
        self.proofs.redo(change, back=back, accepted=accepted)

    def _refile_back(self, change: DocumentMoved, *, back: bool, accepted: Accepted) -> None:
        place = change.before or change.after
        if place is not None:
            self.list.select(place.applicant)
        self.refiling.redo(change, back=back, accepted=accepted)

    # --- by keyboard ----------------------------------------------------------------------------

    def next_flagged(self, step: int) -> None:
        """Go to the next applicant with something open, or back to the last one."""
        if self.list.next_flagged(step):
            self._to_findings()
            if self.side.findings.next_card():
                return
            self.list.first.setFocus()
            return
        where = self.tr("后面") if step > 0 else self.tr("前面")
        self._bench.done.emit(self.tr("{where}没有还有问题的申报人了。").format(where=where))

    def next_finding(self) -> None:
        """Go to the next finding; after the last one to the next applicant who has some."""
        self._to_findings()
        if not self.side.findings.next_card():
            self.next_flagged(1)

    def qualify(self) -> None:
        """Qualify the applicant looked at, where the button would."""
        if self.side.qualify.isVisible() and self.side.qualify.isEnabled():
            self.deciding.decide(self.list.current, ApplicantStatus.QUALIFIED)

    # --- importing ------------------------------------------------------------------------------

    def import_roster(self) -> None:
        """Choose a roster, show what it holds, then take it in."""
        self._bench.pick.file(self, self.tr("选择花名册"), ROSTER_KINDS, self._look)

    def _look(self, path: Path) -> None:
        self._bench.ask(partial(views.look, self._bench.desk, path), self._offer)

    def _offer(self, look: views.RosterLook) -> None:
        dialog = RosterDialog(look, self)
        dialog.import_wanted.connect(
            lambda: self._bench.do(
                partial(register.import_roster, self._bench.desk, look.roster), self._imported
            )
        )
        dialog.open()

    def _imported(self, event: RosterImported) -> None:
        self._bench.done.emit(
            self.tr("花名册已导入：新增 {a} 人，更新 {b} 人。").format(
                a=len(event.added), b=len(event.changed)
            )
        )

    def import_dossiers(self) -> None:
        """Choose the folder of dossiers and take its files in."""
        self._import.begin()


def _later(owner: QObject, milliseconds: int, work: Callable[[], None]) -> QTimer:
    """A timer that does the work once, so long after it was last started."""
    made = QTimer(owner)
    made.setSingleShot(True)
    made.setInterval(milliseconds)
    made.timeout.connect(work)
    return made


def _counted_rows(desk: Desk) -> tuple[list[Row], Tally]:
    rows = views.rows(desk)
    return rows, Tally.of(rows)
