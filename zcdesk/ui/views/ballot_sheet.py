"""One member's sheet: every applicant with 同意, 不同意, 弃权 in words; nothing is preselected."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QScrollArea, QWidget

from zcdesk.desk.ballot_lines import Line
from zcdesk.domain.ballot import Choice
from zcdesk.ui.parts import button, clear, column, label, named, panel, row, set_role
from zcdesk.ui.theme import GAP

_KEYS = {Qt.Key.Key_1: Choice.APPROVE, Qt.Key.Key_2: Choice.REJECT, Qt.Key.Key_3: Choice.ABSTAIN}


class _LineFrame(QFrame):
    """One line: the applicant, and three buttons of which at most one is down."""

    chosen = Signal(str)
    looked_at = Signal(str)

    def __init__(self, place: int, line: Line) -> None:
        super().__init__()
        self.line = line
        self.group = QButtonGroup(self)
        self.group.setExclusive(True)
        self.buttons: dict[Choice, QPushButton] = {}
        for key, choice in enumerate(Choice, 1):
            made = QPushButton(choice.value)
            made.setCheckable(True)
            made.setProperty("kind", "choice")
            made.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            named(made, f"{line.name} {choice.value}", f"按 {key} 键")
            made.clicked.connect(lambda: self.chosen.emit(line.number))
            self.group.addButton(made, key)
            self.buttons[choice] = made
        self.name = label(line.name, "lead")
        words = panel(
            column(self.name, label(f"{line.number}　{line.applies_for}", "small"), gap=2)
        )
        layout: QHBoxLayout = row(label(str(place), "muted"), words, None, gap=12)
        layout.setContentsMargins(14, 8, 14, 8)
        for made in self.buttons.values():
            layout.addWidget(made)
        self.setLayout(layout)
        self.set_current(current=False)

    def set_current(self, *, current: bool) -> None:
        """Mark the line that the keys write to."""
        set_role(self, "line-current" if current else "line")

    def choice(self) -> Choice | None:
        """What is marked, if anything."""
        return next((choice for choice, made in self.buttons.items() if made.isChecked()), None)

    def mark(self, choice: Choice) -> None:
        """Mark a choice in place of another."""
        self.buttons[choice].setChecked(True)

    def mousePressEvent(self, _: object) -> None:
        """A click on the line makes it the one that the keys write to."""
        self.looked_at.emit(self.line.number)


class BallotSheet(QWidget):
    """Marks live in the buttons alone. `review_wanted` asks for the confirmation page."""

    review_wanted = Signal()
    given_up = Signal()
    touched = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        named(self, self.tr("表决票"))
        self._lines: list[_LineFrame] = []
        self._current = 0
        self.who = label("", "title")
        self.progress = label("", "muted")
        self._list = column(gap=6)
        self._inner = panel(self._list, "paper")
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(self._inner)
        self.details = label("", "muted", wrap=True)
        self.details.setMinimumHeight(40)
        self.details.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.review = button(self.tr("核对并投票"), self.review_wanted.emit, "large")
        self.give_up = button(self.tr("不投了，返回"), self.given_up.emit, "largeplain")
        self.setLayout(
            column(
                row(self.who, None, self.progress),
                label(
                    self.tr("按 1 同意　2 不同意　3 弃权；↑ ↓ 换人；回车核对。也可以用鼠标点选。"),
                    "muted",
                    wrap=True,
                ),
                self._area,
                self.details,
                row(None, self.give_up, self.review),
                gap=12,
                grow=self._area,
            )
        )

    def show_lines(self, member: str, lines: Sequence[Line], kept_out: int = 0) -> None:
        """Show an empty sheet; without a member it is that of a slip, and nobody's.

        `kept_out`: from how many the member keeps out, who do not stand on it.
        """
        self.wipe()
        whose = self.tr("{name}的表决票").format(name=member)
        if kept_out:
            whose += self.tr("（回避的 {n} 人不在票上）").format(n=kept_out)
        self.who.setText(whose if member else self.tr("表决票"))
        for place, line in enumerate(lines, 1):
            frame = _LineFrame(place, line)
            frame.chosen.connect(self._chosen)
            frame.looked_at.connect(self._look)
            self._list.addWidget(frame)
            self._lines.append(frame)
        self._list.addStretch(1)
        self._go(0)
        self._settle()

    def wipe(self) -> None:
        """Nothing of this sheet is left."""
        clear(self._list)
        for frame in self._lines:
            frame.group.setExclusive(False)
            for made in frame.buttons.values():
                made.setChecked(False)
        self._lines = []
        self._current = 0
        self.who.setText("")
        self.details.setText("")
        self._settle()

    def choices(self) -> dict[str, Choice]:
        """What is marked so far."""
        marked = {frame.line.number: frame.choice() for frame in self._lines}
        return {number: choice for number, choice in marked.items() if choice is not None}

    def blank(self) -> list[str]:
        """Who is not marked yet."""
        return [frame.line.number for frame in self._lines if frame.choice() is None]

    def name_of(self, number: str) -> str:
        """An applicant's name."""
        return next(frame.line.name for frame in self._lines if frame.line.number == number)

    def line(self, number: str) -> dict[Choice, QPushButton]:
        """The buttons of one applicant."""
        return next(frame.buttons for frame in self._lines if frame.line.number == number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """1, 2, 3 mark and go on; the arrows move; Enter goes to the confirmation."""
        key = Qt.Key(event.key())
        self.touched.emit()
        if key in _KEYS and self._lines:
            self._lines[self._current].mark(_KEYS[key])
            self._settle()
            self._go(min(self._current + 1, len(self._lines) - 1))
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self._lines:
            step = 1 if key == Qt.Key.Key_Down else -1
            self._go(max(0, min(self._current + step, len(self._lines) - 1)))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.review_wanted.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The line that the keys write to is seen."""
        super().focusInEvent(event)
        self._go(self._current)

    def event(self, event: QEvent) -> bool:
        """Any click counts as somebody being here."""
        if event.type() is QEvent.Type.MouseButtonPress:
            self.touched.emit()
        return super().event(event)

    def _chosen(self, number: str) -> None:
        self.touched.emit()
        self._look(number)
        self._settle()

    def _look(self, number: str) -> None:
        for place, frame in enumerate(self._lines):
            if frame.line.number == number:
                self._go(place)
        self.setFocus()

    def _go(self, place: int) -> None:
        self._current = place
        for each, frame in enumerate(self._lines):
            frame.set_current(current=each == place)
        if self._lines:
            frame = self._lines[place]
            self._area.ensureWidgetVisible(frame, 0, GAP)
            parts = [f"{frame.line.name}："]
            parts.append(f"答辩得分 {frame.line.score}。" if frame.line.score else "没有答辩评分。")
            if frame.line.opinion:
                parts.append(f"评议组意见：{frame.line.opinion}")
            self.details.setText("".join(parts))

    def _settle(self) -> None:
        done, total = len(self.choices()), len(self._lines)
        self.progress.setText(self.tr("已填 {a} / {b}").format(a=done, b=total) if total else "")
