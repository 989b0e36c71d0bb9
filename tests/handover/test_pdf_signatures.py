"""Signing a paper and verifying it: beside poppler's pdfsig, and where pdfsig sees nothing."""

import datetime
import io
import re
import shutil
import subprocess
import sys
import time

import pikepdf
import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, append_signature_field

from zcdesk.domain.signing import SigningRole
from zcdesk.handover import pdf_signing
from zcdesk.handover.identity import make_identity
from zcdesk.handover.package import write_package
from zcdesk.handover.pdf_changes import changed_since
from zcdesk.handover.pdf_signatures import verify_pdf
from zcdesk.handover.pdf_signing import Statement, sign_pdf
from zcdesk.handover.signers import KeySigner, NotSigned, own_signer
from zcdesk.handover.verify import verify_package
from zcdesk.reports.page import Paper
from zcdesk.reports.signing_appearance import Stamp, appearance

SECRETARY, CHAIR = SigningRole
ZONE = datetime.timezone(datetime.timedelta(hours=8))
AT = datetime.datetime(2024, 11, 20, 16, 40, 5, tzinfo=ZONE)
ME = make_identity("山西省工程系列高级职称评审委员会", now=AT)
OTHER = make_identity("某单位", now=AT)
SCREEN = Stamp("胡晓雯", "秘书", "2024-11-20 16:40:05", ME.fingerprint, rehearsal=False)


def look(width, height):
    return appearance(SCREEN, width, height)


def paper(*, fields=True, attachment=b""):
    """One page that says 同意, with both signature fields."""
    made = Paper("纪要", check_code="1A2B-3C4D-5E6F-7081", rehearsal=False)
    made.paragraph("申报人王伟：同意12票。")
    if fields:
        made.sign_here(SECRETARY, 100, 500, 150, 27)
        made.sign_here(CHAIR, 300, 500, 150, 27)
    data = made.finish()
    if not attachment:
        return data
    with pikepdf.open(io.BytesIO(data)) as opened:
        opened.attachments["result.json"] = attachment
        out = io.BytesIO()
        opened.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()


def sign(data, *roles, identity=ME, at=AT):
    for role in roles:
        statement = Statement(role, "胡晓雯", "核对无误", at)
        data = sign_pdf(data, own_signer(identity), statement, look)
    return data


PLAIN = paper()
CERTIFIED = sign(PLAIN, SECRETARY)
LOCKED = sign(CERTIFIED, CHAIR)


@pytest.fixture
def pdfsig(tmp_path):
    """What poppler says: (field, valid?, covers the whole file?) for each signature, in its order."""
    if shutil.which("pdfsig") is None:
        pytest.skip("no pdfsig on this machine")

    def run(data):
        path = tmp_path / "signed.pdf"
        path.write_bytes(data)
        done = subprocess.run(
            ["pdfsig", "-nocert", str(path)], capture_output=True, text=True, check=False
        )
        told = {}
        for part in re.split(r"Signature #\d+:", done.stdout)[1:]:
            if "is not signed" in part:
                continue
            field = re.search(r"Field Name: (\S+)", part)[1]
            told[field] = ("Signature is Valid" in part, "- Total document signed" in part)
        return told

    return run


