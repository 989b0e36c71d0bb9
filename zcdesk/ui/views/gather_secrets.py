"""What opens encrypted packages while they are gathered: a password, a receiver's key; never kept."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from zcdesk.desk.receiving import NO_SECRETS, Secrets, read_key
from zcdesk.ui.dialogs import Ask, AskDialog
from zcdesk.ui.pick import Pick
from zcdesk.ui.runner import Runner


class GatherSecrets(QObject):
    """`held` is what was given so far; `told` and `failed` carry how that went."""

    told = Signal(str)
    failed = Signal(object)

    def __init__(self, page: QWidget, pick: Pick, runner: Runner) -> None:
        super().__init__(page)
        self._page, self._pick, self._runner = page, pick, runner
        self.held: Secrets = NO_SECRETS

    def ask_password(self) -> None:
        """Ask for the password of the packages."""
        asked = AskDialog(
            self.tr("加密移交包的口令"),
            self.tr("只用于打开本次汇总的加密移交包，不保存。"),
            [Ask("password", self.tr("口令"), secret=True)],
            self.tr("使用"),
            self._page,
        )
        asked.given.connect(lambda said: self._hold(Secrets(said["password"], self.held.key)))
        asked.open()

    def choose_key(self) -> None:
        """Choose the receiver's key file."""
        title, kinds = self.tr("选择接收方私钥文件"), self.tr("全部文件 (*)")
        self._pick.file(self._page, title, kinds, self._read)

    def _read(self, path: Path) -> None:
        self._runner.run(
            partial(read_key, path),
            lambda key: self._hold(Secrets(self.held.password, key)),
            self.failed.emit,
        )

    def _hold(self, secrets: Secrets) -> None:
        self.held = secrets
        self.told.emit(self.tr("已记下，汇总时用来打开加密的移交包。请再次汇总。"))
