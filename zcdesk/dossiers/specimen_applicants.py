"""Who applies in the sample: clean careers, and the planted problems among them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from zcdesk.domain.applicant import Applicant
from zcdesk.dossiers.specimen_careers import Careers, Wish
from zcdesk.dossiers.specimen_lists import Lists
from zcdesk.dossiers.specimen_people import how_many_rare
from zcdesk.dossiers.specimen_planted import Planted
from zcdesk.dossiers.specimen_problems import case_of, how_many

DOSSIERS_AT_MOST = 200
_ATTACHMENTS = {
    "论文": "代表作论文.pdf",
    "项目": "项目验收意见.tif",
    "专利": "专利证书.png",
    "获奖": "获奖证书.jpg",
    "标准": "标准文本.pdf",
}


@dataclass(frozen=True, slots=True)
class Intake:
    """All applicants in the roster's order; `planted` by number; `untouched`: fit for any part."""

    applicants: tuple[Applicant, ...]
    planted: dict[str, Planted]
    untouched: tuple[str, ...]


def invent(rng: Random, lists: Lists, count: int) -> Intake:
    """Invent `count` applicants. Papers are attached to the first `DOSSIERS_AT_MOST`."""
    width = max(3, len(str(count)))
    numbers = [f"{place:0{width}d}" for place in range(1, count + 1)]
    problem_places = rng.sample(range(count), how_many(count))
    clean_places = sorted(set(range(count)) - set(problem_places))
    rare = set(rng.sample(clean_places, how_many_rare(count)))
    careers = Careers(rng, lists)
    made = {
        place: careers.applicant(numbers[place], Wish(rare=place in rare)) for place in clean_places
    }
    planted = {}
    neighbours = rng.sample(clean_places, len(problem_places))
    for order, (place, neighbour) in enumerate(zip(problem_places, neighbours, strict=True)):
        problem = case_of(order)(careers, numbers[place], made[neighbour])
        planted[numbers[place]] = problem
        made[place] = problem.applicant
    partners = {problem.partner for problem in planted.values()}
    return Intake(
        tuple(
            _with_papers(made[place]) if place < DOSSIERS_AT_MOST else made[place]
            for place in range(count)
        ),
        planted,
        tuple(numbers[place] for place in clean_places if numbers[place] not in partners),
    )


def _with_papers(applicant: Applicant) -> Applicant:
    """Name the file of the dossier that proves each achievement."""
    seen: dict[str, int] = {}
    proven = []
    for one in applicant.achievements:
        stem, suffix = _ATTACHMENTS[one.kind].split(".")
        seen[one.kind] = seen.get(one.kind, 0) + 1
        again = str(seen[one.kind]) if seen[one.kind] > 1 else ""
        proven.append(replace(one, attachment=f"{stem}{again}.{suffix}"))
    return replace(applicant, achievements=tuple(proven))
