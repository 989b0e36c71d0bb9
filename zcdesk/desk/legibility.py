"""Whether the dossiers show what they hold: nobody's vote rests unknowingly on a page that did not draw."""

from __future__ import annotations

from collections.abc import Iterable

from zcdesk.desk.desk import Desk, active_applicants
from zcdesk.domain.events import Document

_NAMED, _FILES = 8, 2


def unshown(desk: Desk, number: str) -> tuple[tuple[Document, str], ...]:
    """An applicant's documents that do not show all they hold, each with what is wrong."""
    documents = desk.case.documents.get(number, ())
    return tuple((d, desk.unshown[d.key]) for d in documents if d.key in desk.unshown)


def everywhere(desk: Desk) -> list[str]:
    """Applicants still in the roster who have such documents, in its order."""
    return [a.number for a in active_applicants(desk.case) if unshown(desk, a.number)]


def sentence(desk: Desk, number: str) -> str:
    """What of an applicant's dossier does not show."""
    found = unshown(desk, number)
    told = "、".join(f"“{document.name}”（{cause}）" for document, cause in found[:_FILES])
    if len(found) > _FILES:
        told += f"等 {len(found)} 份"
    return (
        f"{number}号{desk.case.applicants[number].name}的材料不能完整显示：{told}。请对照纸质材料。"
    )


def before_a_round(desk: Desk, numbers: Iterable[str]) -> str:
    """What is said before these applicants are put to the vote; empty where everything shows."""
    wanted = set(numbers)
    found = [number for number in everywhere(desk) if number in wanted]
    if not found:
        return ""
    names = "、".join(f"{n}号{desk.case.applicants[n].name}" for n in found[:_NAMED])
    more = f"等 {len(found)} 人" if len(found) > _NAMED else ""
    return f"{names}{more}的电子材料有不能显示的文件或页面，投票前请对照纸质材料。"
