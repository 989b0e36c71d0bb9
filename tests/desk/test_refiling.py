"""A document in the wrong dossier: moved, taken out, put back, renamed, and each of it taken back."""

from __future__ import annotations

import datetime
import itertools
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from zcdesk.desk import delivery, filing, phases, refiling, register, setup, vetting
from zcdesk.desk.desk import Desk
from zcdesk.domain.applicant import Applicant
from zcdesk.domain.errors import Refused
from zcdesk.domain.events import (
    Document,
    DocumentMoved,
    DocumentsFiled,
    PhaseStepped,
    RosterImported,
    Setup,
)
from zcdesk.domain.session import ApplicantStatus, Phase

WRONG = "不是本人的材料"


@pytest.fixture
def desk(tmp_path: Path, nine: Setup, people: Mapping[str, Applicant]) -> Iterator[Desk]:
    """Four applicants; the first has two documents, the second one of the same name."""
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
    for number, name, content in (
        ("001", "学历证书.pdf", b"degree"),
        ("001", "论文.pdf", b"paper"),
        ("002", "论文.pdf", b"another paper"),
    ):
        kept = made.vault.put(content)
        document = Document(kept.key, name, kept.size, kept.sha256)
        made.record([DocumentsFiled(number, (document,))])
    yield made
    made.file.close()


def names(desk: Desk, number: str) -> list[str]:
    return [each.name for each in desk.case.documents.get(number, ())]


def paper(desk: Desk, number: str, name: str) -> Document:
    (found,) = [each for each in desk.case.documents[number] if each.name == name]
    return found


def test_a_document_is_moved_with_a_reason_that_the_log_keeps(desk: Desk) -> None:
    wrong = paper(desk, "001", "论文.pdf")
    with pytest.raises(Refused, match="把材料改归他人须写明原因。"):
        refiling.move(desk, "001", wrong, "002", " ")
    event = refiling.move(desk, "001", wrong, "002", WRONG)
    # The other one had a document of this name: nobody's title stands twice in a dossier.
    assert (names(desk, "001"), names(desk, "002")) == (
        ["学历证书.pdf"],
        ["论文.pdf", "论文（2）.pdf"],
    )
    assert refiling.in_words(desk, event) == (
        "“论文.pdf”已从001号赵志强改归002号钱丽华，名为“论文（2）.pdf”。"
    )
    line = json.loads(desk.file.audit()[-1].body)
    assert (line["event"], line["payload"]["reason"]) == ("DocumentMoved", WRONG)
    assert desk.file.verify(desk.file.head) == []
    handed = [(f.applicant, f.title, b"".join(f.content())) for f in delivery.dossier_files(desk)]
    assert ("002", "论文（2）.pdf", b"paper") in handed
    assert len(handed) == 3


def test_what_is_taken_out_is_in_no_package_and_can_be_put_back(desk: Desk) -> None:
    wrong = paper(desk, "001", "学历证书.pdf")
    with pytest.raises(Refused, match="撤出材料须写明原因"):
        refiling.withdraw(desk, "001", wrong, "")
    event = refiling.withdraw(desk, "001", wrong, WRONG)
    assert refiling.in_words(desk, event) == "“学历证书.pdf”已从001号赵志强名下撤出，可以随时放回。"
    assert names(desk, "001") == ["论文.pdf"]
    assert wrong.sha256 not in {each.sha256 for each in delivery.dossier_files(desk)}
    # The log says that it was there: the encrypted file is kept.
    assert desk.vault.get(wrong.key) == b"degree"
    assert refiling.parted(desk, "001") == (wrong,)
    with pytest.raises(Refused, match="放回材料须写明原因"):
        refiling.put_back(desk, "001", wrong, "")
    back = refiling.put_back(desk, "001", wrong, "核对后确是本人的")
    assert refiling.in_words(desk, back) == "“学历证书.pdf”已放回001号赵志强名下。"
    assert names(desk, "001") == ["论文.pdf", "学历证书.pdf"]
    with pytest.raises(Refused, match="刚刚被改动过"):
        refiling.put_back(desk, "001", wrong, "再放一次")
    assert desk.file.verify(desk.file.head) == []


def test_a_pin_on_what_has_left_is_stale_until_it_is_back(desk: Desk) -> None:
    degree = paper(desk, "001", "学历证书.pdf")
    vetting.pin(desk, "001", "degrees.0", degree.key, 0)
    vetting.tick(desk, "001", ["degrees.0"])

    def line() -> vetting.FactLine:
        return next(each for each in vetting.fact_lines(desk, "001") if each.id == "degrees.0")

    assert (line().pinned, line().wanting) == (True, False)
    for moved in (
        lambda: refiling.move(desk, "001", degree, "002", WRONG),
        lambda: refiling.withdraw(desk, "001", degree, WRONG),
    ):
        event = moved()
        assert (line().pinned, line().document, line().wanting) == (False, None, True)
        assert line().doubt == "所钉的材料已改归他人或撤出"
        refiling.take_back(desk, event)
        assert (line().doubt, line().document, line().wanting) == ("", degree, False)
    refiling.retitle(desk, "001", degree, "本科学历证书")
    told = line().document
    assert told is not None
    assert (line().doubt, told.name) == ("", "本科学历证书.pdf")


