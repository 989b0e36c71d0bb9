"""The manual: one source for the help in the window and for the booklets on paper.

Sections lie in `resources/manual`; three of them are made from tables: who could learn a vote,
which clause of the notice the program serves where, and the keys.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from zcdesk import __version__
from zcdesk.desk.resources import resources_folder, shipped_rule_names
from zcdesk.desk.writing import write_whole

_R = TypeVar("_R")
KeyGroups = Mapping[str, Sequence[tuple[str, str]]]
"""By the place where they work: keys, and what they do. Only the window knows its keys."""

SAFE = {"yes": "● 安全", "no": "■ 不安全", "nobody": "■ 程序管不到"}
"""Outcomes of the secrecy table in words."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A booklet: its title, what it is in a word, its file's name, the sections in it."""

    key: str
    title: str
    subtitle: str
    file: str
    sections: tuple[str, ...]
    appendices: tuple[str, ...] = ()
    sheet: bool = False


@dataclass(frozen=True, slots=True)
class Promise:
    """A line of the secrecy table: who, holding what, with which outcome, shown by which tests."""

    who: str
    holds: str
    safe: str
    why: str
    tests: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of the notice: what the program does, where, by which rules, on which papers.

    `nothing` says instead why the program does nothing.
    """

    at: str
    text: str
    does: str = ""
    where: str = ""
    rules: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    nothing: str = ""


def _folder() -> Path:
    return resources_folder() / "manual"


def _table(name: str) -> dict[str, list[dict[str, object]]]:
    return tomllib.loads((_folder() / f"{name}.toml").read_text("utf-8"))


def booklets() -> tuple[Bound, ...]:
    """Every booklet."""
    return tuple(_record(Bound, entry) for entry in _table("booklets")["booklet"])


def promises() -> tuple[Promise, ...]:
    """The secrecy table."""
    return tuple(_record(Promise, entry) for entry in _table("secrecy")["line"])


def clauses() -> tuple[Clause, ...]:
    """Every clause of the notice, in its order."""
    return tuple(_record(Clause, entry) for entry in _table("articles")["clause"])


def _record(kind: type[_R], entry: Mapping[str, object]) -> _R:
    return kind(**{k: tuple(v) if isinstance(v, list) else v for k, v in entry.items()})


def section(key: str, keys: KeyGroups) -> str:
    """The text of a section, as Markdown (`zcdesk.reports.markup`)."""
    match key:
        case "secrecy":
            return _secrecy()
        case "articles":
            return _articles()
        case "shortcuts":
            return _shortcuts(keys)
        case _:
            return (_folder() / f"{key}.md").read_text("utf-8")


def picture_path(name: str) -> Path:
    """The picture of a screen, as the program took it of itself. KeyError where there is none."""
    found = sorted((resources_folder() / "pictures").glob(f"[0-9][0-9]-{name}.png"))
    if not found:
        raise KeyError(name)
    return found[0]


def bind(bound: Bound, keys: KeyGroups) -> bytes:
    """A booklet as a PDF; the same program gives the same bytes."""
    # Loaded when a booklet is asked for: no start of the window should wait for it.
    from zcdesk.reports import manual  # noqa: PLC0415
    from zcdesk.reports.manual import Section  # noqa: PLC0415

    sections = tuple(Section(key, section(key, keys)) for key in bound.sections)
    appendices = tuple(Section(key, section(key, keys), appendix=True) for key in bound.appendices)
    booklet = manual.Booklet(
        bound.title,
        bound.subtitle,
        f"版本 {__version__}\n依据山西省 2024 年度职称评审工作通知和人社部令第40号",
        sections + appendices,
        bound.sheet,
    )
    return manual.bound(booklet, _Pictures())


def write(bound: Bound, keys: KeyGroups, path: Path) -> Path:
    """Write a booklet. KnownError where the disk does not take it."""
    write_whole(path, bind(bound, keys))
    return path


class _Pictures(dict[str, bytes]):
    def __missing__(self, name: str) -> bytes:
        return picture_path(name).read_bytes()


def _secrecy() -> str:
    parts = [
        "# 投票是否保密",
        "下面逐条回答“谁、拿着什么、能不能知道某位委员投了什么”。每条都注明证明它的自动测试；"
        "程序每次发布以前，这些测试全部通过。",
    ]
    for line in promises():
        proof = "\n".join(f"- `{short(test)}`" for test in line.tests)
        parts += [
            f"### {line.who}",
            f"手里有：{line.holds}。",
            f"**{SAFE[line.safe]}**　{line.why}",
            f"测试：\n\n{proof}" if line.tests else "测试：没有测试能够证明，靠会场管理。",
        ]
    return "\n\n".join(parts) + "\n"


def short(test: str) -> str:
    """The name of a test as a person may look it up: its file and its function."""
    file, _, name = test.partition("::")
    return f"{file.rsplit('/', 1)[-1]} {name}"


def _articles() -> str:
    parts = [
        "# 法规条文与程序对照",
        "《关于做好2024年度全省职称评审工作的通知》（2024 年 7 月 31 日）全文逐条列在下面，"
        "每条写明程序在哪里、用哪条审核规则、在哪份文书上做到；程序不做的，写明为什么。",
    ]
    names = shipped_rule_names()
    last = ""
    for clause in clauses():
        if clause.at != last:
            parts.append(f"### {clause.at}")
            last = clause.at
        parts.append(f"> {clause.text}")
        if clause.nothing:
            parts.append(f"**程序不做：** {clause.nothing}")
            continue
        parts.append(f"**程序：** {clause.does}")
        where = [f"**在哪里：** {clause.where}。"] if clause.where else []
        if clause.rules:
            where.append(f"**规则：** {'、'.join(names[rule] for rule in clause.rules)}。")
        if clause.papers:
            where.append(f"**文书：** {'、'.join(clause.papers)}。")
        parts.append(" ".join(where))
    return "\n\n".join(parts) + "\n"


def _shortcuts(keys: KeyGroups) -> str:
    parts = ["| 在哪里 | 按键 | 作用 |", "|---|---|---|"]
    for group, lines in keys.items():
        parts += [f"| {group} | {_plain(pressed)} | {what} |" for pressed, what in lines]
    told = "\n".join(parts)
    return f"# 快捷键\n\n所有命令都能用键盘完成；菜单用 Alt 键打开。\n\n{told}\n"


def _plain(text: str) -> str:
    """Characters that Markdown would take for its own."""
    return text.replace("|", "\\|").replace("*", "\\*").replace("_", "\\_")
