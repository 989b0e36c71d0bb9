"""One person signs by hand: the box, what proves the person, and why it was not taken."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from zcdesk.desk import hand_signing
from zcdesk.desk.hand_signing import HandSigner
from zcdesk.domain.errors import KnownError
from zcdesk.domain.hand_signature import Fault
from zcdesk.ui.bench import Bench
from zcdesk.ui.look import px
from zcdesk.ui.parts import button, column, fit, label, named, panel, row, say, scrolled
from zcdesk.ui.views.signature_pad import SignaturePad

_WIDTH = 800


class PadDialog(QDialog):
    """`signed` comes once the strokes are on the disk. A refusal loses no stroke."""

    signed = Signal()

    def __init__(self, bench: Bench, signer: HandSigner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench, self._signer, self._busy = bench, signer, False
        title = self.tr("{name}（{office}）手写签名").format(name=signer.name, office=signer.office)
        self.setWindowTitle(title)
        self.pad = SignaturePad()
        self.pad.changed.connect(self._settle)
        self.undo = button(self.tr("撤销一笔"), self.pad.undo)
        self.clear = button(self.tr("全部清除"), self.pad.clear)
        self.secret = named(QLineEdit(), signer.proof)
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.secret.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData)
        self.secret.setPlaceholderText(self.tr("由本人输入"))
        self.secret.textChanged.connect(lambda _: self._settle())
        self.told = label("", "violation", wrap=True)
        self.confirm = button(self.tr("确认签名"), self._confirm, "primary")
        self.confirm.setDefault(True)
        self.cancel = button(self.tr("取消"), self.reject)
        for each in (self.undo, self.clear, self.cancel):
            each.setAutoDefault(False)
        what = self.tr(
            "请本人用笔、手指或鼠标写在框内，再输入{proof}。不便写的点“取消”，打印后在纸上签。"
        )
        inner = panel(
            column(
                label(title, "title", wrap=True),
                label(what.format(proof=signer.proof), "muted", wrap=True),
                self.pad,
                row(self.undo, self.clear, None),
                None,
                gap=10,
            )
        )
        foot = row(label(signer.proof, "muted"), self.secret, self.cancel, self.confirm)
        whole = (scrolled(inner, title), self.told, foot)
        self.setLayout(column(*whole, gap=12, margin=20))
        fit(self, inner, px(_WIDTH))
        say(self.told, "")
        self.finished.connect(self.deleteLater)
        self.pad.setFocus()
        self._settle()

    def reject(self) -> None:
        """Escape waits until the strokes are written."""
        if not self._busy:
            super().reject()

    def _settle(self) -> None:
        drawn = not self.pad.empty
        self.undo.setEnabled(drawn and not self._busy)
        self.clear.setEnabled(drawn and not self._busy)
        self.confirm.setEnabled(drawn and bool(self.secret.text()) and not self._busy)
        if self.pad.full:
            say(self.told, Fault.TOO_MUCH.value)
        elif self.told.text() in {fault.value for fault in Fault}:
            say(self.told, "")

    def _confirm(self) -> None:
        signature = self.pad.signature
        fault = signature.fault()
        if fault is not None:
            say(self.told, fault.value)
            return
        secret = self.secret.text()
        self.secret.clear()
        self._set_busy(on=True)
        self._bench.do(
            partial(
                hand_signing.sign_by_hand, self._bench.desk, self._signer.id, secret, signature
            ),
            lambda _: self._done(),
            self._refused,
        )

    def _done(self) -> None:
        self._set_busy(on=False)
        self.signed.emit()
        self.accept()

    def _refused(self, error: KnownError) -> None:
        self._set_busy(on=False)
        say(self.told, error.sentence)
        self.secret.setFocus()

    def _set_busy(self, *, on: bool) -> None:
        self._busy = on
        self.cancel.setEnabled(not on)
        self.pad.setEnabled(not on)
        self._settle()
