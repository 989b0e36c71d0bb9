"""Panels (评议组): whom each hears, changed and spread evenly until its scores are frozen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from zcdesk.desk import defense
from zcdesk.desk.desk import OUT_OF_THE_ROSTER, Desk
from zcdesk.domain.case import evolve
from zcdesk.domain.committee import Panel
from zcdesk.domain.errors import Refused
from zcdesk.domain.events import PanelRemoved, PanelSet
from zcdesk.domain.session import Phase
from zcdesk.rules.recusal import check_panel


def unassigned(desk: Desk) -> tuple[str, ...]:
    """Applicants whom no panel hears yet, in the order of the roster."""
    case = desk.case
    taken = {number for panel in case.panels.values() for number in panel.applicants}
    return tuple(
        number
        for number in case.applicants
        if number not in taken and case.status(number) not in OUT_OF_THE_ROSTER
    )


def change(desk: Desk, panel: Panel) -> tuple[PanelSet, ...]:
    """Give a panel other members or applicants; whoever it takes leaves their panel so far."""
    now = desk.case.panels.get(panel.name)
    if now is not None and now.frozen:
        raise Refused("panel-frozen", f"“{panel.name}”的评分已经冻结，不能再改组。")
    case, lightened = desk.case, []
    for other in case.panels.values():
        left = tuple(n for n in other.applicants if n not in panel.applicants)
        if other.name == panel.name or left == other.applicants:
            continue
        if other.frozen:
            raise Refused("panel-frozen", f"“{other.name}”的评分已经冻结，不能调出申报人。")
        lightened.append(replace(other, applicants=left))
        case = evolve(case, PanelSet(lightened[-1]))
    check_panel(panel, case, desk.book)
    if lightened:
        defense.form_panels(desk, lightened)
    return defense.form_panels(desk, [panel])


def remove(desk: Desk, name: str) -> PanelRemoved:
    """Take a panel off the list that hears nobody. Refused while it has applicants or scores."""
    desk.require(Phase.MATERIALS, Phase.DEFENSE)
    panel = desk.case.panels.get(name)
    if panel is None:
        raise Refused("panel-size", f"没有名为“{name}”的评议组。")
    scored = [
        n for n in panel.applicants if any(s.applicant == n for s in desk.case.scores.values())
    ]
    if scored or panel.frozen:
        raise Refused("panel-frozen", f"“{name}”已有评分，不能删除。")
    if panel.applicants:
        raise Refused(
            "panel-size",
            f"“{name}”还有 {len(panel.applicants)} 名申报人，请先用“改组”调出，再删除。",
        )
    event = PanelRemoved(panel)
    desk.record([event])
    return event


def distribute(desk: Desk) -> tuple[PanelSet, ...]:
    """Give everybody without a panel to one: fewest recusals first, then the smallest panel."""
    waiting = unassigned(desk)
    if not waiting:
        raise Refused("panel-size", "每名申报人都已分到评议组。")
    panels = spread(desk, [p for p in desk.case.panels.values() if not p.frozen], waiting)
    if not panels:
        raise Refused("panel-size", "请先新建评议组，再平均分配申报人。")
    return defense.form_panels(desk, panels)


def spread(desk: Desk, panels: Sequence[Panel], waiting: Sequence[str]) -> list[Panel]:
    """These panels with those who wait, each where fewest keep out and then where fewest are."""
    load = {panel.name: list(panel.applicants) for panel in panels}
    for number in waiting if panels else ():
        out = set(desk.case.recused_from(number))
        best = min(panels, key=lambda p: (len(out & set(p.members)), len(load[p.name])))
        load[best.name].append(number)
    order = {number: place for place, number in enumerate(desk.case.applicants)}
    return [
        replace(p, applicants=tuple(sorted(load[p.name], key=order.__getitem__))) for p in panels
    ]
