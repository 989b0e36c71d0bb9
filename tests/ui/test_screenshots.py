"""The committed pictures (README, manual) show the program as it is; every look is pictured too.

`packaging/pictures` makes the committed ones anew. All are left in build/pictures to be looked at.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from zcdesk.dossiers.specimen import write_sample

BLOCK = 8
"""Pixels of a square that is compared by its mean: the drawing of letters may differ by a shade."""
MOST = 60
"""Of 255: more than letters differ by between machines, less than a word that is another."""


def difference(one: Path, other: Path) -> int:
    """The largest difference of mean grey between two pictures over any square; 255 for other sizes."""
    first, second = (Image.open(path).convert("L") for path in (one, other))
    if first.size != second.size:
        return 255
    small = first.width // BLOCK, first.height // BLOCK
    apart = ImageChops.difference(first, second).resize(small, Image.Resampling.BOX)
    return int(apart.getextrema()[1])  # type: ignore[arg-type]


def take(script: Path, out: Path, *more: str, scale: str = "1") -> list[Path]:
    """Pictures by a process of its own, as `packaging/run` takes them."""
    subprocess.run(
        [sys.executable, "-m", "zcdesk.app", str(script), "--pictures", str(out), *more],
        check=True,
        capture_output=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": scale},
    )
    return sorted(out.glob("*.png"))


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_sample(tmp_path_factory.mktemp("pictures") / "sample").script


def test_the_committed_pictures_show_what_the_program_shows(script: Path, root: Path) -> None:
    committed = sorted((root / "resources" / "pictures").glob("*.png"))
    made = take(script, root / "build" / "pictures" / "light")
    assert [path.name for path in committed] == [path.name for path in made]
    stale = {
        now.name: apart
        for then, now in zip(committed, made, strict=True)
        if (apart := difference(then, now)) > MOST
    }
    assert stale == {}, "packaging/pictures makes them anew"


def test_dark_at_150_percent_is_pictured(script: Path, root: Path) -> None:
    made = take(script, root / "build" / "pictures" / "dark-150", "--theme", "dark", scale="1.5")
    assert len(made) == 15
    for path in made:
        image = Image.open(path).convert("L")
        assert image.size == (1366 * 3 // 2, 768 * 3 // 2)
        assert image.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0)) < 110


def test_another_word_is_another_picture(root: Path, tmp_path: Path) -> None:
    """The comparison bites: two letters painted over are found, a shade more or less is not."""
    committed = next((root / "resources" / "pictures").glob("*.png"))
    image = Image.open(committed).convert("RGB")
    image.point(lambda value: min(255, value + 6)).save(tmp_path / "shade.png")
    assert difference(committed, tmp_path / "shade.png") <= MOST
    corner = image.crop((0, 0, 32, 16))
    at = (image.width // 3, image.height // 2)
    image.paste(corner.point(lambda value: 255 - value), at)
    image.save(tmp_path / "word.png")
    assert difference(committed, tmp_path / "word.png") > MOST
