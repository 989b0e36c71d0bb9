"""Delivery: the papers and the package, written where they are wanted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zcdesk import __version__
from zcdesk.desk import papers, signing
from zcdesk.desk.desk import Desk
from zcdesk.desk.result import result, sealed_entry
from zcdesk.desk.setup import identity
from zcdesk.desk.writing import write_whole
from zcdesk.domain.errors import Refused
from zcdesk.domain.events import PackageWritten, PhaseStepped
from zcdesk.domain.session import Phase
from zcdesk.handover.check_code import plain_code
from zcdesk.handover.package import PackageContents, PackageInfo, write_package
from zcdesk.handover.record import build_record
from zcdesk.handover.verify import Verification, verify_package

RESULT = "result.json"
OUTPUT_NAMES = (
    RESULT,
    papers.MINUTES,
    papers.MINUTES_ARCHIVE,
    papers.RESULTS,
    papers.ELIMINATION,
    papers.TABLES,
)


@dataclass(frozen=True, slots=True)
class Outputs:
    """What was written: the result, each paper's path, the package."""

    result: Mapping[str, Any]
    papers: Mapping[str, Path]
    package: Path


def result_text(values: Mapping[str, Any]) -> str:
    """The result file's text."""
    return json.dumps(values, ensure_ascii=False, indent=1) + "\n"


def write_outputs(desk: Desk, folder: Path) -> Outputs:
    """Papers, package, and last the result: where it stands, everything else does too."""
    values = result(desk)
    made = papers.papers(desk)
    made = {**made, **signing.signed_or_certified(desk, papers.MINUTES, made[papers.MINUTES])}
    paths = {name: folder / name for name in made}
    for name, data in made.items():
        write_whole(paths[name], data)
    package = write_session_package(desk, folder, made)
    write_whole(folder / RESULT, result_text(values).encode("utf-8"))
    return Outputs(values, paths, package.path)


def write_session_package(desk: Desk, folder: Path, made: Mapping[str, bytes]) -> PackageInfo:
    """The package for the department: the submission edition and what recomputes it.

    A paper that was signed goes out as signed.
    """
    desk.require(Phase.SEALED, Phase.HANDED_OVER)
    seal = sealed_entry(desk)
    log = [line for line in desk.file.audit() if line.number <= seal.number]
    record = build_record(
        desk.case,
        log,
        settings=desk.settings,
        parameters=desk.book.params,
        canonical=desk.book.titles.series_name,
        program_version=__version__,
        names=False,
    )
    made = {**made, **signing.signed_papers(desk)}
    outgoing = {name: data for name, data in made.items() if name != papers.MINUTES_ARCHIVE}
    contents = PackageContents(
        committee=desk.case.current.committee,
        review_year=desk.case.current.session.review_year,
        audit_head=seal.head,
        program_version=__version__,
        rehearsal=desk.case.current.rehearsal,
        files={
            **outgoing,
            **papers.csv_tables(desk),
            RESULT: result_text(result(desk)).encode("utf-8"),
            "record.json": json.dumps(record, ensure_ascii=False, indent=1).encode("utf-8"),
        },
    )
    info = write_package(folder, contents, identity(desk), at=desk.now())
    desk.record([PackageWritten(info.path.name, info.sha256, info.size)])
    return info


def verify(path: Path) -> Verification:
    """Check a package: every hash, the signature, the recount; no session is needed."""
    return verify_package(path)


def hand_over(desk: Desk, package: Path) -> PhaseStepped:
    """The package was checked where it was taken to: the session is handed over.

    Refused unless the package verifies there and is this session's own.
    """
    desk.require(Phase.SEALED)
    answer = verify_package(package)
    wrong = next((line for line in answer.lines if not line.ok), None)
    if wrong is not None:
        raise Refused("package", f"移交包核验不通过：{wrong.title} {wrong.detail}")
    if plain_code(sealed_entry(desk).head) not in package.name:
        raise Refused("package", f"“{package.name}”不是本次会议的移交包。")
    event = PhaseStepped(Phase.SEALED, Phase.HANDED_OVER, "")
    desk.record([event])
    return event
