"""Records go to JSON and come back the same; nothing else is let in."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zcdesk.domain.codec import LATE, canonical, decode, encode
from zcdesk.domain.dates import PartialDate


class Colour(Enum):
    RED = "红"
    BLUE = "蓝"


@dataclass(frozen=True)
class Leaf:
    name: str
    weight: Fraction


@dataclass(frozen=True)
class Tree:
    leaves: tuple["Leaf | Tree", ...] = ()
    colour: Colour = Colour.RED
    planted: datetime.date | None = None
    seen: PartialDate | None = None
    couple: tuple[int, str] = (0, "")
    by_colour: Mapping[Colour, int] | None = None
    anything: object = None
    alive: bool = True


WHOLE = Tree(
    leaves=(Leaf("叶", Fraction(3, 4)), Tree(leaves=(Leaf("b", Fraction(2)),))),
    colour=Colour.BLUE,
    planted=datetime.date(2024, 2, 29),
    seen=PartialDate(2016, 7),
    couple=(7, "x"),
    anything={"a": [1, None]},
    alive=False,
)


def test_a_record_is_the_same_after_its_way_through_json():
    assert decode(Tree, encode(WHOLE)) == WHOLE


def test_the_json_form_is_the_one_written_down():
    assert encode(Leaf("叶", Fraction(3, 4))) == {"name": "叶", "weight": "3/4"}
    assert encode({Colour.RED: [Colour.BLUE, True, None]}) == {"红": ["蓝", True, None]}
    assert encode({1: datetime.date(2024, 1, 2)}) == {"1": "2024-01-02"}
    assert encode(PartialDate(2016, 7)) == "2016-07"


def test_canonical_text_has_one_order_and_no_spaces():
    assert canonical({"b": 1, "a": ["中", None]}) == '{"a":["中",null],"b":1}'


@pytest.mark.parametrize("stranger", [1.5, {1, 2}, b"x", Leaf, object()])
def test_what_has_no_place_in_a_record_is_refused(stranger):
    with pytest.raises(TypeError, match="no JSON form"):
        encode(stranger)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Leaf, {"name": "a"}),
        (Leaf, {"name": "a", "weight": "1", "more": 1}),
        (Leaf, {"name": 1, "weight": "1"}),
        (Leaf, {"name": "a", "weight": 1}),
        (Leaf, {"name": "a", "weight": "x"}),
        (Leaf, []),
        (Leaf, None),
        (Colour, "绿"),
        (bool, 1),
        (int, True),
        (int, 1.0),
        (datetime.date, "2024-02-30"),
        (PartialDate, "2016.07"),
        (tuple[int, ...], "12"),
        (tuple[int, ...], {"a": 1}),
        (tuple[int, str], [1]),
        (tuple[int, str], [1, "a", 2]),
        (int | None, "x"),
        (Leaf | Colour, 7),
        (Mapping[str, int], {"a": "x"}),
        (Mapping[str, int], [1]),
    ],
)
def test_json_that_does_not_fit_is_a_value_error(kind, value):
    with pytest.raises(ValueError):  # noqa: PT011 - whichever part notices first
        decode(kind, value)


def test_any_takes_whatever_comes():
    assert decode(Any, [1, {"a": None}]) == [1, {"a": None}]
    assert decode(int | None, None) is None


@given(st.fractions())
def test_fractions_are_exact(value):
    assert decode(Fraction, encode(value)) == value


@dataclass(frozen=True)
class Grown:
    name: str
    rings: int = field(default=0, metadata=LATE)


def test_a_field_that_came_later_is_left_out_at_its_default():
    assert encode(Grown("松")) == {"name": "松"}
    assert encode(Grown("松", 3)) == {"name": "松", "rings": 3}
    assert decode(Grown, {"name": "松"}) == Grown("松")
    assert decode(Grown, {"name": "松", "rings": 3}) == Grown("松", 3)
    for stranger in ({"rings": 3}, {"name": "松", "leaves": 1}, {"name": "松", "rings": "3"}):
        with pytest.raises(ValueError):  # noqa: PT011 - whichever part notices first
            decode(Grown, stranger)
