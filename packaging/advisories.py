"""Hold uv.lock against published security advisories in the OSV format.

    advisories.py SOURCE...

SOURCE is a file (.json, .jsonl, or a .zip of .json files, such as the export of a whole ecosystem that OSV publishes),
a folder of .json files, or the http(s) address of such a file. Answers 0 when no locked version is affected, 1 with a line
for each that is, 2 when the data cannot be read or has nothing on PyPI: a check over nothing proves nothing.
"""

import io
import json
import re
import sys
import tomllib
import urllib.request
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.version import InvalidVersion, Version

ROOT = Path(__file__).resolve().parents[1]
ECOSYSTEM = "PyPI"


class Unusable(Exception):
    """The data cannot be read, or says nothing."""


@dataclass(frozen=True)
class Hit:
    """A locked version that an advisory names."""

    package: str
    version: str
    advisory: str
    also: tuple[str, ...]
    fixed_in: tuple[str, ...]
    summary: str

    def __str__(self) -> str:
        names = f" ({', '.join(self.also)})" if self.also else ""
        fixed = f", fixed in {', '.join(self.fixed_in)}" if self.fixed_in else ", no fix is known"
        return f"{self.package} {self.version}: {self.advisory}{names}{fixed}. {self.summary}"


def records(source: str) -> Iterator[dict[str, Any]]:
    """Every advisory of a source."""
    if re.match(r"https?://", source):
        with urllib.request.urlopen(source) as answer:  # noqa: S310 - http(s) only, asked for by hand
            yield from _of_bytes(source, answer.read())
    elif Path(source).is_dir():
        for path in sorted(Path(source).rglob("*.json")):
            yield from _of_bytes(str(path), path.read_bytes())
    else:
        yield from _of_bytes(source, Path(source).read_bytes())


def _of_bytes(name: str, data: bytes) -> Iterator[dict[str, Any]]:
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for entry in archive.namelist():
                if entry.endswith(".json"):
                    yield from _of_bytes(f"{name}:{entry}", archive.read(entry))
        return
    try:
        text = data.decode("utf-8")
        whole = (
            [json.loads(line) for line in text.splitlines() if line.strip()]
            if name.endswith(".jsonl")
            else json.loads(text)
        )
    except ValueError as error:
        raise Unusable(f"{name}: {error}") from error
    # One advisory, a list of them, or the answer of OSV's query.
    found = whole if isinstance(whole, list) else whole.get("vulns", [whole])
    for record in found:
        if not isinstance(record, dict) or "id" not in record:
            raise Unusable(f"{name}: not an advisory in the OSV format")
        yield record


def hits(locked: Mapping[str, str], advisories: Sequence[Mapping[str, Any]]) -> list[Hit]:
    """Every locked version that an advisory names; those that were withdrawn do not count."""
    found = []
    for advisory in advisories:
        for affected in advisory.get("affected", ()):
            name = _named(affected)
            version = locked.get(name)
            if version is None or advisory.get("withdrawn") or not _affects(affected, version):
                continue
            fixed = [
                event["fixed"]
                for span in affected.get("ranges", ())
                for event in span.get("events", ())
                if "fixed" in event and span.get("type") != "GIT"
            ]
            summary = advisory.get("summary") or advisory.get("details", "").split("\n")[0]
            aliases = tuple(advisory.get("aliases", ()))
            found.append(Hit(name, version, advisory["id"], aliases, tuple(fixed), summary))
    return sorted(set(found), key=lambda hit: (hit.package, hit.advisory))


def _named(affected: Mapping[str, Any]) -> str:
    package = affected.get("package", {})
    if package.get("ecosystem", "").partition(":")[0] != ECOSYSTEM:
        return ""
    return re.sub(r"[-_.]+", "-", package.get("name", "")).lower()


def _affects(affected: Mapping[str, Any], version: str) -> bool:
    ours = Version(version)
    if any(_same(each, ours) for each in affected.get("versions", ())):
        return True
    spans = [span for span in affected.get("ranges", ()) if span.get("type") != "GIT"]
    if not spans and not affected.get("versions"):
        return True  # it names no version: all of them
    return any(_within(span.get("events", ()), ours) for span in spans)


def _same(text: str, ours: Version) -> bool:
    try:
        return Version(text) == ours
    except InvalidVersion:
        return False


def _within(events: Sequence[Mapping[str, str]], ours: Version) -> bool:
    """The state after every event up to our version, in the order of versions."""
    steps = []
    for event in events:
        for kind, text in event.items():
            if kind in ("introduced", "fixed", "last_affected"):
                at = Version("0.dev0") if text == "0" else Version(text)
                steps.append((at, kind))
    inside = False
    for at, kind in sorted(steps, key=lambda step: (step[0], step[1] != "fixed")):
        if kind == "introduced" and at <= ours:
            inside = True
        elif (kind == "fixed" and at <= ours) or (kind == "last_affected" and at < ours):
            inside = False
    return inside


def locked_versions(lock: Mapping[str, Any]) -> dict[str, str]:
    """Every package of the lock, the developers' too, and its version."""
    return {each["name"]: each["version"] for each in lock["package"] if "version" in each}


def main(sources: Sequence[str]) -> int:
    """Read, compare, say how much was read and how old it is."""
    if not sources:
        print(__doc__)
        return 2
    try:
        read = [record for source in sources for record in records(source)]
    except (OSError, Unusable, zipfile.BadZipFile) as error:
        print(f"cannot read the advisories: {error}")
        return 2
    ours = [each for each in read if any(_named(one) for one in each.get("affected", ()))]
    if not ours:
        print(f"{len(read)} advisories, none of them on {ECOSYSTEM}: nothing was compared")
        return 2
    locked = locked_versions(tomllib.loads((ROOT / "uv.lock").read_text("utf-8")))
    found = hits(locked, ours)
    for hit in found:
        print(hit)
    newest = max((str(each.get("modified", "")) for each in ours), default="")
    print(
        f"{len(locked)} locked packages, {len(ours)} advisories (the newest of {newest or 'unknown age'}): "
        f"{len(found)} hits"
    )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
