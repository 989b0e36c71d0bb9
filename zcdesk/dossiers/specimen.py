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
from zcdesk.domain.errors import KnownError, why
from zcdesk.dossiers import specimen_lists
from zcdesk.dossiers.beside import beside, move_in
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

    def below(self, folder: Path) -> SamplePaths:
        """The same files below another folder."""
        return SamplePaths(
            folder=folder,
            roster=folder / self.roster.name,
            dossiers=folder / self.dossiers.name,
            script=folder / self.script.name,
            scores=folder / self.scores.name,
            ballots=tuple(folder / path.name for path in self.ballots),
        )


def write_sample(folder: Path, applicants: int = 40, seed: int = 1) -> SamplePaths:
    """Write the sample session for 1 to 9999 applicants into `folder`, made if it is missing.

    The same arguments give the same bytes. Dossiers are written for the first 200 applicants
    only; from 30 applicants on every kind of problem is among them. `zcdesk check` and `zcdesk
    rehearse` end with 0 on the result. KnownError: a number out of range, a folder that cannot
    be written; what is there is then as it was.
    """
    if not 1 <= applicants <= MOST:
        raise KnownError(f"样例的申报人数须在1至{MOST}之间，现为{applicants}。")
    try:
        with beside(folder) as work:
            written = _write(work, folder, applicants, seed)
            move_in(work, folder)
    except OSError as error:
        raise KnownError(f"样例不能写入文件夹“{folder}”：{why(error)}。") from error
    return written.below(folder)


def _write(work: Path, folder: Path, applicants: int, seed: int) -> SamplePaths:
    """Write into `work` what is to lie in `folder`."""
    # One stream of chance for each part: a change in one leaves the others as they were.
    streams = {
        part: Random(f"{seed} {part}")  # noqa: S311 – an invented sample guards no secret
        for part in ("people", "session", "cells", "papers")
    }
    lists = specimen_lists.load()
    intake = invent(streams["people"], lists, applicants)
    held = plan(streams["session"], intake)
    paths = SamplePaths(
        folder=work,
        roster=work / "roster.xlsx",
        dossiers=work / "dossiers",
        script=work / "script.toml",
        scores=work / "scores.csv",
        ballots=tuple(work / f"round{n}.csv" for n in range(1, len(held.rounds) + 1)),
    )
    with_dossier = intake.applicants[:DOSSIERS_AT_MOST]
    _refuse_other_dossiers(folder / paths.dossiers.name, with_dossier)
    paths.dossiers.mkdir()
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
        raise KnownError(f"文件夹“{folder}”里已有别的申报材料，请换一个空文件夹。")
