"""Handing a session over: to a stick and back, as chosen, with the receipt; and what refuses it."""

import csv
import datetime
import io
import json
import os
import random
import re
import shutil
import zipfile
from pathlib import Path

import openpyxl
import pypdfium2
import pytest

from zcdesk.desk import delivery, forms, handing_over, papers, platform, rehearsal, setup
from zcdesk.desk.delivery import Choice
from zcdesk.desk.package_papers import package_papers
from zcdesk.desk.script import read_script
from zcdesk.domain.errors import Refused, Unreadable
from zcdesk.domain.events import PackageWritten
from zcdesk.domain.session import Phase
from zcdesk.dossiers.specimen import write_sample
from zcdesk.handover.media import Medium
from zcdesk.handover.medium import NotWritten
from zcdesk.handover.opening import Locked, Secrets
from zcdesk.handover.watch import Cancelled, Watch

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
    """A rehearsed session with dossiers, and its passphrase."""
    folder, chance = tmp_path_factory.mktemp("held"), Chance()
    script = read_script(write_sample(folder / "sample", 8).script)
    done = rehearsal.rehearse(script, folder / "out", now=lambda: NOW, random=chance)
    return done.session, chance.passphrase


@pytest.fixture
def desk(held, tmp_path):
    """The session, opened again in a copy of its own."""
    folder, passphrase = held
    shutil.copytree(folder, tmp_path / "session.zcd")
    opened = setup.open_session(
        tmp_path / "session.zcd", passphrase, now=lambda: NOW, random=os.urandom
    )
    yield opened
    opened.file.close()


def drive(folder, **other):
    folder.mkdir(exist_ok=True)
    values = {
        "mount": folder, "device": "/dev/sdz1", "label": "移交盘", "file_system": "vfat",
        "free": 1 << 30, "total": 1 << 31, "number": folder.stat().st_dev,
    }  # fmt: skip
    return Medium(**{**values, **other})


@pytest.fixture
def medium(tmp_path):
    """A folder that stands for a stick."""
    return drive(tmp_path / "stick")


def inside(path):
    with zipfile.ZipFile(path) as archive:
        root = path.name.split(".")[0]
        return {n.removeprefix(f"{root}/"): archive.read(n) for n in archive.namelist()}


# --- the whole way ------------------------------------------------------------------------------


def test_to_the_stick_and_back_and_the_receipt(desk, medium, tmp_path):
    told = []
    info = handing_over.write_to(desk, medium, watch=Watch(told.append))
    assert desk.case.current_phase is Phase.SEALED
    assert told[-1].done == told[-1].total == 2 * info.size
    with pytest.raises(Refused, match="核验通过之后"):
        handing_over.hand_over_receipt(desk)
    # The stick comes back under another name.
    medium.mount.rename(tmp_path / "renamed")
    back = drive(tmp_path / "renamed")
    found = handing_over.find_again(desk, [drive(tmp_path / "other"), back])
    assert found == tmp_path / "renamed" / info.path.name
    handing_over.hand_over(desk, found)
    assert desk.case.current_phase is Phase.HANDED_OVER
    receipt = handing_over.hand_over_receipt(desk)
    text = "".join(
        re.sub(r"\s", "", page.get_textpage().get_text_range())
        for page in pypdfium2.PdfDocument(receipt.data)
    )
    assert info.path.name in text
    assert info.sha256 in text
    assert f"{info.size:,}" in text
    assert info.fingerprint.replace(" ", "") in text
    assert "2024年11月20日17:00" in text
    assert "申报材料未附申报材料" in text
    assert desk.file.audit()[-1].body.count("receipt.pdf") == 1


def test_it_can_be_written_again_after_it_was_handed_over(desk, medium):
    first = handing_over.write_to(desk, medium)
    handing_over.hand_over(desk, first.path)
    again = handing_over.write_to(desk, medium)
    assert delivery.verify(again.path).ok


def test_nothing_is_found_where_nothing_is(desk, tmp_path):
    assert handing_over.find_again(desk, [drive(tmp_path / "empty")]) is None
    assert all(each.label for each in handing_over.sticks())


# --- what refuses it ----------------------------------------------------------------------------


