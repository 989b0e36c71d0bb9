"""The bag (RFC 8493, BagIt 1.0) inside a package: its tag files, made and read.

The library `bagit` writes the older 0.97 and wants every file unprotected in a folder of its own
first; the texts are few lines, and nothing of a session has to lie about on the disk.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import date

DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
MANIFEST = "manifest-sha256.txt"
SM3_MANIFEST = "manifest-sm3.txt"
TAG_MANIFEST = "tagmanifest-sha256.txt"
SIGNATURE = "signature.p7s"
SIGNER = "signer.pem"
UNLISTED = frozenset({TAG_MANIFEST, SIGNATURE, SIGNER})
"""The only files that no manifest lists: they are what vouches for the tag manifest."""

_SHA256_LINE = re.compile(r"([0-9a-f]{64})  ([^\r\n]+)")


def manifest(digests: Mapping[str, str]) -> bytes:
    """A manifest as `sha256sum -c` reads it, sorted by name."""
    lines = (f"{digest}  {name}\n" for name, digest in sorted(digests.items()))
    return "".join(lines).encode("utf-8")


def read_manifest(text: bytes) -> dict[str, str]:
    """Digest by name; ValueError for anything that `manifest` would not have written."""
    digests: dict[str, str] = {}
    for line in text.decode("utf-8").splitlines():
        match = _SHA256_LINE.fullmatch(line)
        if match is None:
            raise ValueError(f"not a manifest line: {line[:80]}")
        digests[match.group(2)] = match.group(1)
    if manifest(digests) != text:
        raise ValueError("not a manifest: order, repetition or line ends")
    return digests


def bag_info(
    *, day: date, organization: str, identifier: str, description: str, oxum: str, software: str
) -> bytes:
    """The bag's own description. Names stand on one line each."""
    fields = {
        "Bagging-Date": day.isoformat(),
        "Source-Organization": organization,
        "External-Identifier": identifier,
        "External-Description": description,
        "Payload-Oxum": oxum,
        "Bag-Software-Agent": software,
    }
    lines = (f"{label}: {' '.join(text.split())}\n" for label, text in fields.items() if text)
    return "".join(lines).encode("utf-8")


def has_sm3() -> bool:
    """Whether this platform knows SM3 (GB/T 32905)."""
    return "sm3" in hashlib.algorithms_available


def is_safe_name(name: str) -> bool:
    """Whether a name inside the bag can be unpacked anywhere without harm.

    Relative, forward slashes, no step upwards, nothing that Windows reads as a drive or a device.
    """
    if len(name) > _LONGEST or any(ord(c) < _SPACE or c in '\\:*?"<>|%' for c in name):
        return False
    return all(part.strip(" .") == part and part for part in name.split("/")) and not any(
        _DEVICE.fullmatch(part) for part in name.split("/")
    )


_LONGEST = 200
_SPACE = 0x20
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)
