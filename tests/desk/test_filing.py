"""A folder of dossiers comes in as decided: cancelled, broken off and begun anew without a second copy."""

from __future__ import annotations

import datetime
import errno
import itertools
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from zcdesk.desk import filing, filing_words, setup
from zcdesk.desk.desk import Desk
from zcdesk.desk.filing import Advance, Plan
from zcdesk.domain.applicant import Applicant
from zcdesk.domain.errors import KnownError, Refused, Unreadable
from zcdesk.domain.events import DocumentsFiled, RosterImported, Setup


@pytest.fixture
def desk(tmp_path: Path, nine: Setup, people: Mapping[str, Applicant]) -> Iterator[Desk]:
    """A session with four applicants and no dossiers."""
    seconds, chance = itertools.count(), itertools.count(1)
    start = datetime.datetime(2024, 11, 20, 8, 30)  # noqa: DTZ001 - local time
    made = setup.create(
        tmp_path / "case.zcd",
        nine,
        {"secretary": "huiyi-kouling"},
        now=lambda: start + datetime.timedelta(seconds=next(seconds)),
        random=lambda n: (next(chance) * 7919).to_bytes(n, "big"),
    ).desk
    made.record([RosterImported("roster.xlsx", "0" * 64, tuple(people.values()), ())])
    yield made
    made.file.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "材料"


