"""Every paper of the meeting and after it, of a session in which everything happened.

Figures, lists and counts are worked out from `result.json` alone and looked for on both editions;
what nobody may read is looked for in every corner of the edition that goes out.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pikepdf
import pytest

from tests.sessions.hard_papers import LOOKED_AT, HardPapers
from tests.sessions.recounted import (
    READERS,
    bare,
    by_pdfium,
    by_poppler,
    judged,
    rows,
    running,
    two_decimals,
)
from zcdesk.desk.delivery import SUBMISSION_PAPERS

EDITIONS = ("minutes.pdf", "minutes-archive.pdf")
OUT_OF_ROSTER = ("rejected", "withdrawn")


def count(result: dict[str, Any], *statuses: str) -> int:
    return sum(each["status"] in statuses for each in result["applicants"])


def waivers(result: dict[str, Any]) -> list[dict[str, str]]:
    own = [waiver for each in result["applicants"] for waiver in each["waivers"]]
    return [*own, *result["session_waivers"]]


def by_round(result: dict[str, Any]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    for each in result["applicants"]:
        for vote in each["rounds"]:
            found.setdefault(vote["round"], []).append(vote)
    return dict(sorted(found.items()))


def test_it_is_as_hard_as_it_says(hard: HardPapers) -> None:
    """Else the tests below look at nothing."""
    result = hard.result
    statuses = {each["status"] for each in result["applicants"]}
    assert statuses == {"passed", "vote_failed", "defense_failed", "rejected", "withdrawn",
                        "absent", "disqualified"}  # fmt: skip
    assert list(by_round(result)) == [1, 2, 3]
    votes = [vote for each in by_round(result).values() for vote in each]
    for kind in ("spoilt", "not_returned", "recused", "abstain", "base_matters"):
        assert any(vote.get(kind) for vote in votes), kind
    assert result["exception"]
    assert {group["overall"]["met"] for group in result["groups"]} == {True, False}
    assert len(waivers(result)) == 2


# --- the same paper, whenever and wherever --------------------------------------------------------


def test_nothing_printed_after_the_hand_over_differs(hard: HardPapers) -> None:
    """It did: the hand-over itself stood in the minutes."""
    again = {name for name in hard.later if name in hard.papers}
    texts = [by_pdfium(each["minutes.pdf"]) for each in (hard.papers, hard.later)]
    assert texts[0] == texts[1]  # the bytes differ: it was certified on its way out
    again.remove("minutes.pdf")
    assert {"minutes-archive.pdf", "results.pdf", "defense.pdf", "overview.pdf"} < again
    assert {name for name in again if hard.later[name] != hard.papers[name]} == set()


def test_the_package_holds_what_is_printed(hard: HardPapers) -> None:
    for files in (hard.submission, hard.archive):
        pdfs = {name: data for name, data in files.items() if name.endswith(".pdf")}
        assert "votes-1b.pdf" in pdfs
        differing = {name for name, data in pdfs.items() if hard.papers[name] != data}
        assert differing == set()
    more = {name for name in hard.archive if name not in hard.submission}
    assert more == {"minutes-archive.pdf", "exceptions-archive.pdf", "defense.pdf",
                    "attendance-2024-11-20.pdf", "attendance-2024-11-21.pdf",
                    "tables-archive.xlsx"}  # fmt: skip


# --- figures --------------------------------------------------------------------------------------


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("name", EDITIONS)
def test_every_count_in_words(hard: HardPapers, name: str, read: Any) -> None:
    result, text = hard.result, running(read(hard.papers[name]))
    everybody, taking_part = len(result["applicants"]), len(judged(result))
    passed = count(result, "passed")
    scored = [each for each in result["applicants"] if each["score"]]
    heard_well = sum(each["status"] != "defense_failed" for each in scored)
    exempt = sum(not each["score"] for each in judged(result))
    told = [
        f"申报{everybody}人，正式参加评审{taking_part}人，评审通过{passed}人，"
        f"未通过{taking_part - passed}人。",
        f"材料审核合格{everybody - count(result, *OUT_OF_ROSTER)}人，"
        f"材料不合格{count(result, 'rejected')}人，撤回申报{count(result, 'withdrawn')}人，"
        f"取消申报资格{count(result, 'disqualified')}人。"
        f"不计入正式参加评审人数的共{len(result['excluded'])}人",
        f"答辩评议通过{heard_well}人，未通过{count(result, 'defense_failed')}人，"
        f"免答辩{exempt}人，缺席{count(result, 'absent')}人。",
        f"答辩评议未通过的{count(result, 'defense_failed')}人如下",
        f"评审通过（待公示、待确认）：{passed}人",
        f"评审未通过：{taking_part - passed}人",
        f"{result['audit']['entries']}条",
    ]
    for votes in by_round(result).values():
        present = max(vote["present"] for vote in votes)
        missing = max(vote["not_returned"] for vote in votes)
        told.append(
            f"提交表决{len(votes)}人，无记名投票，发出选票{present}张，"
            f"收回{present - missing}张，未交{missing}张。"
        )
    assert [words for words in told if words not in text] == []


@pytest.mark.parametrize("name", EDITIONS)
def test_everybody_has_every_line_and_no_other(hard: HardPapers, name: str) -> None:
    """Of each round, of the list of results or of the excluded, of the recusals, of the waivers."""
    numbers = {each["number"] for each in hard.result["applicants"]}
    lines = rows(hard.papers[name], numbers)
    text = by_poppler(hard.papers[name])
    for each in hard.result["applicants"]:
        kept_out = max((vote["recused"] for vote in each["rounds"]), default=0)
        wanted = len(each["rounds"]) + 1 + (each["status"] == "defense_failed")
        wanted += kept_out if name == "minutes-archive.pdf" else kept_out > 0
        found = [line for line in lines[each["number"]] if len(line) > 2]
        spoilt = sum("spoilt" in vote for vote in each["rounds"])
        named = wanted + len(each["waivers"]) + (each["number"] in ("A11",))
        assert wanted <= len(found) <= named + spoilt + 1, each["number"]
        assert text.count(each["number"]) >= named, each["number"]


@pytest.mark.parametrize("read", READERS)
def test_every_count_of_a_box(hard: HardPapers, read: Any) -> None:
    for place, votes in by_round(hard.result).items():
        (name,) = (n for n in hard.papers if re.fullmatch(rf"votes-{place}[a-z]?\.pdf", n))
        text = bare(read(hard.papers[name]))
        passed = sum(vote["passed"] for vote in votes)
        assert f"提交表决{len(votes)}人，同意票不少于基数2/3的通过：" in text
        assert f"通过{passed}人，未通过{len(votes) - passed}人。" in text
        # Who presided over this box, not over the last one.
        assert ("副主任委员：" in text) == (place == 3)


@pytest.mark.parametrize("read", READERS)
def test_who_is_made_public(hard: HardPapers, read: Any) -> None:
    passed = [each for each in hard.result["applicants"] if each["status"] == "passed"]
    text = running(read(hard.papers["public-notice.pdf"]))
    levels = Counter(each["level"] for each in passed)
    by_level = "、".join(f"{level}{levels[level]}人" for level in ("正高级", "副高级"))
    assert f"等{len(passed)}人评审通过（待公示、待确认），其中{by_level}。" in text
    assert f"共{len(passed)}人，结果均为" in text
    numbers = {each["number"] for each in hard.result["applicants"]}
    listed = rows(hard.papers["public-notice.pdf"], numbers)
    places = {number: int(line[0]) for number, (line,) in listed.items()}
    assert places == {each["number"]: n for n, each in enumerate(passed, start=1)}


def test_who_is_on_the_roll_of_those_who_passed(hard: HardPapers) -> None:
    passed = [each["number"] for each in hard.result["applicants"] if each["status"] == "passed"]
    lines = rows(hard.papers["results.pdf"], {e["number"] for e in hard.result["applicants"]})
    roll = [(number, int(found[1][0])) for number, found in lines.items() if len(found) == 2]
    assert sorted(roll) == [(number, n) for n, number in enumerate(passed, start=1)]


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("name", ["exceptions.pdf", "exceptions-archive.pdf"])
def test_every_waiver_and_the_exception(hard: HardPapers, name: str, read: Any) -> None:
    text = running(read(hard.papers[name]))
    assert f"豁免（{len(waivers(hard.result))}项）" in text
    for waiver in waivers(hard.result):
        assert waiver["document"] in text
    unmet = [group for group in hard.result["groups"] if not group["overall"]["met"]]
    for group in unmet:
        floor = group["overall"]
        assert f"{floor['fraction']}＝{floor['percent']}%，下限{floor['floor']}%，未达到" in text
    if name == "exceptions.pdf":
        said = re.sub(r"M\d\d", "某评委", bare(hard.result["exception"]))
        assert said in text
        assert said in running(read(hard.papers["minutes.pdf"]))
    # one exemption, two steps back, a round annulled, two held again, three ended early, one on paper
    numbers = [int(n) for n in re.findall(r"^\s*(\d+)\s+(?:免答辩|由|第|举行)", by_poppler(
        hard.papers[name]), re.M)]  # fmt: skip
    assert numbers == list(range(1, 11))


@pytest.mark.parametrize("name", [*EDITIONS, "exceptions.pdf", "exceptions-archive.pdf"])
def test_a_round_is_annulled_when_it_was(hard: HardPapers, name: str) -> None:
    text = running(by_poppler(hard.papers[name]))
    when, what = "2024年11月21日9:20", "第一轮投票作废"
    assert (f"{when}{what}" if name in EDITIONS else f"{what}{when}") in text


def test_every_score_on_its_own_sheet(hard: HardPapers) -> None:
    scores = {each["number"]: each["score"] for each in hard.result["applicants"]}
    found: dict[str, str] = {}
    for sheet in bare(by_pdfium(hard.papers["defense.pdf"])).split("申报编号")[1:]:
        score = re.search(r"得分：(\d+\.\d\d)", sheet)
        if score:
            found[sheet[:3]] = score.group(1)
    assert found == {n: two_decimals(s["fraction"]) for n, s in scores.items() if s}


@pytest.mark.parametrize("read", READERS)
def test_everybody_is_among_the_findings(hard: HardPapers, read: Any) -> None:
    everybody = hard.result["applicants"]
    text = bare(read(hard.papers["findings-all.pdf"]))
    assert f"审核{len(everybody)}人，" in text
    for each in everybody:
        words = {
            "rejected": "（材料不合格）",
            "withdrawn": "（撤回申报）",
            "disqualified": "（取消申报资格）",
        }
        assert each["number"] + bare(each["name"]) + words.get(each["status"], "") in text
        if each["number"] not in LOOKED_AT:
            continue
        own = bare(read(hard.papers[f"findings-{each['number']}.pdf"]))
        assert bare(each["name"]) in own
        if each["status"] in OUT_OF_ROSTER:
            assert bare(each["reason"]) in own


def test_who_signed_in(hard: HardPapers) -> None:
    for day, here in (("20", 13), ("21", 12)):
        text = bare(by_pdfium(hard.papers[f"attendance-2024-11-{day}.pdf"]))
        assert f"应到13人，登记到会{here}人" in text


def test_the_receipt_tells_the_very_file(hard: HardPapers) -> None:
    (package,) = (hard.folder / "out").glob("*-archive.zip")
    data = package.read_bytes()
    text = bare(by_pdfium(hard.later["receipt.pdf"]))
    assert package.name in text
    assert hashlib.sha256(data).hexdigest() in text
    assert f"{len(data):,}" in text
    assert hard.result["audit"]["head"] in text


@pytest.mark.parametrize("read", READERS)
def test_the_re_examination_counts_everything(hard: HardPapers, read: Any) -> None:
    result, text = hard.result, read(hard.later["re-examination-1.pdf"])
    people = len(result["applicants"])
    rounds = sum(len(votes) for votes in by_round(result).values())
    wanted = {"得分": people, "各轮票数": rounds, "评审结果": people}
    wanted["淘汰率"] = 5 * len(result["groups"])
    for part, compared in wanted.items():
        assert re.search(rf"{part}\s+{compared}\s+{compared}\s+0\s+相符", text), part
    assert "全部相符；核对录入40项，6项不一致。" in bare(text)


# --- what nobody may read -------------------------------------------------------------------------

OPINIONS = ("达到申报条件，建议提交评委会表决", "对本人主持项目的关键技术说明不清")
"""What a panel wrote: on no paper that goes out, in the record for the department."""

SECRET = ("近亲属（配偶）", "博士研究生导师", "申报人课题组成员", *OPINIONS)
"""Why somebody kept out tells who it was."""


def secrets(hard: HardPapers) -> list[str]:
    """Members' names but those that an applicant bears too, and what only the archive keeps."""
    applicants = " ".join(each["name"] for each in hard.result["applicants"])
    return [name for name in hard.members if name not in applicants] + list(SECRET)


