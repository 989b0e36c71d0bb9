"""The session folders opened before, remembered between runs; nothing about people."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings

_KEY = "recent"
_MOST = 8


class Recent:
    """The newest first; a folder that is gone is left out."""

    def __init__(self, settings: QSettings) -> None:
        self.settings = settings

    def folders(self) -> list[Path]:
        """The folders that are still there."""
        return [folder for folder in self._kept() if folder.is_dir()]

    def add(self, folder: Path) -> None:
        """Put a folder first."""
        kept = [folder, *(other for other in self._kept() if other != folder)]
        self.settings.setValue(_KEY, [str(other) for other in kept[:_MOST]])

    def _kept(self) -> list[Path]:
        value = self.settings.value(_KEY, [])
        names = value if isinstance(value, list) else [value]
        return [Path(str(name)) for name in names if name]
