"""Taking a folder of dossiers in: whose each file is, what a person decides, what became of it.

A plan proposes; nothing is read into the session before it is decided. Files are recorded applicant
by applicant, so that what a cancelled or broken import has taken in stays: the same folder once
more goes on where it stopped, because content that an applicant has is known by its digest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from zcdesk.desk.desk import Desk
from zcdesk.domain.errors import KnownError, Refused, Unreadable
from zcdesk.domain.events import Document, DocumentsFiled
from zcdesk.domain.session import Phase
from zcdesk.dossiers.folder import SUFFIXES, list_files
from zcdesk.dossiers.folder_match import Matcher, Person

_PIECE = 2**20


@dataclass(frozen=True, slots=True)
class Planned:
    """A file of the folder and whose it seems to be; `shown` is its path below the folder.

    `number` is empty where nobody is proposed, `others` are possible too. `showable`: it need not
    be turned into PDF first. `sure`: nobody has to look at it.
    """

    path: Path
    shown: str
    size: int
    number: str
    why: str
    sure: bool
    others: tuple[str, ...]
    showable: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What a folder holds. `digests` are known where another file has the same size."""

    folder: Path
    files: tuple[Planned, ...]
    digests: Mapping[str, str]
    shut: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Advance:
    """How far an import is: files and bytes done, of how many, and whose is next."""

    files: int
    of_files: int
    bytes: int
    of_bytes: int
    whose: str


Told = Callable[[Advance], bool]
"""Told of each step; False stops the work."""


@dataclass(slots=True)
class Outcome:
    """What became of an import. Files are named by their path below the folder.

    `filed` by applicant; `again`: the applicant had this content already, under the name told;
    `to_convert` came in but cannot be shown; `failed` with the reason. `trouble` is a sentence where
    the import could not go on, `stopped` where somebody cancelled; `rest` files were not reached.
    """

    folder: str
    at: str
    filed: dict[str, list[str]] = field(default_factory=dict)
    size: int = 0
    again: list[tuple[str, str, str]] = field(default_factory=list)
    shared: tuple[str, ...] = ()
    to_convert: list[tuple[str, str]] = field(default_factory=list)
    left_out: tuple[str, ...] = ()
    failed: list[tuple[str, str]] = field(default_factory=list)
    shut: tuple[str, ...] = ()
    stopped: bool = False
    trouble: str = ""
    rest: int = 0

    @property
    def files(self) -> int:
        """How many came in."""
        return sum(map(len, self.filed.values()))


class _Stop(Exception):
    """Somebody has cancelled."""


def plan(desk: Desk, folder: Path, told: Told = lambda _: True) -> Plan:
    """Look through a folder. Refused when it was cancelled, Unreadable when it does not open."""
    desk.require(Phase.SETUP, Phase.MATERIALS)
    if not desk.case.applicants:
        raise Refused("unknown-applicant", "还没有申报人，请先导入花名册。")
    listed = list_files(folder)
    matcher = Matcher(
        Person(a.number, a.name, a.employer, a.id_number) for a in desk.case.applicants.values()
    )
    files = tuple(
        planned for path in listed.files if (planned := _planned(matcher, folder, path)) is not None
    )
    digests = _digests(desk, files, told)
    files = tuple(_doubted(desk, each, digests.get(each.shown, "")) for each in files)
    shut = tuple(_below(folder, path) for path in listed.shut)
    return Plan(folder, files, digests, shut)


def _planned(matcher: Matcher, folder: Path, path: Path) -> Planned | None:
    try:
        size = path.stat().st_size
    except OSError:
        return None  # it went away meanwhile
    *folders, name = path.relative_to(folder).parts
    guess = matcher.guess(folder.name, folders, name)
    return Planned(
        path=path,
        shown=_below(folder, path),
        size=size,
        number=guess.number,
        why=guess.why,
        sure=guess.sure,
        others=guess.others,
        showable=path.suffix.lower() in SUFFIXES,
    )


def _doubted(desk: Desk, each: Planned, digest: str) -> Planned:
    """Content that was taken out of the dossier it seems to belong to goes back by no guess."""
    number = each.number
    if not number or not any(d.sha256 == digest for d in desk.case.parted(number)):
        return each
    now = tuple(
        other
        for other, filed in desk.case.documents.items()
        if other != number and any(d.sha256 == digest for d in filed)
    )
    owners = "、".join(who(desk, other) for other in now)
    why = f"此前已从{who(desk, number)}名下移出" + (f"，现在{owners}名下" if now else "")
    return replace(each, why=why, sure=False, others=(*now, *each.others))


def _below(folder: Path, path: Path) -> str:
    # A name that is no Unicode is shown, not lost; it could not be written to the record.
    return path.relative_to(folder).as_posix().encode(errors="replace").decode()


def _digests(desk: Desk, files: Sequence[Planned], told: Told) -> dict[str, str]:
    """SHA-256 of each file that another one, of the folder or on file, is as large as."""
    sizes: dict[int, int] = {}
    for each in files:
        sizes[each.size] = sizes.get(each.size, 0) + 1
    case = desk.case
    known = (*case.documents.values(), *(case.parted(number) for number in case.applicants))
    on_file = {document.size for many in known for document in many}
    alike = [f for f in files if f.size and (sizes[f.size] > 1 or f.size in on_file)]
    found, done, of = {}, 0, sum(each.size for each in alike)
    for place, each in enumerate(alike):
        if not told(Advance(place, len(alike), done, of, each.shown)):
            raise Refused("stopped", "已取消导入，没有归入任何申报材料。")
        done += each.size
        try:
            found[each.shown] = _digest(each.path)
        except OSError:
            continue  # told when it is taken in
    return found


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()


