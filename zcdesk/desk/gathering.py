"""Gathering (汇总) for the department: packages verified one by one, and what they say together."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
from collections.abc import Callable, Generator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from zcdesk import __version__
from zcdesk.desk.expected import Expected
from zcdesk.desk.receiving import Answer, LeftOut, OnFile, examined
from zcdesk.domain.errors import KnownError, Unreadable
from zcdesk.handover.gathered import GatheredPackage
from zcdesk.handover.opening import NO_SECRETS, Secrets
from zcdesk.handover.verify import Verification, examine_package
from zcdesk.handover.warehouse import Warehouse

FEW = 24
"""Packages below which a second process costs more than it saves."""

ENDINGS = (".zip", ".zip.7z", ".zip.age")
"""How the names of packages end."""

_BATCH, _CHUNK = 50, 4


@dataclass(frozen=True, slots=True)
class Gathering:
    """What became of the files: taken in, left out with the reason, and who is still missing.

    `volumes` are files that hold another package's dossiers; they are verified with it. `known`
    are on file already, byte for byte. `stopped`: somebody cancelled; what was taken in stays.
    """

    taken: tuple[GatheredPackage, ...]
    left_out: tuple[LeftOut, ...]
    volumes: tuple[Path, ...]
    missing: tuple[Expected, ...]
    known: tuple[Path, ...] = ()
    stopped: bool = False

    @property
    def ok(self) -> bool:
        """Every file was taken in, and nobody is missing."""
        return not self.left_out and not self.missing and not self.stopped


def packages_in(folder: Path) -> list[Path]:
    """The packages in a folder and below it, by name. Refused where there is none."""
    if not folder.is_dir():
        raise Unreadable(f"找不到文件夹“{folder}”，或没有权限。")
    found = sorted(
        Path(at, name)
        for at, _, names in os.walk(folder)
        for name in names
        if name.lower().endswith(ENDINGS)
    )
    if not found:
        raise Unreadable(f"文件夹“{folder.name}”里没有移交包（.zip、.zip.7z 或 .zip.age）。")
    return found


def gather(
    packages: Sequence[Path],
    into: Path,
    *,
    expected: Sequence[Expected] = (),
    secrets: Secrets = NO_SECRETS,
    told: Callable[[int, int], None] = lambda _done, _total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Gathering:
    """Verify packages and take those that hold into a file; one there already is replaced.

    `told` hears how many of how many were looked at, after each; `cancelled` is asked then. Where
    two packages of a session are given, or one is on file, the one signed later stays. A file that
    this program has verified and taken in before, byte for byte, is not verified again.
    """
    stopped = False
    with Warehouse.open(into) as house:
        sorter = _Sorter(
            house.signed_at(), {(e.committee, e.year): e.fingerprint for e in expected}
        )
        answers = _examined(packages, secrets, house.verified(__version__))
        with contextlib.closing(answers):
            for done, answer in enumerate(answers, start=1):
                sorter.take(answer)
                if len(sorter.waiting) >= _BATCH:
                    house.put(sorter.flush())
                told(done, len(packages))
                if done < len(packages) and cancelled():
                    stopped = True
                    break
        house.put(sorter.flush())
        for path, name in sorter.known.items():
            house.moved(name, str(path.resolve()))
        missing = missing_in(house, expected)
    return Gathering(
        tuple(sorter.taken.values()),
        tuple(sorter.left_out),
        tuple(sorter.volumes),
        missing,
        tuple(sorter.known),
        stopped,
    )


def missing_in(house: Warehouse, expected: Sequence[Expected]) -> tuple[Expected, ...]:
    """Who of a list has no package on file."""
    here = {(s["committee"], s["review_year"]) for s in house.sessions()}
    return tuple(
        each
        for each in expected
        if not any(c == each.committee and each.year in (0, y) for c, y in here)
    )


def _examined(
    packages: Sequence[Path], secrets: Secrets, known: Mapping[str, str]
) -> Generator[Answer]:
    look = partial(examined, secrets=secrets, known=known)
    if len(packages) <= FEW:
        yield from map(look, packages)
        return
    # New processes, not copies: a window's threads do not survive being copied.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(os.cpu_count(), mp_context=context) as pool:
        try:
            yield from pool.map(look, packages, chunksize=_CHUNK)
        finally:
            pool.shutdown(cancel_futures=True)


class _Sorter:
    """Sorts answers into what is taken in and what is left out."""

    def __init__(
        self, on_file: Mapping[str, str], fingerprints: Mapping[tuple[str, int], str]
    ) -> None:
        self.taken: dict[str, GatheredPackage] = {}
        self.waiting: dict[str, GatheredPackage] = {}
        self.left_out: list[LeftOut] = []
        self.volumes: list[Path] = []
        self.known: dict[Path, str] = {}
        self._signed = dict(on_file)
        self._fingerprints = fingerprints

    def take(self, answer: Answer) -> None:
        if isinstance(answer, LeftOut):
            self.left_out.append(answer)
        elif isinstance(answer, Path):
            self.volumes.append(answer)
        elif isinstance(answer, OnFile):
            self.known[answer.path] = answer.name
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
