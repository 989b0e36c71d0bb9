"""What was issued is found again after the program was closed: by place, by digest, from inside."""

import datetime
import os
import random
import shutil

import pytest

from zcdesk.desk import delivery, issued, paper_set, papers, rehearsal, setup, signing
from zcdesk.desk.issued import State
from zcdesk.desk.script import read_script
from zcdesk.domain.ballot import Round
from zcdesk.domain.errors import Refused
from zcdesk.domain.signing import SigningRole
from zcdesk.dossiers.specimen import write_sample
from zcdesk.handover.signers import own_signer

SECRETARY, CHAIR = SigningRole
NOW = datetime.datetime(2024, 11, 20, 17, 0, 0)  # noqa: DTZ001 - local time, as the desk has it
MINE = papers.MINUTES_ARCHIVE


@pytest.fixture(scope="module")
def held(tmp_path_factory):
    """A rehearsed session and its passphrase, the first sixteen bytes that were asked for."""
    folder, dice, asked = tmp_path_factory.mktemp("held"), random.Random(3), []

    def chance(count):
        made = dice.randbytes(count)
        if count == 16:
            asked.append(made.hex())
        return made

    script = read_script(write_sample(folder / "sample", 12).script)
    done = rehearsal.rehearse(script, folder / "out", now=lambda: NOW, random=chance)
    return done.session, asked[0]


class Days:
    """The session on one day after another: each opens it anew."""

    def __init__(self, folder, passphrase):
        self.folder, self.passphrase, self.desk = folder, passphrase, None
        self.next()

    def next(self):
        if self.desk is not None:
            self.desk.file.close()
        self.desk = setup.open_session(
            self.folder, self.passphrase, now=lambda: NOW, random=os.urandom
        )
        return self.desk

    def states(self):
        return {each.path and each.path.name: each.state for each in issued.issued(self.desk)}

    def sign(self, path, role):
        return signing.sign_paper(self.desk, path, role, own_signer(setup.identity(self.desk)))


@pytest.fixture
def days(held, tmp_path):
    folder, passphrase = held
    shutil.copytree(folder, tmp_path / "session.zcd")
    made = Days(tmp_path / "session.zcd", passphrase)
    yield made
    made.desk.file.close()


@pytest.fixture
def out(days, tmp_path):
    """The papers of today, written into a folder, their places kept."""
    folder = tmp_path / "out"
    folder.mkdir()
    made = delivery.write_outputs(days.desk, folder)
    issued.keep_place(days.desk, *made.papers.values(), made.package)
    return folder


def test_tomorrow_the_papers_are_where_they_were(days, out):
    days.sign(out / MINE, SECRETARY)
    days.next()
    found = {each.name: each for each in issued.issued(days.desk)}
    assert found[MINE].sentence == "● 秘书已认证"
    assert found[MINE].title == "会议纪要（档案版）"
    assert found[MINE].path == out / MINE
    assert not found[MINE].inside
    assert found[papers.RESULTS].sentence == "未签名"
    assert [each.title for each in found.values() if each.state is State.PACKAGE] == ["移交包"]
    days.sign(out / MINE, CHAIR)
    assert {e.name: e.sentence for e in issued.issued(days.desk)}[MINE] == "● 主任委员已签发"


def test_what_was_changed_moved_or_left_behind_is_told(days, out):
    unsigned = (out / MINE).read_bytes()
    days.sign(out / MINE, SECRETARY)
    (out / MINE).write_bytes(unsigned)
    (out / papers.RESULTS).write_bytes((out / papers.RESULTS).read_bytes() + b"\n")
    (out / papers.ELIMINATION).unlink()
    states = days.states()
    assert states[MINE] is State.BEHIND
    assert states[papers.RESULTS] is State.CHANGED
    assert states[papers.ELIMINATION] is State.GONE
    assert "改动" in State.CHANGED.value


def test_to_issue_again_keeps_the_signature(days, out):
    days.sign(out / MINE, SECRETARY)
    signed = (out / MINE).read_bytes()
    (out / MINE).unlink()
    delivery.write_outputs(days.next(), out)
    assert (out / MINE).read_bytes() == signed
    # another paper under the same name is not taken for the signed one
    assert signing.as_signed(days.desk, MINE, b"%PDF-1.7 another") == b"%PDF-1.7 another"


def test_a_paper_issued_alone_keeps_its_signature_too(days, tmp_path):
    (kind,) = (k for k in paper_set.papers_now(days.desk) if k.id == "exceptions-True")
    path = paper_set.issue(days.desk, kind.make, tmp_path)
    signed = path.read_bytes() + b"signature"
    stored = days.desk.vault.put(signed)
    days.desk.record(
        [signing.PaperSigned(path.name, SECRETARY, stored.key, stored.sha256, "00")],
        actor="secretary",
    )
    assert paper_set.issue(days.desk, kind.make, tmp_path).read_bytes() == signed


def test_the_signed_copy_is_taken_out_of_the_session(days, out, tmp_path):
    days.sign(out / MINE, SECRETARY)
    signed = (out / MINE).read_bytes()
    shutil.rmtree(out)
    # nobody remembers any place
    (days.folder / "papers.zcm").write_bytes(b"damaged")
    days.next()
    found = {each.name: each for each in issued.issued(days.desk)}
    assert found[MINE].path is None
    assert found[MINE].inside
    assert found[MINE].sentence == "签名件存在会议里"
    other = tmp_path / "other"
    other.mkdir()
    assert issued.take_out(days.desk, MINE, other).read_bytes() == signed
    assert days.states()[MINE] is State.SIGNED
    with pytest.raises(Refused, match="没有“评审结果汇总表”的签名件"):
        issued.take_out(days.desk, papers.RESULTS, other)


def test_a_folder_that_was_moved_is_searched_by_digest(days, out, tmp_path):
    moved = tmp_path / "moved"
    out.rename(moved)
    (moved / MINE).rename(moved / "纪要 终稿.pdf")
    (moved / "stray.pdf").write_bytes(b"%PDF-1.7")
    (days.folder / "papers.zcm").unlink()
    assert issued.find_in(days.desk, moved) == 5
    found = {e.path.name: e for e in issued.issued(days.desk) if e.path}
    assert found["纪要 终稿.pdf"].title == "会议纪要（档案版）"
    assert "stray.pdf" not in found
    with pytest.raises(Refused, match="没有本次会议出具的"):
        issued.find_in(days.desk, days.folder)
    with pytest.raises(Refused, match="无法读取文件夹“gone”"):
        issued.find_in(days.desk, tmp_path / "gone")


def test_the_places_are_not_to_be_read_from_the_disk(days, out):
    assert str(out).encode() not in (days.folder / "papers.zcm").read_bytes()


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("attendance-2024-11-20.pdf", "签到表（2024年11月20日）"),
        ("votes-1.pdf", "投票统计表（第1轮）"),
        ("votes-1b.pdf", "投票统计表（第1轮之2）"),
        ("receipt.pdf", "移交交接单"),
        ("else.pdf", "else.pdf"),
    ],
)
def test_titles(name, title):
    assert issued.title_of(name) == title


def test_a_round_is_called_as_in_the_minutes():
    first = Round("1", 1, "", ("P01",), ("001",), {}, annul_reason="停电")
    again = Round("1b", 1, "", ("P01",), ("001",), {})
    assert issued.title_of("votes-1.pdf", (first, again)) == "投票统计表（第一轮（作废））"
    assert issued.title_of("votes-1b.pdf", (first, again)) == "投票统计表（第一轮（重投））"
    assert issued.title_of("votes-2.pdf", (first, again)) == "投票统计表（第2轮）"
