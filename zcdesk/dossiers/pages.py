"""Pages of dossiers as pictures, drawn in a process of its own that may crash or hang."""

from __future__ import annotations

import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zcdesk.domain.errors import Unreadable
from zcdesk.dossiers.pages_wire import PageFault, receive, send

Source = Path | bytes
"""A file, or its content as the vault gives it out."""

_PACKAGE = Path(__file__).resolve().parents[1]
# A wheel carries the fonts inside the package, a source checkout beside it.
_FONTS = (_PACKAGE / "_resources" / "fonts", _PACKAGE.parent / "resources" / "fonts")


@dataclass(frozen=True, slots=True)
class Page:
    """A drawn page: `rgb` has 3 bytes a pixel, row after row.

    `did_draw` is False where the page has text that left no ink: it must not pass for empty.
    """

    width: int
    height: int
    rgb: bytes
    did_draw: bool


class PageUnreadable(Unreadable):
    """A document or a page is not shown; `fault` names the cause."""

    def __init__(self, fault: PageFault) -> None:
        super().__init__(_SENTENCES[fault])
        self.fault = fault


_SENTENCES = {
    PageFault.PASSWORD: "这份材料需要密码，不能显示，请让申报人提交没有密码的文件。",
    PageFault.DAMAGED: "这份材料文件损坏，不能显示，请让申报人重新提交。",
    PageFault.TOO_LARGE: "这份材料页面过大，不能显示，请缩小页面尺寸后重新提交。",
    PageFault.NOT_DRAWN: "本页未能显示，请对照纸质材料。",
}


class PageRenderer:
    """Draws pages one at a time; safe to call from any thread.

    The process is started when it is first needed, and anew after a crash or after `seconds`
    without an answer.
    """

    def __init__(self, *, seconds: float = 20, memory_bytes: int = 2 * 2**30) -> None:
        self._seconds = seconds
        self._memory_bytes = memory_bytes
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._source: Source | None = None
        self._pages = 0

    def page_count(self, source: Source) -> int:
        """How many pages a document has; PageUnreadable when it cannot be opened."""
        with self._lock:
            self._load(source)
            return self._pages

    def render(self, source: Source, page: int, width: int) -> Page:
        """Draw a page (from 0), `width` pixels wide; PageUnreadable names why it cannot be."""
        with self._lock:
            self._load(source)
            head, body = self._ask(
                {"do": "draw", "page": page, "width": width}, b"", PageFault.NOT_DRAWN
            )
            return Page(head["width"], head["height"], body, head["drew"])

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._stop()

    def _load(self, source: Source) -> None:
        # A process started anew has nothing open, and `_running` then forgets the source.
        self._running()
        if source == self._source:
            return
        self._source = None
        content = source if isinstance(source, bytes) else _content(source)
        head, _ = self._ask({"do": "open"}, content, PageFault.DAMAGED)
        self._source, self._pages = source, head["pages"]

    def _ask(
        self, request: dict[str, Any], body: bytes, when_lost: PageFault
    ) -> tuple[dict[str, Any], bytes]:
        process = self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        timer = threading.Timer(self._seconds, process.kill)
        timer.start()
        try:
            send(process.stdin, request, body)
            head, answer = receive(process.stdout)
        except (OSError, EOFError, ValueError):
            self._stop()
            raise PageUnreadable(when_lost) from None
        finally:
            timer.cancel()
        if "fault" in head:
            raise PageUnreadable(PageFault(head["fault"]))
        return head, answer

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is not None:
            self._stop()
        if self._process is None:
            fonts = next(folder for folder in _FONTS if folder.is_dir())
            # -P: nothing that lies in the current folder is imported.
            command = [sys.executable, "-P", "-m", "zcdesk.dossiers.pages_child"]
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                [*command, str(self._memory_bytes), str(fonts)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        return self._process

    def _stop(self) -> None:
        process, self._process, self._source = self._process, None, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    # What was not sent cannot be sent to a process that is gone.
                    continue


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Unreadable(f"材料“{file.name}”打不开（{error.strerror}）。") from error
