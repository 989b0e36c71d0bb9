"""The byte attacker: every page of the file decrypted and taken apart, both round keys in hand.

SQLCipher is undone with the database key and the b-trees are parsed from the bytes, free space
included, so that neither SQLite nor our own code stands between the attacker and the disk.
"""

import math
import random
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox

from zcdesk.domain import events as ev
from zcdesk.domain.ballot import Choice, Round, class_of
from zcdesk.store import roundkeys, seats
from zcdesk.store.ballots import BallotBox
from zcdesk.store.casefile import CaseFile
from zcdesk.store.keys import read_slip, slip_code

OPENED_AT = "2024-11-30T09:00:00"
PAGE, RESERVED = 4096, 80
SLOT = 64
MEMBERS, APPLICANTS = 8, 12
PRESENT = tuple(f"M{n:02d}" for n in range(1, MEMBERS + 1))


# --- the attacker's tools -------------------------------------------------------------------------


def decrypted(raw: bytes, key: bytes) -> list[bytes]:
    """The plain pages of a SQLCipher 4 file: AES-256-CBC, the vector at each page's end."""
    pages = []
    for at in range(0, len(raw), PAGE):
        page = raw[at : at + PAGE]
        salt = 16 if at == 0 else 0
        vector = page[PAGE - RESERVED : PAGE - RESERVED + 16]
        cipher = Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor()
        plain = cipher.update(page[salt : PAGE - RESERVED])
        pages.append(b"SQLite format 3\0"[:salt] + plain + bytes(RESERVED))
    return pages


def varint(page: bytes, at: int) -> tuple[int, int]:
    value = 0
    for count in range(9):
        byte = page[at + count]
        if count == 8:
            return value << 8 | byte, at + 9
        value = value << 7 | byte & 127
        if byte < 128:
            return value, at + count + 1
    raise AssertionError


@dataclass(frozen=True)
class Cell:
    """One row where it lies: page number, place in the page, and what it says."""

    page: int
    offset: int
    rowid: int
    values: tuple[object, ...]


def rows(pages: list[bytes], root: int, usable: int) -> Iterator[Cell]:
    """The rows of a table, in the order of the cell pointers."""
    page = pages[root - 1]
    start = 100 if root == 1 else 0
    kind, number = page[start], int.from_bytes(page[start + 3 : start + 5], "big")
    head = start + (12 if kind == 5 else 8)
    pointers = [int.from_bytes(page[head + 2 * n : head + 2 * n + 2], "big") for n in range(number)]
    if kind == 5:
        children = [int.from_bytes(page[at : at + 4], "big") for at in pointers]
        for child in (*children, int.from_bytes(page[start + 8 : start + 12], "big")):
            yield from rows(pages, child, usable)
        return
    assert kind == 13
    for at in pointers:
        size, here = varint(page, at)
        rowid, here = varint(page, here)
        yield Cell(root, at, rowid, record(payload(pages, page, here, size, usable)))


def payload(pages: list[bytes], page: bytes, at: int, size: int, usable: int) -> bytes:
    """A cell's content, its overflow pages followed."""
    most = usable - 35
    if size <= most:
        return page[at : at + size]
    least = (usable - 12) * 32 // 255 - 23
    local = least + (size - least) % (usable - 4)
    local = local if local <= most else least
    content = page[at : at + local]
    follow = int.from_bytes(page[at + local : at + local + 4], "big")
    while follow:
        content += pages[follow - 1][4:usable]
        follow = int.from_bytes(pages[follow - 1][:4], "big")
    return content[:size]


def record(content: bytes) -> tuple[object, ...]:
    end, at = varint(content, 0)
    kinds = []
    while at < end:
        kind, at = varint(content, at)
        kinds.append(kind)
    values: list[object] = []
    for kind in kinds:
        if kind >= 12:
            size = (kind - 12) // 2
            chunk = content[at : at + size]
            values.append(chunk.decode() if kind % 2 else chunk)
        else:
            size = (0, 1, 2, 3, 4, 6, 8, 8, 0, 0)[kind]
            number = int.from_bytes(content[at : at + size], "big", signed=True)
            values.append({0: None, 8: 0, 9: 1}.get(kind, number))
        at += size
    return tuple(values)


