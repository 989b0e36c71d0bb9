"""Fonts that a session added: from the refusal to the paper, on another machine, in every paper."""

import datetime
import hashlib
import os
import random
import shutil

import pypdfium2
import pytest

from tests.desk.conftest import committee_of_nine, mechanic
from tests.reports.small_font import small_font
from zcdesk.desk import (
    added_fonts,
    delivery,
    forms,
    issued,
    package_papers,
    paper_set,
    papers,
    phases,
    rehearsal,
    setup,
    signing,
)
from zcdesk.desk.script import read_script
from zcdesk.domain.errors import KnownError, Refused, Unreadable
from zcdesk.domain.events import FontAdded, RosterImported
from zcdesk.domain.session import Phase
from zcdesk.domain.signing import SigningRole
from zcdesk.dossiers.specimen import write_sample
from zcdesk.handover.signers import own_signer
from zcdesk.reports import fonts

RARE, OTHER = "\U00031350", "\U000323af"
NAME = f"王{RARE}"
NOW = datetime.datetime(2024, 11, 20, 9, 0, 0)  # noqa: DTZ001 - local time, as the desk has it


def open_at(folder, secret="kouling"):
    return setup.open_session(folder, secret, now=lambda: NOW, random=os.urandom)


@pytest.fixture
def desk(tmp_path):
    """A session with one applicant whose name no shipped font draws."""
    made = setup.create(
        tmp_path / "s.zcd", committee_of_nine(), {"secretary": "kouling"}, now=lambda: NOW, random=os.urandom
    ).desk  # fmt: skip
    made.record([RosterImported("花名册.xlsx", "0" * 64, (mechanic("001", NAME),), ())])
    made.record([phases.PhaseStepped(Phase.SETUP, Phase.MATERIALS, "")])
    yield made
    made.file.close()


@pytest.fixture
def font(tmp_path):
    path = tmp_path / "补充.ttf"
    path.write_bytes(small_font(RARE))
    return path


def text_of(data):
    """All text without breaks: a triangle for a glyph sits on no line with its neighbours."""
    pages = pypdfium2.PdfDocument(data)
    return "".join("".join(p.get_textpage().get_text_range() for p in pages).split())


def test_the_refusal_names_it_and_a_font_heals_it(desk, font):
    with pytest.raises(Refused) as refused:
        forms.findings_of(desk, "001")
    assert added_fonts.lacks_glyph(refused.value)
    assert "U+31350" in refused.value.sentence
    assert "补充字体" in refused.value.sentence
    (lack,) = added_fonts.lacking(desk)
    assert (lack.character, lack.code, lack.text) == (RARE, "U+31350", NAME)
    assert any("U+31350" in each.sentence and each.warns for each in phases.warnings(desk))

    event = added_fonts.add(desk, font)

    data = font.read_bytes()
    assert event == FontAdded(
        "补充.ttf", event.key, len(data), hashlib.sha256(data).hexdigest(), RARE
    )
    assert added_fonts.listed(desk) == (event,)
    assert added_fonts.lacking(desk) == ()
    assert not any(each.applicant == "001" for each in phases.warnings(desk))
    assert NAME in text_of(forms.findings_of(desk, "001").data)


def test_another_machine_prints_the_same_bytes(desk, font, tmp_path):
    added_fonts.add(desk, font)
    here = forms.findings_of(desk, "001").data
    font.unlink()
    desk.file.close()
    shutil.copytree(desk.file.folder, tmp_path / "elsewhere.zcd")
    there = open_at(tmp_path / "elsewhere.zcd")
    try:
        assert forms.findings_of(there, "001").data == here
        assert added_fonts.of_the_session(there) == (small_font(RARE),)
    finally:
        there.file.close()


def test_fonts_are_asked_in_the_order_in_which_they_came(desk, tmp_path):
    desk.record([RosterImported("b.xlsx", "0" * 64, (mechanic("002", f"李{OTHER}"),), ())])
    for name, signs, size in (("a.ttf", RARE, 300), ("b.ttf", RARE + OTHER, 700)):
        (tmp_path / name).write_bytes(small_font(signs, size=size))
        added_fonts.add(desk, tmp_path / name)
    one, two = (forms.findings_of(desk, number).data for number in ("001", "002"))
    assert b"ZCAdded-1" in one
    assert b"ZCAdded-2" not in one
    assert b"ZCAdded-2" in two


