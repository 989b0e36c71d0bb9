"""No hidden clock, no SQL or network through Qt, no print: ruff's bans are set, and they bite."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

BANNED = {
    "from datetime import date\n\nTODAY = date.today()\n": "TID251",
    "import datetime\n\nTODAY = datetime.date.today()\n": "TID251",
    "from datetime import UTC, datetime\n\nNOW = datetime.now(UTC)\n": "TID251",
    "from datetime import datetime\n\nNOW = datetime.now()\n": "DTZ005",
    "import time\n\nNOW = time.time()\n": "TID251",
    "from PySide6 import QtSql\n\nDRIVERS = QtSql\n": "TID251",
    "from PySide6.QtNetwork import QTcpSocket\n\nSOCKET = QTcpSocket\n": "TID251",
    'print("hello")\n': "T201",
    "from .store import casefile\n\nFILE = casefile\n": "TID252",
}
# The composition root asks the machine for the time, once for each face.
CLOCKS = {"zcdesk/app.py", "zcdesk/cli.py", "zcdesk/__main__.py"}


RUFF = [sys.executable, "-m", "ruff", "check", "--no-cache", "--output-format=concise"]


def ruff(root: Path, text: str) -> str:
    return subprocess.run(
        [*RUFF, "--stdin-filename", "zcdesk/desk/probe.py", "-"],
        input=f'"""A probe."""\n\n{text}',
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    ).stdout


@pytest.mark.parametrize(("text", "code"), BANNED.items())
def test_the_ban_bites(root: Path, text: str, code: str) -> None:
    assert f" {code} " in ruff(root, text)


def test_a_date_that_is_given_is_welcome(root: Path) -> None:
    assert "All checks passed" in ruff(
        root, "from datetime import date\n\nDAY = date(2024, 9, 30)\n"
    )


def test_only_the_composition_root_may_ask_the_clock(root: Path) -> None:
    modules = list((root / "zcdesk").rglob("*.py"))
    assert len(modules) > 10
    lifted = {
        path.relative_to(root).as_posix()
        for path in modules
        if re.search(r"noqa:.*\b(TID251|DTZ\d+|T20\d)\b", path.read_text(encoding="utf-8"))
    }
    assert lifted <= CLOCKS
