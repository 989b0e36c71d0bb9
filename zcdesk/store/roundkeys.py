"""The key of a round, cut in two: chair (or a vice chair) and supervisor open the box together.

One part is sealed to each holder who may preside, the other to the supervisor. Each part alone
is a random number; no token is needed to lock the box.
"""

from __future__ import annotations

from collections.abc import Sequence

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from zcdesk.store import seats
from zcdesk.store.driver import Database
from zcdesk.store.errors import StoreDamaged, WrongSecret
from zcdesk.store.keys import KEY_BYTES, Random

_PRESIDER, _SUPERVISOR = 1, 2


def cut(
    database: Database, key: str, presiders: Sequence[str], supervisor: str, random: Random
) -> None:
    """Make the key pair of a round, keep its parts, and forget the private key."""
    known = seats.holders(database)
    if not presiders or any(name not in known for name in (*presiders, supervisor)):
        raise WrongSecret("主持人或监督员尚未登记开箱口令")
    private, first = PrivateKey(random(KEY_BYTES)), random(KEY_BYTES)
    database.conn.execute(
        "INSERT INTO box_keys (round, public) VALUES (?, ?)", [key, bytes(private.public_key)]
    )
    parts = [(_PRESIDER, name, first) for name in presiders]
    parts.append((_SUPERVISOR, supervisor, _xor(bytes(private), first)))
    database.conn.executemany(
        "INSERT INTO key_shares (round, part, holder, sealed) VALUES (?, ?, ?, ?)",
        [
            (key, part, name, bytes(SealedBox(PublicKey(known[name])).encrypt(share)))
            for part, name, share in parts
        ],
    )


def public(database: Database, key: str) -> bytes:
    """The public key that ballots of a round are sealed to."""
    row = database.conn.execute("SELECT public FROM box_keys WHERE round = ?", [key]).fetchone()
    if row is None:
        raise StoreDamaged("本轮票箱的密钥缺失")
    return bytes(row[0])


def join(
    database: Database, key: str, presider: str, presider_token: str, supervisor_token: str
) -> SealedBox[PrivateKey]:
    """What opens the ballots of a round; WrongSecret names the holder whose token fails."""
    shares = {
        (part, holder): sealed
        for part, holder, sealed in database.conn.execute(
            "SELECT part, holder, sealed FROM key_shares WHERE round = ?", [key]
        )
    }
    supervisor = next((holder for part, holder in shares if part == _SUPERVISOR), None)
    if supervisor is None:
        raise StoreDamaged("本轮票箱的密钥缺失")
    if (_PRESIDER, presider) not in shares:
        raise WrongSecret("所选主持人不持有本轮票箱的口令")
    first = seats.private_key(database, presider, presider_token)
    if first is None:
        raise WrongSecret("主持人的开箱口令不正确")
    second = seats.private_key(database, supervisor, supervisor_token)
    if second is None:
        raise WrongSecret("监督员的开箱口令不正确")
    try:
        private = _xor(
            SealedBox(first).decrypt(shares[_PRESIDER, presider]),
            SealedBox(second).decrypt(shares[_SUPERVISOR, supervisor]),
        )
    except CryptoError as error:
        raise StoreDamaged("本轮票箱的密钥已损坏") from error
    return SealedBox(PrivateKey(private))


def _xor(first: bytes, second: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(first, second, strict=True))