def table(pages: list[bytes], name: str, usable: int) -> list[Cell]:
    roots = {
        str(cell.values[1]): int(str(cell.values[3]))
        for cell in rows(pages, 1, usable)
        if cell.values[0] == "table"
    }
    return list(rows(pages, roots[name], usable))


def orders(cells: list[Cell], name: Callable[[Cell], str]) -> dict[str, list[str]]:
    """Every order in which the rows may have been written, as the bytes suggest it."""
    by: dict[str, Callable[[Cell], tuple[int, ...]]] = {
        "rowid": lambda cell: (cell.rowid,),
        "place": lambda cell: (cell.page, cell.offset),
        "place from the end": lambda cell: (cell.page, -cell.offset),
    }
    found = {how: [name(cell) for cell in sorted(cells, key=key)] for how, key in by.items()}
    found["pointer"] = [name(cell) for cell in cells]
    return found | {f"{how}, backwards": order[::-1] for how, order in found.items()}


def pairings(voters: dict[str, list[str]], choices: dict[str, list[str]]) -> dict[str, list[str]]:
    """By each pair of orders: the voters whose ballots say 不同意."""
    return {
        f"roll by {one}, ballots by {other}": [
            voter for voter, choice in zip(order, ballots, strict=True) if choice == "不同意"
        ]
        for one, order in voters.items()
        for other, ballots in choices.items()
    }


# --- the sessions he attacks ----------------------------------------------------------------------


def plain_table(path: Path, cast_order: list[str], rejecter: str) -> dict[str, list[str]]:
    """The naive design: a row in the roll and a row in the ballots at each cast."""
    database = sqlite3.connect(path)
    database.execute(f"PRAGMA page_size = {PAGE}")
    database.execute("CREATE TABLE roll (voter TEXT)")
    database.execute("CREATE TABLE ballots (choice TEXT)")
    for member in cast_order:
        database.execute("INSERT INTO roll VALUES (?)", [member])
        choice = "不同意" if member == rejecter else "同意"
        database.execute("INSERT INTO ballots VALUES (?)", [choice])
    database.commit()
    database.close()
    raw = path.read_bytes()
    pages = [raw[at : at + PAGE] for at in range(0, len(raw), PAGE)]
    return pairings(
        orders(table(pages, "roll", PAGE), lambda cell: str(cell.values[0])),
        orders(table(pages, "ballots", PAGE), lambda cell: str(cell.values[0])),
    )


def our_box(file: CaseFile, unseal: SealedBox[PrivateKey]) -> dict[str, dict[str, list[str]]]:
    """The attack on a full box, by applicant: he may open each ballot where it lies."""
    pages = decrypted(raw_pages(file), file._key)
    voters = orders(table(pages, "roll", PAGE - RESERVED), lambda cell: str(cell.values[1]))
    found = {}
    for cell in table(pages, "boxes", PAGE - RESERVED):
        box = cell.values[2]
        assert isinstance(box, bytes)
        slots = [box[at : at + SLOT] for at in range(0, len(box), SLOT)]
        read = {slot: list(Choice)[unseal.decrypt(slot)[-1]].value for slot in slots}
        choices = {
            "slot": [read[slot] for slot in slots],
            "bytes": [read[slot] for slot in sorted(slots)],
        }
        found[str(cell.values[1])] = pairings(voters, choices)
    return found


def raw_pages(file: CaseFile) -> bytes:
    """The file's bytes, read on the worker between transactions (a second descriptor: tests only)."""
    return (file.folder / "session.db").read_bytes()


def round_eight(recused: dict[str, tuple[str, ...]] | None = None) -> Round:
    return Round(
        key="1",
        number=1,
        reason="",
        present=PRESENT,
        applicants=tuple(f"A{n:03d}" for n in range(1, APPLICANTS + 1)),
        recused=recused or {},
    )


def opened_box(file: CaseFile, current: Round) -> BallotBox:
    for holder in ("M01", "supervisor"):
        file.secrets.enrol_holder(holder, holder)
    box = BallotBox(file)
    also = box.open_round(current, ["M01"], "supervisor")
    file.record([ev.RoundOpened(current)], actor="秘书甲", at=OPENED_AT, also=also)
    return box


