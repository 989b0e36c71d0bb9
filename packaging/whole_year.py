"""A whole year's session through the desk, unattended: times, memory, sizes, at a quarter and in full.

    whole_year.py FOLDER [APPLICANTS [DOCUMENTS]]

FOLDER is made, and takes some four times the size of the dossiers: 2000 applicants with 60 documents
each need 35 GB. Nothing here is a test: the table goes into BENCHMARKS.md, by hand.
"""

import datetime
import os
import resource
import secrets
import shutil
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from zcdesk.desk import (
    defense,
    delivery,
    handing_over,
    phases,
    register,
    rehearsal,
    sealing,
    setup,
    voting,
)
from zcdesk.desk.delivery import Choice
from zcdesk.desk.desk import Desk
from zcdesk.desk.script import read_script
from zcdesk.dossiers.specimen import write_sample
from zcdesk.handover.media import Medium

STEPS: tuple[tuple[str, Any, str], ...] = (
    ("roster read", register, "look_at_roster"),
    ("roster imported", register, "import_roster"),
    ("dossiers filed", register, "file_dossiers"),
    ("materials judged", register, "qualify_all"),
    ("next phase", phases, "forward"),
    ("panels formed", defense, "form_panels"),
    ("scores entered", defense, "enter_scores"),
    ("scores frozen", defense, "freeze"),
    ("line drawn", defense, "set_line"),
    ("round opened", voting, "open_round"),
    ("ballot cast", voting, "cast"),
    ("round closed", voting, "close"),
    ("box opened", voting, "open_box"),
    ("sealed", sealing, "seal"),
    ("papers and package", delivery, "write_outputs"),
)


class Clock:
    """Seconds in each step, by the clock and by the processor: others may use the machine too."""

    def __init__(self) -> None:
        self.spent: dict[str, list[float]] = defaultdict(list)
        self.worked: dict[str, float] = defaultdict(float)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time what happens inside."""
        start, worked = time.perf_counter(), time.process_time()
        yield
        self.spent[name].append(time.perf_counter() - start)
        self.worked[name] += time.process_time() - worked

    def watch(self, name: str, module: Any, verb: str) -> None:
        """Time a verb wherever the rehearsal calls it; it does what it always does."""
        real = getattr(module, verb)

        def timed(*told: Any, **named: Any) -> Any:
            with self.step(name):
                return real(*told, **named)

        setattr(module, verb, timed)


def now() -> datetime.datetime:
    """Local time."""
    return datetime.datetime.now()  # noqa: DTZ005, TID251 - this is the composition root


def fill(dossiers: Path, roster: list[str], documents: int) -> int:
    """Give everybody so many documents, each with bytes of its own; the size of all of them."""
    kinds = sorted(path for path in dossiers.rglob("*") if path.is_file())
    held = [(path.suffix, path.read_bytes()) for path in kinds[:97]]
    folders = {path.name.split("_")[0]: path for path in dossiers.iterdir()}
    size = 0
    for number in roster:
        folder = folders.get(number) or dossiers / number
        folder.mkdir(exist_ok=True)
        there = list(folder.iterdir())
        size += sum(path.stat().st_size for path in there)
        for place in range(documents - len(there)):
            suffix, data = held[(int(number) * documents + place) % len(held)]
            # What follows the end of a PDF or a picture is not read; the content is another.
            data += f"\n%{number}-{place}".encode()
            (folder / f"材料{place + 1:02d}{suffix}").write_bytes(data)
            size += len(data)
    return size


def stick(folder: Path) -> Medium:
    """A folder in the place of a drive."""
    folder.mkdir()
    left = shutil.disk_usage(folder)
    return Medium(folder, "folder", "folder", "ext4", left.free, left.total, folder.stat().st_dev)


def year(folder: Path, applicants: int, documents: int) -> dict[str, Any]:
    """One session from the roster to the verified package."""
    clock = Clock()
    with clock.step("(sample written)"):
        paths = write_sample(folder / "sample", applicants)
        roster = [a.number for a in register.look_at_roster(paths.roster).applicants]
        size = fill(paths.dossiers, roster, documents)
    for each in STEPS:
        clock.watch(*each)
    script = read_script(paths.script)
    out = folder / "out"
    done = rehearsal.rehearse(script, out, now=now, random=secrets.token_bytes)
    desk: Desk
    with clock.step("session opened again"):
        desk = setup.open_session(
            done.session, done.passphrase, now=now, random=secrets.token_bytes
        )
    with clock.step("every rule over everybody"):
        for number in desk.case.applicants:
            desk.findings(number)
    with clock.step("handed to a stick, dossiers too"):
        info = handing_over.write_to(desk, stick(folder / "stick"), Choice(dossiers=True))
    with clock.step("verified on the stick"):
        verification = delivery.verify(info.path)
    desk.file.close()
    return {
        "members": len(script.members),
        "dossiers": size,
        "spent": dict(clock.spent),
        "worked": dict(clock.worked),
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
        "database": (done.session / "session.db").stat().st_size,
        "files": sum(p.stat().st_size for p in (done.session / "files").rglob("*") if p.is_file()),
        "stick": sum(p.stat().st_size for p in (folder / "stick").iterdir()),
        "holds": verification.ok,
    }


def alone(work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """In a process of its own: the peak of its memory is nobody else's."""
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(work)


def main() -> None:
    """Both sizes, and the table."""
    folder = Path(sys.argv[1])
    applicants = int(sys.argv[2]) if len(sys.argv) > 2 else 2000
    documents = int(sys.argv[3]) if len(sys.argv) > 3 else 60
    told = []
    for place, number in enumerate((applicants // 4, applicants)):
        part = folder / str(place)
        part.mkdir(parents=True)
        told.append(alone(partial(year, part, number, documents)))
        shutil.rmtree(part)
    small, whole = told
    head = f"{whole['members']} members, {documents} documents each"
    print(
        f"| {head} | {applicants // 4} | {applicants} | processor | ratio |\n|---|---|---|---|---|"
    )
    for name, spent in whole["spent"].items():
        most = f" (longest {max(spent):.3f})" if len(spent) > 1 else ""
        worked, before = whole["worked"][name], small["worked"][name]
        print(
            f"| {name} × {len(spent)} | {sum(small['spent'][name]):.2f} s | {sum(spent):.2f} s{most} "
            f"| {before:.2f} → {worked:.2f} s | {worked / max(before, 1e-3):.1f} |"
        )
    for name, unit in (
        ("memory", 1 << 10), ("dossiers", 1 << 20), ("database", 1 << 20), ("files", 1 << 20),
        ("stick", 1 << 20),
    ):  # fmt: skip
        print(
            f"| {name} (MB) | {small[name] / unit:.0f} | {whole[name] / unit:.0f} | "
            f"| {whole[name] / small[name]:.1f} |"
        )
    if not (small["holds"] and whole["holds"]):
        sys.exit("the package does not verify")
    os.sync()


if __name__ == "__main__":
    main()
