"""A folder of dossiers (申报材料): which sub-folder belongs to which applicant."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from zcdesk.domain.errors import Unreadable, why
from zcdesk.dossiers.cells import narrow

SUFFIXES = (".pdf", ".jpg", ".jpeg", ".png", ".tif", ".tiff")
_LITTER = ("thumbs.db", "desktop.ini")


@dataclass(frozen=True, slots=True)
class DossierFolder:
    """What `DIR/<编号>*/` holds.

    `matches` gives each applicant's files, by 编号; `unmatched` are entries of the folder that
    belong to nobody; `unsupported` are those of the applicants' files that cannot be shown until
    they are turned into PDF: they are kept all the same.
    """

    matches: Mapping[str, tuple[Path, ...]]
    unmatched: tuple[Path, ...]
    unsupported: tuple[Path, ...]


def find_dossiers(folder: Path, numbers: Collection[str]) -> DossierFolder:
    """Look through a folder of dossiers; Unreadable when it cannot be listed."""
    matches: dict[str, tuple[Path, ...]] = {}
    unmatched: list[Path] = []
    unsupported: list[Path] = []
    try:
        for entry in _listed(folder):
            number = owner(entry.name, numbers) if _is_folder(entry) else None
            if number is None:
                unmatched.append(entry)
                continue
            files = list(_files(entry))
            matches[number] = (*matches.get(number, ()), *files)
            unsupported += [file for file in files if file.suffix.lower() not in SUFFIXES]
    except OSError as error:
        raise Unreadable(f"申报材料文件夹“{folder}”打不开（{why(error)}）。") from error
    return DossierFolder(matches, tuple(unmatched), tuple(unsupported))


@dataclass(frozen=True, slots=True)
class FolderFiles:
    """All files below a folder, in the order of their paths; `shut` are folders that do not open."""

    files: tuple[Path, ...]
    shut: tuple[Path, ...]


def list_files(folder: Path) -> FolderFiles:
    """Every ordinary file below a folder; links are not followed. Unreadable when it does not open."""
    files: list[Path] = []
    shut: list[Path] = []
    try:
        waiting = list(reversed(_listed(folder)))
    except OSError as error:
        raise Unreadable(f"申报材料文件夹“{folder}”打不开（{why(error)}）。") from error
    while waiting:
        entry = waiting.pop()
        if not _is_folder(entry):
            if entry.is_file() and not entry.is_symlink():
                files.append(entry)
            continue
        try:
            waiting += reversed(_listed(entry))
        except OSError:
            shut.append(entry)
    return FolderFiles(tuple(files), tuple(shut))


def owner(name: str, numbers: Collection[str]) -> str | None:
    """The longest 编号 that a folder's name begins with as a whole: 10 is not 1 and a rest."""
    plain = narrow(name)
    fitting = [n for n in numbers if n and plain.startswith(n) and _ends(plain[len(n) :])]
    return max(fitting, key=len, default=None)


def _ends(rest: str) -> bool:
    """Whether a number ends here: no further digit, no Latin letter."""
    return not rest or not (rest[0].isdigit() or (rest[0].isascii() and rest[0].isalnum()))


def _files(folder: Path) -> Iterator[Path]:
    for entry in _listed(folder):
        if _is_folder(entry):
            yield from _files(entry)
        elif not entry.is_symlink():
            yield entry


def _listed(folder: Path) -> list[Path]:
    """Entries in the order of their names, without what systems leave behind."""
    return [
        folder / name
        for name in sorted(entry.name for entry in folder.iterdir())
        if not name.startswith((".", "~$")) and name.lower() not in _LITTER
    ]


def _is_folder(entry: Path) -> bool:
    return entry.is_dir() and not entry.is_symlink()
