"""Signatures by hand: what is one, what is cut off, how they curve, and which are in force."""

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zcdesk.domain import events as ev
from zcdesk.domain.codec import decode, encode
from zcdesk.domain.hand_signature import (
    BOX_HEIGHT,
    BOX_WIDTH,
    LEAST_EXTENT,
    MOST_POINTS,
    MOST_STROKES,
    Fault,
    HandSignature,
    Stroke,
    clipped,
    standing,
)


def signed(*strokes):
    return HandSignature(tuple(Stroke(tuple(each)) for each in strokes))


ACROSS = [(0, 500), (LEAST_EXTENT, 500)]


def test_the_digest_is_that_of_the_text_that_is_kept():
    """Frozen: a later program must find the strokes of an earlier one unchanged."""
    text = '{"strokes":[{"points":[[10,20],[310,20]]},{"points":[[5,5]]}]}'
    made = signed([(10, 20), (310, 20)], [(5, 5)])
    assert json.loads(text) == encode(made)
    assert decode(HandSignature, json.loads(text)) == made
    assert made.digest == hashlib.sha256(text.encode()).hexdigest()
    assert made.points == 3


@pytest.mark.parametrize(
    ("strokes", "fault"),
    [
        ([ACROSS], None),
        ([[(7, 0), (7, LEAST_EXTENT)]], None),
        ([], Fault.EMPTY),
        ([[]], Fault.EMPTY),
        ([ACROSS, []], Fault.EMPTY),
        ([[(1500, 500)]], Fault.TOO_SMALL),
        ([[(0, 500), (LEAST_EXTENT - 1, 500 + LEAST_EXTENT - 1)]], Fault.TOO_SMALL),
        ([[(0, 0), (BOX_WIDTH, BOX_HEIGHT)]], None),
        ([[(-1, 0), (BOX_WIDTH, 0)]], Fault.OUTSIDE),
        ([[(0, 0), (BOX_WIDTH, BOX_HEIGHT + 1)]], Fault.OUTSIDE),
        ([[(n % 2 * 400, 0) for n in range(MOST_POINTS)]], None),
        ([[(n % 2 * 400, 0) for n in range(MOST_POINTS + 1)]], Fault.TOO_MUCH),
        ([ACROSS] * MOST_STROKES, None),
        ([ACROSS] * (MOST_STROKES + 1), Fault.TOO_MUCH),
    ],
)
def test_what_is_a_signature(strokes, fault):
    assert signed(*strokes).fault() is fault
    if fault is not None:
        assert fault.value.endswith("。")


@pytest.mark.parametrize(
    ("way", "left"),
    [
        ([], []),
        ([(10.4, 19.5)], [[(10, 20)]]),
        ([(1, 1), (1.2, 0.9), (2, 1), (1, 1)], [[(1, 1), (2, 1), (1, 1)]]),
        # Out to the right and back: two strokes, each as far as the edge.
        (
            [(2900, 500), (3100, 500), (3200, 600), (3100, 700), (2900, 700)],
            [[(2900, 500), (3000, 500)], [(3000, 700), (2900, 700)]],
        ),
        # Begun outside: cut where it comes in.
        ([(-100, 500), (100, 500)], [[(0, 500), (100, 500)]]),
        # Over a corner: the nearer edge counts.
        ([(2900, 900), (3100, 1300)], [[(2900, 900), (2950, 1000)]]),
        # From the edge itself: nothing to add.
        ([(0, 500), (-50, 500)], [[(0, 500)]]),
        ([(-50, 10), (-60, 20)], []),
    ],
)
def test_what_leaves_the_box_is_cut_off(way, left):
    assert [list(each.points) for each in clipped(way)] == left


@given(
    st.lists(
        st.tuples(st.floats(-4000, 8000, allow_nan=False), st.floats(-3000, 4000, allow_nan=False)),
        max_size=60,
    )
)
def test_what_is_left_lies_inside_in_order_and_repeats_nothing(way):
    strokes = clipped(way)
    for each in strokes:
        assert each.points
        assert all(0 <= x <= BOX_WIDTH and 0 <= y <= BOX_HEIGHT for x, y in each.points)
        assert all(a != b for a, b in zip(each.points, each.points[1:], strict=False))
    inside = [
        (x, y) for x, y in ((int(a // 1), int(b // 1)) for a, b in way)
        if 0 <= x < BOX_WIDTH and 0 <= y < BOX_HEIGHT
    ]  # fmt: skip
    assert bool(strokes) or not inside


def test_a_stroke_bends_at_its_points_and_ends_at_the_last():
    assert list(Stroke(((3, 4),)).curves()) == []
    assert list(Stroke(((0, 0), (10, 0))).curves()) == [((10, 0), (10, 0))]
    assert list(Stroke(((0, 0), (10, 0), (10, 5))).curves()) == [
        ((10, 0), (10, 2.5)),
        ((10, 5), (10, 5)),
    ]


def test_the_last_word_of_each_counts():
    told = [
        ev.HandSigned("P01", "a"),
        ev.HandSigned("P02", "b"),
        ev.Printed("minutes-archive.pdf", "c"),
        ev.HandSigned("P01", "d"),
        ev.HandSignatureWithdrawn("P02", "b"),
    ]
    assert standing(told) == {"P01": "d"}
    assert standing([*told, ev.HandSigned("P02", "e")]) == {"P01": "d", "P02": "e"}
