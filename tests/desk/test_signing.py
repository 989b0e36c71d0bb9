"""Signing the papers of a session: whose, in which edition, and what is kept of it."""

import datetime
import hashlib
import io
import json
import os
import random
import shutil
from pathlib import Path

import pikepdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from zcdesk.desk import delivery, forms, papers, rehearsal, setup, signing
from zcdesk.desk.script import read_script
from zcdesk.domain.errors import Refused, Unreadable
from zcdesk.domain.session import Phase
from zcdesk.domain.signing import SigningRole
from zcdesk.dossiers.specimen import write_sample
from zcdesk.handover.pdf_signatures import verify_pdf
from zcdesk.handover.signers import KeySigner, NotSigned, own_signer

SECRETARY, CHAIR = SigningRole
NOW = datetime.datetime(2024, 11, 20, 17, 0, 0)  # noqa: DTZ001 - local time, as the desk has it


class Chance:
    """Bytes of a fixed seed that remembers the passphrase: the first sixteen asked for."""

    def __init__(self):
        self.dice, self.passphrase = random.Random(3), ""

    def __call__(self, count):
        made = self.dice.randbytes(count)
        if count == 16 and not self.passphrase:
            self.passphrase = made.hex()
        return made


@pytest.fixture(scope="module")
def held(tmp_path_factory):
    """A rehearsed session: folder, passphrase, and where its papers were written."""
    folder, chance = tmp_path_factory.mktemp("held"), Chance()
    script = read_script(write_sample(folder / "sample", 12).script)
    done = rehearsal.rehearse(script, folder / "out", now=lambda: NOW, random=chance)
    return done.session, chance.passphrase, folder / "out"


@pytest.fixture
def desk(held, tmp_path):
    """The session, opened again in a copy of its own."""
    folder, passphrase, _ = held
    shutil.copytree(folder, tmp_path / "session.zcd")
    opened = setup.open_session(
        tmp_path / "session.zcd", passphrase, now=lambda: NOW, random=os.urandom
    )
    yield opened
    opened.file.close()


@pytest.fixture
def real(desk, monkeypatch):
    """The same session as if it had not been rehearsed."""
    before = desk.case.current
    object.__setattr__(before, "rehearsal", False)
    yield desk
    object.__setattr__(before, "rehearsal", True)


def own(desk):
    return own_signer(setup.identity(desk))


def text_of(data):
    """The words of every appearance in the file, by pdfium, from the page's annotations."""
    with pikepdf.open(io.BytesIO(data)) as opened:
        return {
            str(field.T): (str(field.V.Name), str(field.V.Reason))
            for field in opened.Root.AcroForm.Fields
            if "/V" in field
        }