def joined(file: CaseFile) -> SealedBox[PrivateKey]:
    return file.run(lambda db: roundkeys.join(db, "1", "M01", "M01", "supervisor"))


# --- what he finds --------------------------------------------------------------------------------


def luck(count: int, trials: int) -> float:
    """How likely at least so many hits are, or at most so few, by guessing one of eight."""
    odds = [math.comb(trials, hit) * 7 ** (trials - hit) / 8**trials for hit in range(trials + 1)]
    return min(math.fsum(odds[count:]), math.fsum(odds[: count + 1]))


@pytest.mark.slow
def test_pairing_roll_and_ballots_is_guessing(
    make: Callable[..., CaseFile], tmp_path: Path, torture: bool, figure: Callable[[str], None]
) -> None:
    """One member rejects each applicant; he names that member. Chance is 1 in 8."""
    dice = random.Random(20241130)
    sessions = 150 if torture else 14
    hits: dict[str, int] = {}
    naive: dict[str, int] = {}
    for number in range(sessions):
        current = round_eight()
        file = make(f"s{number}.zcd", MEMBERS)
        box = opened_box(file, current)
        rejecter = {applicant: dice.choice(PRESENT) for applicant in current.applicants}
        cast_order = dice.sample(PRESENT, MEMBERS)
        for member in cast_order:
            sheet = {
                applicant: Choice.REJECT if rejecter[applicant] == member else Choice.APPROVE
                for applicant in current.applicants
            }
            box.cast("1", member, sheet)
        for applicant, guesses in our_box(file, joined(file)).items():
            for how, guess in guesses.items():
                hits[how] = hits.get(how, 0) + (guess == [rejecter[applicant]])
        file.close()
        for how, guess in plain_table(
            tmp_path / f"{number}.db", cast_order, rejecter["A001"]
        ).items():
            naive[how] = naive.get(how, 0) + (guess == [rejecter["A001"]])
    # The same attacker, the same strategies: certain of every vote in a plain rowid table.
    assert max(naive.values()) == sessions
    trials = sessions * APPLICANTS
    assert len(hits) == 16
    for how, count in hits.items():
        assert luck(count, trials) > 1e-10, f"{how}: {count} of {trials}"
    figure(
        f"字节攻击：{trials} 问 16 法，答对 {min(hits.values())}–{max(hits.values())}"
        f"（猜测 {trials / 8:.0f}）；普通数据表 {sessions} 问答对 {max(naive.values())}"
    )


def test_the_same_slot_in_two_boxes_is_not_the_same_member(file: CaseFile) -> None:
    """Knowing one vote of a member tells nothing of the others: each box has its own order."""
    current = round_eight()
    box = opened_box(file, current)
    for member in PRESENT:
        choice = Choice.REJECT if member == "M03" else Choice.APPROVE
        box.cast("1", member, dict.fromkeys(current.applicants, choice))
    unseal = joined(file)
    places = set()
    for cell in table(decrypted(raw_pages(file), file._key), "boxes", PAGE - RESERVED):
        content = cell.values[2]
        assert isinstance(content, bytes)
        papers = [
            unseal.decrypt(content[at : at + SLOT])[-1] for at in range(0, len(content), SLOT)
        ]
        places.add(papers.index(list(Choice).index(Choice.REJECT)))
    # All twelve in one slot by chance: 8 to the power of -11.
    assert len(places) > 1


def test_after_the_opening_no_byte_of_a_ballot_or_key_is_left(file: CaseFile) -> None:
    current = round_eight()
    box = opened_box(file, current)
    for member in PRESENT:
        box.cast("1", member, dict.fromkeys(current.applicants, Choice.APPROVE))
    before = decrypted(raw_pages(file), file._key)
    secret = [cell.values[2] for cell in table(before, "boxes", PAGE - RESERVED)]
    secret += [cell.values[3] for cell in table(before, "key_shares", PAGE - RESERVED)]
    traces = {bytes(each)[at : at + 16] for each in secret for at in range(0, len(each), SLOT)}
    assert len(traces) == APPLICANTS * MEMBERS + 4  # a key part of 80 bytes is two traces
    assert all(any(trace in page for page in before) for trace in traces)

    also = box.destroy("1")
    event = ev.RoundAnnulled("1", "令牌遗失", ("M01", "supervisor"))
    file.record([event], actor="秘书甲", at="2024-11-30T10:00:00", also=also)
    box.vacuum()

    raw = raw_pages(file)
    left = b"".join(decrypted(raw, file._key))
    assert not any(trace in left for trace in traces)
    journal = (file.folder / "session.db-journal").read_bytes()
    assert not any(journal)
    assert box.cast_by("1") == PRESENT


