"""The two clocks of an applicant: years to 31 December, degrees and works to the window's end."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from zcdesk.desk.desk import Desk
from zcdesk.desk.evidence import Mark, in_words, year_marks
from zcdesk.domain.applicant import Applicant
from zcdesk.domain.dates import PartialDate
from zcdesk.domain.finding import Finding


@dataclass(frozen=True, slots=True)
class Dated:
    """A degree or an achievement: `in_time` None where its date does not say."""

    name: str
    on: PartialDate | None
    in_time: bool | None


@dataclass(frozen=True, slots=True)
class Timeline:
    """What the two clocks show. `required` None: not known; `start` None: no title or no date."""

    review_year: int
    window_end: datetime.date
    start: PartialDate | None
    years: tuple[Mark, ...]
    counted: int | None
    required: int | None
    degrees: tuple[Dated, ...]
    works: tuple[Dated, ...]

    @property
    def sentences(self) -> tuple[str, ...]:
        """The same in words, for those who hear the screen."""
        reached = "不能确定" if self.counted is None else f"{self.counted} 年"
        asked = "不能确定" if self.required is None else f"{self.required} 年"
        said = [f"截至{self.review_year}年12月31日计入 {reached}，应满 {asked}。"]
        said += [f"{mark.what}年 {mark.detail}：{mark.state}。" for mark in self.years]
        end = PartialDate.of(self.window_end)
        said.append(f"收审期最后一天：{end}。")
        for dated in (*self.degrees, *self.works):
            told = {True: "期内", False: "期后，不计", None: "时间待核"}[dated.in_time]
            said.append(f"{dated.name} {in_words(dated.on.iso if dated.on else None)}：{told}。")
        return tuple(said)


def timeline(desk: Desk, applicant: Applicant, findings: Sequence[Finding]) -> Timeline:
    """The two clocks of an applicant as on file or as typed, from what the rules say of it."""
    facts = next((f.evidence for f in findings if f.rule == "tenure-years"), {})
    end = desk.case.current.session.window_end
    start, counted, required = facts.get("start"), facts.get("counted"), facts.get("required")
    return Timeline(
        review_year=desk.case.current.session.review_year,
        window_end=end,
        start=PartialDate.parse(start) if isinstance(start, str) else None,
        years=tuple(year_marks(facts)),
        counted=counted if isinstance(counted, int) else None,
        required=required if isinstance(required, int) else None,
        degrees=tuple(
            _dated(each.education.value, each.obtained_on, end) for each in applicant.degrees
        ),
        works=tuple(_dated(each.title, each.completed_on, end) for each in applicant.achievements),
    )


def _dated(name: str, on: PartialDate | None, end: datetime.date) -> Dated:
    if on is None:
        return Dated(name, None, None)
    if on.latest <= end:
        return Dated(name, on, in_time=True)
    return Dated(name, on, None if on.earliest <= end else False)
