"""Signing the minutes by hand: whose, with what proof, until when, and what the papers then hold."""

import hashlib
import subprocess

import pypdfium2
import pytest

from zcdesk.desk import (
    delivery,
    forms,
    hand_signing,
    issued,
    paper_set,
    papers,
    sealing,
    setup,
    signing,
    voting,
)
from zcdesk.domain.ballot import Choice, Paper
from zcdesk.domain.errors import KnownError, Refused
from zcdesk.domain.events import HandSignatureWithdrawn, HandSigned, PhaseStepped
from zcdesk.domain.hand_signature import Fault, HandSignature, Stroke
from zcdesk.domain.session import Phase
from zcdesk.domain.signing import SigningRole
from zcdesk.handover.signers import own_signer

FIRST = HandSignature((Stroke(((100, 900), (700, 100), (1300, 900))), Stroke(((1500, 500),))))
SECOND = HandSignature((Stroke(((0, 500), (2900, 480))),))
LOCKED = "会议纪要（档案版）已有电子签名"


@pytest.fixture
def sealed(before_the_vote, pin_of, all_secrets):
    """A sealed session; P09 was never there."""
    desk = before_the_vote()
    here = [f"P0{n}" for n in range(1, 9)]
    key = voting.open_round(desk, present=here).round.key
    for member in here:
        sheet = Paper(dict.fromkeys(("001", "002", "003"), Choice.APPROVE))
        voting.cast(desk, key, member, pin_of(member), sheet)
    voting.close(desk, key)
    two = ("P01", all_secrets["P01"], all_secrets["supervisor"])
    heads = dict(zip(("presider", "presider_token", "supervisor_token"), two, strict=True))
    voting.open_box(desk, key, **heads)
    sealing.seal(desk, "人数过少", sealing.TwoPeople(*two))
    return desk


@pytest.fixture
def sign(sealed, pin_of, all_secrets):
    """Signs with the right secret."""

    def done(who, signature=FIRST):
        secret = pin_of(who) if who.startswith("P") else all_secrets[who]
        return hand_signing.sign_by_hand(sealed, who, secret, signature)

    return done


def text_of(data):
    document = pypdfium2.PdfDocument(data)
    try:
        return "".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def certified(desk, data, role=SigningRole.SECRETARY):
    return signing.sign_paper(desk, data, role, own_signer(setup.identity(desk))).data


def test_everybody_with_a_line_is_on_the_list_in_the_order_of_the_block(sealed, sign):
    lines = hand_signing.signers(sealed)
    assert [each.id for each in lines] == [
        *(f"P0{n}" for n in range(1, 10)),
        "secretary",
        "supervisor",
    ]
    assert [each.office for each in lines[:3]] == ["主任委员", "副主任委员", "委员"]
    assert [each.proof for each in lines[-3:]] == ["投票密码", "会议口令", "开箱口令"]
    assert not any(each.at for each in lines)
    sign("P02")
    sign("supervisor")
    signed = [each.id for each in hand_signing.signers(sealed) if each.at]
    assert signed == ["P02", "supervisor"]
    at = hand_signing.signers(sealed)[1].at
    assert at.startswith("2024-11-20T")


def test_the_log_holds_who_and_a_digest_and_no_stroke(sealed, sign):
    event = sign("P03")
    assert event == HandSigned("P03", FIRST.digest)
    line = sealed.file.audit()[-1].body
    assert '"actor":"P03"' in line
    assert FIRST.digest in line
    assert "points" not in line
    assert sealed.file.verify() == []
    assert sealed.file.hand_signatures() == {"P03": FIRST}


