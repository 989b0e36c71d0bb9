"""The department's file on the disk: written beside, put in its place whole, or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb

from zcdesk.domain.errors import KnownError, Unreadable, why

_OFFLINE = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
}
_TOLD_BY_NAME = (
    errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.ENOENT, errno.EISDIR,
)  # fmt: skip
_LEAST = 1 << 20


def connect(path: Path, shown: Path, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    """A connection. Unreadable, naming the file `shown`, where it is none or held elsewhere."""
    try:
        return duckdb.connect(str(path), read_only=read_only, config=dict(_OFFLINE))
    except duckdb.Error as error:
        raise Unreadable(_not_opened(shown, error)) from error


def not_written(path: Path, error: duckdb.Error | OSError) -> KnownError:
    """The one sentence for a file that could not be finished."""
    return KnownError(f"汇总库“{path.name}”没有写成：{_cause(path, error)}，已有内容没有改动。")


def not_read(path: Path, error: duckdb.Error) -> KnownError:
    """The one sentence for a file that opens and does not let itself be read."""
    return KnownError(f"汇总库“{path.name}”读不出来：{_cause(path, error)}，或文件已损坏。")


def not_exported(folder: Path, error: duckdb.Error | OSError) -> KnownError:
    """The one sentence for a folder of Parquet that could not be written."""
    return KnownError(f"无法写入文件夹“{folder}”：{_cause(folder, error)}。")


@contextlib.contextmanager
def beside(path: Path) -> Iterator[Path]:
    """A copy to work on, put in the file's place at the end.

    Where the work fails nothing stays of it, and what stood there before is as it was: the
    database keeps a full disk from tearing its content, but not from growing, nor from leaving a
    log or a new file's beginning behind. Who may read it stays so, and a link stays a link.
    """
    place = Path(os.path.realpath(path))
    part = place.with_name(f"{place.name}.part")
    try:
        if part.exists():
            # Refused while another program works on it; else an end of power left it.
            _refuse_held(part, path)
            _remove(part)
        if path.exists():
            # Opened once as a whole: it is ours to write, and a log beside it is taken in.
            connect(path, path, read_only=False).close()
            shutil.copy(path, part)
        elif not place.parent.is_dir():
            raise Unreadable(f"无法写入汇总库“{path.name}”：文件夹不存在。")
    except OSError as error:
        _remove(part)
        raise not_written(path, error) from error
    try:
        yield part
        part.replace(place)
    except OSError as error:
        raise not_written(path, error) from error
    finally:
        _remove(part)


def _refuse_held(part: Path, path: Path) -> None:
    """Refuse a copy that is in another program's hands."""
    try:
        duckdb.connect(str(part), config=dict(_OFFLINE)).close()
    except duckdb.Error as error:
        if _is_held(error):
            raise Unreadable(_not_opened(path, error)) from error


def _remove(part: Path) -> None:
    # The database's own files beside it: its log, and what did not fit into memory.
    for name in (part, part.with_name(f"{part.name}.wal")):
        with contextlib.suppress(OSError):
            name.unlink(missing_ok=True)
    shutil.rmtree(part.with_name(f"{part.name}.tmp"), ignore_errors=True)


def _is_held(error: duckdb.Error) -> bool:
    text = str(error).lower()
    return "lock" in text or "being used" in text


def _cause(path: Path, error: duckdb.Error | OSError) -> str:
    """Why the system refused: the database passes its words on, and no code."""
    if isinstance(error, OSError):
        return why(error)
    for code in _TOLD_BY_NAME:
        if os.strerror(code).lower() in str(error).lower():
            return why(OSError(code, ""))
    with contextlib.suppress(OSError):
        if shutil.disk_usage(path.parent).free < _LEAST:
            return why(OSError(errno.ENOSPC, ""))
    return why(OSError())


def _not_opened(path: Path, error: duckdb.Error) -> str:
    text = str(error).lower()
    if _is_held(error):
        return f"汇总库“{path.name}”正被另一个程序打开，请关闭后再试。"
    if "not a valid duckdb" in text or "serialization" in text or "version" in text:
        return f"“{path.name}”不是汇总库（DuckDB 文件），请另起一个文件名。"
    return f"无法打开汇总库“{path.name}”：{_cause(path, error)}。"
