"""复查 finds what was altered, whoever altered it and however well, and alters nothing itself."""

import dataclasses
import json
import random
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from click.testing import CliRunner

from zcdesk.cli import commands
from zcdesk.desk import delivery, re_examination, sealing, setup, voting
from zcdesk.desk.desk import Desk
from zcdesk.desk.re_examination import Recount
from zcdesk.domain.audit import AuditEntry, digest_of, event_in, link
from zcdesk.domain.ballot import Choice, Paper
from zcdesk.domain.case import Case, replay
from zcdesk.domain.codec import canonical
from zcdesk.domain.committee import Recusal
from zcdesk.domain.errors import Refused, Unreadable
from zcdesk.domain.events import Document, DocumentsFiled, Printed, ReExamined
from zcdesk.domain.re_examination import Compared
from zcdesk.domain.session import Phase
from zcdesk.handover.verify import verify_package
from zcdesk.store import tables
from zcdesk.store.driver import Database
from zcdesk.store.errors import StoreFull

TWO = {
    "presider": "P01",
    "presider_token": "zhuren-kouling",
    "supervisor_token": "jiandu-kouling",
}


def sealed_by(desk: Desk, pin_of: Callable[[str], str]) -> Desk:
    """One round: 001 has six of nine, 002 seven of eight (P09 keeps out), 003 five of nine."""
    key = voting.open_round(desk).round.key
    approvals = {"001": 6, "002": 7, "003": 5}
    for place, member in enumerate(desk.case.rounds[key].voters):
        sheet = {
            number: Choice.APPROVE if place < approvals[number] else Choice.REJECT
            for number in desk.case.rounds[key].sheet(member)
        }
        voting.cast(desk, key, member, pin_of(member), Paper(sheet))
    voting.close(desk, key)
    voting.open_box(desk, key, **TWO)
    sealing.seal(desk, "人数过少", sealing.TwoPeople(*TWO.values()))
    return desk


@pytest.fixture
def desk(before_the_vote: Callable[..., Desk], pin_of) -> Desk:
    return sealed_by(before_the_vote([Recusal("002", "P09", "同一单位")]), pin_of)


def differing(counted: Recount) -> dict[str, list[str]]:
    """The parts that do not agree, with what is stated and where."""
    return {
        part.name: [f"{each.where}：{each.stated}" for each in part.differences]
        for part in counted.parts
        if part.differences
    }


def forged(desk: Desk, change: Callable[[dict[str, Any]], None], *, whole: bool) -> Desk:
    """The session with its log altered, chain worked out anew; `whole`: its tables as well."""
    log: list[AuditEntry] = []
    for line in desk.file.audit():
        body = json.loads(line.body)
        change(body)
        text = canonical(body)
        head = link(log[-1].head if log else "0" * 64, line.number, digest_of(text))
        log.append(AuditEntry(line.number, text, digest_of(text), head))
    case = replay(event_in(line) for line in log)

    def work(database: Database) -> None:
        database.conn.execute("PRAGMA foreign_keys = OFF")
        database.conn.executemany(
            "UPDATE audit SET body = ?, digest = ?, head = ? WHERE number = ?",
            [(line.body, line.digest, line.head, line.number) for line in log],
        )
        if whole:
            for name in tables.KINDS:
                database.table(name).delete_where()
            tables.project(database, Case(), case)
        database.conn.execute("PRAGMA foreign_keys = ON")

    desk.file.run(work)
    desk.file.close()
    return setup.open_session(
        desk.file.folder, "huiyi-kouling", now=desk.now, random=random.Random(3).randbytes
    )


