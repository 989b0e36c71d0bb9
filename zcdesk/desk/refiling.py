"""A document that lies in the wrong dossier or under a wrong title: moved, taken out, put back, renamed.

Each is an event with its reason, and taking one back is another: nothing is erased. The encrypted
file stays in the vault, for the log says that it was there, somebody else may have the same content,
and what was taken out by mistake can be put back.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath

from zcdesk.desk.desk import Desk
from zcdesk.desk.filing import free_title, who
from zcdesk.desk.register import known, needs_why
from zcdesk.domain.errors import Refused
from zcdesk.domain.events import Document, DocumentMoved, Filed
from zcdesk.domain.session import Phase

MOST = 100
"""Characters of a title: what a line of the strip can show at most, and every file system keeps."""

_BACK = "撤销或重做前一次改动"
_MEANWHILE = "申报材料刚刚被改动过，请看清后重新操作。"


def move(desk: Desk, number: str, document: Document, to: str, reason: str) -> DocumentMoved:
    """Move a document into another applicant's dossier, at its end; pins on it become stale.

    Refused without a reason, and where the other one has the same content already.
    """
    here = _filed(desk, number, document)
    if known(desk, to).number == number:
        raise Refused("refiling", f"“{document.name}”已在{who(desk, to)}名下。")
    there = desk.case.documents.get(to, ())
    same = next((each for each in there if each.key == document.key), None)
    if same is not None:
        raise Refused(
            "refiling",
            f"{who(desk, to)}名下已有内容相同的“{same.name}”；确系放错的，请撤出这一份。",
        )
    name = free_title(document.name, {each.name for each in there})
    after = Filed(to, replace(document, name=name), len(there))
    return _record(desk, DocumentMoved(here, after, _said(reason, "把材料改归他人")))


def withdraw(desk: Desk, number: str, document: Document, reason: str) -> DocumentMoved:
    """Take a document out of every dossier; its pins become stale. Refused without a reason."""
    here = _filed(desk, number, document)
    return _record(desk, DocumentMoved(here, None, _said(reason, "撤出材料")))


def parted(desk: Desk, number: str) -> tuple[Document, ...]:
    """What was moved away or taken out of a dossier and has not come back."""
    return desk.case.parted(known(desk, number).number)


def holders(desk: Desk, document: Document) -> tuple[str, ...]:
    """The applicants in whose dossiers this content lies."""
    return tuple(
        number
        for number, filed in desk.case.documents.items()
        if any(each.key == document.key for each in filed)
    )


def put_back(desk: Desk, number: str, document: Document, reason: str) -> DocumentMoved:
    """Put a document that parted from a dossier into it again, at its end.

    Where another applicant has it now it stays there too: a joint certificate belongs to both.
    """
    if document not in parted(desk, number):
        raise Refused("stale-edit", _MEANWHILE)
    there = desk.case.documents.get(number, ())
    name = free_title(document.name, {each.name for each in there})
    after = Filed(number, replace(document, name=name), len(there))
    return _record(desk, DocumentMoved(None, after, _said(reason, "放回材料")))


def title_of(document: Document) -> str:
    """A document's title: its name without the ending."""
    return PurePath(document.name).stem


def retitle(
    desk: Desk, number: str, document: Document, title: str, reason: str = ""
) -> DocumentMoved:
    """Give a document another title; the ending of its name stays.

    Once the materials are decided on, it needs a reason, as every change of what was judged does.
    """
    here = _filed(desk, number, document)
    wanted = " ".join(title.split())
    if not wanted or len(wanted) > MOST or any(each in wanted for each in "/\\"):
        raise Refused("refiling", f"标题须为1至{MOST}个字，不能含有“/”和“\\”。")
    name = wanted + PurePath(document.name).suffix
    if any(each.name == name for each in desk.case.documents[number]):
        raise Refused("refiling", f"{who(desk, number)}名下已有名为“{name}”的材料。")
    if needs_why(desk, number):
        reason = _said(reason, f"{who(desk, number)}的材料已经判定，改标题")
    after = replace(here, document=replace(document, name=name))
    return _record(desk, DocumentMoved(here, after, reason))


def take_back(desk: Desk, change: DocumentMoved) -> DocumentMoved:
    """The opposite of a change, as a change of its own."""
    return again(desk, DocumentMoved(change.after, change.before, change.reason))


def again(desk: Desk, change: DocumentMoved) -> DocumentMoved:
    """A change once more. Refused where what it starts from is no longer so."""
    before, after = change.before, change.after
    if before is not None:
        before = _filed(desk, before.applicant, before.document)
    if after is not None:
        there = desk.case.documents.get(after.applicant, ())
        others = [each for each in there if before is None or each != before.document]
        if any(after.document.name == d.name or after.document.key == d.key for d in others):
            raise Refused("stale-edit", _MEANWHILE)
    return _record(desk, DocumentMoved(before, after, _BACK))


def in_words(desk: Desk, change: DocumentMoved) -> str:
    """What a change did, as a sentence."""
    before, after = change.before, change.after
    if before is None:
        assert after is not None
        return f"“{after.document.name}”已放回{who(desk, after.applicant)}名下。"
    name = before.document.name
    if after is None:
        return f"“{name}”已从{who(desk, before.applicant)}名下撤出，可以随时放回。"
    if before.applicant == after.applicant:
        return f"“{name}”的标题已改为“{title_of(after.document)}”。"
    renamed = "" if after.document.name == name else f"，名为“{after.document.name}”"
    return f"“{name}”已从{who(desk, before.applicant)}改归{who(desk, after.applicant)}{renamed}。"


def _filed(desk: Desk, number: str, document: Document) -> Filed:
    filed = desk.case.documents.get(known(desk, number).number, ())
    if document not in filed:
        raise Refused("stale-edit", _MEANWHILE)
    return Filed(number, document, filed.index(document))


def _said(reason: str, what: str) -> str:
    if not reason.strip():
        raise Refused("reason", f"{what}须写明原因。")
    return reason.strip()


def _record(desk: Desk, event: DocumentMoved) -> DocumentMoved:
    desk.require(Phase.SETUP, Phase.MATERIALS)
    desk.record([event])
    return event