def test_the_journal_is_blank_after_each_cast(file: CaseFile) -> None:
    """A persistent journal keeps the old pages: the box without the ballot just cast."""
    current = round_eight()
    box = opened_box(file, current)
    journal = file.folder / "session.db-journal"
    box.cast("1", "M01", dict.fromkeys(current.applicants, Choice.APPROVE))
    assert journal.stat().st_size > 0
    assert not any(journal.read_bytes())
    # The guard bites: without it, a transaction does leave pages there.
    file.secrets.set_pin("M01", "1234")
    assert any(journal.read_bytes())


def test_a_cast_touches_the_same_pages_whoever_casts(file: CaseFile) -> None:
    """A member who keeps out of all boxes but one rewrites all of them, like everybody else."""
    out = {f"A{n:03d}": ("M02",) for n in range(1, APPLICANTS)}
    current = round_eight(out)
    box = opened_box(file, current)
    for member in PRESENT:
        before = raw_pages(file)
        box.cast("1", member, dict.fromkeys(current.sheet(member), Choice.APPROVE))
        after = raw_pages(file)
        pages = decrypted(after, file._key)
        cells = table(pages, "boxes", PAGE - RESERVED)
        # There are pages with none of M02's boxes on them.
        assert len({cell.page for cell in cells if cell.values[1] in out}) > 1
        ours = {cell.page for cell in (*cells, *table(pages, "roll", PAGE - RESERVED))}
        touched = {
            number
            for number in ours
            if before[(number - 1) * PAGE : number * PAGE]
            != after[(number - 1) * PAGE : number * PAGE]
        }
        assert touched == ours


def test_a_sitting_adds_one_cell_that_never_moves_or_grows(file: CaseFile) -> None:
    """The code over the log is rewritten at each cast: same page, same place, same size."""
    current = round_eight({f"A{n:03d}": ("M02",) for n in range(1, 7)})
    box = opened_box(file, current)
    for number in range(124 - len(file.audit())):  # the casts cross 127, where an integer grows
        file.record([ev.Printed("tally", f"{number:064x}")], actor="秘书甲", at=OPENED_AT)
    file.open_sitting("M01", "M01")
    seen = set()
    for member in PRESENT:
        box.cast("1", member, dict.fromkeys(current.sheet(member), Choice.APPROVE))
        (cell,) = table(decrypted(raw_pages(file), file._key), "sitting", PAGE - RESERVED)
        (_, holder, number, mac) = cell.values
        assert isinstance(number, bytes)
        assert isinstance(mac, bytes)
        seen.add((cell.page, cell.offset, holder, len(number), len(mac)))
    assert len(file.audit()) == 132
    assert len(seen) == 1


def test_the_key_of_a_sitting_is_in_memory_only_and_forgotten_after_it(file: CaseFile) -> None:
    opened_box(file, round_eight())
    file.open_sitting("M01", "M01")
    file.record([ev.OpinionWritten("A001", "好")], actor="秘书甲", at=OPENED_AT)
    key, pages = file._sittings._key, b"".join(decrypted(raw_pages(file), file._key))
    (mac,) = file.run(lambda db: db.conn.execute("SELECT mac FROM sitting").fetchone())
    assert len(key) == 32
    assert mac in pages
    assert key not in pages
    file.close_sitting()
    assert file._sittings._key == b""


def test_a_token_alone_opens_nothing(file: CaseFile) -> None:
    """Either part of the key, tried as the key or as the key to a part, is a random number."""
    current = round_eight()
    box = opened_box(file, current)
    box.cast("1", "M01", dict.fromkeys(current.applicants, Choice.APPROVE))
    pages = decrypted(raw_pages(file), file._key)
    ballot = table(pages, "boxes", PAGE - RESERVED)[0].values[2]
    assert isinstance(ballot, bytes)
    shares = [cell.values for cell in table(pages, "key_shares", PAGE - RESERVED)]
    assert len(shares) == 2
    for holder in ("M01", "supervisor"):
        own = file.run(lambda db, holder=holder: seats.private_key(db, holder, holder))
        opened = 0
        for values in shares:
            try:
                part = SealedBox(own).decrypt(bytes(values[3]))
            except CryptoError:
                continue
            opened += 1
            with pytest.raises(CryptoError):
                SealedBox(PrivateKey(part)).decrypt(ballot[:SLOT])
        assert opened == 1