def person(name):
    """A signer whose certificate names this person."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC))
        .not_valid_after(datetime.datetime(2034, 1, 1, tzinfo=datetime.UTC))
        .sign(key, hashes.SHA256())
    )
    return KeySigner(key, made)


def log_of(desk, name):
    bodies = [json.loads(line.body) for line in desk.file.audit()]
    return [body for body in bodies if body["event"] == name]


# --- what a session hands out --------------------------------------------------------------------


def test_the_minutes_go_out_certified_by_the_secretary(held, desk):
    _, _, out = held
    minutes = (out / papers.MINUTES).read_bytes()
    answer = signing.check_paper(desk, minutes)
    assert answer.ok
    assert answer.roles == (SECRETARY,)
    assert answer.signatures[0].trusted
    (recorded,) = log_of(desk, "PaperSigned")
    assert recorded["actor"] == "secretary"
    assert recorded["payload"]["document"] == papers.MINUTES
    assert recorded["payload"]["sha256"] == hashlib.sha256(minutes).hexdigest()
    assert recorded["payload"]["fingerprint"] == setup.identity(desk).fingerprint


def test_the_package_holds_the_signed_minutes_and_says_so(held):
    _, _, out = held
    (package,) = out.glob("zc-*.zip")
    answer = delivery.verify(package)
    assert answer.ok
    (line,) = [line for line in answer.lines if line.title == "纪要签名"]
    assert line.detail.startswith("秘书签名：")
    assert "证书与会议所列一致" in line.detail
    assert (out / papers.MINUTES).read_bytes() in package.read_bytes()


def test_what_is_printed_unsigned_is_the_same_again(desk):
    first, second = papers.papers(desk), papers.papers(desk)
    assert first == second
    kept = signing.signed_papers(desk)
    assert kept.keys() == {papers.MINUTES}
    assert kept[papers.MINUTES].startswith(first[papers.MINUTES])


def test_a_second_delivery_takes_what_was_signed(desk, tmp_path):
    before = signing.signed_papers(desk)[papers.MINUTES]
    locked = signing.sign_paper(desk, before, CHAIR, own(desk)).data
    out = tmp_path / "again"
    out.mkdir()
    delivery.write_outputs(desk, out)
    assert (out / papers.MINUTES).read_bytes() == locked
    (package,) = out.glob("zc-*.zip")
    titles = [
        line.detail[:6] for line in delivery.verify(package).lines if line.title == "纪要签名"
    ]
    assert titles == ["秘书签名：" + desk.case.current.staff.secretary[0], "主任委员签名"]


def test_a_session_whose_certificate_has_ended_can_still_be_printed(held, tmp_path):
    folder, passphrase, _ = held
    shutil.copytree(folder, tmp_path / "late.zcd")
    late = NOW.replace(year=2040)
    opened = setup.open_session(
        tmp_path / "late.zcd", passphrase, now=lambda: late, random=os.urandom
    )
    try:
        printed = papers.papers(opened)
        assert (
            signing.signed_or_certified(opened, papers.ELIMINATION, printed[papers.ELIMINATION])
            == {}
        )
        with pytest.raises(NotSigned, match="过期"):
            signing.sign_paper(opened, printed[papers.MINUTES_ARCHIVE], SECRETARY, own(opened))
    finally:
        opened.file.close()


# --- who and in which edition --------------------------------------------------------------------


def test_a_rehearsal_is_signed_as_a_rehearsal(desk):
    data = signing.signed_papers(desk)[papers.MINUTES]
    secretary = desk.case.current.staff.secretary
    assert text_of(data) == {"secretary": (secretary, "演练签名，不具效力（核对无误，秘书认证）")}


def test_a_real_session_is_signed_as_one(real):
    data = papers.papers(real)[papers.MINUTES_ARCHIVE]
    data = signing.sign_paper(real, data, SECRETARY, own(real)).data
    data = signing.sign_paper(real, data, CHAIR, own(real)).data
    presiding = papers.snapshot(real).presiding.name
    assert text_of(data) == {
        "secretary": (real.case.current.staff.secretary, "核对无误，秘书认证"),
        "chair": (presiding, "审定签发并锁定"),
    }


def test_a_paper_that_this_session_did_not_print_is_refused(real):
    """Nor one that was altered: a rehearsed paper is in no real session's log."""
    printed = papers.papers(real)[papers.MINUTES_ARCHIVE]
    for stray in (printed.replace(b"/Title", b"/TitlE", 1), printed + b"\n", b""):
        with pytest.raises(Refused, match="不是本次会议出具的，或出具之后被改动过"):
            signing.sign_paper(real, stray, SECRETARY, own(real))


def test_the_submission_edition_names_no_expert_in_a_signature(desk):
    before = signing.signed_papers(desk)[papers.MINUTES]
    presiding = papers.snapshot(desk).presiding
    data = signing.sign_paper(desk, before, CHAIR, own(desk)).data
    assert text_of(data)["chair"][0] == presiding.role.chinese
    names = [member.name for member in desk.case.current.members]
    with pikepdf.open(io.BytesIO(data)) as opened:
        told = " ".join(
            str(value)
            for field in opened.Root.AcroForm.Fields
            for value in (field.V.Name, field.V.Reason, field.V.get("/Location", ""))
        )
    assert not [name for name in names if name in told]


def test_a_certificate_in_an_experts_name_signs_the_archives_edition_only(desk):
    chair = person(papers.snapshot(desk).presiding.name)
    submission = signing.signed_papers(desk)[papers.MINUTES]
    with pytest.raises(Refused, match="报送版不得出现评委姓名") as told:
        signing.sign_paper(desk, submission, CHAIR, chair)
    assert told.value.rule == "expert-name"
    archive = papers.papers(desk)[papers.MINUTES_ARCHIVE]
    archive = signing.sign_paper(desk, archive, SECRETARY, own(desk)).data
    archive = signing.sign_paper(desk, archive, CHAIR, chair).data
    answer = signing.check_paper(desk, archive)
    assert answer.ok
    assert all(each.trusted for each in answer.signatures)


# --- what is left where it does not work ---------------------------------------------------------


def test_after_the_chair_nobody_begins_anew(desk):
    before = signing.signed_papers(desk)[papers.MINUTES]
    signing.sign_paper(desk, before, CHAIR, own(desk))
    unsigned = papers.papers(desk)[papers.MINUTES]
    for paper in (before, unsigned):
        with pytest.raises(Refused, match="已经签发并锁定"):
            signing.sign_paper(desk, paper, SECRETARY, own(desk))


