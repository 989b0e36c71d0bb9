"""The files of a folder with whom each goes to, and the people it may go to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QObject

from zcdesk.desk.filing import Planned
from zcdesk.desk.pinyin import initials, name_initials
from zcdesk.domain.applicant import Applicant
from zcdesk.ui.look import colours
from zcdesk.ui.models.table import Column, RecordTable


class State(Enum):
    """How it stands with a file (归入情况)."""

    OPEN = "待确认"
    SURE = "已认出"
    GIVEN = "已确认"
    LEFT = "不导入"


@dataclass(frozen=True, slots=True)
class Line:
    """A file, whom it goes to (or would, while it is open), and how it stands."""

    planned: Planned
    number: str
    who: str
    state: State


@dataclass(frozen=True, slots=True)
class Candidate:
    """An applicant a file may go to; `hay` is what a search looks through."""

    number: str
    name: str
    employer: str
    hay: str

    @classmethod
    def of(cls, applicant: Applicant) -> Candidate:
        """From the roster."""
        a = applicant
        words = f"{a.number} {a.name} {a.employer} {name_initials(a.name)} {initials(a.employer)}"
        return cls(a.number, a.name, a.employer, words.lower())


def _goes_to(line: Line) -> str:
    match line.state:
        case State.LEFT:
            return "不导入"
        case State.OPEN:
            return f"？ {line.who}" if line.who else "？ 请选择"
        case _:
            return line.who


def _colour(line: Line) -> str:
    c = colours()
    return {State.OPEN: c.unclear, State.LEFT: c.muted}.get(line.state, c.ink)


def _why(line: Line) -> str:
    why = line.planned.why if line.state in (State.OPEN, State.SURE) else line.state.value
    return why if line.planned.showable else f"{why}；须转为 PDF"


FILES: tuple[Column[Line], ...] = (
    Column("文件", lambda line: line.planned.shown, width=310),
    Column("归给", _goes_to, width=120, colour=_colour),
    Column("依据", _why, width=220),
)

PEOPLE: tuple[Column[Candidate], ...] = (
    Column("编号", lambda each: each.number, width=64),
    Column("姓名", lambda each: each.name, width=84),
    Column("单位", lambda each: each.employer, width=150),
)


class FilingModel(RecordTable[Line]):
    """Every file of the folder; decisions are kept here until they are confirmed."""

    def __init__(
        self,
        files: Sequence[Planned],
        names: Mapping[str, str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(FILES, lambda line: line.planned.shown, parent)
        self._names = names
        self.set_records(
            Line(f, f.number, self._who(f.number), State.SURE if f.sure else State.OPEN)
            for f in files
        )

    def decide(self, lines: Iterable[Line], number: str) -> None:
        """These files go to an applicant; with no number they are left out."""
        state = State.GIVEN if number else State.LEFT
        self._replace(Line(each.planned, number, self._who(number), state) for each in lines)

    def accept(self, lines: Iterable[Line]) -> None:
        """These files go where it was proposed."""
        self._replace(
            Line(each.planned, each.number, each.who, State.GIVEN)
            for each in lines
            if each.state is State.OPEN and each.number
        )

    def owners(self) -> dict[str, str]:
        """Whom each file goes to, as it stands; an open one goes to nobody."""
        return {
            line.planned.shown: line.number
            for line in self.records
            if line.state in (State.SURE, State.GIVEN)
        }

    def count(self, state: State) -> int:
        """How many files stand so."""
        return sum(line.state is state for line in self.records)

    def _replace(self, lines: Iterable[Line]) -> None:
        changed = {line.planned.shown: line for line in lines}
        self.set_records([changed.get(line.planned.shown, line) for line in self.records])

    def _who(self, number: str) -> str:
        return f"{number} {self._names[number]}" if number else ""
