"""Vetting (核对): pin a fact to a page, tick it as checked, and see what a rule relied on unproven.

It is told, and keeps nobody from the next phase unless the session has chosen that it does.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from zcdesk.desk.desk import OUT_OF_THE_ROSTER, Desk
from zcdesk.desk.evidence import in_words
from zcdesk.desk.register import known
from zcdesk.domain.applicant import Applicant
from zcdesk.domain.codec import encode
from zcdesk.domain.errors import Refused
from zcdesk.domain.events import Document, FactPinned, FactsTicked
from zcdesk.domain.finding import Finding
from zcdesk.domain.session import Phase
from zcdesk.domain.vetting import LISTS, Check, Fact, Pin, Region, Vetted, facts_of, vetted
from zcdesk.rules.reliance import relied_on

Change = FactPinned | FactsTicked

_PERSON, _APPLICATION, _TITLE = "基本信息", "申报", "现职称"
_YEARS = "年度考核"
NAMES: Mapping[str, tuple[str, str]] = {
    "name": (_PERSON, "姓名"),
    "sex": (_PERSON, "性别"),
    "born_on": (_PERSON, "出生年月"),
    "id_number": (_PERSON, "身份证号"),
    "employer": (_PERSON, "工作单位"),
    "city": (_PERSON, "所在市"),
    "employer_kind": (_PERSON, "单位性质"),
    "post_status": (_PERSON, "在岗状态"),
    "channel": (_PERSON, "申报渠道"),
    "work_started_on": (_PERSON, "参加工作时间"),
    "series": (_APPLICATION, "申报系列"),
    "specialty": (_APPLICATION, "申报专业"),
    "level": (_APPLICATION, "申报级别"),
    "route": (_APPLICATION, "申报方式"),
    "practised_specialty": (_APPLICATION, "现从事专业"),
    "post_started_on": (_APPLICATION, "现岗位起始时间"),
    "exam_valid_until": (_APPLICATION, "考试合格有效期"),
    "title.name": (_TITLE, "现职称"),
    "title.series": (_TITLE, "现职称系列"),
    "title.specialty": (_TITLE, "现职称专业"),
    "title.level": (_TITLE, "现职称级别"),
    "title.obtained_on": (_TITLE, "取得时间"),
    "title.appointed_on": (_TITLE, "聘任时间"),
    "title.obtained_by": (_TITLE, "取得方式"),
    "title.level_first_obtained_on": (_TITLE, "同级首次取得时间"),
    "degrees": ("学历学位", "学历学位"),
    "achievements": ("业绩成果", "业绩成果"),
    "other_applications": ("同年其他申报", "同年其他申报"),
    "integrity_records": ("诚信记录", "失信记录"),
}
"""Group and title of every field, and of the records of every list; as the form has them."""


@dataclass(frozen=True, slots=True)
class FactLine:
    """A fact with what proves it. `rules`: the names of those that relied on it.

    `document`: where it is pinned, None where that was moved away or taken out since; `newer`: a
    later file of the same name came in since.
    """

    mark: Vetted
    group: str
    title: str
    text: str
    rules: tuple[str, ...] = ()
    document: Document | None = None
    newer: bool = False

    @property
    def id(self) -> str:
        """The fact's id."""
        return self.mark.fact.id

    @property
    def doubt(self) -> str:
        """Why the pin may no longer prove the fact; empty where nothing speaks against it."""
        if self.mark.pin is not None and self.document is None:
            return "所钉的材料已改归他人或撤出"
        if self.mark.stale:
            return "钉住后内容已改"
        return "钉住后又导入了同名材料" if self.newer else ""

    @property
    def pinned(self) -> bool:
        """A page proves the fact as it now is."""
        return self.mark.pin is not None and not self.doubt

    @property
    def checked(self) -> bool:
        """Somebody ticked the fact as it now is."""
        return self.mark.check is not None

    @property
    def wanting(self) -> bool:
        """A rule relied on it, and it is not both pinned and checked."""
        return bool(self.rules) and not (self.pinned and self.checked)


