"""The edition without experts."""

import dataclasses
from fractions import Fraction

from zcdesk.reports.edition import Edition, printed, without_experts


def test_no_field_of_the_snapshot_keeps_a_name(snapshot):
    text = repr(without_experts(snapshot))
    assert [m.name for m in snapshot.members if m.name in text] == []
    assert [m.name for m in snapshot.members if m.name not in repr(snapshot)] == []


def test_the_longer_name_goes_first(snapshot):
    members = (
        dataclasses.replace(snapshot.members[0], name="李明"),
        dataclasses.replace(snapshot.members[1], name="李明哲"),
    )
    told = dataclasses.replace(snapshot, members=members, exception="李明哲、李明同意")
    assert without_experts(told).exception == "某评委、某评委同意"


def test_without_members_nothing_changes(snapshot):
    bare = dataclasses.replace(snapshot, members=())
    assert without_experts(bare).exception == snapshot.exception


def test_the_archive_edition_is_the_session_itself(snapshot):
    assert printed(snapshot, Edition.ARCHIVE) is snapshot


def test_panels_called_after_experts_stay_apart(snapshot):
    first, second = snapshot.panels[:2]
    names = {
        first.name: f"{snapshot.members[3].name}组",
        second.name: f"{snapshot.members[4].name}组",
    }
    told = dataclasses.replace(
        snapshot,
        panels=tuple(dataclasses.replace(p, name=names[p.name]) for p in (first, second)),
        lines={names[name]: line for name, line in snapshot.lines.items()},
        applicants=tuple(
            dataclasses.replace(r, panel=names.get(r.panel, r.panel)) for r in snapshot.applicants
        ),
    )
    bare = without_experts(told)
    assert [panel.name for panel in bare.panels] == ["第一评议组", "第二评议组"]
    assert list(bare.lines.values()) == list(snapshot.lines.values())
    place = {"一组": "第一评议组", "二组": "第二评议组", "": ""}
    assert [r.panel for r in bare.applicants] == [place[r.panel] for r in snapshot.applicants]
    assert without_experts(snapshot).panels == snapshot.panels


def test_a_panel_called_after_an_expert_takes_no_other_panels_name(snapshot):
    """Both were called 第一评议组, and one panel's people and line went to the other."""
    first, second = snapshot.panels[:2]
    panels = (
        dataclasses.replace(first, name=f"{snapshot.members[3].name}组"),
        dataclasses.replace(second, name="第一评议组"),
    )
    lines = {panels[0].name: Fraction(70), panels[1].name: Fraction(65)}
    bare = without_experts(dataclasses.replace(snapshot, panels=panels, lines=lines))
    assert [panel.name for panel in bare.panels] == ["第二评议组", "第一评议组"]
    assert bare.lines == {"第二评议组": 70, "第一评议组": 65}
