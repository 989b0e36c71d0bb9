"""Delivery: the papers and the package, written where they are wanted."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from zcdesk import __version__
from zcdesk.desk import forms, papers, platform, signing
from zcdesk.desk.desk import Desk
from zcdesk.desk.package_papers import package_papers
from zcdesk.desk.result import result, sealed_entry
from zcdesk.desk.setup import identity
from zcdesk.desk.writing import write_whole
from zcdesk.domain.audit import event_of, lines_of
from zcdesk.domain.errors import Refused
from zcdesk.domain.events import PackageWritten, PhaseStepped
from zcdesk.domain.session import Phase
from zcdesk.handover.check_code import plain_code
from zcdesk.handover.envelope import Envelope, new_receiver_key
from zcdesk.handover.media import Medium
from zcdesk.handover.opening import NO_SECRETS, Secrets
from zcdesk.handover.package import PackageContents, PackageInfo, write_package
from zcdesk.handover.record import build_record
from zcdesk.handover.verify import (
    NOTHING_ON_PAPER,
    OnPaper,
    Verification,
    examine_package,
    sha256_of,
    verify_package,
)
from zcdesk.handover.volumes import DossierFile
from zcdesk.handover.watch import Watch
from zcdesk.reports.platform_table import PlatformTable
from zcdesk.rules.titles import specialty_key

RESULT = "result.json"
OUTPUT_NAMES = (
    RESULT,
    papers.MINUTES,
    papers.MINUTES_ARCHIVE,
    papers.RESULTS,
    papers.ELIMINATION,
    papers.TABLES,
)

SUBMISSION_PAPERS = frozenset(
    {
        papers.MINUTES,
        papers.RESULTS,
        papers.ELIMINATION,
        papers.TABLES,
        "public-notice.pdf",
        forms.RESULT_NOTICES,
        forms.OVERVIEW,
        forms.ALL_FINDINGS,
        forms.EXCEPTIONS,
    }
)
"""Papers that name no expert; what else was printed or signed stays out of that edition."""


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
    made = {name: signing.as_signed(desk, name, data) for name, data in made.items()}
    paths = {name: folder / name for name in made}
    for name, data in made.items():
        write_whole(paths[name], data)
    package = write_session_package(desk, folder, made)
    write_whole(folder / RESULT, result_text(values).encode("utf-8"))
    return Outputs(values, paths, package.path)


def move_outputs(outputs: Outputs, work: Path, folder: Path) -> Outputs:
    """What was written into `work` moved to where it is wanted, the result last again."""
    paths = {name: folder / path.name for name, path in outputs.papers.items()}
    for path in sorted(work.iterdir(), key=lambda each: each.name == RESULT):
        if path.is_file():
            path.replace(folder / path.name)
    return Outputs(outputs.result, paths, folder / outputs.package.name)


@dataclass(frozen=True, slots=True, repr=False)
class Choice:
    """What is handed over, and how it is closed (外层加密).

    `archive`: the edition that names experts (档案版), only when asked for. `dossiers`: the
    applicants' documents go along, decrypted. `password` or `recipient` (age1…): how it is closed;
    neither: not at all. `table`: how the platform's columns are named, the shipped way by default.
    """

    archive: bool = False
    dossiers: bool = False
    password: str = ""
    recipient: str = ""
    table: PlatformTable | None = None

    @property
    def envelope(self) -> Envelope:
        """The outer layer. Refused for a password too short or a key that is none."""
        return Envelope(self.password, self.recipient)


SUBMISSION = Choice()


def write_session_package(
    desk: Desk,
    folder: Path,
    made: Mapping[str, bytes],
    choice: Choice = SUBMISSION,
    *,
    watch: Watch | None = None,
    medium: Medium | None = None,
) -> PackageInfo:
    """The package for the department: papers, tables and what recomputes them.

    A paper that was signed goes out as signed. NotWritten where the medium does not take it,
    Cancelled where a person stopped it: the session is as before, and it can be written again.
    """
    desk.require(Phase.SEALED, Phase.HANDED_OVER)
    documents = len(dossier_files(desk)) if choice.dossiers else 0
    info = write_package(
        folder,
        package_contents(desk, made, choice),
        identity(desk),
        at=desk.now(),
        closed=choice.envelope,
        watch=watch,
        medium=medium,
    )
    written = [PackageWritten(info.path.name, info.sha256, info.size, documents)]
    written += [
        PackageWritten(each.path.name, each.sha256, each.size, documents) for each in info.volumes
    ]
    desk.record(written)
    return info


def package_contents(desk: Desk, made: Mapping[str, bytes], choice: Choice) -> PackageContents:
    """Everything that goes into the package."""
    seal = sealed_entry(desk)
    log = [line for line in desk.file.audit() if line.number <= seal.number]
    record = build_record(
        desk.case,
        log,
        settings=desk.settings,
        parameters=desk.book.params,
        canonical=desk.book.titles.series_name,
        specialty_key=specialty_key,
        program_version=__version__,
        names=choice.archive,
    )
    along = package_papers(desk, archive=choice.archive)
    made = {**along, **made, **signing.signed_papers(desk)}
    if choice.archive:
        workbook = forms.archive_workbook(desk)
        made[workbook.name] = workbook.data
    else:
        allowed = SUBMISSION_PAPERS | along.keys()
        made = {name: data for name, data in made.items() if name in allowed}
    table = choice.table or platform.shipped_mapping()
    return PackageContents(
        committee=desk.case.current.committee,
        review_year=desk.case.current.session.review_year,
        audit_head=seal.head,
        program_version=__version__,
        rehearsal=desk.case.current.rehearsal,
        archive=choice.archive,
        files={
            **made,
            **papers.csv_tables(desk),
            **platform.platform_files(desk, table),
            RESULT: result_text(result(desk)).encode("utf-8"),
            "record.json": json.dumps(record, ensure_ascii=False, indent=1).encode("utf-8"),
        },
        dossiers=dossier_files(desk) if choice.dossiers else (),
    )


def dossier_files(desk: Desk) -> tuple[DossierFile, ...]:
    """Every document of every applicant, read from the vault piece by piece when it is written."""
    return tuple(
        DossierFile(
            number,
            desk.case.applicants[number].name,
            each.name,
            each.size,
            each.sha256,
            partial(desk.vault.chunks, each.key),
        )
        for number in desk.case.applicants
        for each in desk.case.documents.get(number, ())
    )


def verify(
    path: Path, secrets: Secrets = NO_SECRETS, paper: OnPaper = NOTHING_ON_PAPER
) -> Verification:
    """Check a package: every hash, the signature, the recount; no session is needed."""
    return verify_package(path, secrets, paper)


def write_receiver_key(file: Path) -> str:
    """Make a receiver's key, write its secret half to a new file, and give its public half.

    Refused where the file is there already: a key that is overwritten opens nothing any more.
    """
    if file.exists():
        raise Refused("envelope", f"“{file.name}”已存在，密钥不能覆盖，请另起一个文件名。")
    secret, public = new_receiver_key()
    write_whole(file, secret.encode("ascii"))
    file.chmod(0o600)
    return public


def hand_over(desk: Desk, package: Path, secrets: Secrets = NO_SECRETS) -> PhaseStepped:
    """The package was checked where it was taken to: the session is handed over.

    Refused unless the package verifies there, is this session's own, and is the one written last
    under its name: an older one is not taken for it.
    """
    desk.require(Phase.SEALED)
    found = examine_package(package, secrets)
    wrong = next((line for line in found.verification.lines if not line.ok), None)
    if wrong is not None:
        raise Refused("package", f"移交包核验不通过：{wrong.title} {wrong.detail}。")
    if plain_code(sealed_entry(desk).head) not in found.name or found.volume:
        raise Refused("package", f"“{package.name}”不是本次会议的移交包。")
    last = {each.name: each.sha256 for each in written(desk)}
    if sha256_of(package) not in last.values():
        raise Refused("package", f"“{package.name}”不是最后写出的那一份移交包，请重新写出并核验。")
    event = PhaseStepped(Phase.SEALED, Phase.HANDED_OVER, "")
    desk.record([event])
    return event


def written(desk: Desk) -> tuple[PackageWritten, ...]:
    """Every package file that was written, in order."""
    return tuple(event for _, event in _written(desk))


def written_at(desk: Desk) -> str:
    """When a package was written last: local time, ISO; empty where none was."""
    return max((at for at, _ in _written(desk)), default="")


def _written(desk: Desk) -> Iterator[tuple[str, PackageWritten]]:
    for line in lines_of(desk.file.audit(), PackageWritten):
        body = json.loads(line.body)
        event = event_of(PackageWritten.__name__, body["payload"])
        if isinstance(event, PackageWritten):
            yield body["at"], event
