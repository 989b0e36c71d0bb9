"""What holds for every test: no screen, no system fonts, no clock of its own, no silent warning."""

import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

# Before anything imports Qt: both are read once, when the application object is made.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["FONTCONFIG_FILE"] = str(Path(__file__).parent / "fonts.conf")

import pytest
from hypothesis import Phase, settings

ROOT = Path(__file__).parents[1]

settings.register_profile("dev", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
# Where a failure is expected, its smallest example is worth nothing and takes minutes.
settings.register_profile(
    "spoilt", deadline=None, derandomize=True, phases=(Phase.explicit, Phase.generate)
)
settings.load_profile("dev")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--torture` runs the suites marked `slow` at full length."""
    parser.addoption("--torture", action="store_true", help="run the torture suites at full length")
    parser.addoption("--table", type=Path, help="write the benchmarks' ratios into this file")


@pytest.fixture(scope="session")
def torture(pytestconfig: pytest.Config) -> bool:
    """Whether a suite marked `slow` runs at full length; otherwise it takes its shortened form."""
    return bool(pytestconfig.getoption("--torture"))


@pytest.fixture
def figure(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Tell a figure of a torture: at full length all of them are printed at the end."""
    return lambda text: request.node.user_properties.append(("figure", text))


class Measured(Protocol):
    """Holds a time (seconds) against its floor, measured in the same run, and keeps it for the table.

    `most` is the ratio that fails the test, `target` the one that is wanted, where it is another;
    `within` (seconds) is enough, whatever the ratio: a floor may be nothing at all.
    """

    def __call__(
        self,
        what: str,
        ours: float,
        floor: float,
        than: str,
        *,
        most: float,
        target: float | None = None,
        within: float = 0.0,
    ) -> None: ...


@pytest.fixture
def measured(request: pytest.FixtureRequest) -> Measured:
    """The measure of a benchmark: a line of the table in BENCHMARKS.md."""

    def hold(
        what: str,
        ours: float,
        floor: float,
        than: str,
        *,
        most: float,
        target: float | None = None,
        within: float = 0.0,
    ) -> None:
        ratio, wanted = ours / floor, most if target is None else target
        met = ratio <= wanted or ours <= within
        goal = f"≤ {wanted:g} ×" + (f" or ≤ {within * 1e3:g} ms" if within else "")
        cells = (
            what,
            _told(ours),
            than,
            _told(floor),
            f"{ratio:.2f}",
            goal,
            "yes" if met else "no",
        )
        request.node.user_properties.append(("line", " | ".join(cells)))
        assert ratio <= most or ours <= within, f"{what}: {ratio:.2f} × {than}, {_told(ours)}"

    return hold


def _told(seconds: float) -> str:
    for unit, name in ((1.0, "s"), (1e-3, "ms")):
        if seconds >= unit:
            return f"{seconds / unit:.3g} {name}"
    return f"{seconds * 1e6:.3g} µs"


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """The figures of the tortures and the lines of the benchmarks."""
    passed = terminalreporter.stats.get("passed", [])
    if config.getoption("--torture"):
        terminalreporter.section("figures")
        for text in _kept(passed, "figure"):
            terminalreporter.write_line(text)
    table = config.getoption("--table")
    if table:
        failed = terminalreporter.stats.get("failed", [])
        lines = [f"| {line} |" for line in _kept([*passed, *failed], "line")]
        table.write_text("\n".join(lines) + "\n", "utf-8")


def _kept(reports: list[pytest.TestReport], name: str) -> list[str]:
    return [
        str(text) for report in reports for kept, text in report.user_properties if kept == name
    ]


@pytest.fixture(scope="session")
def root() -> Path:
    """The source checkout."""
    return ROOT


@pytest.fixture(autouse=True)
def no_unexpected_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail on a log record of WARNING or above; a test that expects one reads it and calls `caplog.clear()`."""
    yield
    unexpected = [r for r in caplog.get_records("call") if r.levelno >= logging.WARNING]
    assert not unexpected, [f"{r.name}: {r.getMessage()}" for r in unexpected]


@pytest.fixture(autouse=True)
def no_window_left() -> Iterator[None]:
    """Delete what windows a test leaves: a change of style walks over every widget that lives."""
    yield
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None or widgets.QApplication.instance() is None:
        return
    from PySide6.QtCore import QEvent

    for widget in widgets.QApplication.topLevelWidgets():
        if widget.parent() is None:
            widget.hide()
            widget.deleteLater()
    widgets.QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of a few megabytes, where one can be mounted."""
    place = tmp_path / "small"
    place.mkdir()
    mount = shutil.which("mount")
    if mount is None or os.geteuid() != 0:
        pytest.skip("mounting takes root")
    made = subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(place)],
        check=False,
        capture_output=True,
    )
    if made.returncode:
        pytest.skip("no tmpfs can be mounted here")
    yield place
    subprocess.run(["umount", str(place)], check=True)
