"""The attack on oneself: on a sealed session clean, on a sabotaged one not, by the same searches."""

import json
import random
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from click.testing import CliRunner

from zcdesk.cli import commands
from zcdesk.desk import attack_package, attack_probes, delivery, sealing, selfattack, slips, voting
from zcdesk.desk.attack_probes import SEARCHES, Exhibit, planted, probe
from zcdesk.desk.desk import Desk
from zcdesk.domain.attack import AttackOutcome
from zcdesk.domain.ballot import Choice, Paper
from zcdesk.domain.committee import Recusal
from zcdesk.domain.errors import Refused, Unreadable
from zcdesk.store.errors import WrongSecret

SECRET = "huiyi-kouling"
TWO = {
    "presider": "P01",
    "presider_token": "zhuren-kouling",
    "supervisor_token": "jiandu-kouling",
}


def voted(desk: Desk, pin_of: Callable[[str], str]) -> None:
    """One round by name, one with slips, one annulled, and the seal."""
    key = voting.open_round(desk).round.key
    voting.annul(desk, key, reason="口令遗失", **TWO)
    key = voting.open_round(desk).round.key
    for place, member in enumerate(desk.case.rounds[key].voters):
        mark = (Choice.APPROVE, Choice.REJECT, Choice.ABSTAIN)[place % 3]
        paper = Paper(dict.fromkeys(desk.case.rounds[key].sheet(member), mark))
        voting.cast(desk, key, member, pin_of(member), paper)
    voting.close(desk, key)
    voting.open_box(desk, key, **TWO)
    batch = slips.prepare(desk, reason="再次表决")
    key = slips.open_round(desk, batch).round.key
    for code in batch.codes:
        slips.cast(
            desk, key, code, Paper(dict.fromkeys(slips.sheet(desk, key, code), Choice.APPROVE))
        )
    voting.close(desk, key)
    voting.open_box(desk, key, **TWO)
    sealing.seal(desk, "人数过少，无人落选", sealing.TwoPeople(*TWO.values()))


@pytest.fixture
def sealed(before_the_vote: Callable[..., Desk], pin_of, tmp_path: Path) -> tuple[Path, Path]:
    """A sealed session that is closed, and its package."""
    desk = before_the_vote([Recusal("002", "P08", "同一单位"), Recusal("002", "P09", "同一单位")])
    voted(desk, pin_of)
    package = delivery.write_outputs(desk, tmp_path).package
    desk.file.close()
    return desk.file.folder, package


def attacked(session: Path, package: Path | None = None, sessions: int = 1) -> AttackOutcome:
    return selfattack.attack_session(
        session, SECRET, random=random.Random(4).randbytes, package=package, sessions=sessions
    )


def found(outcome: AttackOutcome) -> dict[str, int]:
    return {each.place: each.found for each in outcome.probes if each.found}


def test_a_sealed_session_is_clean_and_unchanged(sealed: tuple[Path, Path]) -> None:
    session, package = sealed
    before = {path: path.read_bytes() for path in session.rglob("*") if path.is_file()}
    outcome = attacked(session, package, sessions=6)
    assert {path: path.read_bytes() for path in session.rglob("*") if path.is_file()} == before
    assert found(outcome) == {}
    assert outcome.works
    assert outcome.clean
    assert outcome.rounds == 3
    assert outcome.package == package.name
    told = list(selfattack.told(outcome))
    assert told[-1].startswith("未发现")
    assert len(told) == len(SEARCHES) + 3


def test_the_annex_says_what_was_found(sealed: tuple[Path, Path]) -> None:
    outcome = attacked(sealed[0])
    for shown, words in (
        (outcome, "未发现任何"),
        (replace(outcome, left=3), "发现可疑痕迹，请保留"),
        (replace(outcome, seen=0), "不能作为证明"),
    ):
        with pypdfium2.PdfDocument(selfattack.annex(shown)) as pdf:
            assert len(pdf) == 1
            text = pdf[0].get_textpage().get_text_range().replace("\r\n", "")
        assert words in text
        assert "没有检查移交包" in text
        assert "演练" in text


