"""The documents keep up with the code: every package has its line, every word its entry."""

import enum
import importlib
import pkgutil
import re
from pathlib import Path

import pytest

import zcdesk.domain

DOCUMENTS = [
    "README.md",
    "README.zh-CN.md",
    "ARCHITECTURE.md",
    "GLOSSARY.md",
    "DECISIONS.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
]


def enums_of_the_domain() -> list[type[enum.Enum]]:
    return [
        kind
        for module in pkgutil.iter_modules(zcdesk.domain.__path__, "zcdesk.domain.")
        for kind in vars(importlib.import_module(module.name)).values()
        if isinstance(kind, type) and issubclass(kind, enum.Enum) and kind.__module__ == module.name
    ]


def missing_words(glossary: str) -> list[str]:
    """Enum members of the domain that no line of `glossary` names beside their class."""
    lines = glossary.splitlines()
    return [
        f"{kind.__name__}.{member.name}"
        for kind in enums_of_the_domain()
        for member in kind
        if not any(f"`{kind.__name__}`" in line and f"`{member.name}`" in line for line in lines)
    ]


def missing_packages(architecture: str, root: Path) -> list[str]:
    """Packages and modules directly below zcdesk/ that no table row of `architecture` explains."""
    names = [m.name for m in pkgutil.iter_modules([str(root / "zcdesk")])]
    assert len(names) > 7
    return [name for name in names if not re.search(rf"^\| `{name}` \|", architecture, re.M)]


def test_every_package_has_its_row_in_the_architecture(root: Path) -> None:
    text = (root / "ARCHITECTURE.md").read_text(encoding="utf-8")
    assert missing_packages(text, root) == []
    assert missing_packages(text.replace("| `store` |", "| the store |"), root) == ["store"]


def test_every_word_of_the_domain_is_in_the_glossary(root: Path) -> None:
    text = (root / "GLOSSARY.md").read_text(encoding="utf-8")
    assert missing_words(text) == []
    assert missing_words(text.replace("`ANNULLED`", "annulled")) == ["RoundState.ANNULLED"]


def test_the_architecture_fits_two_pages(root: Path) -> None:
    assert len((root / "ARCHITECTURE.md").read_text(encoding="utf-8").splitlines()) <= 120


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_between_documents_lead_somewhere(root: Path, name: str) -> None:
    text = (root / name).read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", text):
        assert (root / target).exists(), target


def test_both_readmes_name_the_same_commands(root: Path) -> None:
    english, chinese = (
        sorted(re.findall(r"`(zcdesk [^`]+)`", (root / name).read_text(encoding="utf-8")))
        for name in ("README.md", "README.zh-CN.md")
    )
    assert english == chinese
    assert len(english) >= 5
