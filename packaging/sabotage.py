"""Spoil the program on purpose and see the tests that guard it turn red.

    sabotage.py [PART_OF_A_NAME...]

Each entry of tests/proofs.toml is done to a copy of the tree; every test that it names must fail there, and all of
them must pass in an unspoilt copy. Without arguments all entries are tried. Answers 1 where a test does not bite.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT / "tests" / "proofs.toml"
MOST_SECONDS = 900


@dataclass(frozen=True)
class Edit:
    """One passage of a file, and what stands there afterwards."""

    file: str
    old: str
    new: str


@dataclass(frozen=True)
class Sabotage:
    """What is spoilt, how, and the tests that must see it. `quick`: part of every test run."""

    what: str
    edits: tuple[Edit, ...]
    red: tuple[str, ...]
    quick: bool


def sabotages(table: Path = TABLE) -> list[Sabotage]:
    """Every entry of the table."""
    told = tomllib.loads(table.read_text("utf-8"))
    return [
        Sabotage(
            entry["what"],
            tuple(Edit(**edit) for edit in entry["edit"]),
            tuple(entry["red"]),
            entry.get("quick", False),
        )
        for entry in told["sabotage"]
    ]


def spoilt(text: str, edit: Edit) -> str:
    """The text with the edit made. ValueError where the passage is not there exactly once."""
    if text.count(edit.old) != 1:
        raise ValueError(f"{edit.file}: {text.count(edit.old)} × {edit.old!r}")
    return text.replace(edit.old, edit.new)


OWN = ("zcdesk", "packaging")
"""What a copy has for itself; everything else are links, but for the files that an edit touches."""


def copy_of_the_tree(into: Path, edits: Sequence[Edit]) -> None:
    """A tree with its own program, and everything else as it is in this one."""
    for path in ROOT.iterdir():
        if path.name in OWN:
            # With the compiled files: they are still good for every file that is not edited.
            shutil.copytree(path, into / path.name)
        elif path.name not in (".git", ".venv", "dist"):
            (into / path.name).symlink_to(path)
    for edit in edits:
        path = into / edit.file
        _make_own(into, path)
        path.write_text(spoilt(path.read_text("utf-8"), edit), "utf-8", newline="\n")


def _make_own(into: Path, path: Path) -> None:
    """A file of the copy's own, in folders of its own."""
    for folder in reversed(path.relative_to(into).parents[:-1]):
        link = into / folder
        if link.is_symlink():
            there = link.readlink()
            link.unlink()
            link.mkdir()
            for each in there.iterdir():
                (link / each.name).symlink_to(each)
    if path.is_symlink():
        there = path.readlink()
        path.unlink()
        shutil.copyfile(there, path)


def outcome(edits: Sequence[Edit], tests: Sequence[str]) -> tuple[set[str], str]:
    """Run tests over a copy with the edits made: the names that failed, and what pytest said."""
    with tempfile.TemporaryDirectory(prefix="zcdesk-sabotage-") as place:
        tree = Path(place) / "tree"
        tree.mkdir()
        copy_of_the_tree(tree, edits)
        done = subprocess.run(
            [
                *(sys.executable, "-m", "pytest", "-q", "--no-header", "--tb=line", "-rfE"),
                *("-p", "no:cacheprovider", "-p", "no:randomly"),
                *(f"--basetemp={place}/pytest", "--hypothesis-profile=spoilt", *tests),
            ],
            cwd=tree,
            env={**os.environ, "PYTHONPATH": str(tree), "PYTHONUTF8": "1"},
            capture_output=True,
            text=True,
            timeout=MOST_SECONDS,
            check=False,
        )
    if done.returncode not in (0, 1):
        raise RuntimeError(f"pytest answered {done.returncode}\n{done.stdout}\n{done.stderr}")
    # A test that cannot even be prepared says nothing: only a failure of its own counts.
    failed = re.findall(r"^FAILED (\S+?::[^\s\[]+)(\[.*?\])?(?: - .*)?$", done.stdout, re.M)
    names = {name + case for name, case in failed} | {name for name, _ in failed}
    return names, done.stdout


def unbitten(sabotage: Sabotage) -> tuple[list[str], str]:
    """The tests that should have failed and did not, and what pytest said."""
    failed, said = outcome(sabotage.edits, sabotage.red)
    return [test for test in sabotage.red if test not in failed], said


def main(wanted: Sequence[str]) -> int:
    """Try what was asked for."""
    chosen = [
        each
        for each in sabotages()
        if not wanted or any(part.lower() in each.what.lower() for part in wanted)
    ]
    tests = list(dict.fromkeys(test for each in chosen for test in each.red))
    failed, said = outcome((), tests)
    missed = len(failed)
    if failed:
        print(said)
    print(f"unspoilt: {len(tests)} tests, red all the same: {sorted(failed) or 'none'}", flush=True)
    for each in chosen:
        began = time.monotonic()
        left, said = unbitten(each)
        missed += bool(left)
        told = "DOES NOT BITE" if left else "red"
        print(f"{told:>13} {time.monotonic() - began:5.1f} s  {each.what}", flush=True)
        for test in left:
            print(f"               {test}")
        if left:
            print("\n".join(f"               | {line}" for line in said.splitlines()[-8:]))
    print(f"{len(chosen)} sabotages, {len(tests)} tests, {missed} not seen")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