def corners(name: str, data: bytes) -> str:
    """Everything that a reader, a program or a curious person finds in a file, as one text."""
    if name.endswith(".pdf"):
        return bare(by_pdfium(data)) + bare(by_poppler(data)) + below(data)
    if name.endswith(".xlsx"):
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            return "".join(bare(book.read(part).decode("utf-8")) for part in book.namelist())
    if name.endswith(".json"):
        return bare(json.dumps(json.loads(data), ensure_ascii=False))
    return bare(data.decode("utf-8", "replace"))


def below(pdf: bytes) -> str:
    """Titles, bookmarks, fields, metadata, attachments and streams of a PDF."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        found = [text for each in [*file.objects, file.trailer] for text in texts_in(each)]
    return bare("".join(found))


def texts_in(item: Any) -> Iterator[str]:
    """Texts of one object, not of those that it refers to."""
    if isinstance(item, pikepdf.String):
        yield str(item)
    elif isinstance(item, pikepdf.Stream):
        yield item.read_bytes().decode("utf-8", "replace")
        yield from texts_in(item.stream_dict)
    elif isinstance(item, pikepdf.Dictionary | pikepdf.Array):
        inside = item.as_dict().values() if isinstance(item, pikepdf.Dictionary) else item
        for value in inside:
            if isinstance(value, pikepdf.Object) and not value.is_indirect:
                yield from texts_in(value)


def test_the_edition_that_goes_out_keeps_every_secret(hard: HardPapers) -> None:
    hidden = secrets(hard)
    assert len(hidden) == len(hard.members) - 2 + len(SECRET)
    going_out = {**hard.submission, "public-notice.pdf": hard.papers["public-notice.pdf"]}
    going_out |= {
        n: d for n, d in hard.later.items() if n in ("receipt.pdf", "re-examination-1.pdf")
    }
    going_out |= {n: d for n, d in hard.papers.items() if n.startswith(("findings-", "overview"))}
    assert set(going_out) >= {n for n in SUBMISSION_PAPERS if n != "public-notice.pdf"}
    told = {
        (name, secret)
        for name, data in going_out.items()
        for text in [corners(name, data)]
        for secret in hidden
        if secret in text and (name != "record.json" or secret not in OPINIONS)
    }
    assert told == set()


def test_no_sign_of_the_layout_is_in_any_file(hard: HardPapers) -> None:
    """What keeps a name on one line is for the layout: pasted elsewhere, no search would find it."""
    files = {**hard.archive, **hard.papers, **hard.later}
    assert {name for name, data in files.items() if "\u2060" in corners(name, data)} == set()


def test_the_archive_tells_them_all(hard: HardPapers) -> None:
    """So the test above can see."""
    kept = "".join(corners(n, d) for n, d in hard.archive.items() if n not in hard.submission)
    assert [secret for secret in secrets(hard) if secret not in kept] == []


def test_a_secret_in_any_corner_of_a_pdf_is_seen() -> None:
    file = pikepdf.new()
    file.add_blank_page()
    file.attachments["a.txt"] = pikepdf.AttachedFileSpec(file, "宁远山".encode())
    with file.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("郝国栋", 0))
    with file.open_metadata() as metadata:
        metadata["dc:title"] = "尉迟衡"
    file.docinfo["/Author"] = "令狐珺"
    data = io.BytesIO()
    file.save(data)
    text = corners("a.pdf", data.getvalue())
    assert all(name in text for name in ("令狐珺", "宁远山", "郝国栋", "尉迟衡"))


def test_the_notice_to_the_public_shows_no_votes_and_no_ids(hard: HardPapers) -> None:
    for name in ("public-notice.pdf", "result-notices.pdf"):
        text = corners(name, hard.papers[name])
        assert not re.search(r"9999991985\d{7}[\dX]", text), name
        assert not re.search(r"同意|弃权|得分|票数", text), name
