"""The guards of conftest.py and pyproject.toml bite: a log record, a warning, a Qt message, a slot."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

NOISY = """
import logging
import warnings

from PySide6.QtCore import qWarning
from PySide6.QtWidgets import QPushButton


def test_log():
    logging.getLogger("x").warning("bad")


def test_expected_log(caplog):
    logging.getLogger("x").warning("expected")
    assert "expected" in caplog.text
    caplog.clear()


def test_warning():
    warnings.warn("bad")


def test_qt(qtbot):
    qWarning("bad")


def test_slot(qtbot):
    button = QPushButton()
    qtbot.addWidget(button)
    button.clicked.connect(lambda: 1 / 0)
    button.click()
"""
UNHEARD_OF = "import pytest\n\n\n@pytest.mark.unheard_of\ndef test_marker():\n    pass\n"


def complaints(root: Path, tree: Path) -> set[str]:
    """The tests that pytest names as failed, or the file where it cannot be collected."""
    shutil.copy(root / "pyproject.toml", tree)
    for name in ("conftest.py", "fonts.conf"):
        shutil.copy(root / "tests" / name, tree / "tests")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)
    return set(re.findall(r"^(?:FAILED|ERROR) tests/test_noise\.py(?:::)?(\w*)", done.stdout, re.M))


def test_each_noise_fails_its_test(root: Path, tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_noise.py").write_text(NOISY, encoding="utf-8")
    assert complaints(root, tmp_path) == {"test_log", "test_warning", "test_qt", "test_slot"}


def test_a_marker_nobody_declared_is_refused(root: Path, tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_noise.py").write_text(UNHEARD_OF, encoding="utf-8")
    assert complaints(root, tmp_path) == {""}
