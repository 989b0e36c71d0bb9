"""Figures of a rule book as exact numbers, and shares of whole people."""

from __future__ import annotations

from fractions import Fraction

from zcdesk.domain.citation import Params


def share_of(book: Params, key: str) -> Fraction:
    """A share (2/3, 20 %) of the book as an exact fraction."""
    value = book[key].value
    assert isinstance(value, int | Fraction)
    return Fraction(value)


def whole_of(book: Params, key: str) -> int:
    """A whole number (people, years) of the book."""
    figure = share_of(book, key)
    assert figure.denominator == 1
    return figure.numerator


def needed(of: int, share: Fraction) -> int:
    """The fewest whole people that make a share (以上, 不低于 include the number itself)."""
    return -(-of * share.numerator // share.denominator)
