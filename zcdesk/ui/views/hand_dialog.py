"""Signatures by hand (手写签名): who has a line in the minutes, who has signed it, and what can be done."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QDialog, QWidget

from zcdesk.desk import hand_signing, reading
from zcdesk.desk.desk import Desk
from zcdesk.desk.hand_signing import HandSigner
from zcdesk.desk.reading import Reader
from zcdesk.domain.errors import KnownError
from zcdesk.domain.events import Document
from zcdesk.ui.bench import Bench
from zcdesk.ui.dialogs import Ask, AskDialog
from zcdesk.ui.look import colours, px
from zcdesk.ui.models.table import Column, RecordTable
from zcdesk.ui.parts import button, column, label, row, say
from zcdesk.ui.tables import list_view
from zcdesk.ui.views.dossier_pages import Pages
from zcdesk.ui.views.dossier_viewer import DossierViewer
from zcdesk.ui.views.pad_dialog import PadDialog

_WIDE, _TALL, _EDGE = 640, 560, 48
_LOOK_WIDE, _LOOK_TALL = 1080, 720

SIGNERS: tuple[Column[HandSigner], ...] = (
    Column("姓名", lambda s: s.name, width=150),
    Column("职务", lambda s: s.office, width=110),
    Column(
        "手写签名",
        lambda s: f"● {s.at[5:16].replace('T', ' ')} 已签" if s.at else "○ 未签",
        width=190,
        colour=lambda s: colours().good if s.at else colours().muted,
    ),
)


class HandDialog(QDialog):
    """The lines of the signature block in their order. Refusals are said in the dialog."""

    def __init__(self, bench: Bench, reader: Reader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench, self._reader = bench, reader
        self._closed = ""
        self.setWindowTitle(self.tr("手写签名"))
        self.model = RecordTable[HandSigner](SIGNERS, lambda s: s.id, self)
        self.view = list_view(self.tr("会议纪要的签名栏"), self.model)
        # Return is the button's: `activated` would come with it.
        self.view.doubleClicked.connect(lambda _: self._sign())
        self.view.selectionModel().currentRowChanged.connect(lambda *_: self._settle())
        self.told = label("", "violation", wrap=True)
        self.sign = button(self.tr("签名…"), self._sign, "primary")
        self.withdraw = button(self.tr("撤回…"), self._withdraw)
        self.look = button(self.tr("查看会议纪要…"), self._look)
        self.close_button = button(self.tr("完成"), self.accept)
        self.sign.setDefault(True)
        for each in (self.withdraw, self.look, self.close_button):
            each.setAutoDefault(False)
        self.setLayout(
            column(
                label(self.tr("手写签名"), "title"),
                label(
                    self.tr(
                        "笔迹画进会议纪要（档案版）本人的签名行，首次电子签名之前可以重签、撤回；"
                        "报送版不出现评委姓名，也不出现笔迹。不在屏幕上签的，打印后在纸上签。"
                    ),
                    "muted",
                    wrap=True,
                ),
                self.view,
                self.told,
                row(self.sign, self.withdraw, self.look, None, self.close_button),
                gap=10,
                margin=20,
                grow=self.view,
            )
        )
        say(self.told, "")
        room = self.screen().availableGeometry()
        self.resize(min(px(_WIDE), room.width() - _EDGE), min(px(_TALL), room.height() - _EDGE))
        self.finished.connect(self.deleteLater)
        self._settle()
        self._fill()

    # --- the list --------------------------------------------------------------------------------

    def _fill(self) -> None:
        self._bench.ask(partial(_state, self._bench.desk), self._found, self._refused)

    def _found(self, state: tuple[tuple[HandSigner, ...], str]) -> None:
        kept = self._chosen()
        lines, self._closed = state
        self.model.set_records(lines)
        self.view.selectRow(self.model.row_of(kept.id) or 0 if kept else 0)
        if self._closed:
            say(self.told, self._closed)
        self._settle()

    def _chosen(self) -> HandSigner | None:
        index = self.view.selectionModel().currentIndex()
        valid = index.isValid() and index.row() < self.model.rowCount()
        return self.model.record(index.row()) if valid else None

    def _settle(self) -> None:
        chosen = self._chosen()
        can = chosen is not None and not self._closed
        signed = chosen is not None and bool(chosen.at)
        self.sign.setEnabled(can)
        self.sign.setText(self.tr("重签…") if signed else self.tr("签名…"))
        self.sign.setAccessibleName(self.sign.text())
        self.withdraw.setEnabled(can and signed)

    def _refused(self, error: KnownError) -> None:
        say(self.told, error.sentence)

    # --- what can be done ------------------------------------------------------------------------

    def _sign(self) -> None:
        chosen = self._chosen()
        if chosen is None or not self.sign.isEnabled():
            return
        say(self.told, "")
        dialog = PadDialog(self._bench, chosen, self)
        dialog.signed.connect(self._signed)
        dialog.open()

    def _signed(self) -> None:
        """Stand on the next line that waits: people sign one after another."""
        lines, chosen = self.model.records, self._chosen()
        place = lines.index(chosen) if chosen else 0
        waits = [n for n, each in enumerate(lines) if not each.at and n > place]
        if waits:
            self.view.selectRow(waits[0])
        self._fill()

    def _withdraw(self) -> None:
        chosen = self._chosen()
        if chosen is None:
            return
        say(self.told, "")
        dialog = AskDialog(
            self.tr("撤回手写签名"),
            self.tr("撤回{name}的手写签名，笔迹随即删除；日志记下何人何时撤回。").format(
                name=chosen.name
            ),
            [Ask("secret", chosen.proof, secret=True)],
            self.tr("撤回"),
            self,
            kind="danger",
        )
        dialog.given.connect(
            lambda said: self._bench.do(
                partial(hand_signing.withdraw, self._bench.desk, chosen.id, said["secret"]),
                lambda _: self._fill(),
                self._refused,
            )
        )
        dialog.open()

    def _look(self) -> None:
        self._bench.ask(
            partial(hand_signing.minutes_now, self._bench.desk),
            lambda data: LookDialog(self._bench, self._reader, data, self).open(),
            self._refused,
        )


class LookDialog(QDialog):
    """The archive edition as it stands, to be read before signing; it lies on no disk."""

    def __init__(
        self, bench: Bench, reader: Reader, data: bytes, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        title = self.tr("会议纪要（档案版）")
        self.setWindowTitle(title)
        self._pages = Pages(bench.reading, reader, reading.in_memory(data), bench.crashed.emit)
        self.viewer = DossierViewer(self._pages, filed=False)
        self.close_button = button(self.tr("关闭"), self.reject)
        self.setLayout(
            column(self.viewer, row(None, self.close_button, margin=8), gap=0, grow=self.viewer)
        )
        room = self.screen().availableGeometry()
        self.resize(
            min(px(_LOOK_WIDE), room.width() - _EDGE), min(px(_LOOK_TALL), room.height() - _EDGE)
        )
        self.finished.connect(lambda _: self._pages.show(()))
        self.finished.connect(self.deleteLater)
        paper = Document(key="minutes", name=f"{title}.pdf", size=len(data), sha256="")
        self.viewer.show_documents(title, (paper,))
        self.viewer.canvas.setFocus()


def _state(desk: Desk) -> tuple[tuple[HandSigner, ...], str]:
    return hand_signing.signers(desk), hand_signing.closed(desk)
