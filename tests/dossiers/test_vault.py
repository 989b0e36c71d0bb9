"""The vault keeps what it is given, shows every damage, and leaves nothing half-written."""

import errno
import hashlib
import hmac
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zcdesk.domain.errors import KnownError, Unreadable
from zcdesk.dossiers.vault import CHUNK, Vault

KEY = bytes(range(32))
TAG, HEAD = 16, 8


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "files", KEY)


def flip(path: Path, place: int) -> None:
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 7])
def test_what_goes_in_comes_out(vault: Vault, tmp_path: Path, size: int) -> None:
    content = bytes(i % 251 for i in range(size))
    stored = vault.put(content)
    assert vault.get(stored.key) == content
    assert (stored.size, stored.sha256) == (size, hashlib.sha256(content).hexdigest())
    (tmp_path / "a.pdf").write_bytes(content)
    assert vault.put(tmp_path / "a.pdf") == vault.put(io.BytesIO(content)) == stored
    assert [file.name for file in (tmp_path / "files").iterdir()] == [stored.key]
    assert stored.key in vault


@given(st.binary(max_size=200))
def test_the_disk_holds_no_content_and_no_plain_digest(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    folder = tmp_path_factory.mktemp("vault")
    stored = Vault(folder, KEY).put(content * 2)
    assert stored.key != stored.sha256
    assert stored.key != hmac.digest(KEY, content * 2, "sha256").hex()
    raw = (folder / stored.key).read_bytes()[HEAD:]
    assert len(content) < HEAD or content not in raw


def test_another_key_gives_another_address_and_opens_nothing(vault: Vault, tmp_path: Path) -> None:
    stored = vault.put(b"dossier")
    other = Vault(tmp_path / "files", bytes(32))
    with pytest.raises(Unreadable):
        other.get(stored.key)
    assert other.put(b"dossier").key != stored.key


@pytest.mark.parametrize("place", [0, HEAD, HEAD + CHUNK + 3, -1])
def test_a_flipped_bit_is_found(vault: Vault, tmp_path: Path, place: int) -> None:
    stored = vault.put(bytes(2 * CHUNK + 5))
    flip(tmp_path / "files" / stored.key, place)
    with pytest.raises(Unreadable, match="损坏"):
        vault.get(stored.key)


@pytest.mark.parametrize("kept", [0, 4, HEAD, HEAD + CHUNK + TAG, HEAD + 2 * (CHUNK + TAG)])
def test_a_cut_file_is_found_even_between_chunks(vault: Vault, tmp_path: Path, kept: int) -> None:
    stored = vault.put(bytes(2 * CHUNK + 5))
    path = tmp_path / "files" / stored.key
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(Unreadable, match="损坏"):
        vault.get(stored.key)


def test_chunks_in_another_order_are_found(vault: Vault, tmp_path: Path) -> None:
    stored = vault.put(bytes(CHUNK) + bytes([1]) * CHUNK + b"end")
    path = tmp_path / "files" / stored.key
    raw, step = path.read_bytes(), CHUNK + TAG
    first, second = raw[HEAD : HEAD + step], raw[HEAD + step : HEAD + 2 * step]
    path.write_bytes(raw[:HEAD] + second + first + raw[HEAD + 2 * step :])
    with pytest.raises(Unreadable, match="损坏"):
        vault.get(stored.key)


def test_bytes_added_at_the_end_are_found(vault: Vault, tmp_path: Path) -> None:
    stored = vault.put(b"dossier")
    with (tmp_path / "files" / stored.key).open("ab") as file:
        file.write(b"more")
    with pytest.raises(Unreadable, match="损坏"):
        vault.get(stored.key)


def test_one_file_in_the_place_of_another_is_found(vault: Vault, tmp_path: Path) -> None:
    mine, other = vault.put(b"mine"), vault.put(b"other")
    (tmp_path / "files" / mine.key).replace(tmp_path / "files" / other.key)
    with pytest.raises(Unreadable, match="损坏"):
        vault.get(other.key)
    with pytest.raises(Unreadable, match="备份"):
        vault.get(mine.key)


@pytest.mark.parametrize("key", ["", "../session.db", "A" * 64, "0" * 63])
def test_a_key_that_is_none(vault: Vault, key: str) -> None:
    assert key not in vault
    with pytest.raises(Unreadable):
        vault.get(key)


def test_a_stream_is_read_in_chunks(vault: Vault) -> None:
    class Counted(io.BytesIO):
        largest = 0

        def read(self, size: int | None = -1, /) -> bytes:
            assert size is not None
            assert size >= 0
            self.largest = max(self.largest, size)
            return super().read(min(size, 1000))

    stream = Counted(bytes(5 * CHUNK))
    stored = vault.put(stream)
    assert stream.largest <= CHUNK
    assert [len(chunk) for chunk in vault.chunks(stored.key)] == [CHUNK] * 5


def test_a_source_that_changes_while_it_is_read_is_not_kept(vault: Vault, tmp_path: Path) -> None:
    class Changing(io.BytesIO):
        def seek(self, place: int, whence: int = 0, /) -> int:
            self.getbuffer()[0] ^= 1
            return super().seek(place, whence)

    with pytest.raises(KnownError, match="改动"):
        vault.put(Changing(b"dossier"))
    assert not list((tmp_path / "files").iterdir())


@pytest.mark.parametrize(
    ("code", "word"), [(errno.ENOSPC, "磁盘已满"), (errno.EROFS, "只读"), (errno.EIO, "出错")]
)
def test_a_full_or_read_only_disk_is_a_sentence(
    vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, word: str
) -> None:
    def refuse(_: int) -> Iterator[None]:
        raise OSError(code, "refused")

    monkeypatch.setattr("os.fsync", refuse)
    with pytest.raises(KnownError, match=word):
        vault.put(b"dossier")
    assert not list((tmp_path / "files").iterdir())


def test_a_file_that_is_not_there(vault: Vault, tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="不存在"):
        vault.put(tmp_path / "none.pdf")
