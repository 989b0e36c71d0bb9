"""The applicants' list: columns as data, one row for each applicant with its flags."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import Enum

from PySide6.QtCore import QCollator, QLocale, QObject

from zcdesk.desk.views import Row
from zcdesk.domain.session import ApplicantStatus
from zcdesk.ui.look import colours
from zcdesk.ui.models.table import Column, RecordTable

Keep = Callable[[Row], bool]
_COLLATOR = QCollator(QLocale("zh_CN"))


def by_pinyin(texts: Iterable[str]) -> dict[str, int]:
    """The places of texts as Chinese lists have them; of equal ones the code points decide."""
    ordered = sorted(sorted(texts), key=_COLLATOR.sortKey)
    return {text: place for place, text in enumerate(ordered)}


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


_STATUS_PLACE = {status: place for place, status in enumerate(ApplicantStatus)}

COLUMNS: tuple[Column[Row], ...] = (
    Column("编号", lambda row: row.applicant.number, _number_key, width=44),
    Column("姓名", lambda row: row.applicant.name, width=90, collated=by_pinyin),
    Column(
        "问题",
        flag_text,
        lambda row: (-row.blocking, -row.unclear, -row.attention),
        width=98,
        colour=_flag_colour,
    ),
    Column(
        "状态",
        lambda row: row.status.chinese,
        lambda row: _STATUS_PLACE[row.status],
        width=90,
    ),
    Column(
        "级别",
        lambda row: row.applicant.level.value,
        lambda row: row.applicant.level.rank,
        width=60,
    ),
    Column(
        "申报专业",
        lambda row: row.applicant.specialty,
        width=110,
        collated=by_pinyin,
    ),
    Column(
        "单位",
        lambda row: row.applicant.employer,
        width=200,
        collated=by_pinyin,
    ),
    Column("申报方式", lambda row: row.applicant.route.value, width=84),
    Column(
        "系列",
        lambda row: row.applicant.series,
        width=84,
        collated=by_pinyin,
    ),
    Column("现职称", lambda row: row.applicant.title.name, width=110),
    Column("单位性质", lambda row: _word(row.applicant.employer_kind), width=110),
    Column("所在市", lambda row: row.applicant.city, width=80, collated=by_pinyin),
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
    """The applicants on file, found by words and by what the lists of the filter say."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(COLUMNS, lambda row: row.applicant.number, parent)
        self._words: Sequence[str] = ()
        self._listed: Keep | None = None
        self._passed: tuple[list[Row], list[Row]] | None = None
        """All of them, and whom the lists leave of them: the next key asks for the same."""

    def narrow(self, words: Sequence[str], listed: Keep | None) -> None:
        """Show whoever holds every word and passes the lists of the filter; None: there are none."""
        self.beginResetModel()
        if listed is not self._listed:
            self._listed, self._passed = listed, None
        self._words = words
        self._arrange()
        self.endResetModel()

    def _passes(self, record: Row) -> bool:
        return all(word in record.searched for word in self._words) and (
            self._listed is None or self._listed(record)
        )

    def _chosen(self, order: list[Row]) -> list[Row]:
        found = self._pass_lists(order)
        # A key is answered in the time of a picture with 100 000 of them: no call for each.
        for word in self._words:
            found = [row for row in found if word in row.searched]
        return found if self._words else list(found)

    def _pass_lists(self, order: list[Row]) -> list[Row]:
        listed = self._listed
        if listed is None:
            return order
        if self._passed is None or self._passed[0] is not order:
            self._passed = (order, [row for row in order if listed(row)])
        return self._passed[1]

    def put(self, record: Row) -> None:
        """Replace one; whom the lists leave is asked anew."""
        self._passed = None
        super().put(record)


def words_of(text: str) -> list[str]:
    """The words of a search."""
    return text.lower().split()


def _word(word: Enum | None) -> str:
    return str(word.value) if word else ""
