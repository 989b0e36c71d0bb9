"""Papers: what can be issued now, issued into a folder, looked at and printed."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from zcdesk.desk import paper_keys, paper_set, signing
from zcdesk.desk.desk import Desk
from zcdesk.desk.forms import Contact, Issued
from zcdesk.desk.paper_set import PUBLIC_NOTICE, PaperKind
from zcdesk.desk.reading import Reader
from zcdesk.domain.signing import SigningRole
from zcdesk.ui.bench import Bench
from zcdesk.ui.dialogs import Ask, AskDialog
from zcdesk.ui.look import colours
from zcdesk.ui.models.table import Column, RecordTable
from zcdesk.ui.parts import button, column, hold_height, label, named, panel, row
from zcdesk.ui.tables import list_view
from zcdesk.ui.views.paper_dialog import PaperDialog
from zcdesk.ui.views.sign_dialog import SignDialog
from zcdesk.ui.views.signatures_dialog import SignaturesDialog

PAPERS: tuple[Column[PaperKind], ...] = (
    Column("文件", lambda p: p.title, width=260),
    Column(
        "状态",
        lambda p: f"○ {p.waits}" if p.waits else "● 可以出具",
        width=150,
        colour=lambda p: colours().muted if p.waits else colours().good,
    ),
)


_PATH = Qt.ItemDataRole.UserRole
_TITLE = Qt.ItemDataRole.UserRole + 1


class PapersPanel(QWidget):
    """What can be issued above, what was issued below."""

    def __init__(self, bench: Bench, reader: Reader) -> None:
        super().__init__()
        self._bench, self._reader = bench, reader
        self.model = RecordTable[PaperKind](PAPERS, lambda p: p.id, self)
        self.view = list_view(self.tr("可出具的文件"), self.model)
        self.view.selectionModel().currentRowChanged.connect(lambda *_: self._settle())
        self.issue = button(self.tr("出具…"), self._issue, "primary")
        self.issued = named(QListWidget(), self.tr("已出具的文件"))
        self.issued.itemActivated.connect(self._open)
        hold_height(self.issued, 150)
        self.view_paper = button(self.tr("查看"), self._view)
        self.sign = button(self.tr("签署…"), self._sign)
        self.signatures = button(self.tr("核验签名"), self._check)
        self.certificate = button(self.tr("导出会议证书…"), self._export)
        self.open_folder = button(self.tr("打开所在文件夹"), self._open_folder)
        self._below = panel(
            column(
                label(self.tr("已出具的文件"), "strong"),
                self.issued,
                row(self.view_paper, self.sign, self.signatures, None),
                row(self.open_folder, self.certificate, None),
                gap=8,
            )
        )
        self._below.hide()
        self.setLayout(
            column(
                label(
                    self.tr("会议纪要、结果汇总表和移交包在封存后一次出具；其余文件可以单独出具。"),
                    "muted",
                    wrap=True,
                ),
                self.view,
                row(self.issue, None),
                self._below,
                gap=8,
                margin=8,
            )
        )

    def refresh(self) -> None:
        """Show what can be issued as things stand."""
        kept = self._chosen()
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

    def _ask_notice(self) -> None:
        today = self._bench.desk.now().date()
        dialog = AskDialog(
            self.tr("公示"),
            self.tr("公示不少于 5 个工作日；法定节假日请在起始日期上避开。留空的项留横线手填。"),
            [
                Ask("starts", self.tr("起始日期"), value=today.isoformat()),
                Ask("office", self.tr("受理部门"), required=False),
                Ask("phone", self.tr("电话"), required=False),
                Ask("address", self.tr("地址"), required=False),
            ],
            self.tr("出具"),
            self,
        )

        def given(said: dict[str, str]) -> None:
            try:
                starts = datetime.date.fromisoformat(said["starts"].strip())
            except ValueError:
                self._bench.refused.emit(self.tr("起始日期请写成 2024-12-02 的形式。"))
                return
            contact = Contact(said["office"], said["phone"], said["address"])
            self._into(self.tr("公示"), paper_set.public_notice(starts, contact))

        dialog.given.connect(given)
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
        self.add(path, title)
        self.issued.setCurrentRow(self.issued.count() - 1)
        self._show(path, title)

    def add(self, path: Path, title: str) -> None:
        """A paper that was issued."""
        for place in range(self.issued.count()):
            if self.issued.item(place).data(_PATH) == str(path):
                return
        item = QListWidgetItem(f"{title}　{path.name}")
        item.setData(_PATH, str(path))
        item.setData(_TITLE, title)
        item.setToolTip(str(path))
        self.issued.addItem(item)
        self._below.show()

    def _open(self, item: QListWidgetItem) -> None:
        self._show(Path(str(item.data(_PATH))), str(item.data(_TITLE)))

    def _view(self) -> None:
        if self.issued.currentRow() >= 0:
            self._open(self.issued.currentItem())

    def _open_folder(self) -> None:
        if self.issued.currentRow() >= 0:
            folder = Path(str(self.issued.currentItem().data(_PATH))).parent
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    # --- signatures ------------------------------------------------------------------------------

    def _on_paper(self) -> Path | None:
        """The chosen paper where it is a PDF; otherwise the person is told to choose one."""
        chosen = self.issued.currentRow() >= 0
        path = Path(str(self.issued.currentItem().data(_PATH))) if chosen else None
        if path is None or path.suffix != ".pdf":
            self._bench.refused.emit(self.tr("请先在“已出具的文件”中选择一份 PDF 文书。"))
            return None
        return path

    def _sign(self) -> None:
        path = self._on_paper()
        if path is not None:
            query = partial(paper_keys.next_role, self._bench.desk, path)
            self._bench.ask(query, partial(self._sign_as, path))

    def _sign_as(self, path: Path, role: SigningRole | None) -> None:
        if role is None:
            self._bench.refused.emit(self.tr("主任委员已经签发并锁定了这份文书，不能再加签名。"))
            return
        dialog = SignDialog(self._bench, path, role, self)
        dialog.signed.connect(
            lambda _: self._bench.done.emit(
                self.tr("{office}已签署“{name}”，核验通过。").format(
                    office=role.chinese, name=path.name
                )
            )
        )
        dialog.open()

    def _check(self) -> None:
        path = self._on_paper()
        if path is not None:
            query = partial(signing.check_paper, self._bench.desk, path)
            self._bench.ask(query, lambda answer: SignaturesDialog(path, answer, self).open())

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

    def _show(self, path: Path, title: str) -> None:
        """Look at a paper; what is no PDF is opened by its own program."""
        if path.suffix == ".pdf":
            PaperDialog(self._bench, self._reader, path, title, self).open()
        else:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
