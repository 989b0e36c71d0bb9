"""Papers: what can be issued now, issued into a folder, looked at and printed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from zcdesk.desk import forms, notice, paper_keys, paper_set
from zcdesk.desk.desk import Desk
from zcdesk.desk.forms import Issued
from zcdesk.desk.paper_set import PUBLIC_NOTICE, PaperKind
from zcdesk.desk.reading import Reader
from zcdesk.domain.session import Phase
from zcdesk.ui.bench import Bench
from zcdesk.ui.look import colours
from zcdesk.ui.models.table import Column, RecordTable
from zcdesk.ui.parts import button, column, label, row
from zcdesk.ui.tables import list_view
from zcdesk.ui.views.hand_dialog import HandDialog
from zcdesk.ui.views.issued_list import IssuedList
from zcdesk.ui.views.notice_dialog import NoticeDialog
from zcdesk.ui.views.paper_dialog import PaperDialog

PAPERS: tuple[Column[PaperKind], ...] = (
    Column("文件", lambda p: p.title, width=220),
    Column(
        "状态",
        lambda p: f"○ {p.waits}" if p.waits else "● 可以出具",
        width=120,
        colour=lambda p: colours().muted if p.waits else colours().good,
    ),
)


class PapersPanel(QWidget):
    """What can be issued above, what was issued below."""

    def __init__(self, bench: Bench, reader: Reader) -> None:
        super().__init__()
        self._bench, self._reader = bench, reader
        self.model = RecordTable[PaperKind](PAPERS, lambda p: p.id, self)
        self.view = list_view(self.tr("可出具的文件"), self.model)
        self.view.selectionModel().currentRowChanged.connect(lambda *_: self._settle())
        self.issue = button(self.tr("出具…"), self._issue, "primary")
        self.by_hand = button(self.tr("手写签名…"), self.sign_by_hand)
        self.certificate = button(self.tr("导出会议证书…"), self._export)
        self.given = IssuedList(bench, reader)
        self.setLayout(
            column(
                label(
                    self.tr(
                        "纪要、结果和移交包在封存后一次出具，其余单独出具；手写签名后请再出具会议纪要（档案版）。"
                    ),
                    "muted",
                    wrap=True,
                ),
                self.view,
                row(self.issue, self.by_hand, self.certificate, None),
                self.given,
                gap=8,
                margin=8,
            )
        )

    def sizeHint(self) -> QSize:
        """No higher than it must be: its tables share the room there is, and the page need not scroll."""
        return QSize(super().sizeHint().width(), self.minimumSizeHint().height())

    def hasHeightForWidth(self) -> bool:
        """What a width would like to have of height is no reason to scroll either."""
        return False

    def refresh(self) -> None:
        """Show what can be issued as things stand."""
        kept = self._chosen()
        self.by_hand.setEnabled(self._bench.case.current_phase.rank >= Phase.SEALED.rank)
        self.model.set_records(paper_set.papers_now(self._bench.desk))
        place = self.model.row_of(kept.id) if kept else 0
        self.view.selectRow(place or 0)
        self._settle()

    def _chosen(self) -> PaperKind | None:
        index = self.view.selectionModel().currentIndex()
        valid = index.isValid() and index.row() < self.model.rowCount()
        return self.model.record(index.row()) if valid else None

    def _settle(self) -> None:
        chosen = self._chosen()
        self.issue.setEnabled(chosen is not None and not chosen.waits)

    # --- what can be done ------------------------------------------------------------------------

    def _issue(self) -> None:
        chosen = self._chosen()
        if chosen is None:
            return
        if chosen.id == PUBLIC_NOTICE:
            self._ask_notice()
        else:
            self._into(chosen.title, chosen.make)

    def issue_findings(self, number: str) -> None:
        """材料审核意见 of one applicant."""
        title = self.tr("材料审核意见（{number}号）").format(number=number)
        self._into(title, partial(forms.findings_of, number=number))

    def _ask_notice(self) -> None:
        dialog = NoticeDialog(self._bench.desk, self)
        dialog.given.connect(
            lambda asked, contact: self._into(self.tr("公示"), notice.issuing(asked, contact))
        )
        dialog.open()

    def sign_by_hand(self) -> None:
        """Who signed the minutes by hand, and who still may."""
        dialog = HandDialog(self._bench, self._reader, self)
        dialog.finished.connect(lambda _: self.given.look_again())
        dialog.open()

    def _into(self, title: str, make: Callable[[Desk], Issued]) -> None:
        self._bench.pick.folder(
            self,
            self.tr("选择存放文件的文件夹"),
            lambda folder: self._bench.ask(
                partial(paper_set.issue, self._bench.desk, make, folder),
                partial(self._there, title),
            ),
        )

    def _there(self, title: str, path: Path) -> None:
        self.given.look_again(str(path))
        if path.suffix == ".pdf":
            PaperDialog(self._bench, self._reader, path, title, self).open()
        else:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def _export(self) -> None:
        def told(fingerprint: str) -> None:
            self._bench.done.emit(
                self.tr("证书已导出。请向接收部门口头核对指纹：{digits}").format(digits=fingerprint)
            )

        self._bench.pick.save(
            self,
            self.tr("导出会议证书"),
            "certificate.pem",
            self.tr("证书 (*.pem)"),
            lambda path: self._bench.ask(
                partial(paper_keys.export_certificate, self._bench.desk, path), told
            ),
        )
