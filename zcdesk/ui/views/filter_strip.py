"""Filters of the applicants' list beside the search: rule, specialty, panel, status."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from zcdesk.desk.views import Row
from zcdesk.domain.session import ApplicantStatus
from zcdesk.ui.models.applicants import Keep
from zcdesk.ui.models.tally import Tally
from zcdesk.ui.parts import named

_NONE = "\0"


class FilterStrip(QWidget):
    """Lists to choose from; each offers only what the roster has, with how many."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.kind = self._combo(self.tr("按问题轻重筛选"))
        for text, value in (
            (self.tr("全部人员"), None),
            (self.tr("■ 有不符合"), "blocking"),
            (self.tr("◆ 有待确认"), "unclear"),
            (self.tr("没有未决问题"), "clean"),
            (self.tr("▲ 材料未显示"), "unshown"),
            (self.tr("○ 依据未核完"), "wanting"),
        ):
            self.kind.addItem(text, value)
        self.status = self._combo(self.tr("按状态筛选"))
        self.rule = self._combo(self.tr("按审核项筛选"))
        self.specialty = self._combo(self.tr("按专业筛选"))
        self.panel = self._combo(self.tr("按评议组筛选"))
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        self._all = (self.kind, self.rule, self.status, self.specialty, self.panel)
        for place, combo in enumerate(self._all):
            grid.addWidget(combo, place // 2, place % 2)
            grid.setColumnStretch(place % 2, 1)
        self.setLayout(grid)
        self._rule_names: Mapping[str, str] = {}

    def name_rules(self, names: Mapping[str, str]) -> None:
        """What the rules are called."""
        self._rule_names = names

    def offer(self, tally: Tally) -> None:
        """Offer what is there; what is chosen stays where it still is one of it."""
        self._fill(
            self.status,
            self.tr("全部状态"),
            [
                (s, s.chinese.split("（")[0], tally.statuses[s])
                for s in ApplicantStatus
                if tally.statuses[s]
            ],
        )
        order = {rule: place for place, rule in enumerate(self._rule_names)}
        rules = sorted(_there(tally.rules), key=lambda each: order.get(each[0], -1))
        self._fill(
            self.rule,
            self.tr("全部审核项"),
            [(rule, self._rule_names.get(rule, rule), n) for rule, n in rules],
        )
        self._fill(
            self.specialty,
            self.tr("全部专业"),
            [(s, s or self.tr("（未填）"), n) for s, n in sorted(_there(tally.specialties))],
        )
        self._fill(
            self.panel,
            self.tr("全部评议组"),
            [(p or _NONE, p or self.tr("未分组"), n) for p, n in sorted(_there(tally.panels))],
        )

    def clear(self) -> None:
        """Everybody."""
        for combo in self._all:
            combo.setCurrentIndex(0)

    @property
    def active(self) -> int:
        """How many of the lists filter."""
        return sum(value is not None for value in self.chosen)

    @property
    def chosen(self) -> tuple[object, ...]:
        """What each list is set to; None: to everybody."""
        return tuple(combo.currentData() for combo in self._all)

    def keep(self) -> Keep:
        """Whether a row passes all of them."""
        status, rule = self.status.currentData(), self.rule.currentData()
        kind = self.kind.currentData()
        specialty, panel = self.specialty.currentData(), self.panel.currentData()

        def passes(row: Row) -> bool:
            return (
                (kind is None or _is(row, kind))
                and (status is None or row.status is status)
                and (specialty is None or row.applicant.specialty == specialty)
                and (panel is None or (row.panel or _NONE) == panel)
                and (rule is None or any(_open(f.finding.rule, f.settled, rule) for f in row.flags))
            )

        return passes

    def _combo(self, name: str) -> QComboBox:
        combo = named(QComboBox(), name)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setMinimumContentsLength(6)
        combo.currentIndexChanged.connect(self.changed)
        return combo

    def _fill(
        self, combo: QComboBox, everything: str, entries: Sequence[tuple[object, str, int]]
    ) -> None:
        chosen = combo.currentData()
        combo.blockSignals(True)  # noqa: FBT003 - Qt's own
        combo.clear()
        combo.addItem(everything, None)
        for value, text, number in entries:
            combo.addItem(f"{text}　{number}", value)
        place = next((n for n in range(combo.count()) if combo.itemData(n) == chosen), 0)
        combo.setCurrentIndex(place)
        combo.blockSignals(False)  # noqa: FBT003 - Qt's own


def _is(row: Row, kind: str) -> bool:
    match kind:
        case "blocking":
            return row.blocking > 0
        case "unclear":
            return row.unclear > 0
        case "unshown":
            return row.unshown > 0
        case "wanting":
            return row.wanting > 0
        case _:
            return not row.blocking and not row.unclear


def _open(rule: str, settled: bool, wanted: str) -> bool:  # noqa: FBT001
    return rule == wanted and not settled


def _there(counts: Counter[str]) -> list[tuple[str, int]]:
    return [(value, n) for value, n in counts.items() if n]
