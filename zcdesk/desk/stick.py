"""What the screen says to a stick: how the package is closed, how far the writing is, and stop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from zcdesk.desk import handing_over
from zcdesk.desk.delivery import Choice
from zcdesk.desk.desk import Desk
from zcdesk.domain.events import PhaseStepped
from zcdesk.handover.media import Medium
from zcdesk.handover.medium import NotWritten
from zcdesk.handover.opening import NO_SECRETS, Secrets
from zcdesk.handover.package import PackageInfo
from zcdesk.handover.watch import Progress, Watch


def write(
    desk: Desk,
    device: str,
    choice: Choice,
    *,
    report: Callable[[Progress], None],
    cancelled: Callable[[], bool],
    clock: Callable[[], float],
) -> PackageInfo:
    """Write the package to the drive that is this device now; Refused where it is gone."""
    found = next((each for each in handing_over.sticks() if each.device == device), None)
    if found is None:
        raise NotWritten("所选的移动盘已经拔出，请重新插入后再选。")
    watch = Watch(report, clock=clock, cancelled=cancelled)
    return handing_over.write_to(desk, found, choice, watch)


def hand_over(desk: Desk, package: Path | None, password: str) -> PhaseStepped:
    """Verify where the package lies (None: on whichever drive it is now) and hand over."""
    path = package or handing_over.find_again(desk, handing_over.sticks())
    if path is None:
        raise NotWritten("没有找到刚才写出的移交包，请插回移动盘再核验。")
    secrets = Secrets(password=password) if password else NO_SECRETS
    return handing_over.hand_over(desk, path, secrets)


@dataclass(frozen=True, slots=True)
class Drive:
    """A removable drive as a list shows it."""

    device: str
    words: str


def drives() -> list[Drive]:
    """The removable drives to choose from, each with its room in words."""
    return [Drive(each.device, _words(each)) for each in handing_over.sticks()]


def _words(each: Medium) -> str:
    free = "" if each.free is None else f"，剩余 {each.free // (1 << 20):,} MB"
    return f"{each.label or each.device}　{each.mount}　{each.file_system}{free}" + (
        "，只读" if each.read_only else ""
    )
