"""The import contracts hold, and each of them turns red when it is broken once."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

LINT = "from importlinter.cli import lint_imports_command; lint_imports_command()"

# contract name, file to write (below zcdesk/), what stands in it
SABOTAGES = [
    ("Layers", {"domain/sabotage.py": "from zcdesk import rules\n"}),
    ("Layers", {"store/sabotage.py": "from zcdesk import rules\n"}),
    ("Layers", {"dossiers/sabotage.py": "import zcdesk.handover\n"}),
    (
        "Layers",
        {"ui/sabotage.py": "def show():\n    from zcdesk import __main__\n\n    return __main__\n"},
    ),
    (
        "Layers",
        {
            "reports/sabotage.py": "from typing import TYPE_CHECKING\n"
            "if TYPE_CHECKING:\n    from zcdesk import store\n"
        },
    ),
    (
        "Layers",
        {"rules/sabotage.py": "def decide():\n    from zcdesk import store\n\n    return store\n"},
    ),
    ("Layers", {"stray.py": "STRAY = 1\n"}),
    ("The core touches no toolkit, no file, no clock", {"rules/sabotage.py": "import pathlib\n"}),
    ("The core touches no toolkit, no file, no clock", {"domain/sabotage.py": "import secrets\n"}),
    ("Qt stays in the ui", {"desk/sabotage.py": "from PySide6.QtCore import QObject\n"}),
    ("The ui goes through the desk", {"ui/views/sabotage.py": "from zcdesk import rules\n"}),
    ("The ui goes through the desk", {"ui/sabotage.py": "import zcdesk.store\n"}),
    ("Only the store speaks SQL", {"reports/sabotage.py": "import sqlite3\n"}),
    ("Only the store speaks SQL", {"desk/sabotage.py": "import sqlcipher3\n"}),
    ("Offline", {"store/sabotage.py": "import urllib.request\n"}),
    ("Offline", {"ui/sabotage.py": "import socket\n"}),
    (
        "No cycles anywhere",
        {
            "store/sabotage.py": "import zcdesk.store.sabotage_twin\n",
            "store/sabotage_twin.py": "import zcdesk.store.sabotage\n",
        },
    ),
]


@pytest.fixture
def copy(root: Path, tmp_path: Path) -> Path:
    """A copy of the source that a test may spoil."""
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(root / "zcdesk", tmp_path / "zcdesk", ignore=ignore)
    shutil.copy(root / "pyproject.toml", tmp_path)
    return tmp_path


def verdicts(tree: Path) -> tuple[dict[str, bool], str]:
    """What lint-imports says of `tree`: contract name → kept, and its whole text."""
    done = subprocess.run(
        [sys.executable, "-c", LINT, "--no-cache"],
        cwd=tree,
        capture_output=True,
        text=True,
        check=False,
    )
    kept = {}
    for name, verdict in re.findall(r"^(.+) (KEPT|BROKEN)(?: \(.*\))?$", done.stdout, re.M):
        kept[name] = verdict == "KEPT"
    assert (done.returncode == 0) == (bool(kept) and all(kept.values())), done.stdout + done.stderr
    return kept, done.stdout


def contract_names(root: Path) -> set[str]:
    config = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    return {contract["name"] for contract in config["tool"]["importlinter"]["contracts"]}


def test_the_source_keeps_every_contract(root: Path, copy: Path) -> None:
    kept, text = verdicts(copy)
    assert kept == dict.fromkeys(contract_names(root), True), text


def test_every_contract_is_sabotaged(root: Path) -> None:
    assert {name for name, _ in SABOTAGES} == contract_names(root)


@pytest.mark.parametrize(
    ("contract", "files"),
    SABOTAGES,
    ids=[f"{name}: {next(iter(files))}" for name, files in SABOTAGES],
)
def test_a_bad_import_turns_its_contract_red(
    copy: Path, contract: str, files: dict[str, str]
) -> None:
    for name, text in files.items():
        path = copy / "zcdesk" / name
        assert not path.exists()
        path.write_text(text, encoding="utf-8")
    kept, text = verdicts(copy)
    assert kept.get(contract) is False, text


def test_no_module_with_names_of_its_own_lists_them(root: Path) -> None:
    """A list says less than the module holds once it is not kept; an `as` at the import does not."""
    texts = {each.name: each.read_text("utf-8") for each in (root / "zcdesk").rglob("*.py")}
    own = re.compile(r"^(def|class) ", re.M)
    assert [name for name, text in texts.items() if "\n__all__" in text and own.search(text)] == []
