"""Steps that take in many at once (成批办理), taken back and done again: each is a new change."""

from __future__ import annotations

from collections.abc import Sequence

from zcdesk.desk import defense, register
from zcdesk.desk.desk import Desk
from zcdesk.desk.panels import Grouping
from zcdesk.domain.case import pair
from zcdesk.domain.errors import Refused
from zcdesk.domain.events import (
    AcknowledgementTakenBack,
    Event,
    PanelRemoved,
    PanelSet,
    StatusSet,
    UnclearAcknowledged,
)
from zcdesk.domain.session import ApplicantStatus, Phase

Bulk = tuple[StatusSet, ...] | Grouping | UnclearAcknowledged
"""What a bulk step did: decisions on the materials, panels, or acknowledgements."""


def in_words(done: Bulk) -> str:
    """What the step was, for a menu and for a sentence."""
    match done:
        case UnclearAcknowledged():
            return f"成批确认 {len(done.findings)} 项"
        case Grouping():
            return f"分组（{len(done.formed)} 个评议组）"
        case _:
            return f"成批判为合格 {len(done)} 人"


def take_back(desk: Desk, done: Bulk) -> tuple[Event, ...]:
    """Take a bulk step back, as far as nobody has decided otherwise since.

    Decisions and acknowledgements changed since stay as they are; panels go all or none, and only
    while they are as they were formed and nobody has marked in them.
    """
    match done:
        case UnclearAcknowledged():
            events = _wait_again(desk, done)
        case Grouping():
            events = _ungroup(desk, done)
        case _:
            events = _pend_again(desk, done)
    if not events:
        raise Refused("stale-edit", f"“{in_words(done)}”以后又有改动，没有可以撤销的。")
    desk.record(events)
    return tuple(events)


def do_again(desk: Desk, done: Bulk) -> tuple[Event, ...]:
    """Do a bulk step again that was taken back; what has changed meanwhile is left out."""
    match done:
        case UnclearAcknowledged():
            desk.require(Phase.SETUP, Phase.MATERIALS)
            waits = set(register.waiting(desk))
            found = tuple(each for each in done.findings if each in waits)
            events: list[Event] = [UnclearAcknowledged(found)] if found else []
        case Grouping():
            return defense.form_panels(desk, [event.panel for event in done.formed])
        case _:
            events = _qualify_again(desk, done)
    if not events:
        raise Refused("stale-edit", f"“{in_words(done)}”以后又有改动，没有可以重做的。")
    desk.record(events)
    return tuple(events)


def _qualify_again(desk: Desk, done: Sequence[StatusSet]) -> list[Event]:
    desk.require(Phase.MATERIALS)
    return [
        event
        for event in done
        if desk.case.status(event.applicant) is event.before
        and not register.open_blocks(desk, event.applicant)
    ]


def _pend_again(desk: Desk, done: Sequence[StatusSet]) -> list[Event]:
    desk.require(Phase.MATERIALS)
    case = desk.case
    return [
        StatusSet(event.applicant, event.after, ApplicantStatus.PENDING, "")
        for event in done
        if case.status(event.applicant) is event.after
    ]


def _wait_again(desk: Desk, done: UnclearAcknowledged) -> list[Event]:
    desk.require(Phase.SETUP, Phase.MATERIALS)
    seen = desk.case.acknowledged
    still = tuple(each for each in done.findings if pair(*each) in seen)
    return [AcknowledgementTakenBack(still)] if still else []


def _ungroup(desk: Desk, done: Grouping) -> list[Event]:
    desk.require(Phase.MATERIALS, Phase.DEFENSE)
    case = desk.case
    before = {panel.name: panel for panel in done.before}
    marked = {sheet.applicant for sheet in case.scores.values()}
    for event in done.formed:
        panel = event.panel
        earlier = before[panel.name].applicants if panel.name in before else ()
        if case.panels.get(panel.name) != panel:
            raise Refused("stale-edit", f"“{panel.name}”分组以后又有改动，请用“改组”调整。")
        if marked & (set(panel.applicants) - set(earlier)):
            raise Refused("panel-frozen", f"“{panel.name}”已有评分，不能撤销分组。")
    return [
        PanelSet(before[event.panel.name])
        if event.panel.name in before
        else PanelRemoved(event.panel)
        for event in done.formed
    ]