# --- slips ----------------------------------------------------------------------------------------


def entry_of(file: CaseFile, code: str) -> str:
    read = read_slip(code)
    assert read is not None
    return file.slip_entry("1", *read)


def box_with_slips(
    file: CaseFile, recused: dict[str, tuple[str, ...]] | None = None
) -> tuple[BallotBox, Round, dict[str, str]]:
    """A round with slips, drawn from the bag: the code in each member's hand."""
    current = replace(round_eight(recused), slips=True)
    for holder in ("M01", "supervisor"):
        file.secrets.enrol_holder(holder, holder)
    hands = {}
    for held in current.classes:
        drawers = [member for member in current.voters if current.sheet(member) == held.applicants]
        hands |= {member: slip_code(held.label, secrets.token_bytes) for member in drawers}
    box = BallotBox(file)
    also = box.open_round(
        current, ["M01"], "supervisor", [entry_of(file, code) for code in hands.values()]
    )
    file.record([ev.RoundOpened(current)], actor="秘书甲", at=OPENED_AT, also=also)
    return box, current, hands


def copies_between_casts(file: CaseFile, cast: Callable[[str], object]) -> list[tuple[str, str]]:
    """The strongest attacker: both tokens, and a copy of the file before and after each cast."""
    found = []
    unseal = joined(file)

    def look() -> tuple[set[str], dict[str, list[str]]]:
        pages = decrypted(raw_pages(file), file._key)
        roll = {
            str(cell.values[1]) for cell in table(pages, "roll", PAGE - RESERVED) if cell.values[2]
        }
        ballots = {}
        for cell in table(pages, "boxes", PAGE - RESERVED):
            content = bytes(cell.values[2])
            slots = [content[at : at + SLOT] for at in range(0, len(content), SLOT)]
            ballots[str(cell.values[1])] = sorted(
                list(Choice)[unseal.decrypt(slot)[-1]].value for slot in slots if any(slot)
            )
        return roll, ballots

    before = look()
    for member in PRESENT:
        cast(member)
        after = look()
        (who,) = after[0] - before[0]
        new = list(after[1]["A001"])
        for choice in before[1]["A001"]:
            new.remove(choice)
        found.append((who, *new))
        before = after
    return found


def test_copies_between_casts_name_the_member_on_a_roll_of_names_only(make) -> None:
    """What the table of attackers admits: with names all is lost, with slips a code is all he has."""
    dice = random.Random(482)
    truth = {member: dice.choice(list(Choice)) for member in PRESENT}

    file = make("names.zcd", MEMBERS)
    current = round_eight()
    box = opened_box(file, current)

    def by_name(member: str) -> None:
        box.cast("1", member, dict.fromkeys(current.applicants, truth[member]))

    found = copies_between_casts(file, by_name)
    assert found == [(member, truth[member].value) for member in PRESENT]  # certain of everyone

    file = make("slips.zcd", MEMBERS)
    box, current, hands = box_with_slips(file)

    def by_slip(member: str) -> None:
        box.cast(
            "1",
            entry_of(file, hands[member]),
            dict.fromkeys(current.applicants, truth[member]),
        )

    found = copies_between_casts(file, by_slip)
    pages = b"".join(decrypted(raw_pages(file), file._key))
    for who, _ in found:
        assert who not in PRESENT
        assert len(who) == len("A.") + 64
    # No code and no part of one stands in the file: who held which slip was never known to it.
    for code in hands.values():
        for form in (code, code.replace("-", ""), code[2:], code[2:].replace("-", "")):
            assert form.encode() not in pages


