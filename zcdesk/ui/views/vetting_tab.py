"""The facts of one applicant as a list to go through: where each is pinned, who checked it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QItemSelectionModel, QObject, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QCheckBox, QHeaderView, QStackedWidget, QWidget

from zcdesk.desk.vetting import FactLine
from zcdesk.ui.look import colours
from zcdesk.ui.models.table import Column, RecordTable
from zcdesk.ui.parts import button, column, empty_state, label, named, row
from zcdesk.ui.proof import Proof
from zcdesk.ui.tables import list_view
from zcdesk.ui.views.fact_mark import in_words, proof_menu


def _pin_text(line: FactLine) -> str:
    pin = line.mark.pin
    if pin is None:
        return "○ 未钉" if line.rules else "—"
    if line.document is None:
        return "▲ 移出"
    return f"{'▲' if line.doubt else '●'} 第{pin.page + 1}页"


def _pin_colour(line: FactLine) -> str:
    if line.mark.pin is None:
        return colours().unclear if line.rules else colours().muted
    return colours().unclear if line.doubt else colours().good


def _check_text(line: FactLine) -> str:
    check = line.mark.check
    if check is None:
        return "○ 未核" if line.rules else "—"
    return f"● {check.by}"


def _check_colour(line: FactLine) -> str:
    if line.mark.check is None:
        return colours().unclear if line.rules else colours().muted
    return colours().good


COLUMNS: tuple[Column[FactLine], ...] = (
    Column("信息", lambda line: line.title, width=100),
    Column("内容", lambda line: line.text, width=86),
    Column("钉在", _pin_text, width=72, colour=_pin_colour),
    Column("已核", _check_text, width=80, colour=_check_colour),
)

_KEYS = {
    Qt.Key.Key_Return: Proof.OPEN,
    Qt.Key.Key_Enter: Proof.OPEN,
    Qt.Key.Key_P: Proof.PIN,
    Qt.Key.Key_K: Proof.FRAME,
    Qt.Key.Key_Delete: Proof.UNPIN,
    Qt.Key.Key_Space: Proof.TICK,
}


class VettingTab(QWidget):
    """`wanted` carries the ids of the facts chosen, and what shall be done about them."""

    wanted = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self.model: RecordTable[FactLine] = RecordTable(COLUMNS, lambda line: line.id, self)
        self.table = list_view(self.tr("逐条核对"), self.model)
        # What it says takes the room that is left: nobody has to scroll sideways for 已核.
        header = self.table.horizontalHeader()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.selectionModel().currentRowChanged.connect(lambda _to, _from: self._tell())
        self.table.installEventFilter(self)
        self.open_only = named(QCheckBox(self.tr("只看规则用到、还没钉住或没核的")), "只看未完成的")
        self.open_only.toggled.connect(self._refilter)
        self.count = label("", "strong", wrap=True)
        self.detail = label("", "small", wrap=True)
        self.buttons = {
            proof: button(words, partial(self._want, proof))
            for proof, words in (
                (Proof.PIN, self.tr("钉住本页")),
                (Proof.FRAME, self.tr("框出一块…")),
                (Proof.UNPIN, self.tr("取消钉住")),
                (Proof.TICK, self.tr("已核")),
            )
        }
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(
            empty_state(
                self.tr("都已钉住并核对"),
                self.tr(
                    "规则用到的信息都有材料的页面为证，也都有人核对过。去掉勾选可以看全部信息。"
                ),
            )
        )
        self._writable = False
        pin, frame, unpin, tick = self.buttons.values()
        self.setLayout(
            column(
                self.count,
                self.open_only,
                self._stack,
                self.detail,
                row(tick, pin, gap=6),
                row(frame, unpin, gap=6),
                gap=6,
                margin=12,
                grow=self._stack,
            )
        )

    def show_lines(self, lines: Sequence[FactLine], *, writable: bool) -> None:
        """Show an applicant's facts; the place in the list stays where it was."""
        self._writable = writable
        at, same = (
            self.table.currentIndex().row(),
            self._ids(lines) == self._ids(self.model.records),
        )
        chosen = set(self.chosen)
        if not same:
            self.model.set_records(lines)
            at, chosen = 0, set()
        elif tuple(lines) != self.model.records:
            self.model.set_records(lines)
        else:
            self._tell()
            return
        self._choose(at, chosen)
        self._refilter_stack()

    @property
    def current(self) -> str:
        """The id of the fact that the keyboard is at; empty where there is none."""
        place = self.table.currentIndex().row()
        return self.model.record(place).id if 0 <= place < self.model.rowCount() else ""

    @property
    def chosen(self) -> tuple[str, ...]:
        """The ids of the facts selected."""
        rows = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        return tuple(self.model.record(place).id for place in rows)

    def select(self, fact: str) -> None:
        """Go to a fact."""
        place = self.model.row_of(fact)
        if place is not None:
            self._choose(place, set())

    def _ids(self, lines: Sequence[FactLine]) -> list[str]:
        return [line.id for line in lines]

    def _choose(self, at: int, chosen: set[str]) -> None:
        """Put the keyboard at a row; those that were selected stay so where they are shown."""
        at = max(0, min(at, self.model.rowCount() - 1))
        flags = QItemSelectionModel.SelectionFlag
        selection = self.table.selectionModel()
        selection.setCurrentIndex(self.model.index(at, 0), flags.ClearAndSelect | flags.Rows)
        places = [self.model.row_of(fact) for fact in chosen]
        if at in places:
            for place in places:
                if place is not None:
                    selection.select(self.model.index(place, 0), flags.Select | flags.Rows)
        self._tell()

    def _refilter(self) -> None:
        here = self.current
        self.model.filter((lambda line: line.wanting) if self.open_only.isChecked() else None)
        place = self.model.row_of(here) if here else None
        self._choose(place or 0, set())
        self._refilter_stack()

    def _refilter_stack(self) -> None:
        done = not self.model.rowCount() and bool(self.model.total)
        self._stack.setCurrentIndex(1 if done else 0)

    def _tell(self) -> None:
        lines = self.model.records
        relied = [line for line in lines if line.rules]
        pinned, checked = (
            sum(each.pinned for each in relied),
            sum(each.checked for each in relied),
        )
        self.count.setText(
            self.tr("规则用到 {n} 项：已钉住 {p} 项，已核 {c} 项").format(
                n=len(relied), p=pinned, c=checked
            )
        )
        here = self.current
        line = next((each for each in lines if each.id == here), None)
        self.detail.setText(f"{line.title}：{line.text}。{in_words(line)}。" if line else "")
        for proof, made in self.buttons.items():
            pinned_here = line is not None and line.mark.pin is not None
            made.setEnabled(
                self._writable and line is not None and (proof is not Proof.UNPIN or pinned_here)
            )
        ticked = line is not None and line.checked
        self.buttons[Proof.TICK].setText(self.tr("取消已核") if ticked else self.tr("标为已核"))

    def _want(self, proof: Proof) -> None:
        facts = self.chosen if proof is Proof.TICK else ()
        here = self.current
        if facts or here:
            self.wanted.emit(facts or (here,), proof)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The keys of the list; the table would search for a letter and eat the space."""
        if watched is self.table and isinstance(event, QKeyEvent):
            proof = _KEYS.get(Qt.Key(event.key()))
            plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            if event.type() is QEvent.Type.KeyPress and proof is not None and plain:
                self._want(proof)
                return True
        return super().eventFilter(watched, event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Everything that can be done about the fact."""
        here = self.current
        line = next((each for each in self.model.records if each.id == here), None)
        if line is not None and self._writable:
            menu = proof_menu(self, line, lambda fact, proof: self.wanted.emit((fact,), proof))
            menu.popup(event.globalPos())
