"""The list of removable drives, from listings as a Linux machine gives them."""

from pathlib import Path
from typing import Any, ClassVar

import pytest

from zcdesk.handover import media
from zcdesk.handover.media import (
    FAT_LARGEST,
    Medium,
    Mount,
    Room,
    media_of,
    mounts_in,
    removable_media,
    windows_media,
)
from zcdesk.handover.media_windows import Drive, removable_drives

MOUNTS = """\
sysfs /sys sysfs rw,nosuid 0 0
/dev/nvme0n1p2 / ext4 rw,relatime 0 0
/dev/sdb1 /media/wang/\\344\\272\\244\\346\\216\\245\\040\\347\\233\\230 vfat rw,nosuid 0 0
/dev/sdc1 /media/wang/BIG exfat ro,nosuid 0 0
tmpfs /run/user/1000 tmpfs rw 0 0
broken line
"""


def test_the_system_writes_spaces_as_numbers() -> None:
    mounts = mounts_in(
        "/dev/sdb1 /media/A\\040B vfat rw 0 0\n/dev/sdc /m\\134x exfat ro,sync 0 0\n"
    )
    assert mounts == (
        Mount("/dev/sdb1", Path("/media/A B"), "vfat", read_only=False),
        Mount("/dev/sdc", Path("/m\\x"), "exfat", read_only=True),
    )


def test_only_removable_drives_that_answer_are_listed_once() -> None:
    mounts = (
        Mount("/dev/sdb1", Path("/m/b"), "vfat", read_only=False),
        Mount("/dev/sdc1", Path("/m/c"), "ntfs", read_only=True),
        Mount("/dev/sdb1", Path("/m/b"), "vfat", read_only=False),
        Mount("/dev/nvme0n1p2", Path("/"), "ext4", read_only=False),
        Mount("/dev/sdd1", Path("/m/gone"), "vfat", read_only=False),
        Mount("/dev/sde1", Path("/m/a"), "fuse.fusefat", read_only=False),
    )
    rooms = {
        Path("/m/b"): Room(5, 10, 77),
        Path("/m/c"): Room(1, 1, 78),
        Path("/m/a"): Room(0, 0, 9),
    }
    found = media_of(mounts, lambda device: "sd" in device, {"/dev/sdb1": "交接盘"}, rooms.get)
    assert found == (
        Medium(Path("/m/a"), "/dev/sde1", "a", "fuse.fusefat", None, None, 9),
        Medium(Path("/m/b"), "/dev/sdb1", "交接盘", "vfat", 5, 10, 77),
        Medium(Path("/m/c"), "/dev/sdc1", "c", "ntfs", 1, 1, 78, read_only=True),
    )


def medium(**values: Any) -> Medium:
    usual: dict[str, Any] = {
        "mount": Path("/m"), "device": "/dev/sdb1", "label": "x", "file_system": "vfat",
        "free": 10 << 30, "total": 16 << 30, "number": 1,
    }  # fmt: skip
    return Medium(**{**usual, **values})


@pytest.mark.parametrize(
    ("kind", "fat"),
    [("vfat", True), ("msdos", True), ("FAT32", True), ("fuse.fusefat", True), ("exfat", False),
     ("fuse.exfat", False), ("ntfs3", False), ("ext4", False)],
)  # fmt: skip
def test_what_a_file_system_can_hold(kind: str, fat: bool) -> None:
    each = medium(file_system=kind)
    assert each.is_fat is fat
    assert each.holds([FAT_LARGEST])
    assert each.holds([FAT_LARGEST + 1]) is not fat


def test_what_fits() -> None:
    assert medium(free=100).holds([60, 40])
    assert not medium(free=100).holds([60, 41])
    assert not medium(read_only=True).holds([1])
    assert medium(free=None).holds([1 << 31])


def machine(root: Path) -> Path:
    """A Linux machine's listing with an internal disk, a stick, a USB disk that is not removable."""
    for path, text in {
        "sys/devices/pci0/nvme/nvme0n1/removable": "0\n",
        "sys/devices/pci0/nvme/nvme0n1/nvme0n1p2/partition": "2\n",
        "sys/devices/pci0/mmc/mmcblk0/removable": "1\n",
        "sys/devices/pci0/mmc/mmcblk0/mmcblk0p1/partition": "1\n",
        "sys/devices/pci0/usb1/1-2/block/sdb/removable": "0\n",
        "sys/devices/pci0/usb1/1-2/block/sdb/sdb1/partition": "1\n",
    }.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "ascii")
    names = root / "sys/class/block"
    names.mkdir(parents=True)
    for name, target in {
        "nvme0n1p2": "nvme/nvme0n1/nvme0n1p2",
        "mmcblk0p1": "mmc/mmcblk0/mmcblk0p1",
        "sdb1": "usb1/1-2/block/sdb/sdb1",
    }.items():
        (names / name).symlink_to(f"../../devices/pci0/{target}")
    labels = root / "dev/disk/by-label"
    labels.mkdir(parents=True)
    (labels / "交接\\x20盘").symlink_to("../../sdb1")
    (root / "mnt").mkdir()
    (root / "proc").mkdir()
    lines = [
        f"/dev/{name} {root}/mnt {kind} rw 0 0"
        for name, kind in (("nvme0n1p2", "ext4"), ("mmcblk0p1", "exfat"))
    ]
    lines += [
        f"/dev/sdb1 {root} vfat rw 0 0",
        f"/dev/gone1 {root} vfat rw 0 0",
        "x /sys sysfs rw 0 0",
    ]
    (root / "proc/mounts").write_text("\n".join(lines), "ascii")
    return root


def test_a_whole_machine_is_listed(tmp_path: Path) -> None:
    stick, card = removable_media(machine(tmp_path))
    assert (stick.device, stick.label, stick.is_fat) == ("/dev/sdb1", "交接 盘", True)
    assert (card.device, card.label) == ("/dev/mmcblk0p1", "mnt")
    assert stick.free is not None
    assert stick.number == tmp_path.stat().st_dev


def test_a_machine_without_such_lists_has_none(tmp_path: Path) -> None:
    assert removable_media(tmp_path) == ()
    removable_media()  # and this one, whatever it has, does not fail


class Windows:
    """A: empty floppy; C: fixed; E: FAT32 stick; F: locked stick; G: card reader without a card."""

    drives: ClassVar[dict[str, tuple[int, tuple[str, str, int] | None]]] = {
        "A:\\": (2, None),
        "C:\\": (3, ("Windows", "NTFS", 0)),
        "E:\\": (2, ("交接盘", "FAT32", 0)),
        "F:\\": (2, ("", "exFAT", 0x80000)),
        "G:\\": (2, None),
    }

    def letters(self) -> int:
        return sum(1 << "ABCDEFGHIJ".index(root[0]) for root in self.drives)

    def kind(self, root: str) -> int:
        return self.drives[root][0]

    def volume(self, root: str) -> tuple[str, str, int] | None:
        return self.drives[root][1]


def test_windows_lists_letters(monkeypatch: Any) -> None:
    assert removable_drives(Windows()) == (
        Drive("E:\\", "交接盘", "FAT32", read_only=False),
        Drive("F:\\", "F:\\", "exFAT", read_only=True),
    )
    monkeypatch.setattr(media, "measure", lambda _folder: Room(5, 10, 1))
    stick, locked = windows_media(Windows())
    assert (stick.label, stick.is_fat, stick.free) == ("交接盘", True, 5)
    assert (locked.read_only, locked.is_fat) == (True, False)