def fact_lines(desk: Desk, number: str) -> tuple[FactLine, ...]:
    """Every fact of an applicant as on file, with its pin, its tick and the rules behind it."""
    return _lines(desk, number, desk.findings(number))


def facts_in_words(applicant: Applicant) -> tuple[tuple[str, str, str], ...]:
    """Every fact on file as id, title and text, in the order of the form."""
    return tuple((f.id, _names(f)[1], _text(applicant, f)) for f in facts_of(applicant))


def proven_by(desk: Desk, number: str) -> Mapping[str, str]:
    """Where each pinned fact of an applicant is proven (《论文.pdf》第 3 页), by the fact's id."""
    return {
        line.id: f"《{line.document.name}》第 {line.mark.pin.page + 1} 页"
        for line in fact_lines(desk, number)
        if line.document is not None and line.mark.pin is not None
    }


def wanting(desk: Desk, number: str, findings: Iterable[Finding]) -> int:
    """How many of the facts that rules relied on are not pinned, or not checked."""
    case = desk.case
    vetting, applicant = case.vetting(number), case.applicants[number]
    if not vetting.pins or not vetting.checks:
        return len(relied_on(applicant, findings))
    return sum(line.wanting for line in _lines(desk, number, findings))


def unproven(desk: Desk) -> list[str]:
    """The numbers of those in the roster with facts wanting."""
    case = desk.case
    return [
        number
        for number in case.applicants
        if case.status(number) not in OUT_OF_THE_ROSTER
        and wanting(desk, number, desk.findings(number))
    ]


def any_begun(desk: Desk) -> bool:
    """Whether anything of anybody was pinned or ticked."""
    return any(begun(desk, number) for number in desk.case.applicants)


def begun(desk: Desk, number: str) -> bool:
    """Whether anything of an applicant was pinned or ticked."""
    vetting = desk.case.vetting(number)
    return bool(vetting.pins or vetting.checks)


def _lines(desk: Desk, number: str, findings: Iterable[Finding]) -> tuple[FactLine, ...]:
    case, wording = desk.case, desk.book.wording
    applicant = known(desk, number)
    relied = relied_on(applicant, findings)
    filed = case.documents.get(number, ())
    return tuple(
        _line(
            applicant,
            mark,
            tuple(wording[rule].name for rule in relied.get(mark.fact.id, ())),
            filed,
        )
        for mark in vetted(facts_of(applicant), case.vetting(number))
    )


def _line(
    applicant: Applicant, mark: Vetted, rules: tuple[str, ...], filed: Sequence[Document]
) -> FactLine:
    fact, pin = mark.fact, mark.pin
    group, title = _names(fact)
    if pin is None:
        return FactLine(mark, group, title, _text(applicant, fact), rules)
    at = next((place for place, each in enumerate(filed) if each.key == pin.document), None)
    if at is None:
        return FactLine(mark, group, title, _text(applicant, fact), rules)
    document = filed[at]
    newer = any(
        each.name == document.name and each.sha256 != document.sha256 for each in filed[at + 1 :]
    )
    return FactLine(mark, group, title, _text(applicant, fact), rules, document, newer)


def _names(fact: Fact) -> tuple[str, str]:
    if fact.id in NAMES:
        return NAMES[fact.id]
    place = fact.id.rpartition(".")[2]
    if fact.family not in NAMES:
        return _YEARS, f"{place}年度考核"
    group, title = NAMES[fact.family]
    return group, f"{title} {int(place) + 1}"


def _text(applicant: Applicant, fact: Fact) -> str:
    if fact.family not in LISTS:
        return in_words(json.loads(fact.value))
    record = getattr(applicant, fact.family)[int(fact.id.rpartition(".")[2])]
    return " · ".join(in_words(part) for part in encode(record).values() if part)


# --- pinning and ticking --------------------------------------------------------------------------


