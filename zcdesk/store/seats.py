"""Members' PINs and key holders' tokens, as the database keeps them: never the secret itself."""

from __future__ import annotations

import hmac

from nacl.public import PrivateKey

from zcdesk.store.driver import Database
from zcdesk.store.errors import StoreDamaged, WrongSecret
from zcdesk.store.keys import SALT_BYTES, KdfCost, Random, derive


def set_pin(database: Database, member: str, pin: str, *, cost: KdfCost, random: Random) -> None:
    """Give a member a PIN, in place of an earlier one; the seat is unlocked."""
    salt = random(SALT_BYTES)
    digest = derive(pin, salt, cost)
    database.table("seats").upsert(
        {
            "member": member,
            "cost": cost.value,
            "salt": salt,
            "digest": digest,
            "failures": 0,
            "locked": 0,
        },
        pk="member",
    )


def check_pin(database: Database, member: str, pin: str, *, tries: int) -> int | None:
    """None when the PIN is right, else how many tries are left; at 0 the seat is locked.

    The caller commits before it tells.
    """
    row = database.conn.execute(
        "SELECT cost, salt, digest, failures, locked FROM seats WHERE member = ?", [member]
    ).fetchone()
    if row is None:
        raise WrongSecret("该评委尚未设置投票密码")
    cost, salt, digest, failures, is_locked = row
    if is_locked:
        return 0
    right = hmac.compare_digest(derive(pin, salt, KdfCost(cost)), digest)
    if failures or not right:
        failures = 0 if right else failures + 1
        database.conn.execute(
            "UPDATE seats SET failures = ?, locked = ? WHERE member = ?",
            [failures, int(failures >= tries), member],
        )
    return None if right else max(tries - failures, 0)


def unlock(database: Database, member: str) -> None:
    """Open a locked seat; the PIN stays what it was."""
    database.conn.execute("UPDATE seats SET failures = 0, locked = 0 WHERE member = ?", [member])


def locked(database: Database) -> tuple[str, ...]:
    """The members whose seats are locked."""
    rows = database.conn.execute("SELECT member FROM seats WHERE locked = 1 ORDER BY member")
    return tuple(member for (member,) in rows)


def with_pin(database: Database) -> tuple[str, ...]:
    """The members who have set a PIN."""
    return tuple(m for (m,) in database.conn.execute("SELECT member FROM seats ORDER BY member"))


def enrol(database: Database, holder: str, token: str, *, cost: KdfCost, random: Random) -> None:
    """Keep a key holder's public key; the private one comes back from the token alone."""
    salt = random(SALT_BYTES)
    public = bytes(_private(token, salt, cost).public_key)
    database.table("holders").upsert(
        {"holder": holder, "cost": cost.value, "salt": salt, "public": public}, pk="holder"
    )


def holders(database: Database) -> dict[str, bytes]:
    """The enrolled key holders and their public keys."""
    return dict(database.conn.execute("SELECT holder, public FROM holders ORDER BY holder"))


def private_key(database: Database, holder: str, token: str) -> PrivateKey | None:
    """A holder's private key; None for a wrong token or somebody who is not enrolled."""
    row = database.conn.execute(
        "SELECT cost, salt, public FROM holders WHERE holder = ?", [holder]
    ).fetchone()
    if row is None:
        return None
    cost, salt, public = row
    key = _private(token, salt, KdfCost(cost))
    return key if hmac.compare_digest(bytes(key.public_key), public) else None


def _private(token: str, salt: bytes, cost: KdfCost) -> PrivateKey:
    return PrivateKey(derive(token, salt, cost))


def check_costs(database: Database) -> None:
    """StoreDamaged when a row asks for a cost that is none of ours."""
    rows = database.conn.execute("SELECT cost FROM seats UNION SELECT cost FROM holders")
    known = {cost.value for cost in KdfCost}
    if any(cost not in known for (cost,) in rows):
        raise StoreDamaged("案卷中的口令记录已损坏")