def test_the_secretary_may_begin_anew_with_another_key_before_the_chair(desk):
    unsigned = papers.papers(desk)[papers.MINUTES]
    mine = person(desk.case.current.staff.secretary)
    data = signing.sign_paper(desk, unsigned, SECRETARY, mine).data
    assert signing.signed_papers(desk)[papers.MINUTES] == data


def test_a_file_is_replaced_by_the_signed_one(desk, tmp_path):
    path = tmp_path / "纪要.pdf"
    path.write_bytes(signing.signed_papers(desk)[papers.MINUTES])
    signed = signing.sign_paper(desk, path, CHAIR, own(desk))
    assert path.read_bytes() == signed.data
    assert verify_pdf(path.read_bytes()).ok
    assert [each.name for each in tmp_path.iterdir() if each.suffix == ".part"] == []


def full(*_):
    raise OSError(28, "No space left on device")


def test_without_room_for_the_copy_nothing_is_signed(desk, tmp_path, monkeypatch):
    path = tmp_path / "minutes.pdf"
    path.write_bytes(signing.signed_papers(desk)[papers.MINUTES])
    before, entries = path.read_bytes(), len(desk.file.audit())
    monkeypatch.setattr("zcdesk.dossiers.vault.os.fsync", full)
    with pytest.raises(NotSigned, match="没有存入会议文件夹"):
        signing.sign_paper(desk, path, CHAIR, own(desk))
    assert path.read_bytes() == before
    assert len(desk.file.audit()) == entries


def test_without_room_for_the_file_it_stays_as_it_was_and_the_copy_is_kept(
    desk, tmp_path, monkeypatch
):
    path = tmp_path / "minutes.pdf"
    path.write_bytes(signing.signed_papers(desk)[papers.MINUTES])
    before = path.read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", full)
        patch.setattr(
            desk.vault, "put", lambda data, put=desk.vault.put: _put_whole(patch, put, data)
        )
        with pytest.raises(Unreadable, match="无法写入"):
            signing.sign_paper(desk, path, CHAIR, own(desk))
    assert path.read_bytes() == before
    assert not path.with_name("minutes.pdf.part").exists()
    assert verify_pdf(signing.signed_papers(desk)[papers.MINUTES]).roles == (SECRETARY, CHAIR)


def _put_whole(patch, put, data):
    patch.undo()
    stored = put(data)
    patch.setattr(Path, "replace", full)
    return stored


def test_a_paper_without_signature_lines_is_told(desk):
    for paper in (papers.papers(desk)[papers.TABLES], forms.overview(desk).data):
        with pytest.raises(NotSigned):
            signing.sign_paper(desk, paper, SECRETARY, own(desk))


def test_every_paper_that_chair_and_secretary_sign_is_signed_in_the_file_too(desk, tmp_path):
    """移交包 `data/*.pdf`: the signed 报送版 documents; who signs the result is the chair (第二十二条)."""
    printed = papers.papers(desk)
    todo = {name: printed[name] for name in (papers.RESULTS, papers.ELIMINATION)}
    for made in (
        forms.vote_sheet(desk, "1"),
        forms.register_of_exceptions(desk, archive=False),
        forms.register_of_exceptions(desk, archive=True),
    ):
        todo[made.name] = made.data
    chair = papers.snapshot(desk).presiding
    for name, data in todo.items():
        both = signing.sign_paper(desk, data, SECRETARY, own(desk)).data
        both = signing.sign_paper(desk, both, CHAIR, own(desk)).data
        answer = signing.check_paper(desk, both)
        assert (answer.ok, answer.roles) == (True, (SECRETARY, CHAIR)), name
        archive = name == forms.EXCEPTIONS_ARCHIVE
        assert text_of(both)["chair"][0] == (chair.name if archive else chair.role.chinese)
    with pytest.raises(Refused, match="报送版不得出现评委姓名"):
        signing.sign_paper(desk, printed[papers.MINUTES], SECRETARY, person(chair.name))
    package = delivery.write_outputs(desk, tmp_path).package
    answer = delivery.verify(package)
    assert answer.ok
    signed = [line for line in answer.lines if line.title == "文书签名"]
    assert len(signed) == 2 * (len(todo) - 1)  # all but the archive's register
    assert all("证书与会议所列一致" in line.detail for line in signed)


def test_nothing_is_signed_before_the_session_is_sealed(desk, monkeypatch):
    monkeypatch.setattr(type(desk.case), "current_phase", Phase.VOTING)
    with pytest.raises(Refused, match="只能在“已封存、已移交”阶段进行"):
        signing.sign_paper(desk, b"%PDF-1.7", SECRETARY, own(desk))


def test_a_file_that_is_not_there_is_told(desk, tmp_path):
    with pytest.raises(Unreadable, match="无法读取"):
        signing.check_paper(desk, tmp_path / "none.pdf")
