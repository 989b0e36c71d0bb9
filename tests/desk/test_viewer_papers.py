"""Papers as their reader may have them: two sessions that differ in what is hidden print the same.

Every paper that can be asked for at a moment is asked for; one that is refused is refused alike.
"""

import inspect
import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction

import pypdfium2
import pytest

from zcdesk.desk import (
    defense,
    delivery,
    forms,
    package_papers,
    paper_set,
    papers,
    phases,
    re_examination,
    register,
    slips,
    voting,
)
from zcdesk.desk.desk import Desk
from zcdesk.desk.forms import Issued
from zcdesk.domain.ballot import Choice, Paper
from zcdesk.domain.committee import Panel, Recusal
from zcdesk.domain.errors import KnownError
from zcdesk.domain.scoring import Mark, ScoreSheet

TWO = {
    "presider": "P01",
    "presider_token": "zhuren-kouling",
    "supervisor_token": "jiandu-kouling",
}
HIDDEN = "002"  # P09 keeps out

Asked = dict[str, Callable[[Desk], object]]


def every_paper(desk: Desk) -> Asked:
    """Each paper and export that some verb of the desk makes, by its name."""
    kinds: Asked = {f"list {kind.id}": kind.make for kind in paper_set.papers_now(desk)}
    asked: Asked = {
        "attendance_sheet": lambda d: forms.attendance_sheet(d, forms.sittings(d)[0]),
        "overview": forms.overview,
        "defense_sheets": forms.defense_sheets,
        "score_sheets": forms.score_sheets,
        "findings_of": lambda d: forms.findings_of(d, "001"),
        "all_findings": forms.all_findings,
        "register_of_exceptions": lambda d: forms.register_of_exceptions(d, archive=True),
        "archive_minutes": forms.archive_minutes,
        "archive_workbook": forms.archive_workbook,
        "public_notice": lambda d: forms.public_notice(d, starts_on=d.now().date()),
        "result_notices": forms.result_notices,
        "vote_sheet": lambda d: forms.vote_sheet(d, next(iter(d.case.rounds), "")),
        "ballots": lambda d: forms.ballots(d, next(iter(d.case.rounds.values()))),
        "tally_sheet": lambda d: forms.tally_sheet(d, next(iter(d.case.rounds.values()))),
        "papers": papers.papers,
        "csv_tables": papers.csv_tables,
        "package_papers": lambda d: package_papers.package_papers(d, archive=True),
        "package": lambda d: delivery.package_contents(d, {}, delivery.Choice(archive=True)),
        "re_examination": re_examination.of_session,
    }
    return kinds | asked


def test_no_paper_of_the_desk_is_left_out(before_the_vote: Callable[..., Desk]) -> None:
    """A new verb that issues a paper must be asked for here, or the walk below is not whole."""
    issuing = {
        name
        for name, verb in inspect.getmembers(forms, inspect.isfunction)
        if verb.__module__ == forms.__name__
        and not name.startswith("_")
        and inspect.signature(verb, eval_str=True).return_annotation is Issued
    }
    assert len(issuing) > 10
    assert issuing <= set(every_paper(before_the_vote()))


def words(data: bytes) -> str:
    """What a paper says: the text of a PDF, the cells of a workbook; a table as it is."""
    if data.startswith(b"%PDF"):
        with pypdfium2.PdfDocument(data) as pdf:
            return "\n".join(page.get_textpage().get_text_range() for page in pdf)
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            return "".join(
                book.read(name).decode()
                for name in sorted(book.namelist())
                if name.startswith("xl/worksheets/") or name.endswith("sharedStrings.xml")
            )
    return data.decode("utf-8", "replace")


def told(made: object) -> Iterator[str]:
    """Every text of what a verb gave back."""
    if isinstance(made, Issued):
        yield from (made.name, words(made.data))
    elif isinstance(made, dict):
        for name, data in made.items():
            yield from (name, words(data))
    else:
        yield repr(made)


def printed(desk: Desk) -> dict[str, list[str]]:
    """Every paper as it now is, or the sentence that refuses it."""
    found = {}
    for name, make in every_paper(desk).items():
        try:
            found[name] = list(told(make(desk)))
        except KnownError as refusal:
            found[name] = [refusal.sentence]
        except StopIteration:
            found[name] = ["there is no round yet"]
    return found


