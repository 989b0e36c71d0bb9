"""The marks beside the facts of the form, and which fact the keyboard was last at."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget

from zcdesk.desk.vetting import FactLine
from zcdesk.ui.proof import Proof
from zcdesk.ui.views.fact_mark import FactMark

FACT = "fact"
"""The property in which a widget says which fact it, and everything in it, belongs to."""


class FormProofs(QObject):
    """Every mark of a form. `wanted` carries a fact's id and what shall be done about it."""

    wanted = Signal(str, object)

    def __init__(self, form: QWidget) -> None:
        super().__init__(form)
        self._form = form
        self._lines: Mapping[str, FactLine] = {}
        self._at: QWidget | None = None
        self._current = ""
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._moved)

    @property
    def current(self) -> str:
        """The id of the fact that the keyboard is at, or was last; empty before the first."""
        self._moved(None, self._form.window().focusWidget())
        return self._current

    def ask(self, fact: str, proof: Proof) -> None:
        """Pass on what a mark asks for; the fact becomes the current one."""
        self._set_current(fact)
        self.wanted.emit(fact, proof)

    def show_lines(self, lines: Mapping[str, FactLine]) -> None:
        """Show how these facts are proven; a fact that is not on file has no mark."""
        self._lines = lines
        for mark in self._form.findChildren(FactMark):
            self._show(mark)

    def forget(self) -> None:
        """Somebody else is shown: no fact is the current one until the keyboard is at it."""
        self._set_current("")
        self._at = None

    def give_back(self) -> None:
        """The keyboard to the field that it was last in."""
        if self._at is not None:
            self._at.setFocus()

    def _show(self, mark: FactMark) -> None:
        line = self._lines.get(mark.fact)
        mark.show_line(line, current=mark.fact == self._current)

    def _moved(self, _: QWidget | None, now: QWidget | None) -> None:
        if now is None or not self._form.isAncestorOf(now):
            return
        found: QWidget | None = now
        while found is not None and found is not self._form:
            fact = found.property(FACT)
            if fact:
                self._at = now
                self._set_current(str(fact))
                return
            found = found.parentWidget()

    def _set_current(self, fact: str) -> None:
        before, self._current = self._current, fact
        for mark in self._form.findChildren(FactMark):
            if mark.fact in (before, fact):
                mark.show_line(self._lines.get(mark.fact), current=mark.fact == fact)
