"""The gate names the character and where it stands."""

import dataclasses

from zcdesk.reports.glyph_gate import missing_glyphs

HOLE = "\U00031350"


def test_a_session_that_can_be_drawn(snapshot):
    assert missing_glyphs(snapshot) == ()


def test_a_hole_anywhere_is_found(snapshot):
    record = snapshot.applicants[5]
    person = dataclasses.replace(record.applicant, name=f"李{HOLE}")
    records = (*snapshot.applicants[:5], dataclasses.replace(record, applicant=person))
    assert missing_glyphs(dataclasses.replace(snapshot, applicants=records)) == (
        (HOLE, f"李{HOLE}"),
    )
    told = dataclasses.replace(snapshot, exception=f"第一行\n{HOLE}")
    assert missing_glyphs(told) == ((HOLE, f"第一行\n{HOLE}"),)
