"""Removable drives as Windows lists them: drive letters, their kind, file system and label."""

from __future__ import annotations

import ctypes
import string
from dataclasses import dataclass
from typing import Any, Protocol

_REMOVABLE = 2
_READ_ONLY_VOLUME = 0x80000
_LONGEST = 261


@dataclass(frozen=True, slots=True)
class Drive:
    """A removable drive with a medium in it; `root` is its letter, E:\\."""

    root: str
    label: str
    file_system: str
    read_only: bool


class Kernel(Protocol):
    """What is asked of Windows."""

    def letters(self) -> int:
        """A bit for each drive letter in use, A is the lowest."""

    def kind(self, root: str) -> int:
        """The kind of a drive; 2 is removable."""

    def volume(self, root: str) -> tuple[str, str, int] | None:
        """Label, file system and flags; None where no medium is in the drive."""


def removable_drives(kernel: Kernel) -> tuple[Drive, ...]:
    """The removable drives with a medium in them, by letter."""
    mask, found = kernel.letters(), []
    for place, letter in enumerate(string.ascii_uppercase):
        root = f"{letter}:\\"
        if not mask >> place & 1 or kernel.kind(root) != _REMOVABLE:
            continue
        volume = kernel.volume(root)
        if volume is not None:
            label, file_system, flags = volume
            read_only = bool(flags & _READ_ONLY_VOLUME)
            found.append(Drive(root, label or root, file_system, read_only))
    return tuple(found)


class Kernel32:
    """Windows itself."""

    def __init__(self) -> None:
        self._library: Any = ctypes.WinDLL("kernel32")  # type: ignore[attr-defined,unused-ignore]

    def letters(self) -> int:
        return int(self._library.GetLogicalDrives())

    def kind(self, root: str) -> int:
        return int(self._library.GetDriveTypeW(root))

    def volume(self, root: str) -> tuple[str, str, int] | None:
        label = ctypes.create_unicode_buffer(_LONGEST)
        system = ctypes.create_unicode_buffer(_LONGEST)
        flags = ctypes.c_ulong()
        told = self._library.GetVolumeInformationW(
            root, label, _LONGEST, None, None, ctypes.byref(flags), system, _LONGEST
        )
        return (label.value, system.value, flags.value) if told else None
