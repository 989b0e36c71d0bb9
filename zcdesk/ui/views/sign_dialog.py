"""Signing a paper in the file: in which office, with which key; why it was not done."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QDialog, QFormLayout, QLineEdit, QProgressBar, QWidget

from zcdesk.desk import paper_keys
from zcdesk.desk.paper_keys import FileKey, FoundToken, OwnKey, PaperKey, TokenKey
from zcdesk.desk.signing import SignedPaper
from zcdesk.domain.errors import KnownError
from zcdesk.domain.signing import SigningRole
from zcdesk.ui.bench import Bench
from zcdesk.ui.look import px
from zcdesk.ui.parts import button, column, fit, label, named, panel, row, scrolled, set_role
from zcdesk.ui.theme import GAP

_OWN, _FILE, _TOKEN = "own", "file", "token"
_WIDTH = 540


class SignDialog(QDialog):
    """One signature into one file. `signed` comes once the file was verified and replaced."""

    signed = Signal(object)

    def __init__(
        self,
        bench: Bench,
        path: Path,
        paper: str,
        role: SigningRole,
        parent: QWidget | None = None,
    ) -> None:
        """`paper` is the title of what lies at `path`."""
        super().__init__(parent)
        self._bench, self._path, self._paper, self._role = bench, path, paper, role
        self._busy = False
        self._tokens: tuple[FoundToken, ...] = ()
        title = self.tr("{office}签署").format(office=role.chinese)
        self.setWindowTitle(title)
        self.told = label("", "muted", wrap=True)
        self.told.hide()
        self.progress = named(QProgressBar(), self.tr("签署进度"))
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.hide()
        self.sign = button(self.tr("签署"), self._sign, "primary")
        self.sign.setDefault(True)
        self.cancel = button(self.tr("取消"), self.reject)
        self.cancel.setAutoDefault(False)
        inner = panel(
            column(
                label(title, "title"),
                label(self._explanation(), "muted", wrap=True),
                self._form_of_key(),
                None,
                gap=12,
            )
        )
        foot = row(None, self.cancel, self.sign)
        # Below the form, not in it: a refusal is seen without scrolling.
        whole = (scrolled(inner, title), self.told, self.progress, foot)
        self.setLayout(column(*whole, gap=12, margin=24))
        fit(self, inner, px(_WIDTH))
        self.finished.connect(self.deleteLater)
        self._settle()

    def _explanation(self) -> str:
        if self._role is SigningRole.SECRETARY:
            what = self.tr("秘书认证之后，内容不能再改，等主任委员签发。")
        else:
            what = self.tr("主任委员签发之后，文件锁定，不能再加签名。")
        return self.tr("文书：{title}。").format(title=self._paper) + what

    def _form_of_key(self) -> QFormLayout:
        self.kind = named(QComboBox(), self.tr("签名密钥"))
        self.kind.addItem(self.tr("本次会议的密钥"), _OWN)
        self.kind.addItem(self.tr("证书文件（.p12、.pfx）"), _FILE)
        self.kind.addItem(self.tr("签名盾"), _TOKEN)
        self.kind.currentIndexChanged.connect(lambda _: self._settle())
        self.file = named(QLineEdit(), self.tr("密钥所在文件"))
        self.choose = button(self.tr("选择…"), self._choose)
        self.choose.setAutoDefault(False)
        self.secret = named(QLineEdit(), self.tr("密码"))
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.look = button(self.tr("查找签名盾"), self._look)
        self.look.setAutoDefault(False)
        self.token = self._choice(self.tr("签名盾名称"))
        self.certificate = self._choice(self.tr("证书名称"))
        self.token.currentTextChanged.connect(lambda _: self._offer_certificates())
        for made in (self.file, self.secret):
            made.textChanged.connect(lambda _: self._settle())
        self._form = QFormLayout()
        self._form.setHorizontalSpacing(2 * GAP)
        self._form.setVerticalSpacing(GAP + 2)
        self._file_row = panel(row(self.file, self.choose, self.look, grow=self.file))
        self._file_label, self._secret_label = label("", "muted"), label("", "muted")
        self._form.addRow(label(self.tr("签名密钥"), "muted"), self.kind)
        self._form.addRow(self._file_label, self._file_row)
        self._form.addRow(self._secret_label, self.secret)
        self._form.addRow(label(self.tr("签名盾名称"), "muted"), self.token)
        self._form.addRow(label(self.tr("证书名称"), "muted"), self.certificate)
        return self._form

    def _choice(self, name: str) -> QComboBox:
        """A name that is chosen once the tokens are known, or typed before."""
        made = named(QComboBox(), name)
        made.setEditable(True)
        made.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        typed = made.lineEdit()
        assert typed is not None
        named(typed, name).setPlaceholderText(self.tr("只有一个时留空"))
        return made

    def _settle(self) -> None:
        kind = self.kind.currentData()
        for made in (self._file_row, self.secret):
            self._form.setRowVisible(made, kind != _OWN)
        for made in (self.token, self.certificate):
            self._form.setRowVisible(made, kind == _TOKEN)
        on_token = kind == _TOKEN
        self.look.setVisible(on_token)
        self.look.setEnabled(bool(self.file.text().strip()) and not self._busy)
        self._file_label.setText(self.tr("驱动文件") if on_token else self.tr("证书文件"))
        self._secret_label.setText("PIN" if on_token else self.tr("密码"))
        self.secret.setAccessibleName(self._secret_label.text())
        ready = kind == _OWN or bool(self.file.text().strip())
        needs_pin = on_token and not self.secret.text()
        self.sign.setEnabled(ready and not needs_pin and not self._busy)

    def _choose(self) -> None:
        on_token = self.kind.currentData() == _TOKEN
        kinds = (
            self.tr("驱动文件 (*.so *.dll *.dylib);;全部文件 (*)")
            if on_token
            else self.tr("证书文件 (*.p12 *.pfx);;全部文件 (*)")
        )
        self._bench.pick.file(self, self._file_label.text(), kinds, self._chose)

    def _chose(self, path: Path) -> None:
        self.file.setText(str(path))
        if self.kind.currentData() == _TOKEN:
            self._look()

    def _look(self) -> None:
        """Ask the maker's library which tokens are there, and how many tries their PINs have."""
        library = Path(self.file.text().strip())
        self._bench.ask(
            partial(paper_keys.tokens_at, library),
            self._found,
            lambda error: self._say(error.sentence, "violation"),
        )

    def _found(self, tokens: tuple[FoundToken, ...]) -> None:
        self._tokens = tokens
        kept = self.token.currentText()
        self.token.clear()
        self.token.addItems([each.label for each in tokens])
        self.token.setEditText(kept if kept or len(tokens) > 1 else tokens[0].label)
        self._offer_certificates()
        told = "；".join(
            self.tr("签名盾“{name}”：证书 {n} 张").format(name=each.label, n=len(each.certificates))
            + (f"，{each.tries.value}" if each.tries.value else "")
            for each in tokens
        )
        low = any(each.tries.value for each in tokens)
        self._say(told + self.tr("。"), "violation" if low else "muted")
        self.secret.setFocus()

    def _offer_certificates(self) -> None:
        """The certificates of the token that is named, by label, with whose they are."""
        name, kept = self.token.currentText(), _said(self.certificate)
        self.certificate.clear()
        for each in (c for t in self._tokens if t.label == name for c in t.certificates):
            self.certificate.addItem(f"{each.label}　{each.holder}", each.label)
        place = self.certificate.findData(kept)
        if place >= 0 or self.certificate.count() == 1:
            self.certificate.setCurrentIndex(max(0, place))
        else:
            self.certificate.setEditText(kept)

    def _key(self) -> PaperKey:
        path, secret = Path(self.file.text().strip()), self.secret.text()
        match self.kind.currentData():
            case "file":
                return FileKey(path, secret)
            case "token":
                return TokenKey(
                    path, secret, self.token.currentText().strip(), _said(self.certificate)
                )
            case _:
                return OwnKey()

    def _sign(self) -> None:
        key = self._key()
        self.secret.clear()
        self._set_busy(on=True)
        self._say(self.tr("正在签名并核验…"), "muted")
        self._bench.do(
            partial(paper_keys.sign_with, self._bench.desk, self._path, self._role, key),
            self._done,
            self._refused,
        )

    def _done(self, made: SignedPaper) -> None:
        self._set_busy(on=False)
        self.signed.emit(made)
        self.accept()

    def _refused(self, error: KnownError) -> None:
        self._set_busy(on=False)
        self._say(error.sentence, "violation")
        self.secret.setFocus()

    def _say(self, sentence: str, role: str) -> None:
        self.told.setText(sentence)
        self.told.setAccessibleName(sentence)
        set_role(self.told, role)
        if self.told.isHidden():
            self.told.show()
            lowest = self.screen().availableGeometry().height() - 16
            wanted = self.height() + self.told.heightForWidth(self.width()) + 3 * GAP
            self.resize(self.width(), min(wanted, lowest))

    def _set_busy(self, *, on: bool) -> None:
        self._busy = on
        self.progress.setVisible(on)
        self.cancel.setEnabled(not on)
        self.kind.setEnabled(not on)
        self._settle()

    def reject(self) -> None:
        """Escape waits until the signature is written."""
        if not self._busy:
            super().reject()


def _said(choice: QComboBox) -> str:
    """The label of what was chosen, or what was typed."""
    place = choice.findText(choice.currentText())
    return str(choice.itemData(place)) if place >= 0 else choice.currentText().strip()
