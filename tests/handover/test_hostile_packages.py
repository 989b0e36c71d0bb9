"""A damaged package is told, line by line or in one sentence: it never crashes, hangs or passes."""

import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from zcdesk.domain.errors import KnownError
from zcdesk.handover.package import PackageInfo
from zcdesk.handover.verify import verify_package


def damaged(dice: random.Random, content: bytes) -> bytes:
    """One way to damage a file."""
    at = dice.randrange(len(content))
    kind = dice.randrange(6)
    if kind == 0:
        return content[:at]
    if kind == 1:
        return content[:at] + dice.randbytes(64) + content[at + 64 :]
    if kind == 2:
        return content[:at] + bytes(min(600, len(content) - at)) + content[at + 600 :]
    if kind == 3:
        return content[:at] + content[at + dice.randrange(1, 600) :]
    if kind == 4:
        there = dice.randrange(len(content))
        return content[:at] + content[there : there + 300] + content[at:]
    return content[:at] + bytes([content[at] ^ 1 << dice.randrange(8)]) + content[at + 1 :]


@pytest.mark.slow
def test_a_damaged_package_never_passes_and_never_crashes(
    package: PackageInfo, tmp_path: Path, torture: bool, figure: Callable[[str], None]
) -> None:
    dice = random.Random(2024)
    assert verify_package(package.path).ok  # or every damage would be told
    content = package.path.read_bytes()
    path = tmp_path / "d" / package.path.name
    path.parent.mkdir()
    told, refused, slowest = 0, list[str](), 0.0
    count = 700 if torture else 30
    for _ in range(count):
        spoilt = damaged(dice, content)
        if spoilt == content:
            continue
        path.write_bytes(spoilt)
        began = time.monotonic()
        try:
            answer = verify_package(path)
        except KnownError as error:
            refused.append(error.sentence)
        else:
            assert not answer.ok
            assert any(not line.ok and line.title for line in answer.lines)
            told += 1
        slowest = max(slowest, time.monotonic() - began)
    assert told
    assert all(sentence.endswith("。") for sentence in refused)
    assert slowest < 20
    figure(
        f"损坏的移交包：{count} 个，逐条指出 {told} 个，一句话拒绝 {len(refused)} 个，通过 0 个，崩溃 0 次"
    )
