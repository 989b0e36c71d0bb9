"""The process starts here: the desktop, or the command line, given a way to open the desktop."""

import contextlib
import errno
import io
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

COULD_NOT_RUN = 2
INTERRUPTED = "已中断。\n"

# Windows names a pipe that nobody reads from any more otherwise.
_NOBODY_READS = (errno.EPIPE, errno.EINVAL)


class _Told(io.TextIOWrapper):
    """A stream in UTF-8; once nobody reads it any more, the rest goes nowhere and work goes on.

    So the exit code tells what became of the command, and not that `head` had seen enough.
    """

    def write(self, text: str, /) -> int:
        try:
            return super().write(text)
        except OSError as error:
            self._unless_unread(error)
            return len(text)

    def flush(self) -> None:
        try:
            super().flush()
        except OSError as error:
            self._unless_unread(error)

    def _unless_unread(self, error: OSError) -> None:
        if error.errno not in _NOBODY_READS:
            raise error
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self.fileno())
        os.close(nowhere)


def _told(stream: TextIO | None, own: TextIO | None) -> TextIO:
    """`stream` as it is to be written to; left alone where it is not the process's `own`."""
    if stream is None:
        # Where there is no console, or the caller closed the stream, there is none to write to.
        return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123 - until the end
    if stream is not own or not isinstance(stream, io.TextIOWrapper):
        return stream
    buffered = stream.line_buffering
    return _Told(stream.detach(), "utf-8", "backslashreplace", line_buffering=buffered)


def open_desktop(session: Path | None) -> int:
    """Show the window on `session` (or on the choice of one); returns the exit code."""
    try:
        from zcdesk import app  # noqa: PLC0415  Qt is loaded only for the desktop
    except ImportError as error:
        # Qt leaves the libraries of the screen to the system; a server without a desktop has none.
        library, found, _ = str(error).partition(": cannot open shared object file")
        if not found:
            raise
        sys.stderr.write(
            f"窗口打不开：这台电脑没有系统库 {library}，请管理员安装它，或换一台有图形桌面的电脑。\n"
        )
        return COULD_NOT_RUN
    return app.run(session)


@contextlib.contextmanager
def _ended_at_once() -> Iterator[None]:
    """Ctrl-C ends the process where it stands: nothing is at stake while modules are loaded.

    Raised as an exception it can fall into a callback of the import's locks, where Python prints
    it, swallows it and goes on.
    """
    before = signal.getsignal(signal.SIGINT)
    if before is not signal.default_int_handler:
        yield  # somebody ignores it, or hears it otherwise
        return

    def end(_number: int, _frame: object) -> None:
        sys.stderr.write(INTERRUPTED)
        sys.stderr.flush()
        os._exit(COULD_NOT_RUN)

    signal.signal(signal.SIGINT, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def main() -> None:
    """Run one command; Ctrl-C ends it in the same way whether it works or still loads."""
    sys.stdout = _told(sys.stdout, sys.__stdout__)
    sys.stderr = _told(sys.stderr, sys.__stderr__)
    try:
        _run()
    except KeyboardInterrupt:
        sys.stderr.write(INTERRUPTED)
        sys.exit(COULD_NOT_RUN)


def _run() -> None:
    """`cli` stands below `app` in the layers and so is handed the desktop."""
    if len(sys.argv) == 1:
        sys.exit(open_desktop(None))  # the window does not wait for what commands need
    with _ended_at_once():
        from zcdesk import cli  # noqa: PLC0415 - as said

    cli.main(obj=open_desktop, prog_name="zcdesk")


if __name__ == "__main__":
    main()
