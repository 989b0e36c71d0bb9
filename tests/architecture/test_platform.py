"""The system packages that packaging/setup names are enough for a real window, not only for the offscreen one."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

WINDOW = """
from PySide6.QtWidgets import QApplication, QLabel
application = QApplication([])
label = QLabel("评审")
label.show()
application.processEvents()
print(application.platformName())
"""


@pytest.mark.skipif(shutil.which("xvfb-run") is None, reason="no Xvfb on this machine")
def test_a_window_opens_on_an_x_server(tmp_path: Path) -> None:
    environment = os.environ | {"QT_QPA_PLATFORM": "xcb", "XDG_RUNTIME_DIR": str(tmp_path)}
    tmp_path.chmod(0o700)
    done = subprocess.run(
        ["xvfb-run", "-a", sys.executable, "-c", WINDOW],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == "xcb", done.stderr
