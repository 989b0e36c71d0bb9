"""Gathering many packages against reading and hashing their bytes alone.

`--torture` makes a thousand packages of 200 applicants (some 4 GB in the temporary folder, a few
minutes); otherwise a dozen small ones stand for them.
"""

import copy
import hashlib
import json
import os
import sys
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Measured
from zcdesk.desk import gathering, rehearsal, setup
from zcdesk.desk.script import read_script
from zcdesk.domain.committee import Committee
from zcdesk.dossiers.specimen import write_sample
from zcdesk.handover.identity import Identity
from zcdesk.handover.package import PackageContents, write_package

NOW = datetime(2024, 11, 20, 17, 0, 0)  # noqa: DTZ001 - local time, as the desk has it
CITIES = ("太原", "大同", "临汾", "运城", "长治", "晋城")
GENESIS = "0" * 64


class Original:
    """A rehearsed session: its package's files and the key that signs copies of it."""

    def __init__(self, folder: Path, applicants: int) -> None:
        script = read_script(write_sample(folder / "sample", applicants).script)
        done = rehearsal.rehearse(script, folder / "out", now=lambda: NOW, random=os.urandom)
        desk = setup.open_session(done.session, done.passphrase, now=lambda: NOW, random=os.urandom)
        self.identity: Identity = setup.identity(desk)
        desk.file.close()
        with zipfile.ZipFile(done.outputs.package) as archive:
            root = done.outputs.package.stem
            self.files = {
                name.removeprefix(f"{root}/data/"): archive.read(name)
                for name in archive.namelist()
                if name.startswith(f"{root}/data/")
            }
        self.record = json.loads(self.files["record.json"])
        self.result = json.loads(self.files["result.json"])

    def write_copy(self, folder: Path, place: int) -> Path:
        """A package of another committee, year and other people, with figures that agree."""
        record, result = copy.deepcopy(self.record), copy.deepcopy(self.result)
        name, year = f"第{place // 5:03d}评审委员会", 2020 + place % 5
        for each in (record, result):
            each["committee"]["name"] = name
            each["session"]["review_year"] = year
        for applicant in record["applicants"]:
            facts = applicant["facts"]
            facts["id_number"] = f"{place:06d}{int(facts['number']):012d}"
            facts["city"] = CITIES[(place + int(facts["number"])) % len(CITIES)]
        head = self._rechain(record["audit"], f"{place}")
        result["audit"]["head"] = head
        texts = {"record.json": record, "result.json": result}
        written = {n: json.dumps(v, ensure_ascii=False).encode() for n, v in texts.items()}
        contents = PackageContents(
            Committee(name, code=f"c{place // 5}"),
            year,
            head,
            {**self.files, **written},
            rehearsal=True,
        )
        return write_package(folder, contents, self.identity, at=NOW.astimezone()).path

    @staticmethod
    def _rechain(lines: list[dict[str, Any]], seed: str) -> str:
        """The chain with another first entry, whose text no package has: it names experts."""
        assert lines[0]["body"] is None
        lines[0]["digest"] = hashlib.sha256(seed.encode()).hexdigest()
        head = GENESIS
        for line in lines:
            text = f"{head}|{line['number']}|{line['digest']}"
            head = line["head"] = hashlib.sha256(text.encode()).hexdigest()
        return head


def hashed(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def timed(paths: list[Path], into: Path) -> tuple[float, gathering.Gathering]:
    began = time.perf_counter()
    done = gathering.gather(paths, into)
    return time.perf_counter() - began, done


@pytest.mark.benchmark
@pytest.mark.timeout(1800)
def test_many_packages_are_gathered_in_time(
    tmp_path: Path,
    torture: bool,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: Any,
    measured: Measured,
) -> None:
    packages, applicants = (1000, 200) if torture else (12, 15)
    original = Original(tmp_path, applicants)
    (tmp_path / "in").mkdir()
    monkeypatch.setattr(gathering, "FEW", 8)  # so that the short form works in processes too
    if torture:
        # A thousand copies lie in one disk's memory: waiting for the disk measures nothing here.
        monkeypatch.setattr(os, "fsync", lambda _handle: None)
    paths = [original.write_copy(tmp_path / "in", place) for place in range(packages)]

    began = time.perf_counter()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        assert len(set(pool.map(hashed, paths))) == packages
    floor = time.perf_counter() - began

    taken, done = timed(paths, tmp_path / "all.duckdb")

    half = timed(paths[: packages // 2], tmp_path / "half.duckdb")[0]
    again, known = timed(paths, tmp_path / "all.duckdb")

    began = time.perf_counter()
    with gathering.opened(tmp_path / "all.duckdb") as house:
        counts = house.counts()
        by_committee = house.rates("review_year", "committee", "group_name")
        by_city = house.rates("review_year", "city")
        twice = house.twice()
    asked = time.perf_counter() - began
    with gathering.opened(tmp_path / "all.duckdb") as house:
        began = time.perf_counter()
        house.write_parquet(tmp_path / "parquet")
        parquet = time.perf_counter() - began

    size = sum(path.stat().st_size for path in paths)
    with capsys.disabled():
        sys.stdout.write(
            f"\n{packages} packages x {applicants} applicants, {size / 1e6:.0f} MB: hashing "
            f"{floor:.2f} s, gathered {taken:.2f} s ({taken / floor:.0f} x), half of them "
            f"{half:.2f} s, all again {again:.2f} s, four questions "
            f"{asked:.2f} s, Parquet {parquet:.2f} s, "
            f"file {(tmp_path / 'all.duckdb').stat().st_size / 1e6:.1f} MB\n"
        )
    assert done.ok
    assert counts["packages"] == packages
    assert counts["applicants"] == packages * applicants
    groups = original.result["groups"]
    assert len(by_committee) == packages * len(groups)
    for rate in by_committee:
        (group,) = (g for g in groups if g["group"] == rate.by[2])
        assert (rate.participating, rate.eliminated) == (
            group["participating"],
            group["eliminated"],
        )
        assert rate.met is (group["overall"]["met"] and group["defense"]["met"])
        assert rate.floor == Fraction(group["overall"]["floor"], 100)
    assert sum(r.participating for r in by_city) == sum(r.participating for r in by_committee)
    assert twice == []
    # Checking a signature and recomputing every score is more than hashing; it stays within this.
    measured(
        f"{packages} packages of {applicants} applicants verified and gathered",
        taken,
        floor,
        "hashing them",
        most=(20 + 0.25 * packages) / floor,
        target=100,
    )
    assert len(known.known) == packages
    if torture:
        # Twice as many take twice as long, and what is on file already next to nothing.
        assert taken < 2.6 * half
        assert again < taken / 5


@pytest.mark.benchmark
def test_what_is_on_file_costs_its_hash_alone(tmp_path: Path, measured: Measured) -> None:
    original = Original(tmp_path, 15)
    (tmp_path / "in").mkdir()
    paths = [original.write_copy(tmp_path / "in", place) for place in range(12)]
    first, _ = timed(paths, tmp_path / "all.duckdb")
    again, done = timed(paths, tmp_path / "all.duckdb")
    assert len(done.known) == 12
    measured("packages that are on file already", again, first, "gathering them", most=0.5)
