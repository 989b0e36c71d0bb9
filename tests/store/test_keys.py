"""Recovery codes and key derivation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zcdesk.store.keys import (
    KdfCost,
    derive,
    read_code,
    read_slip,
    recovery_code,
    slip_code,
)


def test_a_code_is_seven_groups_of_four_unambiguous_letters() -> None:
    # SHA-256 of 26 zeros begins 575b; 0x575b mod 1024 is 859, 26 and 27 in base 32: T and V.
    assert recovery_code(bytes) == "0000-0000-0000-0000-0000-0000-00TV"


@given(st.binary(min_size=16, max_size=16))
def test_a_code_is_read_back_however_it_is_typed(content: bytes) -> None:
    code = recovery_code(lambda _: content)
    assert set(code) <= set("0123456789ABCDEFGHJKMNPQRSTVWXYZ-")
    assert read_code(code) == code
    assert read_code(f" {code.lower()} ") == code
    assert read_code(code.replace("-", " ")) == code
    assert read_code(code.replace("0", "O").replace("1", "l").replace("V", "U")) == code
    full_width = "".join(chr(ord(c) + 0xFEE0) if c != "-" else c for c in code)
    assert read_code(full_width) == code


def test_nearly_every_slip_of_the_pen_is_seen() -> None:
    code = recovery_code(lambda count: bytes(range(7, 7 + count)))
    letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    slips = [
        code[:at] + letter + code[at + 1 :]
        for at in range(len(code))
        for letter in letters
        if code[at] not in ("-", letter)
    ]
    unseen = [slip for slip in slips if read_code(slip) is not None]
    assert len(slips) == 28 * 31
    assert len(unseen) <= 5  # one in 1024 by chance
    assert read_code(code[:-1]) is None
    assert read_code("密码") is None


@given(st.binary(min_size=16, max_size=16), st.sampled_from(["A", "B", "Z", "AB"]))
def test_the_code_of_a_slip_is_read_back_however_it_is_typed(content: bytes, label: str) -> None:
    code = slip_code(label, lambda _: content)
    assert len(code) == len(label) + 15
    assert set(code) <= set("0123456789ABCDEFGHJKMNPQRSTVWXYZ-")
    for typed in (code, f" {code.lower()} ", code.replace("-", ""), code.replace("0", "O")):
        assert read_slip(typed) == (label, code)


def test_a_slip_of_another_class_or_a_torn_one_is_seen() -> None:
    code = slip_code("A", lambda count: bytes(range(7, 7 + count)))
    others = [label + code[1:] for label in "BCDEFGHJKMNPQRSTVWXYZ"]
    assert [other for other in others if read_slip(other) is not None] == []
    for typed in ("", "A", code[:-1], code[2:], "1" + code[1:], "密码"):
        assert read_slip(typed) is None


def test_the_two_costs_give_different_keys_and_width_does_not_matter() -> None:
    salt = b"s" * 16
    assert derive("１２３４", salt, KdfCost.REHEARSAL) == derive("1234", salt, KdfCost.REHEARSAL)
    assert derive("1234", salt, KdfCost.REHEARSAL) != derive("1234", salt, KdfCost.STANDARD)
    assert derive("1234", b"t" * 16, KdfCost.REHEARSAL) != derive("1234", salt, KdfCost.REHEARSAL)


@pytest.mark.parametrize(
    ("cost", "passes", "mebibytes"), [("standard", 3, 64), ("rehearsal", 1, 1)]
)
def test_the_costs_are_frozen(cost: str, passes: int, mebibytes: int) -> None:
    """A file names its cost; changing what a name means would lock every file out."""
    assert (KdfCost(cost).passes, KdfCost(cost).memory) == (passes, mebibytes << 20)