def test_a_signature_can_be_done_again_and_taken_back(sealed, sign, pin_of):
    bare = hand_signing.minutes_now(sealed)
    sign("P03")
    once = hand_signing.minutes_now(sealed)
    sign("P03", SECOND)
    assert hand_signing.minutes_now(sealed) not in (bare, once)
    sign("P03")
    assert hand_signing.minutes_now(sealed) == once
    gone = hand_signing.withdraw(sealed, "P03", pin_of("P03"))
    assert gone == HandSignatureWithdrawn("P03", FIRST.digest)
    assert hand_signing.minutes_now(sealed) == bare
    assert sealed.file.hand_signatures() == {}
    assert sealed.file.verify() == []
    with pytest.raises(Refused, match="还没有手写签名"):
        hand_signing.withdraw(sealed, "P03", pin_of("P03"))


def test_nobody_signs_for_another(sealed, sign):
    sign("P04", SECOND)
    lines = len(sealed.file.audit())
    for who, secret, sentence in (
        ("P04", "0000", "投票密码不正确，还可以试 4 次"),
        ("P04", "719482003055", "投票密码不正确，还可以试 3 次"),
        ("secretary", "zhuren-kouling", "会议口令不正确"),
        ("secretary", "", "会议口令不正确"),
        ("supervisor", "huiyi-kouling", "监督员的开箱口令不正确。"),
        ("P99", "1", "此人没有出席会议，会议纪要上没有其签名行。"),
    ):
        with pytest.raises(KnownError, match=sentence):
            hand_signing.sign_by_hand(sealed, who, secret, FIRST)
    with pytest.raises(KnownError, match="投票密码不正确，还可以试 2 次"):
        hand_signing.withdraw(sealed, "P04", "0000")
    assert sealed.file.hand_signatures() == {"P04": SECOND}
    assert len(sealed.file.audit()) == lines


def test_five_wrong_pins_lock_the_seat_here_too(sealed, pin_of):
    for _ in range(5):
        with pytest.raises(KnownError):
            hand_signing.sign_by_hand(sealed, "P05", "0000", FIRST)
    with pytest.raises(KnownError, match="锁定"):
        hand_signing.sign_by_hand(sealed, "P05", pin_of("P05"), FIRST)
    assert sealed.file.hand_signatures() == {}


def test_what_is_no_signature_is_refused_before_the_pin_is_asked(sealed):
    for strokes, fault in (
        ((), Fault.EMPTY),
        ((Stroke(((5, 5),)),), Fault.TOO_SMALL),
        ((Stroke(tuple((n % 3000, 0) for n in range(6001))),), Fault.TOO_MUCH),
        ((Stroke(((0, 0), (3001, 0))),), Fault.OUTSIDE),
    ):
        with pytest.raises(Refused) as told:
            hand_signing.sign_by_hand(sealed, "P06", "wrong", HandSignature(strokes))
        assert told.value.sentence == fault.value
    with pytest.raises(KnownError, match="还可以试 4 次"):
        hand_signing.sign_by_hand(sealed, "P06", "wrong", FIRST)


def test_before_the_seal_and_after_the_hand_over_there_is_no_line_to_sign(
    before_the_vote, sealed, sign, pin_of
):
    early = before_the_vote()
    with pytest.raises(Refused, match="封存之后才有会议纪要"):
        hand_signing.sign_by_hand(early, "P01", pin_of("P01"), FIRST)
    sealed.record([PhaseStepped(Phase.SEALED, Phase.HANDED_OVER, "")])
    for late in (lambda: sign("P01"), lambda: hand_signing.withdraw(sealed, "P01", "x")):
        with pytest.raises(Refused, match="会议已移交"):
            late()


def test_the_first_signature_in_the_file_closes_the_lines(sealed, sign, pin_of, tmp_path):
    sign("P01")
    sign("P02")
    # Every delivery certifies the submission edition: that one bears no hand and closes nothing.
    outputs = delivery.write_outputs(sealed, tmp_path)
    assert hand_signing.closed(sealed) == ""
    sign("P03")
    archive = forms.archive_minutes(sealed).data
    assert archive != outputs.papers[papers.MINUTES_ARCHIVE].read_bytes()
    certified(sealed, archive)
    for late in (
        lambda: sign("P01"),
        lambda: sign("P04"),
        lambda: hand_signing.withdraw(sealed, "P01", pin_of("P01")),
    ):
        with pytest.raises(Refused, match=LOCKED):
            late()
    assert set(sealed.file.hand_signatures()) == {"P01", "P02", "P03"}


