"""Dossiers in a package (申报材料): plain names, the map to the real ones, volumes (分卷).

A file that FAT32 can hold has at most 4 GiB − 1; dossiers that do not fit beside the papers go
into volumes, packages of their own that the main one vouches for.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zcdesk.domain.errors import KnownError
from zcdesk.handover.measures import Source

MAP = "dossiers/map.csv"
LIST = "dossiers/volumes.json"
FORMAT = "zcdesk-volumes/1"

VOLUME_SIZE = (1 << 32) - (16 << 20)
"""Bytes of payload in one file at most: what is left of 4 GiB for an envelope and the bag."""

_PLAIN_NUMBER = re.compile(r"[A-Za-z0-9_-]{1,32}")
_PLAIN_ENDING = re.compile(r"[a-z0-9]{1,5}")
_PER_FILE = 1024
# Headers and manifest lines of one file take no more.
_MOST_FILES = 20_000


@dataclass(frozen=True, slots=True)
class DossierFile:
    """One document of an applicant as it goes out, decrypted. `size` in bytes."""

    applicant: str
    name: str
    title: str
    size: int
    sha256: str
    content: Source


@dataclass(frozen=True, slots=True)
class Placed:
    """A document with its plain name in the bag, below `data/`."""

    path: str
    document: DossierFile


def placed(documents: Sequence[DossierFile]) -> list[Placed]:
    """Plain names for all documents: dossiers/<number>/<nn>.<ending>, ASCII, unique on exFAT.

    A number that is no plain word is replaced by x0001, x0002 … in the order of the roster.
    """
    folders: dict[str, str] = {}
    taken: set[str] = set()
    for each in documents:
        if each.applicant in folders:
            continue
        name = each.applicant
        if _PLAIN_NUMBER.fullmatch(name) is None or name.casefold() in taken:
            name = f"x{len(folders) + 1:04d}"
        while name.casefold() in taken:
            name += "x"
        taken.add(name.casefold())
        folders[each.applicant] = name
    count: dict[str, int] = {}
    result = []
    for each in documents:
        count[each.applicant] = count.get(each.applicant, 0) + 1
        ending = each.title.rpartition(".")[2].lower()
        dotted = f".{ending}" if _PLAIN_ENDING.fullmatch(ending) and "." in each.title else ""
        path = f"dossiers/{folders[each.applicant]}/{count[each.applicant]:02d}{dotted}"
        result.append(Placed(path, each))
    return result


def split(files: Sequence[Placed], beside: int, limit: int = VOLUME_SIZE) -> list[list[Placed]]:
    """The files of each volume, in order; one empty list where all fit beside `beside` bytes.

    KnownError for a single document that fits nowhere.
    """
    sizes = [each.document.size + _PER_FILE for each in files]
    if beside + sum(sizes) <= limit and len(files) <= _MOST_FILES:
        return [[]]
    volumes: list[list[Placed]] = [[]]
    room = limit
    for file, size in zip(files, sizes, strict=True):
        if size > limit:
            who, title = file.document.applicant, file.document.title
            raise KnownError(
                f"{who}号的申报材料“{title}”单个文件超过 4 GiB，移动盘放不下，请压缩后重新导入。"
            )
        if size > room or len(volumes[-1]) >= _MOST_FILES:
            volumes.append([])
            room = limit
        volumes[-1].append(file)
        room -= size
    return volumes


def volume_name(package: str, place: int) -> str:
    """Name without ending of a package's volume, the first is 1."""
    return f"{package}-v{place:02d}"


def map_csv(volume_of: Mapping[str, str], files: Sequence[Placed]) -> bytes:
    """Which real document each plain name stands for, as a table with a mark (BOM)."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(("文件", "所在分卷", "编号", "姓名", "材料名称", "字节数", "SHA-256"))
    for each in files:
        d = each.document
        told = (d.applicant, d.name, d.title)
        shown = (f"'{t}" if t.startswith(("=", "+", "-", "@", "\t", "\r")) else t for t in told)
        writer.writerow((each.path, volume_of.get(each.path, ""), *shown, d.size, d.sha256))
    return ("\ufeff" + text.getvalue()).encode("utf-8")


def volume_list(volumes: Mapping[str, str]) -> bytes:
    """The volumes of a package by name, each with the SHA-256 of its tag manifest."""
    listed = [{"name": name, "tagmanifest_sha256": digest} for name, digest in volumes.items()]
    return json.dumps({"format": FORMAT, "volumes": listed}, indent=1).encode("ascii")


def read_volume_list(text: bytes) -> dict[str, str]:
    """What `volume_list` wrote; ValueError for anything else."""
    value: Any = json.loads(text)
    try:
        volumes = {str(e["name"]): str(e["tagmanifest_sha256"]) for e in value["volumes"]}
    except (TypeError, LookupError) as error:
        raise ValueError("not a list of volumes") from error
    if volume_list(volumes) != text:
        raise ValueError("not a list of volumes as it is written")
    return volumes