def test_a_roll_of_slips_is_sorted_and_names_nobody(file: CaseFile) -> None:
    box, current, hands = box_with_slips(file, {"A001": ("M03", "M05"), "A002": ("M08",)})
    for member in random.Random(9).sample(PRESENT, MEMBERS):
        entry = entry_of(file, hands[member])
        sheet = dict.fromkeys(current.sheet(member), Choice.APPROVE)
        box.cast("1", entry, sheet)
    cells = table(decrypted(raw_pages(file), file._key), "roll", PAGE - RESERVED)
    names = [str(cell.values[1]) for cell in sorted(cells, key=lambda cell: cell.rowid)]
    assert names == sorted(names)
    assert [class_of(name) for name in names] == ["A"] * 5 + ["B"] * 2 + ["C"]
    assert not any(member in name for member in PRESENT for name in names)
    assert file.verify() == []
    counted = box.count("1", "M01", "M01", "supervisor")
    assert counted["A001"][Choice.APPROVE] == 6
    assert counted["A002"][Choice.APPROVE] == 7
    assert counted["A003"][Choice.APPROVE] == 8


def test_the_digest_of_a_slip_needs_the_key_and_the_round(make) -> None:
    """A list of codes found in a bin does not tell which were cast: not without this file's key."""
    one, other = make("one.zcd"), make("other.zcd")
    code = slip_code("A", secrets.token_bytes)
    label, read = read_slip(code.lower().replace("-", " "))
    assert (label, read) == ("A", code)
    entries = {
        one.slip_entry("1", label, code),
        one.slip_entry("2", label, code),
        other.slip_entry("1", label, code),
    }
    assert len(entries) == 3


def test_a_roll_has_exactly_one_entry_for_each_slip(file: CaseFile) -> None:
    current = replace(round_eight(), slips=True)
    box = BallotBox(file)
    for slips in (None, ["A.1"], ["A.1"] * MEMBERS, [f"A.{n}" for n in range(MEMBERS + 1)]):
        with pytest.raises(ValueError, match="one entry"):
            box.open_round(current, ["M01"], "supervisor", slips)
    with pytest.raises(ValueError, match="one entry"):
        box.open_round(round_eight(), ["M01"], "supervisor", [f"A.{n}" for n in range(MEMBERS)])


# --- what is written at all -----------------------------------------------------------------------


def test_no_column_and_no_field_ties_a_ballot_to_a_member(file: CaseFile) -> None:
    def columns(name: str) -> list[str]:
        return file.run(
            lambda db: [row[1] for row in db.conn.execute(f"PRAGMA table_info({name})")]
        )

    assert columns("boxes") == ["round", "applicant", "ballots"]
    assert columns("roll") == ["round", "voter", "voted"]
    assert columns("sitting") == ["only_one", "holder", "number", "mac"]
    assert columns("box_keys") == ["round", "public"]
    assert columns("key_shares") == ["round", "part", "holder", "sealed"]
    assert set(ev.BallotCast.__dataclass_fields__) == {"round", "issued", "returned"}


def test_the_log_of_a_cast_has_no_member_and_no_time(file: CaseFile) -> None:
    current = round_eight()
    box = opened_box(file, current)
    for member in PRESENT[::-1]:
        box.cast("1", member, dict.fromkeys(current.applicants, Choice.APPROVE))
    bodies = [line.body for line in file.audit()[-MEMBERS:]]
    assert bodies[0] == (
        '{"actor":"","at":"","event":"BallotCast","payload":{"issued":8,"returned":1,"round":"1"}}'
    )
    # Whatever actor and time a caller gives, they are not written.
    cast = ev.BallotCast("1", 8, 8)
    file.record([cast], actor="M01", at="2024-11-30T09:00:00")
    assert '"actor":"","at":""' in file.audit()[-1].body


def test_no_statement_is_traced_or_logged(file: CaseFile, root: Path, caplog) -> None:
    """Parameters of statements are choices and names: nothing may listen."""
    assert file.run(lambda db: db._tracer) is None
    for module in sorted((root / "zcdesk" / "store").glob("*.py")):
        text = module.read_text("utf-8")
        assert "import logging" not in text, module
        assert "set_trace_callback" not in text, module
    current = round_eight()
    with caplog.at_level("DEBUG"):
        opened_box(file, current).cast("1", "M01", dict.fromkeys(current.applicants, Choice.REJECT))
    assert caplog.records == []
