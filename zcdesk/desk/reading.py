"""Reading dossiers and papers on the screen: pages as pictures, drawn by a process of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from zcdesk.desk.desk import Desk
from zcdesk.domain.events import Document
from zcdesk.dossiers.aside import NONCE
from zcdesk.dossiers.folder import SUFFIXES
from zcdesk.dossiers.pages import Found, PageRenderer, PageUnreadable, Source
from zcdesk.dossiers.pages_marks import Marks, read_marks, write_marks
from zcdesk.dossiers.pages_text import PageText
from zcdesk.dossiers.pages_wire import PageFault

Shelf = Callable[[Document], Source]
"""Where a document's content is."""

_MARKS = "reading.zcm"


class Category(Enum):
    """What a document of a dossier is about (材料类别), in the order in which it is read."""

    EDUCATION = "学历"
    ACHIEVEMENT = "业绩"
    PAPER = "论文"
    AWARD = "获奖"
    ASSESSMENT = "考核"
    OTHER = "其他"


_WORDS = (
    (Category.PAPER, "论文 代表作 期刊 著作 专著 教材 检索 录用 刊用 译著"),
    (
        Category.AWARD,
        "获奖 奖状 奖励 荣誉 表彰 先进 奖证 奖项 科技奖 进步奖 一等奖 二等奖 三等奖 优秀奖",
    ),
    (Category.ASSESSMENT, "考核 考评 述职 师德"),
    (Category.EDUCATION, "学历 学位 毕业 学信网 学籍 结业 继续教育 培训 学时"),
    (
        Category.ACHIEVEMENT,
        "业绩 专利 项目 验收 成果 标准 课题 合同 鉴定 软著 软件著作权 工程 设计 报告 技术 推广 效益",
    ),
)
"""Words of a title that tell its category; the first line with one of them counts."""


def guess_category(name: str) -> Category:
    """The category that a document's title speaks of."""
    for category, words in _WORDS:
        if any(word in name for word in words.split()):
            return category
    return Category.OTHER


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn page, 4 bytes a pixel (blue, green, red, nothing).

    `missing`: it has text that did not draw.
    """

    width: int
    height: int
    pixels: bytes
    missing: bool = False


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a document or a page is not shown: the cause in a word, and a sentence."""

    cause: str
    sentence: str


Outline = tuple[tuple[int, int], ...]
"""Width and height of each page in tenths of a point; (0, 0) where it cannot be known."""


class Reader:
    """Reads documents; what cannot be shown comes back as Trouble, never as an error."""

    def __init__(self) -> None:
        self._renderer = PageRenderer()

    def start(self) -> None:
        """Have the drawing process ready before the first page is wanted."""
        self._renderer.start()

    def outline(self, shelf: Shelf, document: Document) -> Outline | Trouble:
        """The pages of a document."""
        if Path(document.name).suffix.lower() not in SUFFIXES:
            return _told(PageUnreadable(PageFault.UNSUPPORTED))
        try:
            return self._renderer.sizes(shelf(document))
        except PageUnreadable as error:
            return _told(error)

    def page(
        self, shelf: Shelf, document: Document, page: int, width: int, turn: int = 0
    ) -> Picture | Trouble:
        """A page (from 0), `width` pixels wide after `turn` quarter turns clockwise."""
        try:
            drawn = self._renderer.render(shelf(document), page, width, turn)
        except PageUnreadable as error:
            return _told(error)
        return Picture(drawn.width, drawn.height, drawn.pixels, not drawn.did_draw)

    def did_draw(self, shelf: Shelf, document: Document, page: int) -> bool:
        """Whether a page that nobody has looked at yet would show its text."""
        try:
            return self._renderer.did_draw(shelf(document), page)
        except PageUnreadable:
            return False

    def text(self, shelf: Shelf, document: Document, page: int, turn: int = 0) -> PageText:
        """The characters of a page and where they stand; none where it has none."""
        try:
            return self._renderer.text(shelf(document), page, turn)
        except PageUnreadable:
            return PageText()

    def find(self, shelf: Shelf, document: Document, words: str, page: int) -> Found:
        """Look for words in a document from a page on, for a fraction of a second."""
        try:
            return self._renderer.find(shelf(document), words, page)
        except PageUnreadable:
            return Found((), 0, None)

    def let_go(self, shelf: Shelf, document: Document) -> None:
        """Nobody looks at a document: what is looked at keeps its room."""
        self._renderer.let_go(shelf(document))

    def interrupt(self) -> None:
        """Let nobody wait any longer for what is being drawn."""
        self._renderer.interrupt()

    def close(self) -> None:
        """End the drawing process."""
        self._renderer.close()


def filed(desk: Desk) -> Shelf:
    """Documents as they are filed in the session."""
    return lambda document: Source(
        document.key, document.size, lambda: desk.vault.chunks(document.key)
    )


def on_disk(document: Document) -> Source:
    """A paper that was written to the disk; its key is its path."""
    return Source.of_file(Path(document.key))


def taken_in(path: Path) -> Shelf | Trouble:
    """A paper on the disk as it is at this moment: what happens to the file later changes nothing."""
    try:
        source = Source.of_bytes(path.read_bytes())
    except OSError:
        return Trouble("无法读取", f"无法读取“{path.name}”：文件不在原处，或没有权限。")
    return lambda _: source


def in_memory(data: bytes) -> Shelf:
    """A paper that is on no disk."""
    source = Source.of_bytes(data)
    return lambda _: source


class Margin:
    """How pages are held and documents sorted in this session; no part of its record.

    It is read and written off the window's thread, one change after another.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._path = desk.file.folder / _MARKS
        self._marks = Marks()

    def read(self) -> Marks:
        """What was left when the session was last read."""
        self._marks = read_marks(self._path, self._desk.file.vault_key)
        self._desk.unshown.update({key: cause for key, cause in self._marks.shown.items() if cause})
        return self._marks

    def turn(self, document: Document, page: int, quarters: int) -> None:
        """Remember that a page was turned further."""
        self._keep(self._marks.turned(document.key, page, quarters))

    def sort(self, document: Document, category: str) -> None:
        """Remember a document's category."""
        self._keep(self._marks.sorted_as(document.key, category))

    def look_through(self, shown: Mapping[str, str]) -> None:
        """Remember what was wrong with documents, by key; empty: all of it shows."""
        self._keep(self._marks.looked_through(shown))

    def _keep(self, marks: Marks) -> None:
        self._marks = marks
        write_marks(self._path, self._desk.file.vault_key, marks, self._desk.random(NONCE))


def _told(error: PageUnreadable) -> Trouble:
    return Trouble(error.fault.value, error.sentence)