def test_while_a_round_is_held_no_paper_tells_a_vote(
    before_the_vote: Callable[..., Desk], pin_of: Callable[[str], str]
) -> None:
    """All for and all against: paper for paper the same until the box is open."""
    worlds = []
    for choice in (Choice.APPROVE, Choice.REJECT):
        desk = before_the_vote([Recusal(HIDDEN, "P09", "同一单位")])
        key = voting.open_round(desk).round.key
        steps = [printed(desk)]
        for place, member in enumerate(desk.case.rounds[key].voters):
            paper = Paper(dict.fromkeys(desk.case.rounds[key].sheet(member), choice))
            voting.cast(desk, key, member, pin_of(member), paper)
            if place in (0, 7):
                steps.append(printed(desk))
        voting.close(desk, key)
        steps.append(printed(desk))
        voting.open_box(desk, key, **TWO)
        steps.append(printed(desk))
        worlds.append(steps)
    *shut, opened = zip(*worlds, strict=True)
    for one, other in shut:
        assert one == other
    differ = {name for name in opened[0] if opened[0][name] != opened[1][name]}
    assert {"vote_sheet", "list votes-1"} <= differ


def test_with_slips_no_paper_tells_who_or_what(before_the_vote: Callable[..., Desk]) -> None:
    worlds = []
    for choice in (Choice.APPROVE, Choice.REJECT):
        desk = before_the_vote()
        batch = slips.prepare(desk)
        key = slips.open_round(desk, batch).round.key
        for code in batch.codes[:3]:
            sheet = slips.sheet(desk, key, code)
            slips.cast(desk, key, code, Paper(dict.fromkeys(sheet, choice)))
        worlds.append(printed(desk))
        assert not any(
            code in text for code in batch.codes for texts in worlds[-1].values() for text in texts
        )
    assert worlds[0] == worlds[1]


def back_at_the_defense(desk: Desk) -> Desk:
    phases.back(desk, "补评分")
    defense.form_panels(desk, [Panel("一组", ("P01", "P02", "P09"), ("001", "002", "003"))])
    return desk


def test_before_the_freeze_no_paper_tells_a_mark(before_the_vote: Callable[..., Desk]) -> None:
    worlds = []
    for points in (9, 17):
        desk = before_the_vote([Recusal(HIDDEN, "P09", "同一单位")])
        setup = replace(
            desk.case.current,
            session=replace(desk.case.current.session, scoring_approval="赋分〔2024〕2号"),
        )
        from zcdesk.domain.events import SetupChanged

        desk.record([SetupChanged(desk.case.current, setup)])
        back_at_the_defense(desk)
        names = [item.name for item in setup.scheme.items]
        marks = tuple(Mark(name, Fraction(points)) for name in names)
        sheets = [
            ScoreSheet(number, member, marks)
            for number in ("001", "002", "003")
            for member in ("P01", "P02", "P09")
            if member not in desk.case.recused_from(number)
        ]
        defense.enter_scores(desk, sheets, "secretary")
        before = printed(desk)
        defense.freeze(desk, "一组")
        worlds.append((before, printed(desk)))
    (one, frozen), (other, frozen_too) = worlds
    assert one == other
    assert frozen["defense_sheets"] != frozen_too["defense_sheets"]


@pytest.mark.parametrize("member", ["P09", "P08"])
def test_a_members_overview_has_nothing_of_whom_the_member_keeps_out_of(
    before_the_vote: Callable[..., Desk], member: str
) -> None:
    """Facts, findings and number of 002: for P09 as if 002 were not there, for P08 told."""
    copies = []
    for name, employer in (("钱丽华", "样例厂"), ("欧阳修远", "某某研究院")):
        desk = before_the_vote([Recusal(HIDDEN, "P09", "同一单位")])
        phases.back(desk, "更正")
        phases.back(desk, "更正")
        was = desk.case.applicants[HIDDEN]
        register.edit(desk, was, replace(was, name=name, employer=employer, post_status=""), "更正")
        register.acknowledge_all(desk)
        phases.forward(desk)
        copies.append(words(forms.overview(desk, member).data))
    one, other = copies
    assert (one == other) is (member == "P09")
    assert ("欧阳修远" in other) is (member == "P08")
    assert ("共2人" in "".join(other.split())) is (member == "P09")
    assert "赵志强" in one
