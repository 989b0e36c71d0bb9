"""Choosing files and folders of the machine."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths, QUrl
from PySide6.QtWidgets import QFileDialog, QSplitter, QWidget

from zcdesk.ui.look import px

Picked = Callable[[Path], None]

_SIDE, _LIST = 150, 470
"""Widths of the places and of the files in a dialog at 100 %."""


def sticks(root: Path = Path("/")) -> list[Path]:
    """Where a Linux desktop puts what is plugged in; `root` is where its /media and /run stand."""
    places = [root / "media"]
    try:
        user = getpass.getuser()
    except (KeyError, OSError):  # a user without a name
        pass
    else:
        places += [root / "media" / user, root / "run/media" / user]
    found: list[Path] = []
    for place in places:
        try:
            found += [each for each in sorted(place.iterdir()) if each.is_mount()]
        except OSError:
            continue
    return found


def at_the_side(root: Path = Path("/")) -> list[QUrl]:
    """What a file dialog offers at its side: home, desktop, documents, every stick, the machine.

    Qt's own dialog names home and machine only: a stick lies four steps deep there.
    """
    where = QStandardPaths.StandardLocation
    usual = (where.HomeLocation, where.DesktopLocation, where.DocumentsLocation)
    folders = [Path(QStandardPaths.writableLocation(each)) for each in usual]
    places = dict.fromkeys([each for each in folders if each.is_dir()] + sticks(root))
    return [*(QUrl.fromLocalFile(str(each)) for each in places), QUrl("file:")]


class Pick:
    """The file dialogs. None of them stops the window; a cancelled one answers nothing.

    Each begins where the last one ended, the first at home: not where the program happens to run.
    """

    def __init__(self) -> None:
        self._last = Path.home()

    def file(self, parent: QWidget, title: str, kinds: str, then: Picked) -> None:
        """An existing file; `kinds` as Qt writes name filters."""
        dialog = self._dialog(parent, title, then)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(kinds)
        dialog.open()

    def folder(self, parent: QWidget, title: str, then: Picked) -> None:
        """An existing folder."""
        dialog = self._dialog(parent, title, then)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.open()

    def save(self, parent: QWidget, title: str, name: str, kinds: str, then: Picked) -> None:
        """A file to be written; `name` is what is offered."""
        dialog = self._dialog(parent, title, then)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setNameFilter(kinds)
        dialog.selectFile(name)
        dialog.open()

    def _dialog(self, parent: QWidget, title: str, then: Picked) -> QFileDialog:
        dialog = QFileDialog(parent, title, str(self._last))
        dialog.setSidebarUrls(at_the_side())
        # Qt measures the first place only; a system's own dialog has no splitter.
        sides = dialog.findChild(QSplitter)
        if isinstance(sides, QSplitter):
            sides.setSizes([px(_SIDE), px(_LIST)])

        def chosen(name: str) -> None:
            self._last = Path(name).parent
            then(Path(name))

        dialog.fileSelected.connect(chosen)
        dialog.finished.connect(dialog.deleteLater)
        return dialog
