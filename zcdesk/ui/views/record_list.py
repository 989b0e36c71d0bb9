"""Several records of one kind, one under the other: degrees, works, other applications."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from zcdesk.ui.inputs import Input, being_typed, fill, make_input, mark_wrong, text_of
from zcdesk.ui.parts import button, column, label, row
from zcdesk.ui.views.fact_mark import FactMark
from zcdesk.ui.views.form_proofs import FACT
from zcdesk.ui.views.list_fields import ListKind, Part, PartRefused, Texts


class RecordList(QWidget):
    """`typed` with every keystroke, `finished` when a fact is left or a record goes.

    `proof_wanted` carries a record's id and what shall be done about its proof.
    """

    typed = Signal()
    finished = Signal()
    proof_wanted = Signal(str, object)

    def __init__(self, kind: ListKind) -> None:
        super().__init__()
        self.kind = kind
        self._cards: list[_Card] = []
        self._list = column(gap=8)
        self._none = label(self.tr("没有记录"), "small")
        self.add = button(kind.add, self._add, "plain")
        self.setLayout(
            column(row(label(kind.title, "strong"), None, self.add), self._none, self._list, gap=6)
        )

    def show_records(self, records: Sequence[Any], *, writable: bool, anew: bool) -> None:
        """Show what is on file. A record not finished yet stays, unless somebody else is shown."""
        drafts = [] if anew else [card for card in self._cards if card.fresh and not card.blank]
        kept = [card for card in self._cards if card not in drafts]
        while len(kept) > len(records):
            self._drop(kept.pop())
        while len(kept) < len(records):
            card = self._card()
            self._list.insertWidget(len(kept), card)
            self._cards.insert(len(kept), card)
            kept.append(card)
        for card, record in zip(kept, records, strict=True):
            card.fresh = False
            card.show_texts(self.kind.texts(record))
        self._settle(writable=writable)

    def input(self, place: int, key: str) -> Input:
        """The input of a fact of a record."""
        return self._cards[place].inputs[key]

    def count(self) -> int:
        """How many records are shown."""
        return len(self._cards)

    def records(self) -> tuple[Any, ...]:
        """The records as typed; an empty one is none. PartRefused where one cannot be read."""
        built = []
        wrong: PartRefused | None = None
        for card in self._cards:
            card.mark("")
            if card.blank:
                continue
            try:
                built.append(self.kind.build(card.texts()))
            except PartRefused as error:
                card.mark(error.part)
                wrong = wrong or error
        if wrong is not None:
            raise wrong
        return tuple(built)

    def _card(self) -> _Card:
        card = _Card(self.kind, len(self._cards) + 1)
        card.typed.connect(self.typed)
        card.finished.connect(self.finished)
        card.removed.connect(self._remove)
        card.proof_wanted.connect(self.proof_wanted)
        return card

    def _add(self) -> None:
        card = self._card()
        card.fresh = True
        self._cards.append(card)
        self._list.addWidget(card)
        self._settle(writable=True)
        next(iter(card.inputs.values())).setFocus()

    def _remove(self, card: object) -> None:
        assert isinstance(card, _Card)
        self._drop(card)
        self._settle(writable=True)
        self.add.setFocus()
        self.finished.emit()

    def _drop(self, card: _Card) -> None:
        self._cards.remove(card)
        self._list.removeWidget(card)
        card.hide()
        card.deleteLater()

    def _settle(self, *, writable: bool) -> None:
        for place, card in enumerate(self._cards, 1):
            card.number(place)
            card.setEnabled(writable)
        self.add.setEnabled(writable)
        self._none.setVisible(not self._cards)


class _Card(QFrame):
    """One record: its facts in two columns."""

    typed = Signal()
    finished = Signal()
    removed = Signal(object)
    proof_wanted = Signal(str, object)

    def __init__(self, kind: ListKind, place: int) -> None:
        super().__init__()
        self.setProperty("role", "finding-quiet")
        self._kind = kind
        self.fresh = False
        self.inputs: dict[str, Input] = {}
        self._head = label("", "small")
        self.remove = button(self.tr("删除"), lambda: self.removed.emit(self), "plain")
        self.proof = FactMark("", self.proof_wanted.emit)
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(2)
        at = 0
        for part in kind.parts:
            if part.wide and at % 2:
                at += 1
            self._put(grid, part, at)
            at += 2 if part.wide else 1
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self.setLayout(
            column(row(self._head, self.proof, None, self.remove, gap=4), grid, gap=0, margin=8)
        )
        self.number(place)

    def _put(self, grid: QGridLayout, part: Part, at: int) -> None:
        made = make_input(part.title, part.choices, part.hint, self.typed.emit, self.finished.emit)
        made.setMinimumWidth(60)
        self.inputs[part.key] = made
        title = label(part.title, "small")
        line, place = 2 * (at // 2), at % 2
        span = 2 if part.wide else 1
        grid.addWidget(title, line, place, 1, span, Qt.AlignmentFlag.AlignBottom)
        grid.addWidget(made, line + 1, place, 1, span)

    def number(self, place: int) -> None:
        """Which of the list it is; its inputs and its button say so to a screen reader."""
        name = f"{self._kind.title} {place}"
        self._head.setText(name)
        self.proof.fact = f"{self._kind.key}.{place - 1}"
        self.setProperty(FACT, self.proof.fact)
        self.remove.setAccessibleName(f"删除{name}")
        for part in self._kind.parts:
            self.inputs[part.key].setAccessibleName(f"{name}：{part.title}")

    @property
    def blank(self) -> bool:
        """Nothing is typed."""
        return not any(text.strip() for text in self.texts().values())

    def texts(self) -> Texts:
        """What is typed."""
        return {key: text_of(made) for key, made in self.inputs.items()}

    def show_texts(self, texts: Texts) -> None:
        """Show a record; a fact being typed is left alone."""
        for key, made in self.inputs.items():
            if not being_typed(made):
                made.blockSignals(True)  # noqa: FBT003 - Qt's own
                fill(made, texts[key])
                made.blockSignals(False)  # noqa: FBT003 - Qt's own

    def mark(self, wrong: str) -> None:
        """Mark the fact that cannot be read."""
        for key, made in self.inputs.items():
            mark_wrong(made, wrong=key == wrong)