def test_everything_agrees_and_nothing_changes_but_a_line_of_the_log(
    desk: Desk, tmp_path: Path
) -> None:
    stored = desk.vault.put(b"file")
    package = delivery.write_outputs(desk, tmp_path).package
    before, entries = desk.case, desk.file.audit()
    counted = re_examination.of_session(desk, entries[-1].head[:16], package)
    assert differing(counted) == {}
    names = [part.name for part in counted.parts]
    assert {"得分", "各轮票数", "评审结果", "淘汰率", "会议纪要印出的数字"} <= set(names)
    assert {part.name: part.compared for part in counted.parts}["各轮票数"] == 3
    facts = [entry for entry in counted.entries if entry.number == "003"]
    assert ("工作单位", "样例厂") in [(each.title, each.value) for each in facts]
    marked = [Compared(facts[0], True, "", "穆青山"), Compared(facts[1], False, "缺页", "穆青山")]
    done = re_examination.conclude(
        counted, marked, ground=" 投诉 ", by="穆青山", at="2024-12-02T09:00:00"
    )
    assert not done.clean
    first = re_examination.keep(desk, done, tmp_path)
    second = re_examination.keep(desk, dataclasses.replace(done, compared=()), tmp_path)
    assert (first.name, second.name) == ("re-examination-1.pdf", "re-examination-2.pdf")
    # Only lines that speak of the re-examination came; what they follow is as it was.
    assert desk.case == before
    assert desk.file.verify(entries[-1].head) == []
    log = desk.file.audit()
    assert log[: len(entries)] == entries
    assert [type(event_in(line)) for line in log[len(entries) :]] == [Printed, ReExamined] * 2
    told, again = re_examination.held(desk)
    assert (told.ground, told.by, told.entries, told.wrong_entries) == ("投诉", "穆青山", 2, 1)
    assert (again.figures, again.differences, again.entries) == (done.figures, 0, 0)
    assert verify_package(package).ok
    assert stored.key  # the vault is not touched either
    with pypdfium2.PdfDocument(first) as pdf:
        text = "".join(page.get_textpage().get_text_range() for page in pdf)
    for words in ("投诉", "穆青山", "缺页", "不一致", "演练", counted.check_code):
        assert words in text, words


def test_where_an_original_lies_is_told(before_the_vote, pin_of) -> None:
    desk = before_the_vote()
    stored = desk.vault.put(b"file")
    paper = Document(stored.key, "毕业证.pdf", stored.size, stored.sha256)
    desk.record([DocumentsFiled("001", (paper,))])
    from zcdesk.domain.events import FactPinned
    from zcdesk.domain.vetting import Pin, facts_of

    fact = next(f for f in facts_of(desk.case.applicants["001"]) if f.id == "degrees.0")
    desk.record([FactPinned("001", None, Pin(fact.id, fact.value, paper.key, 2))])
    counted = re_examination.of_session(sealed_by(desk, pin_of))
    places = {(each.number, each.title): each.place for each in counted.entries}
    assert places["001", "学历学位 1"] == "《毕业证.pdf》第 3 页"
    assert places["002", "学历学位 1"] == ""


def more_approvals(body: dict[str, Any]) -> None:
    """003 gets a sixth vote, taken from the rejections: the account of the box still holds."""
    if body["event"] == "BoxOpened":
        tally = body["payload"]["tallies"]["003"]
        tally["approve"], tally["reject"] = tally["approve"] + 1, tally["reject"] - 1


def passed_by_hand(body: dict[str, Any]) -> None:
    if body["event"] == "Sealed":
        body["payload"]["statuses"]["003"] = "passed"


def test_tables_that_differ_from_the_log_are_found(desk: Desk) -> None:
    other = forged(desk, more_approvals, whole=False)
    try:
        found = differing(re_examination.of_session(other))
        assert "审计日志与各表" in found
        assert any("会议文件" in each and "同意 5 不同意 4" in each for each in found["各轮票数"])
    finally:
        other.file.close()


@pytest.mark.parametrize(
    ("change", "part", "words"),
    [
        (passed_by_hand, "评审结果", "评审通过"),
        (more_approvals, "各轮票数", "未通过"),
    ],
)
def test_a_log_and_tables_forged_together_do_not_follow(
    desk: Desk, change: Callable[[dict[str, Any]], None], part: str, words: str
) -> None:
    """Every hash was worked out anew: only counting tells, and the code on paper."""
    code = desk.file.head[:16]
    other = forged(desk, change, whole=True)
    try:
        assert other.file.verify() == []
        found = differing(re_examination.of_session(other, code))
        assert any(words in each for each in found[part])
        assert "纸面" in found["审计日志与各表"][0]
    finally:
        other.file.close()


def repacked(package: Path, name: str, change: Callable[[bytes], bytes]) -> Path:
    """The package with one of its files altered; its name stays, for it says whose it is."""
    folder = package.parent / "altered"
    folder.mkdir(exist_ok=True)
    target = folder / package.name
    with zipfile.ZipFile(package) as old, zipfile.ZipFile(target, "w") as new:
        for entry in old.infolist():
            data = old.read(entry)
            new.writestr(entry, change(data) if entry.filename.endswith(name) else data)
    return target