def test_minutes_from_before_a_hand_are_told_and_not_signed(sealed, sign, tmp_path):
    def state():
        (found,) = [e for e in issued.issued(sealed) if e.name == papers.MINUTES_ARCHIVE]
        return found.sentence

    path = issued.write_outputs(sealed, tmp_path).papers[papers.MINUTES_ARCHIVE]
    assert state() == "未签名"
    sign("P01")
    assert state() == "▲ 手写签名有变动，请重新出具"
    entries = len(sealed.file.audit())
    with pytest.raises(Refused, match="手写签名变动之前出具"):
        certified(sealed, path.read_bytes())
    assert len(sealed.file.audit()) == entries
    kinds = {each.id: each for each in paper_set.papers_now(sealed)}
    assert paper_set.issue(sealed, kinds["minutes-archive"].make, tmp_path) == path
    assert state() == "未签名"
    path.write_bytes(certified(sealed, path.read_bytes()))
    assert state() == "● 秘书已认证"


def test_the_signed_archive_edition_holds_and_its_text_is_whole(sealed, sign, tmp_path):
    for who in ("P01", "P02", "P05", "secretary", "supervisor"):
        sign(who)
    printed = forms.archive_minutes(sealed).data
    assert printed == hand_signing.minutes_now(sealed)
    signed = certified(sealed, certified(sealed, printed), SigningRole.CHAIR)
    answer = signing.check_paper(sealed, signed)
    assert answer.ok
    assert answer.roles == tuple(SigningRole)
    path = tmp_path / "signed.pdf"
    path.write_bytes(signed)
    poppler = subprocess.run(["pdfsig", path], capture_output=True, text=True, check=False).stdout
    assert poppler.count("Signature is Valid") == 2
    told = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True)
    for member in sealed.case.current.members:
        assert member.name in told.stdout
    assert "以上5人的签名由本人在会议电脑上手写" in "".join(told.stdout.split())
    assert "以上5人的签名" in "".join(text_of(signed).split())


def test_the_submission_edition_and_the_package_know_nothing_of_hands(sealed, sign, tmp_path):
    before, after = tmp_path / "before", tmp_path / "after"
    for folder in (before, after):
        folder.mkdir()
    plain = papers.papers(sealed)[papers.MINUTES]
    sign("P01")
    sign("secretary")
    assert papers.papers(sealed)[papers.MINUTES] == plain
    package = delivery.write_outputs(sealed, after).package
    assert delivery.verify(package).ok
    raw = package.read_bytes()
    for digest in (FIRST.digest, hashlib.sha256(FIRST.digest.encode()).hexdigest()):
        assert digest.encode() not in raw
    assert b"HandSigned" not in raw
    # The archive edition, which is asked for, bears them as lines of its minutes and no more.
    made = papers.papers(sealed)
    choice = delivery.Choice(archive=True)
    archive = delivery.write_session_package(sealed, before, made, choice).path
    assert delivery.verify(archive).ok
    assert made[papers.MINUTES_ARCHIVE] in archive.read_bytes()
    assert b"HandSigned" not in archive.read_bytes()
    assert FIRST.digest.encode() not in archive.read_bytes()


def test_altered_strokes_are_neither_printed_nor_passed_over(sealed, sign):
    sign("P01")
    sealed.file.run(
        lambda db: db.conn.execute(
            "UPDATE hand_signatures SET strokes = replace(strokes, '700', '701')"
        )
    )
    assert sealed.file.verify() == ["手写签名与审计日志不一致：P01的笔迹被改动、删除或调换。"]
    for use in (lambda: papers.papers(sealed), lambda: hand_signing.minutes_now(sealed)):
        with pytest.raises(KnownError, match="手写签名与审计日志不一致"):
            use()
