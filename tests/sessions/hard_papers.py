"""Every paper of the meeting and after it, in both editions, of the session in `hard_session`."""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.sessions import hard_session
from zcdesk.desk import delivery, forms, paper_set, re_examination
from zcdesk.desk import papers as papers_of
from zcdesk.desk.delivery import Choice
from zcdesk.desk.desk import Desk
from zcdesk.domain.re_examination import Compared

LOOKED_AT = ("A01", "A07", "A08", "A09", "A12", "B01")
"""Whose findings are printed alone: in order, rejected, withdrawn, waived, disqualified, in order."""


@dataclass(frozen=True, slots=True)
class HardPapers:
    """`papers` by file name, as printed before the hand-over; `later` those that came after it.

    `submission` and `archive`: the files of the two packages by name. `folder`: where it all lies.
    """

    result: dict[str, Any]
    papers: dict[str, bytes]
    later: dict[str, bytes]
    submission: dict[str, bytes]
    archive: dict[str, bytes]
    folder: Path
    members: tuple[str, ...]


def deliver(told: Any) -> HardPapers:
    """Hold the session, print everything, hand over, print again, re-examine."""
    desk = hard_session.hold(told)
    out = told.folder / "out"
    out.mkdir()
    try:
        done = delivery.write_outputs(desk, out)
        made = {name: path.read_bytes() for name, path in done.papers.items()}
        papers = made | _issued(desk, out)
        package = delivery.write_session_package(desk, out, made, Choice(archive=True)).path
        delivery.hand_over(desk, package)
        later = _issued(desk, out / "later")
        later |= papers_of.papers(desk)
        counted = re_examination.of_session(desk, package=package)
        compared = tuple(
            Compared(
                entry, place % 7 != 3, "" if place % 7 != 3 else "原件为2020年11月", "复查小组"
            )
            for place, entry in enumerate(counted.entries[:40])
        )
        concluded = re_examination.conclude(
            counted,
            compared,
            ground="A05号申报人对答辩得分有异议，书面申请复查",
            by="省职称改革工作办公室复查小组",
            at="2024-12-02T09:00:00",
        )
        path = re_examination.keep(desk, concluded, out)
        later[path.name] = path.read_bytes()
        return HardPapers(
            json.loads((out / "result.json").read_text("utf-8")),
            papers,
            later,
            _files(done.package),
            _files(package),
            told.folder,
            tuple(member.name for member in desk.case.current.members),
        )
    finally:
        desk.file.close()


def _issued(desk: Desk, folder: Path) -> dict[str, bytes]:
    folder.mkdir(exist_ok=True)
    made = {}
    for kind in paper_set.papers_now(desk):
        if not kind.waits:
            path = paper_set.issue(desk, kind.make, folder)
            made[path.name] = path.read_bytes()
    for number in LOOKED_AT:
        paper = forms.findings_of(desk, number)
        made[paper.name] = paper.data
    return made


def _files(package: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(package) as archive:
        return {Path(name).name: archive.read(name) for name in archive.namelist()}
