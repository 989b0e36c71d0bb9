"""Where a case file may lie: on a disk of this machine, and in no folder that a service copies.

A network folder loses what was acknowledged when the line drops, and its locks do not hold. A
service that synchronises a folder uploads the file between two writes: it puts copies from
between two ballots on the network, and old copies back in place of new ones.
"""

from __future__ import annotations

import ctypes
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PureWindowsPath
from typing import Any

from zcdesk.domain.errors import KnownError


@dataclass(frozen=True, slots=True)
class Service:
    """A service that copies folders: how its folders are called, and what else gives them away.

    `folders`: patterns of a folder's name in small letters. `variables`: environment variables
    that hold its folder. `marks`: entries that it leaves in its own folder.
    """

    name: str
    folders: tuple[str, ...]
    variables: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()


SERVICES: tuple[Service, ...] = (
    Service(
        "OneDrive",
        ("onedrive", "onedrive - *", "onedrive-*"),
        variables=("OneDrive", "OneDriveConsumer", "OneDriveCommercial"),
    ),
    Service("坚果云", ("nutstore", "nutstore files", "我的坚果云", "坚果云", ".nutstore*")),
    Service(
        "百度网盘",
        ("baidunetdisk", "baidunetdiskworkspace", "baidusyncdisk", "百度网盘*", "百度云同步盘"),
    ),
    Service("Dropbox", ("dropbox", "dropbox (*)"), marks=(".dropbox", ".dropbox.cache")),
    Service("iCloud", ("iclouddrive", "icloud drive", "mobile documents", "com~apple~clouddocs")),
    Service("WPS 云", ("wps云盘", "wps云文档", "wpsdrive", "wps drive", "wps cloud files")),
    Service("腾讯微云", ("微云", "weiyun", "微云同步*", "weiyundrive")),
)
"""Folder names are those that the clients make by default; case and place do not matter."""

NETWORK_SYSTEMS: Mapping[str, str] = {
    "nfs": "NFS",
    "nfs4": "NFS",
    "cifs": "SMB/CIFS",
    "smb": "SMB/CIFS",
    "smb2": "SMB/CIFS",
    "smb3": "SMB/CIFS",
    "smbfs": "SMB/CIFS",
    "ncpfs": "NCP",
    "afpfs": "AFP",
    "afs": "AFS",
    "ceph": "Ceph",
    "davfs": "WebDAV",
    "fuse.davfs": "WebDAV",
    "fuse.davfs2": "WebDAV",
    "fuse.sshfs": "SSHFS",
    "fuse.rclone": "rclone",
    "fuse.glusterfs": "GlusterFS",
    "fuse.gvfsd-fuse": "GVFS",
}
"""Kinds of file systems of Linux that lie on another machine."""

_MOUNTS = Path("/proc/self/mountinfo")
_REMOTE_DRIVE = 4
_ROOM_INSIDE = 90
"""What the program adds to the folder's path at most: `.part`, `files/` and an address."""

_LONGEST = {"nt": 259, "posix": 511}
"""Characters of a path on Windows, bytes elsewhere (SQLite's own limit) that can be opened."""

_LONGEST_NAME = 250
"""Bytes of a name, less the `.part` that it has while it is made (255 on every file system)."""


class StoreElsewhere(KnownError):
    """The folder is not one of this machine alone; nothing was written."""


def check(path: Path) -> None:
    """Refuse a place for a case file, before anything is made or opened there."""
    _check_name(path)
    real = Path(os.path.realpath(path))
    for place in dict.fromkeys((Path(os.path.abspath(path)), real)):  # noqa: PTH100 - links stay
        network = on_network(str(place), _mounts()) or _remote_drive(place)
        if network:
            raise StoreElsewhere(
                f"“{path.name}”在网络位置（{network}）上，断网时会丢失已确认的记录，"
                "请改用本机磁盘上的文件夹。"
            )
        service = synced_by(place, os.environ)
        if service:
            raise StoreElsewhere(
                f"“{path.name}”在{service}的同步文件夹里，同步会外传或覆盖案卷，"
                "请改用本机不同步的文件夹。"
            )


def synced_by(place: Path, environment: Mapping[str, str]) -> str:
    """The service that copies a folder; empty where none is known to."""
    names = [part.lower() for part in place.parts]
    for service in SERVICES:
        by_name = any(fnmatchcase(name, each) for name in names for each in service.folders)
        roots = (environment.get(variable, "") for variable in service.variables)
        by_variable = any(root and _within(place, Path(root)) for root in roots)
        by_mark = any(
            (folder / mark).exists() for folder in place.parents for mark in service.marks
        )
        if by_name or by_variable or by_mark:
            return service.name
    return ""


def on_network(place: str, mounts: str) -> str:
    """What network file system a path lies on; empty for a disk of this machine.

    `mounts` is what Linux tells of its mounts (`/proc/self/mountinfo`); empty elsewhere.
    """
    if _is_unc(place):
        return "UNC"
    best, kind = -1, ""
    for line in mounts.splitlines():
        left, _, right = line.partition(" - ")
        point = re.sub(r"\\(\d{3})", lambda octal: chr(int(octal[1], 8)), left.split(" ")[4])
        inside = place == point or place.startswith(point.rstrip("/") + "/")
        # Of two mounts at one point the later one is in sight.
        if inside and len(point) >= best:
            best, kind = len(point), right.split(" ")[0]
    return NETWORK_SYSTEMS.get(kind, "")


def _is_unc(place: str) -> bool:
    if not place.startswith("\\\\"):
        return False
    anchor = PureWindowsPath(place).anchor.upper()
    return anchor.startswith("\\\\?\\UNC\\") or not anchor.startswith(("\\\\?\\", "\\\\.\\"))


def _within(place: Path, root: Path) -> bool:
    return os.path.normcase(place) == os.path.normcase(root) or Path(
        os.path.normcase(root)
    ) in list(Path(os.path.normcase(place)).parents)


def _mounts() -> str:
    try:
        # A mount point may hold any byte.
        return _MOUNTS.read_text("utf-8", "surrogateescape")
    except OSError:
        return ""


def _remote_drive(place: Path) -> str:
    """A drive letter that stands for a folder of another machine."""
    if os.name != "nt":
        return ""
    library: Any = ctypes.WinDLL("kernel32")  # type: ignore[attr-defined,unused-ignore]
    kind = library.GetDriveTypeW(place.anchor)
    return f"映射盘 {place.drive}" if kind == _REMOTE_DRIVE else ""


def _check_name(path: Path) -> None:
    try:
        length = len(str(path.absolute()).encode())
    except UnicodeEncodeError:
        raise StoreElsewhere("文件夹的名称或路径中有无法识别的字符，请把它改名后再试。") from None
    length = len(str(path.absolute())) if os.name == "nt" else length
    most = _LONGEST[os.name] - _ROOM_INSIDE
    if len(path.name.encode()) > _LONGEST_NAME:
        raise StoreElsewhere("案卷的名称太长，请缩短到 80 个字以内。")
    if length > most:
        raise StoreElsewhere(
            f"案卷的路径太长（{length}，最多 {most}），请缩短名称或改放在靠近磁盘根目录的文件夹。"
        )