def test_every_change_is_taken_back_and_done_again_as_a_new_one(desk: Desk) -> None:
    first = paper(desk, "001", "学历证书.pdf")
    before = dict(desk.case.documents)
    for made in (
        lambda: refiling.move(desk, "001", first, "003", WRONG),
        lambda: refiling.withdraw(desk, "001", first, WRONG),
        lambda: refiling.retitle(desk, "001", first, "毕业证书"),
    ):
        lines = len(desk.file.audit())
        event = made()
        after = dict(desk.case.documents)
        refiling.take_back(desk, event)
        assert {n: d for n, d in desk.case.documents.items() if d} == before
        refiling.again(desk, event)
        assert dict(desk.case.documents) == after
        with pytest.raises(Refused, match="刚刚被改动过"):
            refiling.again(desk, event)
        refiling.take_back(desk, event)
        assert len(desk.file.audit()) == lines + 4
        assert "撤销或重做" in desk.file.audit()[-1].body
    # What somebody else has filed there meanwhile is not doubled.
    event = refiling.withdraw(desk, "001", first, WRONG)
    desk.record([DocumentsFiled("001", (replace(first, name="新名.pdf"),))])
    with pytest.raises(Refused, match="刚刚被改动过"):
        refiling.take_back(desk, event)


def test_what_cannot_be_moved_is_refused_in_words(desk: Desk) -> None:
    mine, theirs = paper(desk, "001", "论文.pdf"), paper(desk, "002", "论文.pdf")
    with pytest.raises(Refused, match="已在001号赵志强名下"):
        refiling.move(desk, "001", mine, "001", WRONG)
    with pytest.raises(Refused, match="花名册中没有编号为“099”的申报人"):
        refiling.move(desk, "001", mine, "099", WRONG)
    with pytest.raises(Refused, match="刚刚被改动过"):
        refiling.withdraw(desk, "001", theirs, WRONG)
    desk.record([DocumentsFiled("002", (replace(mine, name="合著.pdf"),))])
    with pytest.raises(Refused, match=r"002号钱丽华名下已有内容相同的“合著\.pdf”"):
        refiling.move(desk, "001", mine, "002", WRONG)
    assert refiling.holders(desk, mine) == ("001", "002")
    for title in (" ", "学历/证书", "长" * 101):
        with pytest.raises(Refused, match="标题须为1至100个字"):
            refiling.retitle(desk, "001", mine, title)
    with pytest.raises(Refused, match=r"001号赵志强名下已有名为“学历证书\.pdf”的材料"):
        refiling.retitle(desk, "001", mine, "学历证书")
    assert names(desk, "001") == ["学历证书.pdf", "论文.pdf"]


def test_a_title_needs_a_reason_once_the_materials_are_decided_on(desk: Desk) -> None:
    mine = paper(desk, "001", "论文.pdf")
    event = refiling.retitle(desk, "001", mine, " 代表作\n论文 ")
    assert refiling.in_words(desk, event) == "“论文.pdf”的标题已改为“代表作 论文”。"
    mine = paper(desk, "001", "代表作 论文.pdf")
    phases.forward(desk)
    register.decide(desk, "001", ApplicantStatus.REJECTED, "材料不全")
    with pytest.raises(Refused, match="001号赵志强的材料已经判定，改标题须写明原因"):
        refiling.retitle(desk, "001", mine, "论文")
    refiling.retitle(desk, "001", mine, "论文", "更正")
    assert names(desk, "001") == ["学历证书.pdf", "论文.pdf"]


def test_nothing_moves_once_the_materials_are_closed(desk: Desk) -> None:
    mine = paper(desk, "001", "论文.pdf")
    event = refiling.move(desk, "001", mine, "003", WRONG)
    gone = refiling.withdraw(desk, "001", paper(desk, "001", "学历证书.pdf"), WRONG)
    assert gone.before is not None
    degree = gone.before.document
    desk.record([PhaseStepped(Phase.SETUP, Phase.DEFENSE, "")])
    moved = paper(desk, "003", "论文.pdf")
    for verb in (
        lambda: refiling.move(desk, "003", moved, "001", WRONG),
        lambda: refiling.withdraw(desk, "003", moved, WRONG),
        lambda: refiling.retitle(desk, "003", moved, "别名", "更正"),
        lambda: refiling.put_back(desk, "001", degree, "是本人的"),
        lambda: refiling.take_back(desk, event),
    ):
        with pytest.raises(Refused, match="当前处于“答辩评议”阶段"):
            verb()
    assert isinstance(event, DocumentMoved)


def test_the_same_folder_again_puts_nothing_back_by_a_guess(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "材料"
    (folder / "001 赵志强").mkdir(parents=True)
    (folder / "001 赵志强" / "论文.pdf").write_bytes(b"paper")
    (folder / "001 赵志强" / "学历证书.pdf").write_bytes(b"degree")
    refiling.move(desk, "001", paper(desk, "001", "论文.pdf"), "003", WRONG)
    refiling.withdraw(desk, "001", paper(desk, "001", "学历证书.pdf"), WRONG)
    plan = filing.plan(desk, folder)
    told = {each.shown.rsplit("/", 1)[-1]: each for each in plan.files}
    assert not any(each.sure for each in told.values())
    assert told["论文.pdf"].why == "此前已从001号赵志强名下移出，现在003号孙𬭎名下"
    assert told["论文.pdf"].others[0] == "003"
    assert told["学历证书.pdf"].why == "此前已从001号赵志强名下移出"
    filing.file_all(desk, plan, {"001 赵志强/学历证书.pdf": "001"}, lambda _: True)
    assert names(desk, "001") == ["学历证书.pdf"]
    assert [each.name for each in refiling.parted(desk, "001")] == ["论文.pdf"]