def updated(data, change):
    """The file with an incremental update that `change` makes through the library's writer."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    assert out.getvalue().startswith(data)
    return out.getvalue()


def paint_over(writer):
    ink = generic.StreamObject(stream_data=b"q 1 1 1 rg 0 0 600 800 re f Q")
    writer.add_stream_to_page(0, writer.add_object(ink))


def swap_attachment(writer):
    names = writer.root["/Names"]["/EmbeddedFiles"]["/Names"]
    reference = names[1]["/EF"].raw_get("/F")
    stream = reference.get_object()
    stream.strip_filters()
    stream._data, stream._encoded_data = b'{"passed": "another"}', None
    writer.mark_update(reference)


# --- signing -------------------------------------------------------------------------------------


def test_secretary_then_chair():
    answer = verify_pdf(LOCKED, {ME.fingerprint})
    assert answer.ok
    assert answer.roles == (SECRETARY, CHAIR)
    first, last = answer.signatures
    assert (first.whole, last.whole) == (False, True)
    assert {(s.signer, s.name, s.reason, s.at, s.fingerprint) for s in answer.signatures} == {
        ("山西省工程系列高级职称评审委员会", "胡晓雯", "核对无误", AT, ME.fingerprint)
    }
    assert all(s.ok and s.intact and s.trusted for s in answer.signatures)
    assert (
        "主任委员签名：胡晓雯，2024-11-20 16:40:05（签名者本机时间），签名有效，覆盖整个文件"
        in last.sentence
    )


def test_each_signature_is_appended():
    assert CERTIFIED.startswith(PLAIN)
    assert LOCKED.startswith(CERTIFIED)


def test_another_certificate_holds_and_is_not_trusted():
    (one,) = verify_pdf(sign(PLAIN, SECRETARY, identity=OTHER), {ME.fingerprint}).signatures
    assert one.ok
    assert not one.trusted
    assert "证书不在已知之列，请核对指纹" in one.sentence


@pytest.mark.parametrize(
    ("data", "role", "sentence"),
    [
        (PLAIN, CHAIR, "请先由秘书签名认证，再由主任委员签发。"),
        (CERTIFIED, SECRETARY, "秘书已经签过这份文书，不能重复签名。"),
        (LOCKED, SECRETARY, "主任委员已经签发并锁定了这份文书，不能再加签名。"),
        (LOCKED, CHAIR, "主任委员已经签发并锁定了这份文书，不能再加签名。"),
        (paper(fields=False), SECRETARY, "这份文书没有签名栏，不能电子签名。"),
        (updated(CERTIFIED, paint_over), CHAIR, "这份文书已有的签名核验不通过，不能继续签名。"),
        (CERTIFIED + b"\n", CHAIR, "这份文书已有的签名核验不通过，不能继续签名。"),
        (b"%PDF-1.7\n", SECRETARY, "这份 PDF 文件的结构无法读取，没有签名。"),
    ],
)
def test_whoever_may_not_sign_is_told(data, role, sentence):
    with pytest.raises(NotSigned) as told:
        sign(data, role)
    assert told.value.sentence == sentence


def test_a_key_that_is_not_the_certificates_signs_nothing():
    with pytest.raises(NotSigned, match="不是一对"):
        sign_pdf(
            PLAIN, KeySigner(OTHER.key, ME.certificate), Statement(SECRETARY, "x", "y", AT), look
        )


def test_a_certificate_that_has_ended_signs_nothing():
    with pytest.raises(NotSigned, match="过期"):
        sign(PLAIN, SECRETARY, at=AT.replace(year=2040))


def test_what_does_not_verify_is_not_given_back(monkeypatch):
    def spoiled(digest, signer):
        return signed_data(b"\0" * len(digest), signer)

    signed_data = pdf_signing.signed_data
    monkeypatch.setattr(pdf_signing, "signed_data", spoiled)
    with pytest.raises(NotSigned, match="核验没有通过"):
        sign(PLAIN, SECRETARY)


def test_a_signature_takes_less_than_the_third_part_of_a_second():
    took = []
    for _ in range(3):
        start = time.perf_counter()
        sign(CERTIFIED, CHAIR)
        took.append(time.perf_counter() - start)
    assert min(took) <= 0.3, took


def test_nothing_of_the_network_is_loaded_or_called():
    script = (
        "import sys\n"
        "def watch(event, _):\n"
        "    if event.split('.')[0] in ('socket', 'urllib', 'http', 'ftplib', 'smtplib'):\n"
        "        raise SystemExit(event)\n"
        "sys.addaudithook(watch)\n"
        "import zcdesk.desk.signing\n"
        "assert 'pyhanko' not in sys.modules\n"
        "before = set(sys.modules)\n"
        "from zcdesk.handover.pdf_signatures import verify_pdf\n"
        "from zcdesk.handover import pdf_signing\n"
        "answer = verify_pdf(sys.stdin.buffer.read())\n"
        "assert answer.ok, answer\n"
        "new = {name.split('.')[0] for name in set(sys.modules) - before}\n"
        "assert not {'requests', 'urllib3', 'http', 'yarl', 'multidict'} & new, new\n"
        "assert not hasattr(sys.modules['aiohttp'], '__path__')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], input=LOCKED, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()


def test_a_signed_paper_is_still_fit_for_the_archive():
    with pikepdf.open(io.BytesIO(LOCKED)) as opened:
        things = [o for o in opened.objects if isinstance(o, pikepdf.Dictionary | pikepdf.Stream)]
        forbidden = {"/JS", "/SMask", "/CA", "/ca", "/AA"}
        assert all(forbidden.isdisjoint(thing.keys()) for thing in things)
        leaves = [t for t in things if t.get("/Subtype") == "/CIDFontType2"]
        assert len(leaves) >= 4
        assert all("/FontFile2" in leaf.FontDescriptor for leaf in leaves)
        assert not [t for t in things if t.get("/Subtype") in ("/Type1", "/TrueType")]


# --- beside pdfsig -------------------------------------------------------------------------------


def test_pdfsig_agrees_on_good_files(pdfsig):
    assert pdfsig(PLAIN) == {}
    assert pdfsig(CERTIFIED) == {"secretary": (True, True)}
    assert pdfsig(LOCKED) == {"secretary": (True, False), "chair": (True, True)}
    assert verify_pdf(CERTIFIED).ok
    assert verify_pdf(LOCKED).ok


def test_pdfsig_agrees_on_a_changed_byte(pdfsig):
    at = LOCKED.index(b"/MediaBox [ 0 0 5") + 16
    changed = LOCKED[:at] + b"6" + LOCKED[at + 1 :]
    assert pdfsig(changed) == {"secretary": (False, False), "chair": (False, True)}
    answer = verify_pdf(changed)
    assert [s.faults for s in answer.signatures] == [
        ("签名之后文件内容被改动，或签名值不正确",)
    ] * 2


WITH_FILE = paper(attachment=b'{"passed": "001"}')
SIGNED_FILE = sign(WITH_FILE, SECRETARY, CHAIR)
BLIND = {
    "painted over the certified": (updated(CERTIFIED, paint_over), "被追加了"),
    "painted over the locked": (updated(LOCKED, paint_over), "被追加了"),
    "attachment swapped": (updated(SIGNED_FILE, swap_attachment), "被追加了"),
    "bytes appended": (LOCKED + b"\n% later\n", "被追加了 9 个字节"),
    "one byte appended": (LOCKED + b"\n", "被追加了 1 个字节"),
}


@pytest.mark.parametrize("name", BLIND)
def test_pdfsig_is_blind_where_this_is_not(pdfsig, name):
    forged, words = BLIND[name]
    assert all(valid for valid, _ in pdfsig(forged).values())
    answer = verify_pdf(forged, {ME.fingerprint})
    assert not answer.ok
    assert any(words in fault for fault in answer.faults)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (updated(CERTIFIED, paint_over), "第 1 页"),
        (updated(LOCKED, paint_over), "第 1 页"),
        (updated(SIGNED_FILE, swap_attachment), "附件“result.json”被调换"),
        (
            updated(updated(SIGNED_FILE, swap_attachment), paint_over),
            "第 1 页；附件“result.json”被调换",
        ),
    ],
)
def test_what_was_changed_after_signing_is_named(data, told):
    assert verify_pdf(data).faults[-1] == f"签名之后改动的是：{told}"


@pytest.mark.parametrize("data", [LOCKED + b"\n", LOCKED + b"\n% later\n", LOCKED, PLAIN])
def test_where_nothing_shown_was_changed_no_page_is_named(data):
    assert not any("改动的是" in fault for fault in verify_pdf(data).faults)


def test_pages_and_files_that_came_or_went_are_named():
    def opened(change):
        with pikepdf.open(io.BytesIO(WITH_FILE)) as made:
            change(made)
            out = io.BytesIO()
            made.save(out)
        return out.getvalue()

    def one_more(made):
        made.add_blank_page()

    def another_file(made):
        made.attachments["note.txt"] = b"1"

    def no_file(made):
        del made.attachments["result.json"]

    def a_note(made):
        made.pages[0].Annots.append(pikepdf.Dictionary(Type=pikepdf.Name.Annot, Contents="x"))

    same = opened(lambda made: None)
    assert changed_since(same, same) == ()
    assert changed_since(same, opened(one_more)) == ("页数由 1 变为 2",)
    assert changed_since(same, opened(another_file)) == ("附件“note.txt”是后加的",)
    assert changed_since(same, opened(no_file)) == ("附件“result.json”被删去",)
    assert changed_since(same, opened(a_note)) == ("第 1 页",)
    assert changed_since(same, b"%PDF-1.7") == ()


def unchecked(data, role, identity=ME):
    """A signature by somebody who does not ask whose turn it is."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    statement = Statement(role, "某人", "", AT)
    return pdf_signing._sign(writer, own_signer(identity), statement, look)


