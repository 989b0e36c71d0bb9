"""What the window is given from outside, so that it reads no clock and rolls no dice itself."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QSettings

from zcdesk.ui.pick import Pick
from zcdesk.ui.runner import Runner


@dataclass(frozen=True, slots=True)
class Outside:
    """What the window is given from outside: clock, chance, files of the program, memory.

    `samples`: where rehearsals are put; None asks each time.
    """

    now: Callable[[], datetime.datetime]
    random: Callable[[int], bytes]
    icons: Path
    settings: QSettings
    pick: Pick = field(default_factory=Pick)
    samples: Path | None = None
    runner: Callable[[], Runner] = Runner
    full_screen: bool = True
