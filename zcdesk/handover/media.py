"""Removable media (移动盘): which are there, what fits on them."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from zcdesk.handover import media_windows

FAT_LARGEST = (1 << 32) - 1
"""Bytes of the largest file on FAT16 and FAT32."""

_NO_LIMIT = (1 << 63) - 1
_ESCAPE = re.compile(r"\\x([0-9a-f]{2})|\\([0-7]{3})")


@dataclass(frozen=True, slots=True)
class Medium:
    """A removable drive that files can be written to.

    `free` and `total` in bytes, None where the file system does not tell; `number` is the
    device's as `os.stat` gives it, and tells whether another stick took its place.
    """

    mount: Path
    device: str
    label: str
    file_system: str
    free: int | None
    total: int | None
    number: int
    read_only: bool = False

    @property
    def is_fat(self) -> bool:
        """FAT12 to FAT32, under whatever name the system gives it; exFAT is none."""
        name = self.file_system.lower()
        return "exfat" not in name and ("fat" in name or name == "msdos")

    @property
    def largest_file(self) -> int:
        """Bytes of the largest file that it can hold."""
        return FAT_LARGEST if self.is_fat else _NO_LIMIT

    def holds(self, sizes: Iterable[int]) -> bool:
        """Whether files of these sizes fit, as far as the medium tells."""
        wanted = list(sizes)
        fits = self.free is None or sum(wanted) <= self.free
        return fits and not self.read_only and all(s <= self.largest_file for s in wanted)


@dataclass(frozen=True, slots=True)
class Mount:
    """One mounted file system as the system lists it."""

    device: str
    folder: Path
    file_system: str
    read_only: bool


@dataclass(frozen=True, slots=True)
class Room:
    """Bytes free and in all, and the device's number."""

    free: int
    total: int
    number: int


def media_of(
    mounts: Iterable[Mount],
    removable: Callable[[str], bool],
    labels: Mapping[str, str],
    room: Callable[[Path], Room | None],
) -> tuple[Medium, ...]:
    """The removable media among the mounts, by mount point; what cannot be asked is left out.

    `removable` tells it of a device, `labels` are names by device.
    """
    found = {}
    for mount in mounts:
        measured = room(mount.folder) if removable(mount.device) else None
        if measured is not None:
            known = measured.total > 0
            found[mount.folder] = Medium(
                mount=mount.folder,
                device=mount.device,
                label=labels.get(mount.device, mount.folder.name),
                file_system=mount.file_system,
                free=measured.free if known else None,
                total=measured.total if known else None,
                number=measured.number,
                read_only=mount.read_only,
            )
    return tuple(found[folder] for folder in sorted(found))


def removable_media(root: Path = Path("/")) -> tuple[Medium, ...]:
    """The removable media of this Linux machine; `root` is where its /proc, /sys, /dev stand.

    On Windows its drive letters are asked; elsewhere none are found, and a person chooses a folder.
    """
    if os.name == "nt":
        return windows_media(media_windows.Kernel32())
    try:
        text = (root / "proc/mounts").read_text("utf-8", errors="surrogateescape")
    except OSError:
        return ()
    return media_of(
        mounts_in(text), lambda device: _is_removable(root, device), _labels(root), measure
    )


def windows_media(kernel: media_windows.Kernel) -> tuple[Medium, ...]:
    """The removable media of a Windows machine."""
    drives = media_windows.removable_drives(kernel)
    mounts = [Mount(d.root, Path(d.root), d.file_system, d.read_only) for d in drives]
    return media_of(mounts, lambda _device: True, {d.root: d.label for d in drives}, measure)


def mounts_in(text: str) -> tuple[Mount, ...]:
    """The mounts that /proc/mounts lists."""
    mounts = []
    for line in text.splitlines():
        fields = [_plain(each) for each in line.split(" ")]
        if len(fields) >= 4:  # noqa: PLR2004 - device, folder, type, options
            device, folder, kind, options = fields[:4]
            mounts.append(Mount(device, Path(folder), kind, "ro" in options.split(",")))
    return tuple(mounts)


def measure(folder: Path) -> Room | None:
    """Room on the file system of a folder; None where it cannot be asked."""
    try:
        usage = shutil.disk_usage(folder)
        return Room(usage.free, usage.total, folder.stat().st_dev)
    except OSError:
        return None


def _plain(text: str) -> str:
    return _ESCAPE.sub(lambda m: chr(int(m[1], 16) if m[1] else int(m[2], 8)), text)


def _is_removable(root: Path, device: str) -> bool:
    """A device that says so itself, or hangs on a USB bus, as large sticks and disks do."""
    if not device.startswith("/dev/"):
        return False
    try:
        block = (root / "sys/class/block" / device.removeprefix("/dev/")).resolve(strict=True)
    except OSError:
        return False
    if any(part.startswith("usb") for part in block.parts):
        return True
    # A partition's folder stands in that of its disk.
    for folder in (block, block.parent):
        try:
            return (folder / "removable").read_text("ascii").strip() == "1"
        except OSError:
            continue
    return False


def _labels(root: Path) -> dict[str, str]:
    """Volume names by device."""
    labels: dict[str, str] = {}
    folder = root / "dev/disk/by-label"
    if not folder.is_dir():
        return labels
    for link in folder.iterdir():
        target = os.path.normpath(folder / link.readlink())
        labels[f"/dev/{Path(target).name}"] = _plain(link.name)
    return labels
