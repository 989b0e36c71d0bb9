"""The guards of conftest.py and pyproject.toml bite: a log record, a warning, a Qt message, a slot."""

import shutil
import subprocess
import sys
from pathlib import Path

BAD = {
    "log": "import logging\n\ndef test_it():\n    logging.getLogger('x').warning('bad')\n",
    "warning": "import warnings\n\ndef test_it():\n    warnings.warn('bad')\n",
    "qt": "from PySide6.QtCore import qWarning\n\ndef test_it(qtbot):\n    qWarning('bad')\n",
    "slot": (
        "from PySide6.QtWidgets import QPushButton\n\n"
        "def test_it(qtbot):\n"
        "    button = QPushButton()\n"
        "    qtbot.addWidget(button)\n"
        "    button.clicked.connect(lambda: 1 / 0)\n"
        "    button.click()\n"
    ),
    "marker": "import pytest\n\n@pytest.mark.unheard_of\ndef test_it():\n    pass\n",
}
GOOD = (
    "import logging\n\n"
    "def test_it(caplog):\n"
    "    logging.getLogger('x').warning('expected')\n"
    "    assert 'expected' in caplog.text\n"
    "    caplog.clear()\n"
)


def run(root: Path, tree: Path, text: str) -> int:
    tests = tree / "tests"
    tests.mkdir(exist_ok=True)
    shutil.copy(root / "pyproject.toml", tree)
    for name in ("conftest.py", "fonts.conf"):
        shutil.copy(root / "tests" / name, tests)
    (tests / "test_probe.py").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    return subprocess.run(command, cwd=tree, capture_output=True, check=False).returncode


def test_a_quiet_test_passes(root: Path, tmp_path: Path) -> None:
    assert run(root, tmp_path, GOOD) == 0


def test_each_noise_fails(root: Path, tmp_path: Path) -> None:
    passed = [name for name, text in BAD.items() if run(root, tmp_path, text) == 0]
    assert passed == []