@pytest.mark.parametrize(
    ("change", "before"),
    [(paint_over, CERTIFIED), (swap_attachment, sign(WITH_FILE, SECRETARY))],
    ids=["painted over", "attachment swapped"],
)
def test_a_change_under_a_later_signature_is_seen(pdfsig, change, before):
    forged = unchecked(updated(before, change), CHAIR)
    assert pdfsig(forged) == {"secretary": (True, False), "chair": (True, True)}
    answer = verify_pdf(forged, {ME.fingerprint})
    assert "签名之后页面、附件或其他内容被改动" in answer.signatures[0].faults
    assert "签名之间或签名之后有不属于签名的改动" in answer.faults


def test_a_third_signature_is_refused_where_pdfsig_takes_it(pdfsig):
    def add_field(writer):
        append_signature_field(writer, SigFieldSpec("third", box=(10, 10, 60, 40)))

    class Third:
        value = "third"

    forged = unchecked(updated(LOCKED, add_field), Third)
    assert pdfsig(forged)["third"] == (True, True)
    answer = verify_pdf(forged)
    assert not answer.ok
    assert "有 3 个签名，最多只应有秘书和主任委员两个" in answer.faults


def test_the_chair_alone_is_refused():
    answer = verify_pdf(unchecked(PLAIN, CHAIR))
    assert "签名次序不对，应当先由秘书认证、再由主任委员签发" in answer.faults
    assert "第一个签名不是认证签名，未限定以后的改动" in answer.faults