def test_a_package_whose_result_was_altered_is_found_with_and_without_the_session(
    desk: Desk, tmp_path: Path
) -> None:
    package = delivery.write_outputs(desk, tmp_path).package

    def more(data: bytes) -> bytes:
        told = json.loads(data)
        (fell,) = (each for each in told["applicants"] if each["number"] == "003")
        fell["rounds"][0] |= {"yes": 6, "no": 3, "passed": True}
        fell["status"] = "passed"
        return json.dumps(told, ensure_ascii=False).encode()

    altered = repacked(package, "data/result.json", more)
    for counted, where in (
        (re_examination.of_session(desk, package=altered), "移交包结果文件"),
        (re_examination.of_package(altered), "结果文件"),
    ):
        found = differing(counted)
        assert "移交包的文件和签名" in found
        assert any(each.startswith(f"{where}：第1轮") for each in found["各轮票数"])
        assert found["评审结果"] == [f"{where}：评审通过（待公示、待确认）"]
    # What the minutes print is still what was counted; a package that says otherwise shows.
    assert "会议纪要印出的数字" in differing(re_examination.of_package(altered))


def test_a_package_alone_tells_what_a_session_tells(desk: Desk, tmp_path: Path) -> None:
    package = delivery.write_outputs(desk, tmp_path).package
    alone = re_examination.of_package(package)
    whole = re_examination.of_session(desk, package=package)
    assert differing(alone) == {}
    assert [(e.number, e.title, e.value) for e in alone.entries] == [
        (e.number, e.title, e.value) for e in whole.entries
    ]
    assert (alone.check_code, alone.committee, alone.rehearsal) == (
        whole.check_code,
        whole.committee,
        True,
    )
    done = re_examination.conclude(alone, (), ground="投诉", by="某人", at="2024-12-02T09:00:00")
    assert done.clean
    re_examination.write(done, tmp_path / "复查结果.pdf")
    assert (tmp_path / "复查结果.pdf").read_bytes().startswith(b"%PDF")
    unread = repacked(package, "data/minutes.pdf", lambda _: b"%PDF-1.7 nothing")
    assert differing(re_examination.of_package(unread))["会议纪要印出的数字"] == [
        "会议纪要：文字无法读取，请与纸质纪要逐项核对"
    ]
    broken = repacked(package, "data/record.json", lambda _: b"{}")
    with pytest.raises(Unreadable, match="先核验移交包"):
        re_examination.of_package(broken)


def test_what_cannot_be_re_examined_is_refused(
    desk: Desk, before_the_vote, pin_of, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    early = before_the_vote()
    with pytest.raises(Refused, match="封存"):
        re_examination.of_session(early)
    other = delivery.write_outputs(sealed_by(early, pin_of), tmp_path).package
    with pytest.raises(Refused, match="不是本次会议的移交包"):
        re_examination.of_session(desk, package=other)
    counted = re_examination.of_session(desk)
    for ground, by in (("", "穆青山"), ("投诉", " ")):
        with pytest.raises(Refused, match="复查事由和复查人"):
            re_examination.conclude(counted, (), ground=ground, by=by, at="2024-12-02")
    # A paper that the log does not know does not stay.
    done = re_examination.conclude(counted, (), ground="投诉", by="某人", at="2024-12-02T09:00:00")
    place = tmp_path / "papers"
    place.mkdir()

    def fails(*_: object, **__: object) -> None:
        raise StoreFull

    monkeypatch.setattr(type(desk), "record", fails)
    with pytest.raises(StoreFull):
        re_examination.keep(desk, done, place)
    assert list(place.iterdir()) == []
    assert desk.case.current_phase is Phase.SEALED


def test_the_command_counts_a_session_or_a_package_and_changes_nothing(
    desk: Desk, tmp_path: Path
) -> None:
    package = delivery.write_outputs(desk, tmp_path).package
    code, head = desk.file.head[:16], desk.file.head
    desk.file.close()
    secret = tmp_path / "kl.txt"
    secret.write_text("huiyi-kouling\n", encoding="utf-8")
    session = ["re-examine", str(desk.file.folder), "--passphrase-file", str(secret)]
    run = CliRunner()
    done = run.invoke(commands, [*session, "--package", str(package), "--code", code])
    assert done.exit_code == 0, done.output
    assert "[相符] 会议纪要印出的数字" in done.stdout
    assert done.stdout.endswith("全部相符。\n")
    done = run.invoke(commands, [*session, "--code", "0000000000000000", "--json"])
    assert done.exit_code == 1
    told = json.loads(done.stdout)
    assert told["format"] == "zcdesk-re-examination/1"
    assert ["纸面" in each["stated"] for each in told["parts"][0]["differences"]] == [True]
    done = run.invoke(commands, ["re-examine", str(package)])
    assert done.exit_code == 0, done.output
    assert "评审结果：比对 3 项" in done.stdout
    done = run.invoke(commands, [*session, "--code", "0000000000000000"])
    assert "共 1 处不符。" in done.stdout
    again = setup.open_session(
        desk.file.folder, "huiyi-kouling", now=desk.now, random=random.Random(3).randbytes
    )
    assert again.file.head == head
    again.file.close()
