"""Commands that an open session answers; where none is open they do nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMainWindow

from zcdesk.domain.errors import KnownError
from zcdesk.ui.places import MATERIALS, RESULT, SESSION
from zcdesk.ui.proof import Proof

if TYPE_CHECKING:
    from zcdesk.ui.workplace import Workplace


class SessionCommands(QMainWindow):
    """A window over a session, or over none."""

    workplace: Workplace | None = None

    def keys(self) -> None:
        """Who has which passphrase, token and PIN, and how each is changed."""
        if self.workplace is not None:
            self.workplace.show_page(SESSION)
            self.workplace.session.show_keys()

    def fonts(self) -> None:
        """Characters that no font draws, and a font for them."""
        from zcdesk.ui import rest  # noqa: PLC0415 - see there

        if self.workplace is not None:
            rest.FontsDialog(self.workplace.bench, self).open()

    def offer_font(self, error: KnownError) -> None:
        """Something was refused; where a font would help, the secretary is asked for one."""
        from zcdesk.ui import rest  # noqa: PLC0415 - see there

        place = self.workplace
        if place is not None and not place.away and rest.added_fonts.lacks_glyph(error):
            self.fonts()

    def read(self) -> None:
        """Hand the laptop to the members who read dossiers."""
        if self.workplace is not None:
            self.workplace.read()

    def undo(self) -> None:
        """Take the last edit back."""
        if self.workplace is not None:
            self._to_edit(back=True)
            self.workplace.materials.history.undo()

    def redo(self) -> None:
        """Do the edit taken back again."""
        if self.workplace is not None:
            self._to_edit(back=False)
            self.workplace.materials.history.redo()

    def _to_edit(self, *, back: bool) -> None:
        """Where the next step belongs to one applicant, the list is shown."""
        place = self.workplace
        if place is not None and place.materials.history.shows(back=back):
            place.show_page(MATERIALS)

    def find_applicant(self) -> None:
        """Go to the search box."""
        if self.workplace is not None:
            self.workplace.show_page(MATERIALS)
            self.workplace.materials.search()

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
            self.workplace.materials.bulk.qualify_clean()

    def acknowledge_all(self) -> None:
        """Acknowledge whatever waits for it."""
        if self.workplace is not None:
            self.workplace.materials.bulk.acknowledge_all()

    def acknowledge_some(self) -> None:
        """Tick several unclear findings and acknowledge them together."""
        if self.workplace is not None:
            self.workplace.materials.bulk.acknowledge_some()

    def group_applicants(self) -> None:
        """Deal the applicants out to panels by specialty."""
        if self.workplace is not None:
            self.workplace.materials.bulk.group()

    def qualify_shown(self) -> None:
        """Qualify the applicant looked at."""
        if self.workplace is not None:
            self.workplace.at_materials().qualify()

    def issue_findings(self) -> None:
        """Issue what the rules say of the applicant looked at, with the clauses."""
        place = self.workplace
        if place is not None and place.materials.list.current:
            number = place.materials.list.current
            place.at_papers()
            place.result.issuing.issue_findings(number)

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

    def print_paper(self) -> None:
        """Print the chosen one of the papers that were issued."""
        if self.workplace is not None:
            self.workplace.at_papers().print_paper()

    def sign_paper(self) -> None:
        """Sign the chosen one of the papers that were issued."""
        if self.workplace is not None:
            self.workplace.at_papers().sign_paper()

    def re_examine(self) -> None:
        """Count the sealed session again, and compare its entries with the originals (复查)."""
        if self.workplace is not None:
            self.workplace.show_page(RESULT)
            self.workplace.result.examine_again()

    def sign_by_hand(self) -> None:
        """Show who signed the minutes by hand, and let others do it (手写签名)."""
        if self.workplace is not None:
            self.workplace.at_papers()
            self.workplace.result.issuing.sign_by_hand()

    def check_signatures(self) -> None:
        """Show the signatures of the chosen one of the papers that were issued."""
        if self.workplace is not None:
            self.workplace.at_papers().check_paper()
