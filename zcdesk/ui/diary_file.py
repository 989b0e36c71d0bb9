"""The diary on the disk, where a person wants it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from zcdesk.desk.writing import write_whole
from zcdesk.domain.errors import KnownError
from zcdesk.ui.dialogs import AskDialog
from zcdesk.ui.diary import Diary
from zcdesk.ui.pick import Pick


class DiaryFile(QObject):
    """Asks where, writes, and says how it went."""

    def __init__(self, diary: Diary, window: QWidget) -> None:
        super().__init__(window)
        self._diary = diary
        self._window = window

    def save(self, pick: Pick) -> None:
        """Ask for a name and write there."""
        pick.save(
            self._window,
            self.tr("保存运行记录"),
            self.tr("运行记录.txt"),
            self.tr("文本文件 (*.txt)"),
            self._write,
        )

    def _write(self, path: Path) -> None:
        try:
            write_whole(path, self._diary.text().encode())
            told = self.tr("运行记录已存为“{name}”，其中没有会议内容，可以发给维护人员。")
            sentence = told.format(name=path.name)
        except KnownError as error:
            sentence = error.sentence
        AskDialog(self.tr("运行记录"), sentence, [], self.tr("知道了"), self._window).open()
