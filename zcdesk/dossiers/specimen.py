"""A whole invented session to try the program on: roster, dossiers, script (`zcdesk sample`).

People, employers, schools, numbers of documents and papers are made up. The area code in the
identity numbers belongs to no county, so no number is a living person's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from zcdesk.domain.applicant import Applicant
from zcdesk.domain.errors import KnownError
from zcdesk.dossiers import specimen_lists
from zcdesk.dossiers.specimen_applicants import DOSSIERS_AT_MOST, invent
from zcdesk.dossiers.specimen_papers import DossierWriter, folder_name
from zcdesk.dossiers.specimen_roster import write_roster
from zcdesk.dossiers.specimen_script import script_text, write_ballots, write_scores
from zcdesk.dossiers.specimen_session import plan

MOST = 9999


@dataclass(frozen=True, slots=True)
class SamplePaths:
    """What was written. `ballots`: one table for each round."""

    folder: Path
    roster: Path
    dossiers: Path
    script: Path
    scores: Path
    ballots: tuple[Path, ...]


def write_sample(folder: Path, applicants: int = 40, seed: int = 1) -> SamplePaths:
    """Write the sample session for 1 to 9999 applicants into `folder`, made if it is missing.

    The same arguments give the same bytes. Dossiers are written for the first 200 applicants
    only; from 30 applicants on every kind of problem is among them. `zcdesk check` and `zcdesk
    rehearse` end with 0 on the result. KnownError: a number out of range, a folder that cannot
    be written.
    """
    if not 1 <= applicants <= MOST:
        sentence = f"样例的申报人数须在1至{MOST}之间，现为{applicants}"
        raise KnownError(sentence)
    try:
        return _write(folder, applicants, seed)
    except OSError as error:
        sentence = f"样例不能写入文件夹 {folder}：{error.strerror or error}"
        raise KnownError(sentence) from error


def _write(folder: Path, applicants: int, seed: int) -> SamplePaths:
    # One stream of chance for each part: a change in one leaves the others as they were.
    streams = {
        part: Random(f"{seed} {part}")  # noqa: S311 – an invented sample guards no secret
        for part in ("people", "session", "cells", "papers")
    }
    lists = specimen_lists.load()
    intake = invent(streams["people"], lists, applicants)
    held = plan(streams["session"], intake)
    paths = SamplePaths(
        folder=folder,
        roster=folder / "roster.xlsx",
        dossiers=folder / "dossiers",
        script=folder / "script.toml",
        scores=folder / "scores.csv",
        ballots=tuple(folder / f"round{n}.csv" for n in range(1, len(held.rounds) + 1)),
    )
    with_dossier = intake.applicants[:DOSSIERS_AT_MOST]
    _refuse_other_dossiers(paths.dossiers, with_dossier)
    paths.dossiers.mkdir(parents=True, exist_ok=True)
    write_roster(paths.roster, intake.applicants, streams["cells"])
    write_scores(paths.scores, held)
    for path, one in zip(paths.ballots, held.rounds, strict=True):
        write_ballots(path, one.votes)
    tables = [paths.scores.name, *(path.name for path in paths.ballots)]
    paths.script.write_text(script_text(held, lists, tables), "utf-8")
    writer = DossierWriter(paths.dossiers, streams["papers"])
    for applicant in with_dossier:
        writer.write(applicant)
    return paths


def _refuse_other_dossiers(folder: Path, applicants: Sequence[Applicant]) -> None:
    """A folder of another sample would stay beside the new one under the same number."""
    ours = {folder_name(applicant) for applicant in applicants}
    if folder.is_dir() and any(entry.name not in ours for entry in folder.iterdir()):
        sentence = f"文件夹 {folder} 里已有别的申报材料，请换一个空文件夹"
        raise KnownError(sentence)