def refusal(desk, path):
    before = len(desk.file.audit())
    with pytest.raises(KnownError) as refused:
        added_fonts.add(desk, path)
    assert len(desk.file.audit()) == before
    return refused.value.sentence


def test_what_does_not_help_is_refused_and_leaves_nothing(desk, tmp_path, font):
    other = tmp_path / "别的.ttf"
    other.write_bytes(small_font(OTHER))
    assert "U+31350" in refusal(desk, other)
    other.write_bytes(small_font(RARE, licence=2))
    assert "不允许嵌入" in refusal(desk, other)
    assert "无法读取" in refusal(desk, tmp_path / "没有.ttf")
    assert added_fonts.listed(desk) == ()
    added_fonts.add(desk, font)
    assert "不需要补充" in refusal(desk, font)
    for place in range(1, 8):  # nothing is lacking: a font for later is taken, up to eight
        other.write_bytes(small_font(chr(0x31350 + place)))
        added_fonts.add(desk, other)
    assert "最多补充 8 个" in refusal(desk, other)


def test_a_full_disk_is_told(desk, font, monkeypatch):
    def full(_):
        raise KnownError("没有存入会议文件夹（磁盘已满）。")

    monkeypatch.setattr(desk.vault, "put", full)
    assert refusal(desk, font) == "字体没有存入会议文件夹（磁盘已满或读写出错），没有补充。"


def test_a_font_lost_from_the_folder_is_told(desk, font):
    event = added_fonts.add(desk, font)
    (path,) = desk.file.files_folder.glob(f"{event.key}*")
    desk.added_fonts = None
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(Unreadable, match=r"补充的字体“补充.ttf”不在会议文件夹中或已损坏"):
        forms.findings_of(desk, "001")
    desk.added_fonts = None
    path.unlink()
    with pytest.raises(Unreadable, match="请从备份中恢复"):
        forms.findings_of(desk, "001")


@pytest.fixture(scope="module")
def sealed(tmp_path_factory):
    """A rehearsed session with 周晓㛃 in it, and a passphrase of it."""
    folder, dice, asked = tmp_path_factory.mktemp("fonts"), random.Random(3), []

    def chance(count):
        made = dice.randbytes(count)
        if count == 16:
            asked.append(made.hex())
        return made

    script = read_script(write_sample(folder / "sample", 12).script)
    done = rehearsal.rehearse(script, folder / "out", now=lambda: NOW, random=chance)
    return done.session, asked[0]


SHIPPED_SIGN = "㛃"


@pytest.fixture
def as_if_not_shipped(monkeypatch):
    """The shipped fonts without 㛃, so that a whole session needs a font of its own."""
    fonts._measure.cache_clear()
    for name in ("fang", "song", "song-bold", "hei", "hei-bold", "kai", "han"):
        file = fonts.font_file(name)
        kept = {code: glyph for code, glyph in file.glyph_of.items() if code != ord(SHIPPED_SIGN)}
        monkeypatch.setitem(file.__dict__, "glyph_of", kept)
    yield
    fonts._measure.cache_clear()


@pytest.mark.usefixtures("as_if_not_shipped")
def test_every_paper_of_a_session_takes_it(sealed, tmp_path):
    """No paper that can be issued, signed or delivered forgets the session's font."""
    folder, secret = sealed
    shutil.copytree(folder, tmp_path / "s.zcd")
    opened = open_at(tmp_path / "s.zcd", secret)
    try:
        with pytest.raises(Refused, match="36C3"):
            papers.papers(opened)
        font = tmp_path / "补充.ttf"
        font.write_bytes(small_font(SHIPPED_SIGN))
        added_fonts.add(opened, font)
        holders = 0
        for kind in [k for k in paper_set.papers_now(opened) if not k.waits]:
            data = paper_set.issue(opened, kind.make, tmp_path).read_bytes()
            holders += b"ZCAdded-1" in data
        assert holders >= 5
        package = package_papers.package_papers(opened, archive=True)
        assert sum(b"ZCAdded-1" in data for data in package.values()) >= 4
        made = delivery.write_outputs(opened, tmp_path)
        issued.keep_place(opened, *made.papers.values())
        minutes = made.papers[papers.MINUTES_ARCHIVE]
        assert f"周晓{SHIPPED_SIGN}" in text_of(minutes.read_bytes())
        signing.sign_paper(
            opened, minutes, SigningRole.SECRETARY, own_signer(setup.identity(opened))
        )
    finally:
        opened.file.close()