def test_a_changed_an_older_and_a_strange_package_are_not_taken(desk, medium, tmp_path):
    older = handing_over.write_to(desk, medium)
    kept = shutil.copy(older.path, tmp_path / "kept.zip")
    desk.now = lambda: NOW + datetime.timedelta(hours=1)
    newer = handing_over.write_to(desk, medium)
    assert newer.sha256 != older.sha256
    assert newer.path == older.path
    with pytest.raises(Refused, match="不是最后写出的"):
        handing_over.hand_over(desk, Path(kept))
    spoiled = bytearray(newer.path.read_bytes())
    spoiled[len(spoiled) // 2] ^= 1
    (medium.mount / "spoiled.zip").write_bytes(spoiled)
    with pytest.raises(Refused, match="核验不通过"):
        handing_over.hand_over(desk, medium.mount / "spoiled.zip")
    assert desk.case.current_phase is Phase.SEALED
    handing_over.hand_over(desk, newer.path)


def test_a_failed_write_changes_nothing_and_can_be_repeated(desk, medium, tmp_path):
    before = desk.case
    cancelled = Watch(cancelled=lambda: True)
    with pytest.raises(Cancelled):
        handing_over.write_to(desk, medium, watch=cancelled)
    for other, sentence in (
        ({"read_only": True}, "只读"),
        ({"number": 1}, "拔出"),
        ({"mount": tmp_path / "gone"}, "改名"),
    ):
        wrong = Medium(**{**{n: getattr(medium, n) for n in Medium.__slots__}, **other})
        with pytest.raises(NotWritten, match=sentence):
            handing_over.write_to(desk, wrong)
    assert list(medium.mount.iterdir()) == []
    assert desk.case == before
    assert len(delivery.written(desk)) == 1  # the rehearsal's own
    assert handing_over.write_to(desk, medium).path.is_file()


def test_dossiers_that_do_not_fit_are_refused_before_any_paper_is_made(desk, tmp_path):
    log = len(desk.file.audit())
    tight = drive(tmp_path / "tight", free=1000)
    with pytest.raises(NotWritten, match=r"申报材料就有 .* MB，放不下"):
        handing_over.write_to(desk, tight, Choice(dossiers=True))
    assert len(desk.file.audit()) == log
    size = sum(d.size for held in desk.case.documents.values() for d in held)
    assert handing_over.room_needed(desk, Choice(dossiers=True)) > size
    assert handing_over.room_needed(desk) < 20 << 20


# --- what was chosen ----------------------------------------------------------------------------


def test_dossiers_go_along_decrypted_under_plain_names(desk, medium):
    info = handing_over.write_to(desk, medium, Choice(dossiers=True))
    files = inside(info.path)
    rows = list(csv.reader(io.StringIO(files["data/dossiers/map.csv"].decode("utf-8-sig"))))[1:]
    filed = [(n, d) for n, held in desk.case.documents.items() for d in held]
    assert len(rows) == len(filed) > 8
    assert all(name.isascii() for name in files if name.startswith("data/"))
    by_title = {(row[2], row[4]): row for row in rows}
    for number, document in filed:
        row = by_title[(number, document.name)]
        assert row[3] == desk.case.applicants[number].name
        assert files[f"data/{row[0]}"] == desk.vault.get(document.key)
    assert delivery.verify(info.path).ok
    # The receipt says so, with how many.
    handing_over.hand_over(desk, info.path)
    receipt = pypdfium2.PdfDocument(handing_over.hand_over_receipt(desk).data)
    text = "".join(re.sub(r"\s", "", p.get_textpage().get_text_range()) for p in receipt)
    assert f"随包附有申报材料{len(filed)}份（解密后）" in text


def test_a_package_of_an_older_program_does_not_say_what_went_along(desk, medium):
    """Such a line of the log has no count; the receipt claims nothing."""
    info = handing_over.write_to(desk, medium)
    desk.record([PackageWritten(info.path.name, info.sha256, info.size)])
    handing_over.hand_over(desk, info.path)
    receipt = pypdfium2.PdfDocument(handing_over.hand_over_receipt(desk).data)
    text = "".join(re.sub(r"\s", "", p.get_textpage().get_text_range()) for p in receipt)
    assert "申报材料未记载" in text


def test_no_expert_is_named_unless_the_archive_edition_is_asked_for(desk, medium):
    names = [member.name for member in desk.case.current.members]
    sent = inside(handing_over.write_to(desk, medium).path)
    assert not any("archive" in name for name in sent)
    for name, data in sent.items():
        if name.endswith((".csv", ".json", ".txt")):
            text = data.decode("utf-8")
            assert [each for each in names if f"“{each}”" in text or f'"{each}"' in text] == []
    record = json.loads(sent["data/record.json"])
    assert record["edition"] == "submission"

    info = handing_over.write_to(desk, medium, Choice(archive=True))
    assert info.path.name.endswith("-archive.zip")
    kept = inside(info.path)
    assert {"data/minutes-archive.pdf", "data/tables-archive.xlsx", "data/minutes.pdf"} <= set(kept)
    record = json.loads(kept["data/record.json"])
    assert [each["name"] for each in record["members"]] == names
    assert delivery.verify(info.path).ok
    assert len(list(medium.mount.iterdir())) == 2


def test_a_signed_paper_of_the_archive_stays_out_of_the_submission(desk, medium):
    made = {**papers.papers(desk), "attendance-2024-11-20.pdf": b"%PDF-", "defense.pdf": b"%PDF-"}
    contents = delivery.package_contents(desk, made, Choice())
    assert not {"attendance-2024-11-20.pdf", "defense.pdf", "minutes-archive.pdf"} & set(
        contents.files
    )
    assert {"attendance-2024-11-20.pdf", "defense.pdf", "minutes-archive.pdf"} <= set(
        delivery.package_contents(desk, made, Choice(archive=True)).files
    )


def test_closed_with_a_password_or_for_a_receiver(desk, medium, tmp_path):
    password = handing_over.spoken_password(desk)
    closed = handing_over.write_to(desk, medium, Choice(password=password))
    with pytest.raises(Locked):
        handing_over.hand_over(desk, closed.path)
    public = delivery.write_receiver_key(tmp_path / "key.txt")
    assert (tmp_path / "key.txt").stat().st_mode & 0o77 == 0
    with pytest.raises(Refused, match="已存在"):
        delivery.write_receiver_key(tmp_path / "key.txt")
    sealed = handing_over.write_to(desk, medium, Choice(recipient=public))
    assert delivery.verify(sealed.path, Secrets(key=(tmp_path / "key.txt").read_text())).ok
    handing_over.hand_over(desk, closed.path, Secrets(password))
    assert password not in repr(Choice(password=password))


# --- the platform's table -----------------------------------------------------------------------


def test_a_province_brings_its_own_columns(desk, medium, tmp_path):
    (tmp_path / "columns.toml").write_text(
        'name = "某省上传"\nfile = "upload"\nrows = "passed"\n'
        '[[columns]]\nheading = "XM"\nfield = "name"\n'
        '[[columns]]\nheading = "SFZH"\nfield = "id_number"\n',
        "utf-8",
    )
    table = platform.mapping(tmp_path / "columns.toml")
    sent = inside(handing_over.write_to(desk, medium, Choice(table=table)).path)
    page = openpyxl.load_workbook(io.BytesIO(sent["data/upload.xlsx"])).worksheets[0]
    passed = [a for n, a in desk.case.applicants.items() if desk.case.status(n).value == "passed"]
    assert [[cell.value for cell in row] for row in page.iter_rows(min_row=2)] == [
        ["XM", "SFZH"], *([a.name, a.id_number] for a in passed),
    ]  # fmt: skip
    assert page["A1"].value.startswith("演练")
    assert sent["data/upload.csv"].startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("text", [None, b"\xff\xfe", b"name = "])
def test_a_mapping_that_is_none_is_a_sentence(tmp_path, text):
    path = tmp_path / "columns.toml"
    if text is not None:
        path.write_bytes(text)
    with pytest.raises(Unreadable, match=r"columns\.toml"):
        platform.mapping(path)


# --- every paper of the edition -----------------------------------------------------------------

SENT = {
    "minutes.pdf", "results.pdf", "elimination.pdf", "votes-1.pdf", "overview.pdf",
    "findings-all.pdf", "exceptions.pdf", "result-notices.pdf",
}  # fmt: skip
KEPT_TOO = {"minutes-archive.pdf", "exceptions-archive.pdf", "defense.pdf"}


def papers_in(path):
    return {n.removeprefix("data/"): d for n, d in inside(path).items() if n.endswith(".pdf")}


def words_of(pdf):
    with pypdfium2.PdfDocument(pdf) as document:
        return re.sub(r"\s", "", "".join(p.get_textpage().get_text_range() for p in document))


def test_the_department_gets_every_paper_and_no_expert(desk, medium):
    held = papers_in(handing_over.write_to(desk, medium).path)
    assert set(held) == SENT
    names = [member.name for member in desk.case.current.members]
    people = [each.name for each in desk.case.applicants.values()]
    for paper, data in held.items():
        text = words_of(data)
        assert [name for name in names if name in text] == [], paper
    assert [name for name in people if name not in words_of(held["findings-all.pdf"])] == []


def test_the_archive_gets_the_sheets_with_experts_as_well(desk, medium):
    info = handing_over.write_to(desk, medium, Choice(archive=True))
    assert info.size < handing_over.room_needed(desk, Choice(archive=True))
    assert delivery.verify(info.path).ok
    held = papers_in(info.path)
    days = {entry.sitting for entry in desk.case.attendance.values()}
    days |= set(desk.case.current.session.meeting_dates)
    assert set(held) == SENT | KEPT_TOO | {f"attendance-{day}.pdf" for day in days}
    names = [member.name for member in desk.case.current.members]
    for paper in set(held) - SENT - {"exceptions-archive.pdf"}:
        assert any(name in words_of(held[paper]) for name in names), paper


def test_what_goes_along_is_what_is_printed(desk):
    """The same bytes, whoever makes them; and again the same on the next day."""
    packed = package_papers(desk, archive=True)
    printed = [
        forms.overview(desk), forms.all_findings(desk), forms.result_notices(desk),
        forms.defense_sheets(desk), forms.vote_sheet(desk, "1"),
        forms.register_of_exceptions(desk, archive=False),
        forms.register_of_exceptions(desk, archive=True),
        *(forms.attendance_sheet(desk, day) for day in desk.case.current.session.meeting_dates),
    ]  # fmt: skip
    assert {each.name: each.data for each in printed} == dict(packed)
    assert package_papers(desk, archive=True) == packed
