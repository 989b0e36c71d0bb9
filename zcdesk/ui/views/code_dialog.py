"""A new recovery code, shown once: printed or copied, typed back, and out of sight."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QWidget

from zcdesk.ui.bench import Bench
from zcdesk.ui.look import px
from zcdesk.ui.parts import column, label
from zcdesk.ui.views.recovery_page import RecoveryPage


class CodeDialog(QDialog):
    """It closes once two groups of the code were typed back; Esc does not close it.

    The earlier code is void already: a code that nobody wrote down would leave no way back.
    """

    def __init__(self, bench: Bench, code: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("新恢复码"))
        self.page = RecoveryPage(bench.pick)
        self.page.enter.setText(self.tr("核对并完成"))
        self.page.enter.setAccessibleName(self.page.enter.text())
        self.page.entered.connect(self.accept)
        self.setLayout(
            column(
                label(self.tr("新恢复码"), "title"),
                self.page,
                gap=12,
                margin=12,
            )
        )
        self.resize(px(640), px(460))
        now = bench.case.current
        year = self.tr("{y}年度评审会议").format(y=now.session.review_year)
        self.page.start(code, f"{now.committee.name}{year}")
        self.finished.connect(self.deleteLater)

    def reject(self) -> None:
        """Only a code that was typed back may go out of sight."""
