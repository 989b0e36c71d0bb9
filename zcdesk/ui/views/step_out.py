"""Who leaves the room now: the applicant being heard, and the members who keep out."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QWidget

from zcdesk.desk import recusals
from zcdesk.ui.bench import Bench
from zcdesk.ui.parts import column, label, named, row, set_role

_CHARACTERS = 16


class StepOut(QWidget):
    """Tells the room who steps out while an applicant is heard (40号令 第二十五条)."""

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self._bench = bench
        self.applicant = named(QComboBox(), self.tr("正在评议的申报人"))
        # Asked for the widest of 10 000 names, the box stopped the window for a fifth of a second.
        self.applicant.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.applicant.setMinimumContentsLength(_CHARACTERS)
        self._offered: list[tuple[str, str]] = []
        self.applicant.currentIndexChanged.connect(lambda _: self._tell())
        self.text = label("", "lead", wrap=True)
        head = row(label(self.tr("正在评议"), "muted"), self.applicant, grow=self.applicant)
        self.setLayout(column(head, self.text, gap=6))
        self._fill()

    def refresh(self, numbers: Sequence[str] | None = None) -> None:
        """Offer these applicants, or all; whoever was chosen stays chosen."""
        case = self._bench.case
        offered = [
            (number, case.applicants[number].name)
            for number in (case.applicants if numbers is None else numbers)
        ]
        if offered != self._offered:
            self._offered = offered
            self._fill()
        self._tell()

    def _fill(self) -> None:
        kept = self.applicant.currentData()
        self.applicant.blockSignals(True)  # noqa: FBT003 - Qt's own
        self.applicant.clear()
        self.applicant.addItem(self.tr("请选择申报人"), "")
        for number, name in self._offered:
            self.applicant.addItem(f"{number} {name}", number)
        self.applicant.setCurrentIndex(max(0, self.applicant.findData(kept)))
        self.applicant.blockSignals(False)  # noqa: FBT003 - Qt's own

    def choose(self, number: str) -> None:
        """Take an applicant as the one who is heard."""
        self.applicant.setCurrentIndex(max(0, self.applicant.findData(number)))
        self.applicant.setFocus()

    def _tell(self) -> None:
        number = str(self.applicant.currentData() or "")
        if not number:
            self.text.setText(self.tr("选定申报人后，这里提示谁须离席回避。"))
            set_role(self.text, "muted")
            return
        out = recusals.must_step_out(self._bench.desk, number)
        if out:
            self.text.setText(self.tr("◆ 请{names}离席回避").format(names="、".join(out)))
            set_role(self.text, "unclear")
        else:
            self.text.setText(self.tr("● 在场委员都不须回避"))
            set_role(self.text, "good")
