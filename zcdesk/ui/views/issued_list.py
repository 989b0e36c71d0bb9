"""The papers that were issued, today or before: looked at, printed, signed, checked, found again."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QShowEvent
from PySide6.QtWidgets import QWidget

from zcdesk.desk import issued, paper_keys, signing
from zcdesk.desk.issued import IssuedPaper, State
from zcdesk.desk.reading import Reader
from zcdesk.domain.signing import SigningRole
from zcdesk.ui.bench import Bench
from zcdesk.ui.look import colours
from zcdesk.ui.models.table import Column, RecordTable
from zcdesk.ui.parts import button, column, label, row
from zcdesk.ui.tables import list_view
from zcdesk.ui.views.paper_dialog import PaperDialog
from zcdesk.ui.views.sign_dialog import SignDialog
from zcdesk.ui.views.signatures_dialog import SignaturesDialog


def _colour(paper: IssuedPaper) -> str:
    match paper.state:
        case State.CHANGED:
            return colours().violation
        case State.BEHIND | State.GONE | State.LOST:
            return colours().unclear
        case State.SIGNED:
            return colours().good
        case _:
            return colours().muted


ISSUED: tuple[Column[IssuedPaper], ...] = (
    Column("文件", lambda p: p.title, width=200),
    Column("签名", lambda p: p.sentence, width=200, colour=_colour),
    Column("位置", lambda p: str(p.path) if p.path else "—", width=200),
)


class IssuedList(QWidget):
    """What was issued, and what can be done with it."""

    def __init__(self, bench: Bench, reader: Reader) -> None:
        super().__init__()
        self._bench, self._reader = bench, reader
        self.model = RecordTable[IssuedPaper](ISSUED, lambda p: str(p.path or p.name), self)
        self.view = list_view(self.tr("已出具的文件"), self.model)
        # Of a long path its folder matters less than where it begins and what it is.
        self.view.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.view.activated.connect(lambda _: self.look_at())
        self.view.selectionModel().currentRowChanged.connect(lambda *_: self._settle())
        self.show_paper = button(self.tr("查看"), self.look_at)
        self.print = button(self.tr("打印…"), self.print_paper)
        self.sign = button(self.tr("签署…"), self.sign_paper)
        self.signatures = button(self.tr("核验签名"), self.check_paper)
        self.take_out = button(self.tr("取出签名件…"), self._take_out)
        self.find_files = button(self.tr("查找…"), self._find)
        self.open_folder = button(self.tr("打开文件夹"), self._open_folder)
        self.setLayout(
            column(
                label(self.tr("已出具的文件"), "strong"),
                self.view,
                row(self.show_paper, self.print, self.sign, self.signatures, None),
                row(self.take_out, self.find_files, self.open_folder, None),
                gap=8,
                grow=self.view,
            )
        )
        self._settle()

    def showEvent(self, event: QShowEvent) -> None:
        """Whoever comes back to the list sees how the files are now."""
        super().showEvent(event)
        self.look_again()

    def look_again(self, chosen: str = "") -> None:
        """Compare every file with the log anew; `chosen` is the path to stand on then."""

        def found(papers: list[IssuedPaper]) -> None:
            kept = self._chosen()
            key = chosen or (str(kept.path or kept.name) if kept else "")
            self.model.set_records(papers)
            if papers:
                self.view.selectRow(self.model.row_of(key) or 0)
            self._settle()

        self._bench.ask(partial(issued.issued, self._bench.desk), found)

    def _chosen(self) -> IssuedPaper | None:
        index = self.view.selectionModel().currentIndex()
        valid = index.isValid() and index.row() < self.model.rowCount()
        return self.model.record(index.row()) if valid else None

    def _settle(self) -> None:
        chosen = self._chosen()
        self.take_out.setEnabled(chosen is not None and chosen.inside)
        self.open_folder.setEnabled(chosen is not None and chosen.path is not None)

    def _on_paper(self) -> Path | None:
        """The chosen paper where it is a PDF that lies there; otherwise the person is told."""
        paper = self._chosen()
        if paper is None or not paper.name.endswith(".pdf"):
            told = self.tr("请先在“已出具的文件”中选择一份 PDF 文书。")
        elif paper.path is None or paper.state is State.GONE:
            told = self.tr("“{title}”不在原处，请先取出签名件、查找文件或重新出具。").format(
                title=paper.title
            )
        else:
            return paper.path
        self._bench.refused.emit(told)
        return None

    # --- looked at, printed ----------------------------------------------------------------------

    def look_at(self) -> None:
        """Show the chosen paper; what is no PDF is opened by its own program."""
        paper = self._chosen()
        if paper is not None and paper.path is not None and paper.path.suffix != ".pdf":
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(paper.path)))
            return
        self._show(printing=False)

    def print_paper(self) -> None:
        """Show the chosen paper, and ask how it is to be printed."""
        self._show(printing=True)

    def _show(self, *, printing: bool) -> None:
        path, paper = self._on_paper(), self._chosen()
        if path is None or paper is None:
            return
        dialog = PaperDialog(self._bench, self._reader, path, paper.title, self)
        dialog.open()
        if printing:
            dialog.show_printing()

    def _open_folder(self) -> None:
        paper = self._chosen()
        if paper is not None and paper.path is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(paper.path.parent)))

    # --- signatures ------------------------------------------------------------------------------

    def sign_paper(self) -> None:
        """Sign the chosen paper in the office whose turn it is."""
        paper, path = self._chosen(), self._on_paper()
        if path is None or paper is None:
            return
        if paper.state is State.BEHIND:
            self._bench.refused.emit(
                self.tr("此件缺少已有的签名，请先点“取出签名件…”，在签名件上接着签。")
            )
            return
        query = partial(paper_keys.next_role, self._bench.desk, path)
        self._bench.ask(query, partial(self._sign_as, path, paper.title))

    def _sign_as(self, path: Path, title: str, role: SigningRole | None) -> None:
        if role is None:
            self._bench.refused.emit(self.tr("主任委员已经签发并锁定了这份文书，不能再加签名。"))
            return
        dialog = SignDialog(self._bench, path, title, role, self)
        dialog.signed.connect(lambda _: self._signed(path, title, role))
        dialog.open()

    def _signed(self, path: Path, title: str, role: SigningRole) -> None:
        self.look_again(str(path))
        self._bench.done.emit(
            self.tr(
                "{office}已签署“{title}”，核验通过。签署以后出具的移交包才带上它，此前出具的请重新出具。"
            ).format(office=role.chinese, title=title)
        )

    def check_paper(self) -> None:
        """Show the signatures of the chosen paper."""
        path = self._on_paper()
        if path is not None:
            query = partial(signing.check_paper, self._bench.desk, path)
            self._bench.ask(query, lambda answer: SignaturesDialog(path, answer, self).open())

    def _take_out(self) -> None:
        paper = self._chosen()
        if paper is None:
            return
        self._bench.pick.folder(
            self,
            self.tr("选择存放签名件的文件夹"),
            lambda folder: self._bench.ask(
                partial(issued.take_out, self._bench.desk, paper.name, folder), self._taken_out
            ),
        )

    def _taken_out(self, path: Path) -> None:
        self.look_again(str(path))
        self._bench.done.emit(self.tr("签名件已写入 {path}").format(path=path))

    def _find(self) -> None:
        self._bench.pick.folder(
            self,
            self.tr("在哪个文件夹里查找本次会议的文件"),
            lambda folder: self._bench.ask(
                partial(issued.find_in, self._bench.desk, folder), self._found
            ),
        )

    def _found(self, count: int) -> None:
        self.look_again()
        self._bench.done.emit(self.tr("找到本次会议的文件 {n} 份。").format(n=count))
