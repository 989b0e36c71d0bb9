"""The applicants' list: columns as data, one row for each applicant with its flags."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum

from PySide6.QtCore import QCollator, QLocale, QObject

from zcdesk.desk.views import Row
from zcdesk.ui.look import colours
from zcdesk.ui.models.table import Column, RecordTable

_COLLATOR = QCollator(QLocale("zh_CN"))


def by_pinyin(text: Callable[[Row], str]) -> Callable[[Row], object]:
    """Sort by pinyin, as Chinese lists do."""
    return lambda row: _Pinyin(text(row))


class _Pinyin:
    """A text that compares as the Chinese collation says."""

    __slots__ = ("_key",)

    def __init__(self, text: str) -> None:
        self._key = _COLLATOR.sortKey(text)

    def __lt__(self, other: _Pinyin) -> bool:
        return self._key < other._key

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Pinyin) and self._key.compare(other._key) == 0

    __hash__ = None  # type: ignore[assignment]


def flag_text(row: Row) -> str:
    """The flags in a mark, a word and a number: told apart without colour."""
    parts = []
    if row.blocking:
        parts.append(f"■ 不符合 {row.blocking}")
    if row.unclear:
        # Beside the graver one the mark alone says it: the column stays narrow.
        word = "◆" if parts else "◆ 待确认"
        parts.append(f"{word} {row.unclear}")
    if not parts and row.attention:
        parts.append(f"○ 提示 {row.attention}")
    if row.unshown:
        # Papers that do not show all they hold are no finding, and are seen beside every one.
        parts.append("▲" if parts else f"▲ 材料未显示 {row.unshown}")
    return "  ".join(parts) or "—"


def _flag_colour(row: Row) -> str:
    if row.blocking:
        return colours().violation
    if row.unshown and not row.unclear:
        return colours().violation
    return colours().unclear if row.unclear else colours().muted


def _documents_text(row: Row) -> str:
    if row.unshown:
        return f"▲ {row.unshown}/{row.documents}"
    return str(row.documents) if row.documents else "—"


def _number_key(row: Row) -> tuple[int, str]:
    number = row.applicant.number
    return (len(number), number)


COLUMNS: tuple[Column[Row], ...] = (
    Column("编号", lambda row: row.applicant.number, _number_key, width=52),
    Column("姓名", lambda row: row.applicant.name, by_pinyin(lambda r: r.applicant.name), width=76),
    Column(
        "问题",
        flag_text,
        lambda row: (-row.blocking, -row.unclear, -row.attention),
        width=124,
        colour=_flag_colour,
    ),
    Column(
        "状态",
        lambda row: row.status.chinese,
        lambda row: list(type(row.status)).index(row.status),
        width=84,
    ),
    Column(
        "级别",
        lambda row: row.applicant.level.value,
        lambda row: row.applicant.level.rank,
        width=56,
    ),
    Column(
        "申报专业",
        lambda row: row.applicant.specialty,
        by_pinyin(lambda r: r.applicant.specialty),
        width=110,
    ),
    Column(
        "单位",
        lambda row: row.applicant.employer,
        by_pinyin(lambda r: r.applicant.employer),
        width=200,
    ),
    Column("申报方式", lambda row: row.applicant.route.value, width=84),
    Column(
        "系列",
        lambda row: row.applicant.series,
        by_pinyin(lambda r: r.applicant.series),
        width=84,
    ),
    Column("现职称", lambda row: row.applicant.title.name, width=110),
    Column("单位性质", lambda row: _word(row.applicant.employer_kind), width=110),
    Column(
        "所在市", lambda row: row.applicant.city, by_pinyin(lambda r: r.applicant.city), width=80
    ),
    Column("评议组", lambda row: row.panel, width=110),
    Column(
        "依据未核",
        lambda row: str(row.wanting) if row.wanting else "—",
        lambda row: row.wanting,
        width=76,
        numeric=True,
    ),
    Column(
        "材料",
        _documents_text,
        lambda row: row.documents,
        width=60,
        numeric=True,
    ),
)

AT_FIRST_HIDDEN = (
    *("申报专业", "单位", "申报方式", "系列", "现职称", "单位性质", "所在市"),
    *("评议组", "依据未核", "材料"),
)
"""Headings of the columns that are shown once somebody asks for them."""


class ApplicantsModel(RecordTable[Row]):
    """The applicants on file; what a search looks through is made once for each."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(COLUMNS, lambda row: row.applicant.number, parent)
        self._hay: dict[str, tuple[Row, str]] = {}

    def holds(self, row: Row, words: Sequence[str]) -> bool:
        """Whether a row holds every word of a search."""
        number = row.applicant.number
        kept = self._hay.get(number)
        if kept is None or kept[0] is not row:
            kept = self._hay[number] = (row, hay(row))
        return all(word in kept[1] for word in words)


def words_of(text: str) -> list[str]:
    """The words of a search."""
    return text.lower().split()


def hay(row: Row) -> str:
    """What a search looks through: name, number, unit, specialty and initials."""
    a = row.applicant
    return f"{a.number} {a.name} {a.employer} {a.specialty} {row.initials}".lower()


def _word(word: Enum | None) -> str:
    return str(word.value) if word else ""