def pin(
    desk: Desk, number: str, fact: str, document: str, page: int, region: Region | None = None
) -> FactPinned:
    """Pin a fact to a page (from 0) of a document of this applicant, by its key, or to a part of it.

    A pin that the fact already has is put in its place.
    """
    mark = _mark(desk, number, fact)
    if all(each.key != document for each in desk.case.documents.get(number, ())):
        raise Refused("vetting", "这份材料不在该申报人名下，不能用来钉住信息。")
    if page < 0 or (region is not None and not region.lies_on_the_page):
        raise Refused("vetting", "所框的区域不在页面上，请重新框选。")
    after = Pin(fact, mark.fact.value, document, page, region)
    return _record_pin(desk, FactPinned(number, mark.pin, after))


def unpin(desk: Desk, number: str, fact: str) -> FactPinned:
    """Take a fact's pin off."""
    mark = _mark(desk, number, fact)
    if mark.pin is None:
        raise Refused("vetting", "这条信息没有钉住。")
    return _record_pin(desk, FactPinned(number, mark.pin, None))


def tick(desk: Desk, number: str, facts: Sequence[str]) -> FactsTicked:
    """Tick facts as checked by the secretary, now; those already ticked keep who and when."""
    case = desk.case
    marks = [_mark(desk, number, fact) for fact in facts]
    by = case.current.staff.secretary or "秘书"
    new = tuple(
        Check(mark.fact.id, mark.fact.value, by, desk.stamp())
        for mark in marks
        if mark.check is None
    )
    # A tick that has fallen at this place says nothing any more.
    places = {check.fact for check in new}
    standing = {each.check for each in _marks(desk, number).values()}
    fallen = tuple(
        check
        for check in case.vetting(number).checks
        if check.fact in places and check not in standing
    )
    return _record_ticks(desk, FactsTicked(number, fallen, new))


def untick(desk: Desk, number: str, facts: Sequence[str]) -> FactsTicked:
    """Take ticks back; facts without one are passed over."""
    found = (_mark(desk, number, fact).check for fact in facts)
    return _record_ticks(desk, FactsTicked(number, tuple(each for each in found if each), ()))


def take_back(desk: Desk, change: Change) -> Change:
    """The opposite of a change, as a change of its own: nothing is erased."""
    if isinstance(change, FactPinned):
        return again(desk, FactPinned(change.applicant, change.after, change.before))
    return again(desk, FactsTicked(change.applicant, change.ticked, change.gone))


def again(desk: Desk, change: Change) -> Change:
    """A change once more. Refused where what it starts from is no longer so."""
    vetting = desk.case.vetting(known(desk, change.applicant).number)
    if isinstance(change, FactPinned):
        if change.before is not None and change.before not in vetting.pins:
            raise Refused("stale-edit", _MEANWHILE)
        return _record_pin(desk, change)
    if not set(change.gone) <= set(vetting.checks):
        raise Refused("stale-edit", _MEANWHILE)
    return _record_ticks(desk, change)


_MEANWHILE = "核对情况刚刚被改动过，请看清后重新操作。"


def _marks(desk: Desk, number: str) -> dict[str, Vetted]:
    applicant = known(desk, number)
    found = vetted(facts_of(applicant), desk.case.vetting(number))
    return {mark.fact.id: mark for mark in found}


def _mark(desk: Desk, number: str, fact: str) -> Vetted:
    found = _marks(desk, number).get(fact)
    if found is None:
        raise Refused("vetting", "这一项还没有填写，填好后才能钉住或核对。")
    return found


def _record_pin(desk: Desk, event: FactPinned) -> FactPinned:
    desk.require(Phase.SETUP, Phase.MATERIALS)
    desk.record([event])
    return event


def _record_ticks(desk: Desk, event: FactsTicked) -> FactsTicked:
    desk.require(Phase.SETUP, Phase.MATERIALS)
    if not event.gone and not event.ticked:
        raise Refused("vetting", "这几项的核对情况没有变化。")
    desk.record([event])
    return event
