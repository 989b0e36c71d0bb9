"""Panels (评议组): whom each hears, changed and spread evenly until its scores are frozen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from zcdesk.desk import defense, grouping
from zcdesk.desk.desk import OUT_OF_THE_ROSTER, Desk
from zcdesk.domain.case import Case, evolve
from zcdesk.domain.committee import Panel
from zcdesk.domain.errors import Refused
from zcdesk.domain.events import PanelRemoved, PanelSet
from zcdesk.domain.session import Phase
from zcdesk.rules.figures import whole_of
from zcdesk.rules.recusal import check_panel

_MOST = 20


@dataclass(frozen=True, slots=True)
class Grouping:
    """Panels formed or filled at once: those of them that were there before, and as they became."""

    before: tuple[Panel, ...]
    formed: tuple[PanelSet, ...]


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


def most_panels(desk: Desk) -> int:
    """How many panels of the least size the committee has members for."""
    return len(desk.case.current.members) // whole_of(desk.book, "defense.panel_minimum")


def propose(desk: Desk, count: int) -> tuple[Panel, ...]:
    """So many new panels for everybody without one. Refused where that cannot be.

    Members are dealt in the committee's order, applicants as `distribute` deals them. Nothing is
    recorded.
    """
    waiting = unassigned(desk)
    if not waiting:
        raise Refused("panel-size", "没有待分组的申报人。")
    if not 1 <= count <= min(most_panels(desk), len(waiting), _MOST):
        raise Refused("panel-size", f"委员和待分组的申报人不够分成{count}个评议组。")
    members = desk.case.current.members
    empty = [
        Panel(name, tuple(member.id for member in members[place::count]), ())
        for place, name in enumerate(_free_names(desk.case, count))
    ]
    return tuple(_dealt(desk, empty, waiting))


def group(desk: Desk, panels: Sequence[Panel]) -> Grouping:
    """Form or fill these panels, as `defense.form_panels` does it."""
    now = desk.case.panels
    before = tuple(now[panel.name] for panel in panels if panel.name in now)
    return Grouping(before, defense.form_panels(desk, panels))


def distribute(desk: Desk) -> Grouping:
    """Give everybody without a panel to one that is there, as `grouping.deal` does it."""
    waiting = unassigned(desk)
    if not waiting:
        raise Refused("panel-size", "每名申报人都已分到评议组。")
    open_panels = [panel for panel in desk.case.panels.values() if not panel.frozen]
    if not open_panels:
        raise Refused("panel-size", "请先新建评议组，再平均分配申报人。")
    return group(desk, _dealt(desk, open_panels, waiting))


def _dealt(desk: Desk, panels: Sequence[Panel], waiting: Sequence[str]) -> list[Panel]:
    return grouping.deal(panels, waiting, desk.case.applicants, desk.case.recused_from)


def _free_names(case: Case, count: int) -> list[str]:
    names = (f"第{number}组" for number in range(1, len(case.panels) + count + 1))
    return [name for name in names if name not in case.panels][:count]
