"""Fuzz the roster reader for a bounded time: every input is a roster, or refused with a sentence.

    fuzz_roster.py SECONDS

With atheris the mutations are led by the coverage of the code, without it they are blind. The text
of a table goes through the reader in this process; whole workbooks go through the guarded child.
"""

import contextlib
import random
import sys
import tempfile
import time
from pathlib import Path

try:
    import atheris
except ImportError:
    atheris = None

with atheris.instrument_imports(["zcdesk.dossiers"]) if atheris else contextlib.nullcontext():
    from zcdesk.domain.errors import KnownError
    from zcdesk.dossiers import cells_child, roster
    from zcdesk.dossiers.cells_limits import DEFAULT_LIMITS
    from zcdesk.dossiers.cells_process import Sheet, Table
    from zcdesk.dossiers.specimen import write_sample

WORDS = (
    "编号 姓名 身份证号 申报系列 申报专业 申报级别 出生年月 2019.7 1985-03 2024年11月 优秀 合格 "
    '本科 正高级 学历 业绩成果 140102199001011234 1.401021970010112e+17 =1+1 𬭎 \ufeff \0 "'
).split(" ")
PATH = Path("fuzz.csv")


def read(data: bytes) -> bool:
    """Whether the bytes of a .csv are a roster. Anything but a sentence is a bug and comes out."""
    try:
        sheets = cells_child._sheets(".csv", data, DEFAULT_LIMITS)  # noqa: SLF001
    except cells_child._Refusal as refusal:  # noqa: SLF001
        return told(f"{refusal}。")
    table = Table(
        tuple(
            Sheet(s["name"] or PATH.name, bool(s["shown"]), *s["start"], s["rows"]) for s in sheets
        ),
        "0" * 64,
    )
    try:
        found = roster._read(PATH, table, None)  # noqa: SLF001
    except KnownError as error:
        return told(error.sentence)
    assert all(problem.message and problem.cell for problem in found.problems)
    return True


def told(sentence: str) -> bool:
    """Never a roster: the sentence that says why there is none, and a bug where it is none."""
    if len(sentence) < 4 or not sentence.endswith("。"):
        raise AssertionError(sentence)
    return False


def seeds(folder: Path) -> list[bytes]:
    """Honest rosters as text."""
    found = []
    for number in range(3):
        sample = write_sample(folder / str(number), 4 + number, number)
        sheet = roster.read_table(sample.roster, DEFAULT_LIMITS).sheets[0]
        lines = [",".join(f'"{cell}"' for cell in row) for row in sheet.rows]
        found.append("\r\n".join(lines).encode())
        found.append("\n".join(lines[:3]).encode("gb18030", "replace"))
    return found


def mutated(dice: random.Random, data: bytes) -> bytes:
    """One to eight blind changes."""
    for _ in range(dice.randrange(1, 9)):
        at, to = sorted(dice.randrange(len(data) + 1) for _ in range(2))
        piece = dice.choice(
            (b"", dice.randbytes(3), dice.choice(WORDS).encode(), data[at:to], b",", b"\n", b'"')
        )
        data = data[:at] + piece + data[min(to, at + dice.randrange(9)) :]
        data = data[: 1 << 18]
    return data or b"x"


def blind(seconds: float, pool: list[bytes]) -> None:
    """Mutate until the time is over."""
    dice, count, taken = random.Random(2024), 0, 0  # noqa: S311 - a fixed seed repeats a find
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        data = mutated(dice, dice.choice(pool))
        count, taken = count + 1, taken + read(data)
    print(f"花名册文本（随机变异）：{count} 个，读成 {taken} 个，其余以一句话拒绝，崩溃 0 次")


def led(seconds: int, pool: list[bytes]) -> None:
    """Let atheris lead; it leaves the process by itself, with 0 when nothing was found."""
    corpus = Path(tempfile.mkdtemp(prefix="zcdesk-fuzz-"))
    for number, data in enumerate(pool):
        (corpus / str(number)).write_bytes(data)
    words = corpus.with_suffix(".dict")
    words.write_text(
        "\n".join('"' + "".join(f"\\x{b:02x}" for b in word.encode()) + '"' for word in WORDS)
    )
    options = [f"-max_total_time={seconds}", f"-dict={words}", "-max_len=65536", "-len_control=0"]
    print("花名册文本（atheris 按覆盖率变异），次数和覆盖见下：", flush=True)
    quiet = ["-verbosity=1", "-print_final_stats=1"]
    atheris.Setup([sys.argv[0], *options, *quiet, str(corpus)], _one)
    atheris.Fuzz()


def _one(data: bytes) -> None:
    read(data)


def workbooks(seconds: float, folder: Path) -> None:
    """Damaged .xlsx files through the real child process."""
    dice, count, taken = random.Random(7), 0, 0  # noqa: S311
    content = write_sample(folder / "book", 5, 9).roster.read_bytes()
    path = folder / "damaged.xlsx"
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        path.write_bytes(mutated(dice, content))
        count += 1
        try:
            roster.read_roster(path)
            taken += 1
        except KnownError as error:
            told(error.sentence)
    print(
        f"花名册工作簿（xlsx，隔离进程）：{count} 个，读成 {taken} 个，其余以一句话拒绝，崩溃 0 次"
    )


def main(seconds: int) -> None:
    """Half of the time for text, half for workbooks."""
    with tempfile.TemporaryDirectory(prefix="zcdesk-fuzz-") as place:
        pool = seeds(Path(place))
        assert all(read(data) for data in pool[::2])
        workbooks(seconds / 2, Path(place))
        if atheris is None:
            blind(seconds / 2, pool)
    sys.stdout.flush()
    if atheris is not None:
        led(seconds // 2, pool)


if __name__ == "__main__":
    main(int(sys.argv[1]))
