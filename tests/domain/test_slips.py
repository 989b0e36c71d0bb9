"""Slips of a round: the classes that recusals make, and how many sheets hold an applicant."""

from dataclasses import replace

from zcdesk.domain.ballot import Round, SlipClass, class_of

PRESENT = tuple(f"M{n}" for n in range(1, 8))
# M3 keeps out of A1, M4 and M5 out of A1 and A2, M7 out of everybody and gets no slip.
VOTE = Round(
    "1",
    1,
    "",
    PRESENT,
    ("A1", "A2", "A3"),
    {"A1": ("M3", "M4", "M5", "M7"), "A2": ("M4", "M5", "M7"), "A3": ("M7",)},
    slips=True,
)


def test_a_class_is_a_set_of_applicants_and_the_largest_comes_first() -> None:
    assert VOTE.classes == (
        SlipClass("A", ("A1", "A2", "A3"), 3),
        SlipClass("B", ("A3",), 2),
        SlipClass("C", ("A2", "A3"), 1),
    )
    assert [each.alone for each in VOTE.classes] == [False, False, True]
    assert sum(each.slips for each in VOTE.classes) == len(VOTE.voters) == 6


def test_sheets_go_by_class_where_slips_are_used_and_else_by_member() -> None:
    assert class_of("C.0123ab") == class_of("C") == "C"
    slips = ["A.01", "A.02", "B.03", "C.04"]
    assert VOTE.due(slips) == {"A1": 2, "A2": 3, "A3": 4}
    assert VOTE.due([]) == {"A1": 0, "A2": 0, "A3": 0}
    by_name = replace(VOTE, slips=False)
    assert by_name.due(["M1", "M3", "M4"]) == {"A1": 1, "A2": 2, "A3": 3}


def test_what_did_not_come_back_is_told_in_the_same_form() -> None:
    assert replace(VOTE, slips_out=("B",)).missing == ("B",)
    assert replace(VOTE, slips=False, not_returned=("M3",)).missing == ("M3",)


def test_labels_go_on_after_the_last_letter() -> None:
    members = tuple(f"M{n:02d}" for n in range(25))
    applicants = tuple(f"A{n:02d}" for n in range(25))
    each_out = {applicants[n]: (members[n],) for n in range(25)}
    labels = [c.label for c in Round("1", 1, "", members, applicants, each_out).classes]
    assert len(set(labels)) == 25
    assert labels[:2] == ["A", "B"]
    assert labels[20:] == ["Y", "Z", "AA", "AB", "AC"]
    assert not set("".join(labels)) & set("ILOU")
