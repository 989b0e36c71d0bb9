"""What holds for every test: no screen, no system fonts, no clock of its own, no silent warning."""

import logging
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

# Before anything imports Qt: both are read once, when the application object is made.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["FONTCONFIG_FILE"] = str(Path(__file__).parent / "fonts.conf")

import pytest
from hypothesis import settings

ROOT = Path(__file__).parents[1]

settings.register_profile("dev", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("dev")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--torture` runs the suites marked `slow` at full length."""
    parser.addoption("--torture", action="store_true", help="run the torture suites at full length")


@pytest.fixture(scope="session")
def torture(pytestconfig: pytest.Config) -> bool:
    """Whether a suite marked `slow` runs at full length; otherwise it takes its shortened form."""
    return bool(pytestconfig.getoption("--torture"))


@pytest.fixture
def figure(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Tell a figure of a torture: at full length all of them are printed at the end."""
    return lambda text: request.node.user_properties.append(("figure", text))


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """The figures of the tortures."""
    if not config.getoption("--torture"):
        return
    terminalreporter.section("figures")
    for report in terminalreporter.stats.get("passed", []):
        for name, text in report.user_properties:
            if name == "figure":
                terminalreporter.write_line(text)


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