def test_a_certification_that_allows_too_much_is_refused(monkeypatch):
    loose = pdf_signing.SigMDPSetup(
        "sha256", certify=True, docmdp_perms=pdf_signing.MDPPerm.ANNOTATE
    )
    monkeypatch.setattr(pdf_signing, "_permissions", lambda role: loose)
    assert verify_pdf(unchecked(PLAIN, SECRETARY)).faults == ("认证签名允许的改动与规定不符",)


def test_bytes_hidden_behind_the_signature_value_are_refused(pdfsig):
    at = CERTIFIED.rindex(b"00>") - 40
    forged = CERTIFIED[:at] + b"41" * 10 + CERTIFIED[at + 20 :]
    assert pdfsig(forged)["secretary"][0]
    assert verify_pdf(forged).signatures[0].faults == ("签名范围之外还有别的内容",)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (PLAIN, "文件中没有电子签名"),
        (paper(fields=False), "文件中没有电子签名"),
        (b"", "无法读取"),
        (b"%PDF-1.7\n%%EOF", "无法读取"),
        (LOCKED[: len(CERTIFIED) + 200], "被追加了 200 个字节"),
        (LOCKED[:-400], "无法读取"),
    ],
    ids=["unsigned", "no fields", "empty", "bare", "cut", "cut late"],
)
def test_what_cannot_hold_is_told(data, words):
    answer = verify_pdf(data)
    assert not answer.ok
    assert any(words in fault for fault in answer.faults), answer


def test_an_encrypted_file_is_told():
    with pikepdf.open(io.BytesIO(PLAIN)) as opened:
        out = io.BytesIO()
        opened.save(out, encryption=pikepdf.Encryption(owner="x", user=""))
    assert verify_pdf(out.getvalue()).faults == ("文件被加密，无法核验签名",)


def test_a_time_outside_the_certificate_is_told(monkeypatch):
    monkeypatch.setattr(pdf_signing, "check_certificate", lambda *_: None)
    late = Statement(SECRETARY, "x", "y", AT.replace(year=2040))
    writer = IncrementalPdfFileWriter(io.BytesIO(PLAIN))
    signed = pdf_signing._sign(writer, own_signer(ME), late, look)
    assert verify_pdf(signed).signatures[0].faults == ("签名时间不在证书有效期内",)


# --- in a package --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("minutes", "ok", "words"),
    [
        (LOCKED, True, ["秘书签名", "主任委员签名"]),
        (PLAIN, True, []),
        (LOCKED + b"\n", False, ["秘书签名", "主任委员签名", "最后一个签名之后被追加"]),
        (updated(CERTIFIED, paint_over), False, ["秘书签名", "最后一个签名之后", "签名之间或签名之后", "签名之后改动的是：第 1 页"]),
    ],
    ids=["locked", "unsigned", "appended", "painted over"],
)  # fmt: skip
def test_a_package_tells_of_its_minutes(small, at, tmp_path, minutes, ok, words):
    """Even a package whose own signature holds: its maker may have been deceived, or deceive."""
    written = write_package(tmp_path, small.contents(minutes_pdf=minutes), ME, at=at)
    answer = verify_package(written.path)
    told = [line.detail for line in answer.lines if line.title == "纪要签名"]
    assert answer.ok is ok, [line for line in answer.lines if not line.ok]
    assert [detail.startswith(word) for detail, word in zip(told, words, strict=True)] == [
        True
    ] * len(words)
    assert all("证书与会议所列一致" in detail for detail in told if "指纹" in detail)
