"""Sealing ballots: libsodium's sealed box, its costly part done before anybody has chosen.

The one-time key pair of a sealed box and what it shares with the round's key depend on no
choice. Made while the next member walks up, they leave a cast little but its writes. An envelope
is used once and forgotten; what comes out is what `SealedBox.decrypt` opens.
"""

from __future__ import annotations

import hashlib

from nacl import bindings

from zcdesk.store.keys import Random


class Envelopes:
    """A stock of one-time keys for the round that is open. Used on the worker only."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._public = b""
        self._stock: list[tuple[bytes, bytes]] = []

    def prepare(self, public: bytes, number: int) -> None:
        """Have so many envelopes ready for the round with this public key; drop any others."""
        if public != self._public:
            self._public, self._stock = public, []
        while len(self._stock) < number:
            self._stock.append(self._one())

    def forget(self) -> None:
        """Drop what was made for a round that is over."""
        self._public, self._stock = b"", []

    def seal(self, public: bytes, paper: bytes) -> bytes:
        """Seal one paper to a round."""
        self.prepare(public, 1)
        own, shared = self._stock.pop()
        return own + bindings.crypto_box_afternm(paper, _nonce(own, public), shared)

    def _one(self) -> tuple[bytes, bytes]:
        private = self._random(bindings.crypto_box_SECRETKEYBYTES)
        own = bindings.crypto_scalarmult_base(private)
        return own, bindings.crypto_box_beforenm(self._public, private)


def _nonce(own: bytes, public: bytes) -> bytes:
    return hashlib.blake2b(own + public, digest_size=bindings.crypto_box_NONCEBYTES).digest()