def lay(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


def proposed(plan: Plan) -> dict[str, str]:
    return {each.shown: each.number for each in plan.files}


def on(_: Advance) -> bool:
    return True


def names(desk: Desk) -> dict[str, list[str]]:
    return {number: [d.name for d in many] for number, many in desk.case.documents.items()}


def kept(desk: Desk) -> list[str]:
    return sorted(path.name for path in (desk.file.folder / "files").iterdir())


def test_nothing_is_taken_in_before_it_is_decided(desk: Desk, folder: Path) -> None:
    lay(folder, {"001 赵志强/a.pdf": b"a", "散页.pdf": b"b"})
    plan = filing.plan(desk, folder)
    assert proposed(plan) == {"001 赵志强/a.pdf": "001", "散页.pdf": ""}
    assert [each.sure for each in plan.files] == [True, False]
    assert not desk.case.documents
    assert not (desk.file.folder / "files").exists() or not kept(desk)


def test_what_is_decided_comes_in_and_the_rest_is_named(desk: Desk, folder: Path) -> None:
    lay(
        folder,
        {
            "001 赵志强/申报表.pdf": b"form",
            "001 赵志强/说明.docx": b"PK",
            "钱丽华/论文/1.pdf": b"one",
            "钱丽华/获奖/1.pdf": b"two",
            "散页.pdf": b"loose!",
            "通知.pdf": b"notice",
        },
    )
    plan = filing.plan(desk, folder)
    owners = {**proposed(plan), "散页.pdf": "003"}
    outcome = filing.file_all(desk, plan, owners, on)
    assert names(desk) == {
        "001": ["申报表.pdf", "说明.docx"],
        "002": ["1.pdf", "论文 1.pdf"],
        "003": ["散页.pdf"],
    }
    assert desk.vault.get(desk.case.documents["002"][1].key) == b"one"
    assert outcome.to_convert == [("001", "说明.docx")]
    assert outcome.left_out == ("通知.pdf",)
    assert (outcome.files, outcome.size, outcome.rest) == (5, 18, 0)
    text = filing_words.as_text(desk, outcome)
    for told in (
        "3 位申报人的 5 份材料（18 字节）已归入，1 份须转为 PDF 才能显示，1 份文件未归入。",
        "请转为 PDF",
        "001号赵志强：说明.docx",
        "未归入的文件（1）\n  通知.pdf",
        "还没有电子材料的申报人（1）\n  004号李国栋",
        "003号孙𬭎：1 份",
    ):
        assert told in text


def test_an_import_that_is_cancelled_keeps_what_came_in_and_goes_on(
    desk: Desk, folder: Path
) -> None:
    lay(folder, {f"00{n}/{m}.pdf": f"{n}{m}".encode() for n in (1, 2, 3) for m in (1, 2)})
    plan = filing.plan(desk, folder)

    def until_the_fourth(advance: Advance) -> bool:
        return advance.files < 3

    outcome = filing.file_all(desk, plan, proposed(plan), until_the_fourth)
    assert names(desk) == {"001": ["1.pdf", "2.pdf"], "002": ["1.pdf"]}
    assert (outcome.stopped, outcome.rest) == (True, 3)
    assert "还有 3 份没有导入" in filing_words.headline(outcome)
    before = kept(desk)
    again = filing.file_all(desk, filing.plan(desk, folder), proposed(plan), on)
    assert names(desk) == {f"00{n}": ["1.pdf", "2.pdf"] for n in (1, 2, 3)}
    assert again.again == [
        ("001", "001/1.pdf", "1.pdf"),
        ("001", "001/2.pdf", "2.pdf"),
        ("002", "002/1.pdf", "1.pdf"),
    ]
    assert len(kept(desk)) == 6
    assert set(before) < set(kept(desk))


def test_a_crash_leaves_no_second_copy_and_nothing_half_written(
    desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay(folder, {"001/1.pdf": b"one", "001/2.pdf": b"two"})
    plan = filing.plan(desk, folder)

    def crash(_: object, events: object) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr(Desk, "record", crash)
        with pytest.raises(RuntimeError, match="power cut"):
            filing.file_all(desk, plan, proposed(plan), on)
    kept_before = kept(desk)
    (desk.file.folder / "files" / f"{'0' * 64}.part").write_bytes(b"half")
    filing.file_all(desk, plan, proposed(plan), on)
    assert kept(desk) == kept_before
    assert names(desk) == {"001": ["1.pdf", "2.pdf"]}


_CHILD = """
import datetime, os, sys
from pathlib import Path
from zcdesk.desk import filing, setup
desk = setup.open_session(
    Path(sys.argv[1]), "huiyi-kouling", now=datetime.datetime.now, random=os.urandom
)
plan = filing.plan(desk, Path(sys.argv[2]))
def told(advance):
    os.write(1, b".")
    return True
filing.file_all(desk, plan, {each.shown: each.number for each in plan.files}, told)
"""


@pytest.mark.parametrize("steps", [3, 14, 30])
def test_an_import_that_is_killed_goes_on_without_a_second_copy(
    desk: Desk, folder: Path, steps: int
) -> None:
    lay(
        folder,
        {f"00{n}/{m}.pdf": bytes([n, m]) * 2**20 for n in (1, 2, 3) for m in range(4)},
    )
    place = desk.file.folder
    desk.file.close()
    with subprocess.Popen(
        [sys.executable, "-c", _CHILD, str(place), str(folder)], stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        for _ in range(steps):
            assert child.stdout.read(1) == b"."
        child.kill()
    again = setup.open_session(place, "huiyi-kouling", now=desk.now, random=desk.random)
    try:
        before = names(again)
        assert all(len(many) == 4 for many in before.values())  # whole applicants
        plan = filing.plan(again, folder)
        outcome = filing.file_all(again, plan, proposed(plan), on)
        assert names(again) == {f"00{n}": [f"{m}.pdf" for m in range(4)] for n in (1, 2, 3)}
        assert len(outcome.again) == 4 * len(before)
        assert len(kept(again)) == 12
        for many in again.case.documents.values():
            for document in many:
                assert len(again.vault.get(document.key)) == document.size
    finally:
        again.file.close()


def test_a_record_that_is_not_written_counts_for_nothing(
    desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay(folder, {"001/1.pdf": b"one", "002/2.docx": b"two", "003/3.pdf": b"three"})
    plan = filing.plan(desk, folder)
    record = Desk.record

    def full(self: Desk, events: Sequence[DocumentsFiled]) -> None:
        if events[0].applicant == "002":
            raise KnownError("磁盘已满。")
        record(self, events)

    with monkeypatch.context() as patch:
        patch.setattr(Desk, "record", full)
        outcome = filing.file_all(desk, plan, proposed(plan), on)
    assert (outcome.filed, outcome.size, outcome.to_convert) == ({"001": ["1.pdf"]}, 3, [])
    assert (outcome.trouble, outcome.rest) == ("磁盘已满。", 2)
    filing.file_all(desk, plan, proposed(plan), on)
    assert list(names(desk)) == ["001", "002", "003"]


def test_a_file_that_does_not_open_keeps_nobody_waiting(desk: Desk, folder: Path) -> None:
    lay(folder, {"001/1.pdf": b"one", "001/2.pdf": b"two", "002/3.pdf": b"three"})
    plan = filing.plan(desk, folder)
    (folder / "001/1.pdf").unlink()
    outcome = filing.file_all(desk, plan, proposed(plan), on)
    assert names(desk) == {"001": ["2.pdf"], "002": ["3.pdf"]}
    assert [shown for shown, _ in outcome.failed] == ["001/1.pdf"]
    assert "没有读出，未归入（1）" in filing_words.as_text(desk, outcome)


def test_a_full_disk_ends_it_with_a_sentence_and_loses_nothing(
    desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay(folder, {"001/1.pdf": b"one", "002/2.pdf": b"two", "003/3.pdf": b"three"})
    plan = filing.plan(desk, folder)
    synced = itertools.count()

    def full(_: int) -> None:
        if next(synced) >= 2:  # a file and its folder
            raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patch:
        patch.setattr("zcdesk.dossiers.vault.os.fsync", full)
        outcome = filing.file_all(desk, plan, proposed(plan), on)
    assert names(desk) == {"001": ["1.pdf"]}
    assert "磁盘已满" in filing_words.headline(outcome)
    assert outcome.rest == 2
    filing.file_all(desk, plan, proposed(plan), on)
    assert list(names(desk)) == ["001", "002", "003"]


def test_the_same_content_under_two_applicants_is_told_with_both_names(
    desk: Desk, folder: Path
) -> None:
    lay(folder, {"001/学历.pdf": b"same", "002/毕业证.pdf": b"same", "003/a.pdf": b"else"})
    plan = filing.plan(desk, folder)
    sentence = "001号赵志强的“学历.pdf”、002号钱丽华的“毕业证.pdf”内容完全相同，请核对是否放错。"
    assert filing.shared_content(desk, plan, proposed(plan)) == (sentence,)
    assert filing.shared_content(desk, plan, {**proposed(plan), "002/毕业证.pdf": ""}) == ()
    outcome = filing.file_all(desk, plan, proposed(plan), on)
    assert outcome.shared == (sentence,)
    assert len(kept(desk)) == 2
    lay(folder, {"003/证书.pdf": b"same"})
    later = filing.plan(desk, folder)
    assert filing.shared_content(desk, later, {"003/证书.pdf": "003"}) == (
        "001号赵志强的“学历.pdf”、002号钱丽华的“毕业证.pdf”、003号孙𬭎的“证书.pdf”内容完全相同，请核对是否放错。",
    )


def test_one_applicants_same_content_comes_in_once_and_is_told(desk: Desk, folder: Path) -> None:
    lay(folder, {"001/a.pdf": b"same", "001/副本.pdf": b"same"})
    plan = filing.plan(desk, folder)
    outcome = filing.file_all(desk, plan, proposed(plan), on)
    assert names(desk) == {"001": ["a.pdf"]}
    assert "001号赵志强：001/副本.pdf（与“a.pdf”内容相同）" in filing_words.as_text(desk, outcome)


def test_a_folder_cannot_be_looked_at(desk: Desk, folder: Path) -> None:
    with pytest.raises(Unreadable, match="打不开"):
        filing.plan(desk, folder)
    lay(folder, {"001/1.pdf": b"a", "002/2.pdf": b"b"})
    with pytest.raises(Refused, match="已取消"):
        filing.plan(desk, folder, lambda _: False)


def test_a_name_that_is_no_unicode_is_shown(desk: Desk, folder: Path) -> None:
    folder.mkdir()
    (folder / "001").mkdir()
    with (folder / "001" / b"\xc2\xdb\xce\xc4.pdf".decode(errors="surrogateescape")).open("wb"):
        pass
    plan = filing.plan(desk, folder)
    filing.file_all(desk, plan, proposed(plan), on)
    assert names(desk) == {"001": ["????.pdf"]}


def test_the_report_is_saved_or_refused(tmp_path: Path) -> None:
    assert filing_words.save_text(tmp_path / "a.txt", "完").read_bytes()[:3] == b"\xef\xbb\xbf"
    with pytest.raises(KnownError, match="没有写成"):
        filing_words.save_text(tmp_path / "none" / "a.txt", "完")


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 字节"),
        (1023, "1023 字节"),
        (1536, "1.5 KB"),
        (150 * 2**20, "150 MB"),
        (5 * 2**30, "5.0 GB"),
    ],
)
def test_a_size_in_words(size: int, words: str) -> None:
    assert filing_words.size_in_words(size) == words


def test_progress_counts_bytes_within_a_file_and_stops_there(desk: Desk, folder: Path) -> None:
    size = 5 * 2**20
    lay(folder, {"001/1.pdf": bytes(size)})
    plan = filing.plan(desk, folder)
    told: list[int] = []

    def half(advance: Advance) -> bool:
        told.append(advance.bytes)
        assert advance.of_bytes == size
        return advance.bytes < size // 2

    outcome = filing.file_all(desk, plan, proposed(plan), half)
    assert outcome.stopped
    assert not names(desk)
    assert told == sorted(told)
    assert len(told) >= 4
    assert kept(desk) == []


_GIGABYTE = """
import resource, sys
from pathlib import Path
from zcdesk.dossiers.vault import Vault
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
vault = Vault(Path(sys.argv[1]), bytes(32))
vault.put(b"warm")
before = peak()
vault.put(Path(sys.argv[2]), lambda read: None)
print(peak() - before)
"""


def test_a_file_of_a_gigabyte_takes_no_more_memory_than_a_small_one(
    tmp_path: Path, torture: bool
) -> None:
    size = 2**30 if torture else 2**26
    with (tmp_path / "scan.pdf").open("wb") as file:
        file.truncate(size)
    ran = subprocess.run(
        [sys.executable, "-c", _GIGABYTE, str(tmp_path / "files"), str(tmp_path / "scan.pdf")],
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    assert int(ran.stdout) < 4 * 1024, f"{ran.stdout} kB for {size} bytes"
