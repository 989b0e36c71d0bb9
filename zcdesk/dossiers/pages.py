"""Pages of dossiers as pictures, drawn in a process of its own that may crash or hang."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from zcdesk.domain.errors import Unreadable, why
from zcdesk.dossiers.pages_text import PageText
from zcdesk.dossiers.pages_wire import PageFault, receive, send_pieces, take

_PACKAGE = Path(__file__).resolve().parents[1]
# A wheel carries the fonts inside the package, a source checkout beside it.
_FONTS = (_PACKAGE / "_resources" / "fonts", _PACKAGE.parent / "resources" / "fonts")
_PIECE = 2**20
_BYTES_A_SECOND = 20 * 2**20


@dataclass(frozen=True, slots=True)
class Source:
    """A document: its name for the process that draws, its size in bytes, its content in pieces."""

    key: str
    size: int
    pieces: Callable[[], Iterable[bytes]] = field(compare=False, repr=False)

    @classmethod
    def of_bytes(cls, data: bytes) -> Source:
        """A document in memory."""
        return cls(hashlib.sha256(data).hexdigest(), len(data), lambda: (data,))

    @classmethod
    def of_file(cls, path: Path) -> Source:
        """A document on the disk; Unreadable when it cannot be read."""
        try:
            known = path.stat()
        except OSError as error:
            raise _shut(path, error) from error
        key = f"{path}|{known.st_size}|{known.st_mtime_ns}"
        return cls(key, known.st_size, lambda: _pieces(path))


@dataclass(frozen=True, slots=True)
class Page:
    """A drawn page: `pixels` has 4 bytes a pixel (blue, green, red, nothing), row after row.

    `did_draw` is False where the page has text that left no ink: it must not pass for empty.
    """

    width: int
    height: int
    pixels: bytes
    did_draw: bool


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found so far: (page, start, end) in the characters of the page.

    `silent` pages had no text at all; `next_page` is where the search goes on, None at the end.
    """

    hits: tuple[tuple[int, int, int], ...]
    silent: int
    next_page: int | None


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
    PageFault.UNSUPPORTED: "这种文件不能显示，请转为 PDF 后重新提交。",
}


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the drawing process may use: seconds an answer, bytes of memory, documents at hand.

    `aside`: seconds for what nobody looks at, a search or the check of a page.
    """

    seconds: float = 20
    aside: float = 4
    memory_bytes: int = 2 * 2**30
    documents: int = 24
    document_bytes: int = 400 * 2**20


class PageRenderer:
    """Draws pages one at a time; safe to call from any thread.

    The process is started when it is first needed, and anew after a crash or after too long
    without an answer. It keeps the last few documents open.
    """

    def __init__(self, bounds: Bounds | None = None) -> None:
        self._bounds = bounds or Bounds()
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._memory = -1
        self._open: dict[str, tuple[int, tuple[tuple[int, int], ...]]] = {}

    def start(self) -> None:
        """Have the process ready before the first page is wanted."""
        with self._lock:
            self._running()

    def sizes(self, source: Source) -> tuple[tuple[int, int], ...]:
        """Width and height of each page in tenths of a point, (0, 0) where it cannot be known.

        PageUnreadable when the document cannot be opened.
        """
        with self._lock:
            return self._load(source)

    def render(self, source: Source, page: int, width: int, turn: int = 0) -> Page:
        """Draw a page (from 0), `width` pixels wide, after `turn` quarter turns clockwise.

        PageUnreadable names why it cannot be.
        """
        with self._lock:
            head, body = self._about(
                source, {"do": "draw", "page": page, "width": width, "turn": turn}
            )
            return Page(head["width"], head["height"], body, head["drew"])

    def did_draw(self, source: Source, page: int) -> bool:
        """Whether a page would show its text; quick for a page that has none."""
        with self._lock:
            head, _ = self._about(source, {"do": "check", "page": page}, self._bounds.aside)
            return bool(head["drew"])

    def text(self, source: Source, page: int, turn: int = 0) -> PageText:
        """The characters of a page and where they stand on it."""
        with self._lock:
            head, _ = self._about(source, {"do": "text", "page": page, "turn": turn})
            boxes = tuple((left, top, right, bottom) for left, top, right, bottom in head["boxes"])
            return PageText(head["characters"], boxes)

    def find(self, source: Source, words: str, page: int = 0) -> Found:
        """Look for words from a page on, for a fraction of a second."""
        with self._lock:
            find = {"do": "find", "page": page, "words": words}
            head, _ = self._about(source, find, self._bounds.aside)
            last = head["next"] >= len(self._open[source.key][1])
            hits = tuple((at, start, end) for at, start, end in head["hits"])
            return Found(hits, head["silent"], None if last else head["next"])

    def let_go(self, source: Source) -> None:
        """Close a document that is open; it opens anew when it is asked for."""
        with self._lock:
            if self._open.pop(source.key, None) is not None:
                self._ask({"do": "close", "key": source.key}, PageFault.NOT_DRAWN)

    def interrupt(self) -> None:
        """Let nobody wait any longer for what is being drawn."""
        process = self._process
        if process is not None:
            process.kill()

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._stop()
            if self._memory >= 0:
                os.close(self._memory)
                self._memory = -1

    def _about(
        self, source: Source, request: dict[str, Any], seconds: float | None = None
    ) -> tuple[dict[str, Any], bytes]:
        self._load(source)
        return self._ask({**request, "key": source.key}, PageFault.NOT_DRAWN, seconds=seconds)

    def _load(self, source: Source) -> tuple[tuple[int, int], ...]:
        # A process started anew has nothing open, and `_running` then forgets what there was.
        self._running()
        kept = self._open.pop(source.key, None)
        if kept is None:
            self._make_room(source.size)
            head, _ = self._ask({"do": "open", "key": source.key}, PageFault.DAMAGED, source)
            kept = source.size, tuple((across, down) for across, down in head["sizes"])
        self._open[source.key] = kept
        return kept[1]

    def _make_room(self, size: int) -> None:
        bounds = self._bounds
        while self._open and (
            len(self._open) >= bounds.documents
            or size + sum(kept for kept, _ in self._open.values()) > bounds.document_bytes
        ):
            key = next(iter(self._open))
            del self._open[key]
            self._ask({"do": "close", "key": key}, PageFault.NOT_DRAWN)

    def _ask(
        self,
        request: dict[str, Any],
        when_lost: PageFault,
        source: Source | None = None,
        seconds: float | None = None,
    ) -> tuple[dict[str, Any], bytes]:
        process = self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        size, pieces = (source.size, source.pieces()) if source else (0, ())
        patience = (seconds or self._bounds.seconds) + size / _BYTES_A_SECOND
        timer = threading.Timer(patience, process.kill)
        timer.start()
        try:
            send_pieces(process.stdin, request, size, pieces)
            head, answer = receive(process.stdout)
            if "shared" in head:
                answer = take(self._memory, head["shared"])
        except (OSError, EOFError, ValueError):
            self._stop()
            raise PageUnreadable(when_lost) from None
        except BaseException:
            # The content broke off: the process would wait for the rest of it.
            self._stop()
            raise
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
            if self._memory < 0 and hasattr(os, "memfd_create"):
                self._memory = os.memfd_create("pages")
            shared = () if self._memory < 0 else (self._memory,)
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                [*command, str(self._bounds.memory_bytes), str(fonts), str(self._memory)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                pipesize=_PIECE,
                pass_fds=shared,
            )
        return self._process

    def _stop(self) -> None:
        process, self._process = self._process, None
        self._open.clear()
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


def _pieces(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece
    except OSError as error:
        raise _shut(path, error) from error


def _shut(path: Path, error: OSError) -> Unreadable:
    return Unreadable(f"材料“{path.name}”打不开（{why(error)}）。")