def shared_content(desk: Desk, made: Plan, owners: Mapping[str, str]) -> tuple[str, ...]:
    """A sentence for each content that lies, or would lie, in more than one dossier.

    `owners` are applicants' numbers by `shown`.
    """
    found: dict[str, dict[str, str]] = {}
    for number, documents in desk.case.documents.items():
        for document in documents:
            found.setdefault(document.sha256, {}).setdefault(number, document.name)
    mine: set[str] = set()
    for shown, digest in made.digests.items():
        if number := owners.get(shown, ""):
            found.setdefault(digest, {}).setdefault(number, shown.rsplit("/", 1)[-1])
            mine.add(digest)
    return _sentences(desk, (found[digest] for digest in found if digest in mine))


def _sentences(desk: Desk, groups: Iterable[Mapping[str, str]]) -> tuple[str, ...]:
    return tuple(
        "、".join(f"{who(desk, number)}的“{name}”" for number, name in group.items())
        + "内容完全相同，请核对是否放错。"
        for group in groups
        if len(group) > 1
    )


def file_all(desk: Desk, made: Plan, owners: Mapping[str, str], told: Told) -> Outcome:
    """Take in the files that somebody owns; the others are left out and named.

    What was taken in before a stop or a full disk stays, recorded whole applicants' files at a time.
    """
    desk.require(Phase.SETUP, Phase.MATERIALS)
    desk.vault.tidy()
    left_out = tuple(each.shown for each in made.files if not owners.get(each.shown))
    outcome = Outcome(str(made.folder), desk.stamp(), left_out=left_out, shut=made.shut)
    outcome.shared = shared_content(desk, made, owners)
    by_owner: dict[str, list[Planned]] = {}
    for each in made.files:
        if number := owners.get(each.shown, ""):
            by_owner.setdefault(number, []).append(each)
    work = _Work(desk, outcome, told, by_owner)
    for number in desk.case.applicants:
        if number in by_owner and not work.take(number):
            break
    outcome.rest = work.waiting
    return outcome


class _Work:
    """An import under way."""

    def __init__(
        self, desk: Desk, outcome: Outcome, told: Told, files: Mapping[str, Sequence[Planned]]
    ) -> None:
        self._desk, self._outcome, self._told, self._files = desk, outcome, told, files
        self._of_files = self.waiting = sum(map(len, files.values()))
        self._of_bytes = sum(each.size for many in files.values() for each in many)
        self._done = self._read = self._told_at = 0
        self._whose = ""

    def take(self, number: str) -> bool:
        """One applicant's files; False where the import ends here."""
        self._whose = who(self._desk, number)
        known = {d.sha256: d.name for d in self._desk.case.documents.get(number, ())}
        names = set(known.values())
        documents: list[Document] = []
        try:
            for each in self._files[number]:
                self._tell()
                self._one(number, each, known, names, documents)
        except _Stop:
            self._outcome.stopped = True
        except KnownError as error:
            self._outcome.trouble = error.sentence
        if documents:
            self._record(number, documents)
        return not (self._outcome.stopped or self._outcome.trouble)

    def _record(self, number: str, documents: Sequence[Document]) -> None:
        try:
            self._desk.record([DocumentsFiled(number, tuple(documents))])
        except KnownError as error:
            outcome = self._outcome
            outcome.trouble = error.sentence
            del outcome.filed[number]
            outcome.size -= sum(each.size for each in documents)
            outcome.to_convert = [pair for pair in outcome.to_convert if pair[0] != number]
            self.waiting += len(documents)

    def _one(
        self,
        number: str,
        each: Planned,
        known: dict[str, str],
        names: set[str],
        documents: list[Document],
    ) -> None:
        outcome, begun = self._outcome, self._done
        self._read = self._told_at = 0
        try:
            kept = self._desk.vault.put(each.path, self._step(each.size))
        except Unreadable as error:
            outcome.failed.append((each.shown, error.sentence))
        else:
            if kept.sha256 in known:
                outcome.again.append((number, each.shown, known[kept.sha256]))
            else:
                name = free_title(each.shown, names)
                names.add(name)
                known[kept.sha256] = name
                documents.append(Document(kept.key, name, kept.size, kept.sha256))
                outcome.filed.setdefault(number, []).append(name)
                outcome.size += kept.size
                if not each.showable:
                    outcome.to_convert.append((number, name))
        self.waiting -= 1
        self._done = begun + each.size

    def _step(self, size: int) -> Callable[[int], None]:
        begun = self._done

        def step(read: int) -> None:
            # New content is read twice, once for its address and once to keep it.
            self._read += read
            self._done = begun + min(size, self._read // 2)
            if self._read - self._told_at >= _PIECE:
                self._tell()

        return step

    def _tell(self) -> None:
        self._told_at = self._read
        files = self._of_files - self.waiting
        if not self._told(Advance(files, self._of_files, self._done, self._of_bytes, self._whose)):
            raise _Stop


def free_title(shown: str, taken: set[str]) -> str:
    """The file's name; where the applicant has one of this name, the folder before it."""
    parts = shown.split("/")
    for first in range(len(parts) - 1, -1, -1):
        name = " ".join(parts[first:])
        if name not in taken:
            return name
    last, number = PurePosixPath(parts[-1]), 2
    while (name := f"{last.stem}（{number}）{last.suffix}") in taken:
        number += 1
    return name


def who(desk: Desk, number: str) -> str:
    """An applicant by number and name."""
    return f"{number}号{desk.case.applicants[number].name}"
