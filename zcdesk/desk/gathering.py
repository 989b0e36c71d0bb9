"""Gathering (汇总) for the department: packages verified one by one, and what they say together."""

from __future__ import annotations

import csv
import io
import multiprocessing
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from zcdesk.desk.receiving import Answer, LeftOut, examined
from zcdesk.domain.errors import KnownError, Unreadable
from zcdesk.handover.gathered import GatheredPackage
from zcdesk.handover.opening import NO_SECRETS, Secrets
from zcdesk.handover.verify import Verification, examine_package
from zcdesk.handover.warehouse import Warehouse

FEW = 24
"""Packages below which a second process costs more than it saves."""

_BATCH = 50
_HEADINGS = {
    "committee": ("评审委员会", "评委会", "committee"),
    "year": ("评审年度", "年度", "year"),
    "fingerprint": ("证书指纹", "指纹", "fingerprint"),
}


@dataclass(frozen=True, slots=True)
class Expected:
    """A committee that should have handed over; `year` 0: any. `fingerprint` empty: not known."""

    committee: str
    year: int = 0
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Gathering:
    """What became of the files: taken in, left out with the reason, and who is still missing.

    `volumes` are files that hold another package's dossiers; they are verified with it.
    """

    taken: tuple[GatheredPackage, ...]
    left_out: tuple[LeftOut, ...]
    volumes: tuple[Path, ...]
    missing: tuple[Expected, ...]

    @property
    def ok(self) -> bool:
        """Every file was taken in, and nobody is missing."""
        return not self.left_out and not self.missing


def gather(
    packages: Sequence[Path],
    into: Path,
    *,
    expected: Sequence[Expected] = (),
    secrets: Secrets = NO_SECRETS,
    told: Callable[[int, int], None] = lambda _done, _total: None,
) -> Gathering:
    """Verify packages and take those that hold into a file; one there already is replaced.

    `told` hears how many of how many were looked at, after each. Where two packages of a session
    are given, or one is on file, the one signed later stays.
    """
    with Warehouse.open(into) as house:
        on_file = house.signed_at()
        sorter = _Sorter(on_file, {(e.committee, e.year): e.fingerprint for e in expected})
        for done, answer in enumerate(_examined(packages, secrets), start=1):
            sorter.take(answer)
            if len(sorter.waiting) >= _BATCH:
                house.put(sorter.flush())
            told(done, len(packages))
        house.put(sorter.flush())
        here = {(s["committee"], s["review_year"]) for s in house.sessions()}
    missing = tuple(
        each
        for each in expected
        if not any(c == each.committee and each.year in (0, y) for c, y in here)
    )
    return Gathering(
        tuple(sorter.taken.values()), tuple(sorter.left_out), tuple(sorter.volumes), missing
    )


def _examined(packages: Sequence[Path], secrets: Secrets) -> Iterator[Answer]:
    look = partial(examined, secrets=secrets)
    if len(packages) <= FEW:
        yield from map(look, packages)
        return
    # New processes, not copies: a window's threads do not survive being copied.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(os.cpu_count(), mp_context=context) as pool:
        yield from pool.map(look, packages, chunksize=4)


class _Sorter:
    """Sorts answers into what is taken in and what is left out."""

    def __init__(
        self, on_file: Mapping[str, str], fingerprints: Mapping[tuple[str, int], str]
    ) -> None:
        self.taken: dict[str, GatheredPackage] = {}
        self.waiting: dict[str, GatheredPackage] = {}
        self.left_out: list[LeftOut] = []
        self.volumes: list[Path] = []
        self._signed = dict(on_file)
        self._fingerprints = fingerprints

    def take(self, answer: Answer) -> None:
        if isinstance(answer, LeftOut):
            self.left_out.append(answer)
        elif isinstance(answer, Path):
            self.volumes.append(answer)
        else:
            self._take(answer)

    def _take(self, package: GatheredPackage) -> None:
        path, signed_at = Path(package.value("path")), str(package.value("signed_at"))
        committee, year = package.value("committee"), package.value("review_year")
        known = self._fingerprints.get((committee, year)) or self._fingerprints.get((committee, 0))
        if known and _bare(known) != _bare(package.value("fingerprint")):
            self.left_out.append(LeftOut(path, ("签名证书的指纹与名单上登记的不一致",)))
            return
        if self._signed.get(package.name, "") > signed_at:
            self.left_out.append(LeftOut(path, ("同一次会议已有签名时间较新的移交包",)))
            return
        self._signed[package.name] = signed_at
        self.taken[package.name] = self.waiting[package.name] = package

    def flush(self) -> list[GatheredPackage]:
        """What waits to be written, once."""
        packages, self.waiting = list(self.waiting.values()), {}
        return packages


def _bare(text: str) -> str:
    return "".join(text.split()).lower()


def read_expected(path: Path) -> tuple[Expected, ...]:
    """The list of committees that should hand over: CSV (UTF-8 or GB18030), 评审委员会 needed.

    年度 and 证书指纹 may be there too; a package whose certificate is another one is not gathered.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Unreadable(f"无法读取名单“{path.name}”：文件不存在或没有权限。") from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030", errors="replace")
    rows = [row for row in csv.reader(io.StringIO(text)) if any(cell.strip() for cell in row)]
    head = [cell.strip() for cell in rows[0]] if rows else []
    places = {
        key: next((place for place, cell in enumerate(head) if cell in names), -1)
        for key, names in _HEADINGS.items()
    }
    if places["committee"] < 0:
        raise Unreadable(f"名单“{path.name}”的第一行里没有“评审委员会”这一列。")
    found = []
    for line, row in enumerate(rows[1:], start=2):
        cells = {k: row[p].strip() if 0 <= p < len(row) else "" for k, p in places.items()}
        year = cells["year"].removesuffix("年度").removesuffix("年")
        if (year and not (year.isascii() and year.isdigit())) or not cells["committee"]:
            raise Unreadable(f"名单“{path.name}”第 {line} 行的评审委员会或年度不对。")
        found.append(Expected(cells["committee"], int(year or 0), cells["fingerprint"]))
    return tuple(found)


# --- looking at it ------------------------------------------------------------------------------


def opened(file: Path) -> AbstractContextManager[Warehouse]:
    """A gathered file to look at: rates, floors missed, people twice, exceptions, waivers."""
    if not file.is_file():
        raise Unreadable(f"找不到汇总库“{file.name}”。")
    return Warehouse.open(file, read_only=True)


def drill_down(session: Mapping[str, Any], secrets: Secrets = NO_SECRETS) -> Verification:
    """Verify again the package that a row of `Warehouse.sessions` came from, where it lies now.

    KnownError where it is not there any more, or is not the one that was gathered.
    """
    path = Path(session["path"])
    found = examine_package(path, secrets)
    if found.seal != session["seal"]:
        raise KnownError(f"“{path.name}”已不是汇总时的那一份移交包。")
    return found.verification
