"""Rule books of other years and provinces: looked over, held side by side, taken into use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from zcdesk.desk import examination
from zcdesk.desk.desk import Desk, active_applicants
from zcdesk.desk.rehearsal import setup_of
from zcdesk.desk.resources import added_rules, book_files, resources_folder, shipped_book
from zcdesk.desk.script import Script
from zcdesk.desk.writing import write_whole
from zcdesk.domain.applicant import Applicant
from zcdesk.domain.errors import KnownError, Unreadable
from zcdesk.domain.events import Setup
from zcdesk.domain.finding import Finding
from zcdesk.domain.session import Settings
from zcdesk.rules.book import Book, load_book
from zcdesk.rules.book_review import Difference, Remark, differences, review
from zcdesk.rules.catalogue import examine
from zcdesk.rules.index import RosterIndex

REFERENCE = "shanxi-2024"
"""The book that the program is tested with: it has every key that the program asks for."""

_SOURCES = "sources"


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A book that was looked over."""

    book: Book
    remarks: tuple[Remark, ...]

    @property
    def usable(self) -> bool:
        """Nothing is wrong with it."""
        return not any(remark.wrong for remark in self.remarks)


@dataclass(frozen=True, slots=True)
class Touched:
    """An applicant whom two books judge differently: findings by rule, before and after."""

    number: str
    name: str
    changes: tuple[tuple[Finding, Finding], ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """Two books side by side, and whom of a roster the difference touches."""

    before: Book
    after: Book
    differences: tuple[Difference, ...]
    touched: tuple[Touched, ...]


def read_book_file(file: Path) -> Book:
    """A book from a file; what it extends and names is taken beside it, else from the program.

    Unreadable with the defect's place where the format is broken.
    """
    return load_book(_files_of(file), file.stem)


def any_book(name_or_file: str) -> Book:
    """A book by the name of one in use (shanxi-2024) or from a file."""
    path = Path(name_or_file)
    return read_book_file(path) if path.suffix == ".toml" else shipped_book(name_or_file)


def check_book(file: Path) -> Reviewed:
    """Look over a book's file: citations, quotes, units, missing and unused keys."""
    book = read_book_file(file)
    return Reviewed(book, review(book, shipped_book(REFERENCE), _texts(file)))


def add_book(file: Path) -> tuple[Path, ...]:
    """Take a book with its standards and texts into use; refused while something is wrong."""
    found = check_book(file)
    if not found.usable:
        wrong = sum(remark.wrong for remark in found.remarks)
        raise KnownError(
            f"规则文件 {file.name} 还有 {wrong} 处问题，没有加入。请先用 zcdesk book check 查看。"
        )
    written = []
    for name, text in found.book.files.items():
        if book_files().get(name) == text:
            continue
        if (resources_folder() / "rules" / name).exists():
            raise KnownError(f"{name} 与程序自带的规则文件同名而内容不同，请改名。")
        path = added_rules() / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, text.encode("utf-8"))
        written.append(path)
    return tuple(written)


def compare(before: Book, after: Book, script: Script | None = None) -> Compared:
    """Hold two books side by side; with a script, also the applicants of its roster."""
    touched = () if script is None else _touched(before, after, script)
    return Compared(before, after, differences(before, after), touched)


def compare_session(desk: Desk, after: Book) -> Compared:
    """Hold the book frozen into an open session beside another, with the session's applicants.

    What the session chose stays chosen. Only reads: the session goes on being judged by its own book.
    """
    case, before = desk.case, desk.book
    settings = after.settings(case.current.choices, case.current.scheme)
    touched = _judged(
        active_applicants(case),
        desk.index(),
        case.current,
        (desk.settings, before),
        (settings, after),
    )
    return Compared(before, after, differences(before, after), touched)


def _touched(before: Book, after: Book, script: Script) -> tuple[Touched, ...]:
    roster = examination.look_at(script.roster) if script.roster else None
    if roster is None:
        raise Unreadable("会议脚本没有写明花名册（roster）。")
    out = {decision.applicant for decision in (*script.rejected, *script.withdrawn)}
    index = RosterIndex.of([a for a in roster.applicants if a.number not in out])
    return _judged(
        roster.applicants,
        index,
        setup_of(script, rehearsal=True),
        (before.settings(script.settings), before),
        (after.settings(script.settings), after),
    )


def _judged(
    applicants: Sequence[Applicant],
    index: RosterIndex,
    setup: Setup,
    old: tuple[Settings, Book],
    new: tuple[Settings, Book],
) -> tuple[Touched, ...]:
    found = []
    for applicant in applicants:
        was = examine(applicant, index, setup, *old)
        now = examine(applicant, index, setup, *new)
        changes = tuple(
            (one, other)
            for one, other in zip(was, now, strict=True)
            if (one.status, one.severity, one.message)
            != (other.status, other.severity, other.message)
        )
        if changes:
            found.append(Touched(applicant.number, applicant.name, changes))
    return tuple(found)


def _files_of(file: Path) -> Mapping[str, str]:
    files = dict(book_files())
    files[file.name] = _text(file)
    for path in sorted(file.parent.glob("*.toml")) + sorted(file.parent.glob("standards/*.toml")):
        files[path.relative_to(file.parent).as_posix()] = _text(path)
    return files


def _texts(file: Path) -> Mapping[str, str]:
    """The sources' own words: those of the program, and those beside the file."""
    folders = (resources_folder() / _SOURCES, file.parent / _SOURCES, file.parent)
    return {path.name: _text(path) for folder in folders for path in sorted(folder.glob("*.txt"))}


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except (OSError, ValueError) as error:
        raise Unreadable(f"无法读取“{path.name}”：文件不存在、没有权限或不是文本。") from error
