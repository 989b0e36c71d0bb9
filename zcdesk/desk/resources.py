"""Finding the files that ship with the program: rule books, wordings, fonts, texts."""

from __future__ import annotations

import os
import sys
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zcdesk.rules.book import Book


def resources_folder() -> Path:
    """The folder of shipped files: inside an installed package, beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "_resources"
    return inside if inside.is_dir() else package.parent / "resources"


def added_rules() -> Path:
    """Where this person's own rule books lie: they need no new program, nor an administrator."""
    if sys.platform == "win32":
        place = os.environ.get("LOCALAPPDATA")
        return (Path(place) if place else Path.home() / "AppData" / "Local") / "zcdesk" / "rules"
    place = os.environ.get("XDG_DATA_HOME")
    return (Path(place) if place else Path.home() / ".local" / "share") / "zcdesk" / "rules"


def book_files() -> dict[str, str]:
    """Every text that a rule book may need, by the name that the loader knows it by.

    The program's own texts come last: a book that was added never takes their place.
    """
    folder = resources_folder()
    files = {
        path.relative_to(rules).as_posix(): path.read_text("utf-8")
        for rules in (added_rules(), folder / "rules")
        for path in sorted(rules.rglob("*.toml"))
    }
    for name in ("titles.toml", "wording/rules.toml", "wording/session.toml"):
        files[name] = (folder / name).read_text("utf-8")
    return files


def shipped_book(book_id: str) -> Book:
    """The rule book of this name. Refused when no file gives it."""
    # The window's start asks this module where its icons are, and for no book.
    from zcdesk.rules.book import load_book  # noqa: PLC0415

    return load_book(book_files(), book_id)


@cache
def shipped_rule_names() -> Mapping[str, str]:
    """The rules' names in words, by id."""
    from zcdesk.rules.book import WORDINGS  # noqa: PLC0415 - as above

    names: dict[str, str] = {}
    for file in WORDINGS:
        told = tomllib.loads((resources_folder() / file).read_text("utf-8"))
        names |= {rule: entry["name"] for rule, entry in told.items()}
    return names
