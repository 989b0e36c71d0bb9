"""Where pages stand, worked out by hand for a pane of 624 by 500: 600 pixels for a page."""

from dataclasses import replace

import pytest

from zcdesk.ui.views.dossier_layout import Fit, Manner, Place, lay_out

PANE = (624, 500)
A4 = (6000, 8400)
WIDE = (8400, 6000)


def test_pages_follow_one_another_under_their_headings() -> None:
    layout = lay_out([[A4, WIDE], [A4]], PANE, Manner(), 30)
    first, second, third = (layout.frame(Place(*place)) for place in ((0, 0), (0, 1), (1, 0)))
    assert (first.left, first.top, first.width, first.height) == (12, 42, 600, 840)
    assert (second.top, second.height) == (42 + 840 + 12, 428)
    assert third.top == 894 + 428 + 12 + 30
    assert layout.height == third.top + 840 + 12
    assert [band.heading for band in layout.bands] == [0, None, None, 1, None]
    assert layout.frame(Place(2, 0)) is None


def test_what_shows_of_the_strip() -> None:
    layout = lay_out([[A4] * 500], PANE, Manner(), 30)
    shown = [each.place.page for band in layout.between(8520 + 42, 9061) for each in band.frames]
    assert shown == [10]
    assert layout.at(300, 8600).place == Place(0, 10)
    assert layout.at(5, 8600) is None


@pytest.mark.parametrize(
    ("manner", "size", "shown"),
    [
        (Manner(Fit.PAGE), A4, (340, 476)),
        (Manner(Fit.PAGE), WIDE, (600, 428)),
        (Manner(Fit.ZOOM, 150), A4, (900, 1260)),
        (Manner(Fit.WIDTH), (0, 0), (600, 849)),
    ],
)
def test_sizes(manner: Manner, size: tuple[int, int], shown: tuple[int, int]) -> None:
    frame = lay_out([[size]], PANE, manner, 30).frame(Place(0, 0))
    assert (frame.width, frame.height) == shown


def test_two_pages_side_by_side() -> None:
    layout = lay_out([[A4] * 3], PANE, Manner(pairs=True), 30)
    one, two, three = (layout.frame(Place(0, page)) for page in range(3))
    assert (one.left, one.width, two.left, two.top) == (12, 294, 318, one.top)
    assert (three.left, three.top) == (12, one.top + 411 + 12)
    alone = lay_out([[A4]], PANE, Manner(pairs=True), 30).frame(Place(0, 0))
    assert (alone.left, alone.width) == (165, 294)


def test_one_row_alone_stands_in_the_middle() -> None:
    layout = lay_out([[A4], [WIDE, A4]], PANE, Manner(single=True), 30, only=Place(1, 0))
    (band,) = layout.bands
    assert [each.place for each in band.frames] == [Place(1, 0)]
    assert (band.frames[0].top, band.height) == (36, 428)
    tall = lay_out([[A4]], PANE, replace(Manner(), single=True), 30, only=Place(0, 0))
    assert tall.frame(Place(0, 0)).top == 0