SABOTAGE = {
    "票箱": "INSERT INTO boxes VALUES ('1', '001', zeroblob(64))",
    "名册行序": "UPDATE roll SET rowid = 900 WHERE voter = 'P03' AND round = '1b'",
    "各表记录": "UPDATE opinions SET record = json_array('P03', '同意') WHERE key = '001'",
    "审计日志": "UPDATE audit SET body = json_set(body, '$.actor', 'P03')"
    " WHERE json_extract(body, '$.event') = 'BallotCast' AND number % 2",
}


@pytest.mark.parametrize("place", SABOTAGE)
def test_a_trace_in_the_database_is_found(
    before_the_vote, pin_of, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from zcdesk.store.casefile import CaseFile

    desk = before_the_vote()
    voted(desk, pin_of)

    def sabotage(file: CaseFile) -> list[bytes]:
        """What an earlier version of the program might have left, just before the bytes are taken."""
        file.run(lambda db: db.conn.execute("PRAGMA foreign_keys = OFF"))
        file.run(lambda db: db.conn.execute(SABOTAGE[place]))
        return whole(file)

    desk.file.run(lambda db: db.conn.execute("PRAGMA foreign_keys = OFF"))
    if place == "审计日志":
        desk.file.run(lambda db: db.conn.execute(SABOTAGE[place]))
    desk.file.close()
    whole = CaseFile.pages
    if place != "审计日志":
        of_the_session = iter([sabotage])
        monkeypatch.setattr(
            CaseFile,
            "pages",
            lambda file: next(of_the_session, whole)(file),  # noqa: PLW0108
        )
    assert place in found(attacked(desk.file.folder))


def test_files_that_do_not_belong_there_are_found(sealed: tuple[Path, Path]) -> None:
    session, _ = sealed
    (session / "session.db-journal").write_bytes(b"\0\0old")
    (session / "session.db-wal").write_bytes(b"")
    assert found(attacked(session)) == {"回滚日志文件": 3, "临时文件": 1}


def test_a_package_that_tells_is_found(sealed: tuple[Path, Path], tmp_path: Path) -> None:
    telling = tmp_path / "telling.zip"
    with zipfile.ZipFile(telling, "w") as archive:
        archive.writestr("x/votes.csv", "专家,意见\n委员3,不同意\n委员4,同意\n")
        archive.writestr("x/record.json", json.dumps({"a": [{"m": "P05", "v": "弃权"}]}))
        archive.writestr("x/other.pdf", "委员3,不同意")
    assert found(attacked(sealed[0], telling)) == {"移交包": 3}
    (tmp_path / "no.zip").write_bytes(b"no package")
    with pytest.raises(Unreadable):
        attacked(sealed[0], tmp_path / "no.zip")


def test_a_folder_with_the_package_or_with_what_was_in_it_is_read_like_the_file(
    sealed: tuple[Path, Path], tmp_path: Path
) -> None:
    _, package = sealed
    stick, unpacked = tmp_path / "stick", tmp_path / "unpacked"
    (stick / "职称").mkdir(parents=True)
    (stick / "职称" / package.name).write_bytes(package.read_bytes())
    (stick / "receipt.pdf").write_bytes(b"%PDF-1.7")
    with zipfile.ZipFile(package) as archive:
        archive.extractall(unpacked)
    in_file = dict(attack_package.texts(package))
    assert {Path(name).name for name in in_file} >= {"record.json", "result.json"}
    assert dict(attack_package.texts(stick)) == in_file
    assert dict(attack_package.texts(unpacked)) == in_file
    # What tells is found in either.
    table = next(unpacked.glob("*/data/*.csv"))
    table.write_text("专家,意见\n委员3,不同意\n", encoding="utf-8")
    assert found(attacked(sealed[0], unpacked)) == {"移交包": 1}


def test_what_is_no_package_is_refused_with_its_cause(
    sealed: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty, closed = tmp_path / "empty", tmp_path / "closed"
    empty.mkdir()
    closed.mkdir()
    (empty / "readme.txt").write_text("x")
    (empty / "outside.json").symlink_to(sealed[1])
    (closed / "zc.zip.7z").write_bytes(b"7z")
    for package, why in (
        (empty, "没有移交包的数据文件"),
        (closed, "已加密"),
        (closed / "zc.zip.7z", "已加密"),
        (tmp_path / "missing.zip", "不是可以读取"),
    ):
        with pytest.raises(Unreadable, match=why):
            list(attack_package.texts(package))
    monkeypatch.setattr(attack_package, "_MOST_FILES", 1)
    with pytest.raises(Unreadable, match="文件过多"):
        list(attack_package.texts(empty))
    monkeypatch.setattr(attack_package, "_MOST_TEXT", 100)
    with pytest.raises(Unreadable, match="过大"):
        list(attack_package.texts(sealed[1]))


def test_a_session_that_is_not_sealed_is_refused(before_the_vote) -> None:
    desk = before_the_vote()
    desk.file.close()
    with pytest.raises(Refused, match="封存"):
        attacked(desk.file.folder)
    with pytest.raises(WrongSecret):
        selfattack.attack_session(desk.file.folder, "falsch", random=desk.random)


def test_every_search_finds_all_of_its_sample_and_nothing_in_an_empty_one() -> None:
    sample, hidden = planted(["P01", "P02", "P03"])
    empty = Exhibit(frozenset({"P01"}), [], 0, [], [], b"", [], [], [])
    probes = probe(empty, sample, hidden)
    assert [each.place for each in probes] == list(hidden)
    assert all(each.works and each.found == 0 for each in probes)


def test_offsets_may_run_page_by_page_but_not_otherwise() -> None:
    filled = tuple("abcdefg")
    search = {place: each for place, _, each in SEARCHES}["名册偏移"]
    empty = Exhibit(frozenset(), [], 0, [], [], b"", [], [], [])

    def moved(order: str) -> int:
        return search(replace(empty, rolls=[(filled, filled, tuple(order))]))

    assert [moved(order) for order in ("abcdefg", "gfedcba", "dcbagfe", "cbaedgf")] == [0] * 4
    assert [moved(order) for order in ("abcdegf", "gfedabc", "bcadefg")] == [0, 1, 1]


def test_a_sealed_ballot_is_told_from_text_and_from_the_salt_of_a_pin() -> None:
    people = frozenset({"委员3"})
    ballot = bytes((at * 151 + 7) % 256 for at in range(64))
    text = "委员3评议组认为达到申报条件，建议提交评委会表决。" * 3
    for stretch, is_trace in (
        (ballot, True),
        (b"..." + ballot + b"text behind it", True),
        (ballot[:48] + b"and then some text", False),
        (text.encode(), False),
        (text.encode()[1:-1], False),
        ('{"委员3":"同意"}'.encode(), True),
        (b"", False),
    ):
        assert attack_probes._is_trace(stretch, people) is is_trace, stretch


def test_the_command_asks_for_the_passphrase_and_writes_the_annex(
    sealed: tuple[Path, Path], tmp_path: Path
) -> None:
    session, package = sealed
    secret, annex = tmp_path / "kl.txt", tmp_path / "annex.pdf"
    secret.write_text(f"{SECRET}\n", encoding="utf-8")
    run = CliRunner()
    arguments = ["attack", str(session), "--package", str(package)]
    done = run.invoke(
        commands, [*arguments, "--json", "--annex", str(annex), "--passphrase-file", str(secret)]
    )
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["left"] == 0
    assert annex.read_bytes().startswith(b"%PDF")
    done = run.invoke(commands, arguments, input=f"{SECRET}\n")
    assert done.exit_code == 0, done.output
    assert SECRET not in done.output
    assert "未发现" in done.stdout
    (session / "session.db-wal").write_bytes(b"")
    assert run.invoke(commands, arguments, input=f"{SECRET}\n").exit_code == 1
