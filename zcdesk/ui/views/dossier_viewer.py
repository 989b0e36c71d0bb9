"""The dossier: all documents of an applicant as one strip of pages, read by mouse or keys alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QHideEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QComboBox, QLayout, QMenu, QStackedWidget, QWidget

from zcdesk.desk.reading import Category, Trouble, guess_category
from zcdesk.domain.events import Document
from zcdesk.domain.vetting import WHOLE, Region
from zcdesk.ui.parts import (
    button,
    column,
    empty_state,
    hold_width,
    label,
    named,
    panel,
    row,
)
from zcdesk.ui.theme import GAP
from zcdesk.ui.views.dossier_canvas import Canvas
from zcdesk.ui.views.dossier_find import FindBar
from zcdesk.ui.views.dossier_full import FullScreen
from zcdesk.ui.views.dossier_layout import Fit, Place
from zcdesk.ui.views.dossier_pages import Pages, Wanted
from zcdesk.ui.views.dossier_paint import Heading
from zcdesk.ui.views.dossier_region import RegionLayer
from zcdesk.ui.views.dossier_thumbs import Thumbs

_CATEGORIES = tuple(Category)
_FULL_TURN = 4


@dataclass(frozen=True, slots=True)
class Command:
    """Something that a key does to the strip; `state` tells whether it is switched on.

    `filed`: for the documents of a dossier alone.
    """

    text: str
    keys: tuple[str, ...]
    run: Callable[[DossierViewer], None]
    state: Callable[[DossierViewer], bool] | None = None
    menu: bool = True
    filed: bool = False


COMMANDS: tuple[Command, ...] = (
    Command("适合宽度", ("W",), lambda v: v.fit(Fit.WIDTH), lambda v: v.manner_is(Fit.WIDTH)),
    Command("适合整页", ("P",), lambda v: v.fit(Fit.PAGE), lambda v: v.manner_is(Fit.PAGE)),
    Command("双页并排", ("D",), lambda v: v.toggle_pairs(), lambda v: v.canvas.manner.pairs),
    Command("单页翻看", ("S",), lambda v: v.toggle_single(), lambda v: v.canvas.manner.single),
    Command("缩略图", ("T",), lambda v: v.toggle_thumbs(), lambda v: v.thumbs.isVisible()),
    Command("全屏", ("F11", "F"), lambda v: v.full.toggle(), lambda v: v.full.on),
    Command("向右旋转本页", ("R",), lambda v: v.rotate(1)),
    Command("向左旋转本页", ("Shift+R",), lambda v: v.rotate(-1)),
    Command("在材料中查找…", ("/", "Ctrl+Shift+F"), lambda v: v.finder.start()),
    Command("复制所选文字", ("Ctrl+C",), lambda v: v.canvas.copy()),
    Command("选中本页文字", ("Ctrl+A",), lambda v: v.canvas.select_page()),
    Command("框出一块钉住信息…", ("K",), lambda v: v.region.start(), filed=True),
    Command("下一页", ("Right", "N"), lambda v: v.turn(1)),
    Command("上一页", ("Left", "B"), lambda v: v.turn(-1)),
    Command("下一份材料", ("Ctrl+Right", "]"), lambda v: v.turn_document(1)),
    Command("上一份材料", ("Ctrl+Left", "["), lambda v: v.turn_document(-1)),
    Command("第一页", ("Home",), lambda v: v.go_to_end(first=True)),
    Command("最后一页", ("End",), lambda v: v.go_to_end(first=False)),
    Command("放大", ("+", "=", "Ctrl++", "Ctrl+="), lambda v: v.canvas.zoom(1)),
    Command("缩小", ("-", "Ctrl+-"), lambda v: v.canvas.zoom(-1)),
    Command("恢复适合宽度", ("0", "Ctrl+0"), lambda v: v.fit(Fit.WIDTH), menu=False),
    Command("下一处", ("F3",), lambda v: v.finder.step(1), menu=False),
    Command("上一处", ("Shift+F3",), lambda v: v.finder.step(-1), menu=False),
    Command("版式", ("M",), lambda v: v.open_menu(), menu=False),
    Command("离开全屏", ("Esc",), lambda v: v.escape(), menu=False),
)
"""What the keys do while the strip has the focus; the menu says the same."""

_RULES_BEFORE = ("缩略图", "向右旋转本页", "在材料中查找…", "下一页", "放大")


class DossierViewer(QWidget):
    """`turned` carries (document, page, quarter turns); `sorted_as` (document, category)."""

    import_wanted = Signal()
    turned = Signal(object, int, int)
    sorted_as = Signal(object, str)

    canvas: Canvas
    thumbs: Thumbs
    finder: FindBar
    full: FullScreen
    region: RegionLayer

    def __init__(self, pages: Pages, *, filed: bool = True) -> None:
        """`filed`: documents of a dossier, which have a category."""
        super().__init__()
        self._pages = pages
        self._sorts = filed
        self._filed: tuple[Document, ...] = ()
        self._turns: dict[tuple[str, int], int] = {}
        self._categories: dict[str, str] = {}
        self._awaited: tuple[Document, int, Region | None] | None = None
        self._keys = {QKeySequence(key): command for command in COMMANDS for key in command.keys}
        self.canvas = named(Canvas(pages), self.tr("材料页面"))
        self.canvas.turns = self._turn_of
        self.region = RegionLayer(self.canvas)
        self.region.left.connect(self.canvas.setFocus)
        self.setFocusProxy(self.canvas)
        self.canvas.moved.connect(self._moved)
        self.canvas.manner_changed.connect(self._show_manner)
        self.canvas.key.connect(self._key)
        self.thumbs = Thumbs(pages, self._thumb)
        self.thumbs.chosen.connect(self._pick)
        self.thumbs.hide()
        self.finder = FindBar(pages)
        self.finder.gone_to.connect(self.canvas.show_hit)
        self.finder.changed.connect(self._show_hits)
        self.finder.left.connect(self.canvas.setFocus)
        self._bar = panel(self._make_bar())
        strip = panel(row(self.thumbs, self.canvas, gap=4, grow=self.canvas))
        self._body = panel(column(self._bar, self.finder, strip, margin=GAP, grow=strip))
        body_layout = self._body.layout()
        assert body_layout is not None
        shell = panel(column(self._body, margin=0))
        shell_layout = shell.layout()
        assert shell_layout is not None
        self.full = FullScreen(self._body, shell_layout)
        self._none = empty_state(
            self.tr("没有电子材料"),
            self.tr("导入申报材料文件夹后，材料按文件夹名或文件名中的编号、姓名归到各人名下。"),
            button(self.tr("导入申报材料…"), self.import_wanted.emit),
        )
        self._nobody = empty_state(self.tr("未选申报人"), self.tr("在左侧列表中选一名申报人。"))
        self._stack = QStackedWidget()
        self._shell = shell
        for page in (shell, self._none, self._nobody):
            self._stack.addWidget(page)
        self.setLayout(column(self._stack, margin=0))
        pages.measured.connect(self._learned)
        pages.drawn.connect(self._learned)
        pages.checked.connect(self._learned)
        self.category.setVisible(filed)
        self.show_documents("", ())

    def _make_bar(self) -> QLayout:
        self.choice = named(QComboBox(), self.tr("材料"))
        self.choice.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.choice.setMinimumContentsLength(6)
        self.choice.activated.connect(lambda at: self._pick(Place(at, 0)))
        self.category = named(QComboBox(), self.tr("材料类别"), self.tr("按标题猜出，可以改"))
        self.category.addItems([each.value for each in _CATEGORIES])
        self.category.activated.connect(self._sort)
        hold_width(self.category, 84)
        self.place = label("", "muted")
        self.menu = named(QMenu(self), self.tr("版式和按键"))
        self.menu.aboutToShow.connect(self._fill_menu)
        self.manner = self._word(self.tr("版式"), self.tr("版式和按键（M）"), self.open_menu)
        self._previous = self._tool("‹", self.tr("上一页（←）"), lambda: self.turn(-1))
        self._next = self._tool("›", self.tr("下一页（→）"), lambda: self.turn(1))
        self._zoom = label("", "muted")
        first = row(
            self.choice,
            self.category,
            self._word(self.tr("查找"), self.tr("在材料中查找（/）"), self.find_words),
            gap=4,
            grow=self.choice,
        )
        second = row(
            self._previous,
            self.place,
            self._next,
            None,
            self._tool("－", self.tr("缩小（-）"), lambda: self.canvas.zoom(-1)),
            self._zoom,
            self._tool("＋", self.tr("放大（+）"), lambda: self.canvas.zoom(1)),
            self._word(self.tr("旋转"), self.tr("向右旋转本页（R）"), lambda: self.rotate(1)),
            self._word(self.tr("全屏"), self.tr("全屏（F11）"), self.full_screen),
            self.manner,
            gap=4,
        )
        return column(first, second, gap=4)

    def _tool(self, text: str, name: str, pressed: Callable[[], None]) -> QWidget:
        return hold_width(self._word(text, name, pressed), 30)

    def _word(self, text: str, name: str, pressed: Callable[[], None]) -> QWidget:
        made = button(text, pressed, "tool")
        hold_width(made, 44)
        return named(made, name, name)

    # --- what is shown --------------------------------------------------------------------------

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents on the strip, by category."""
        return self.canvas.documents

    @property
    def sentence(self) -> str:
        """What is said of the current page, if it does not show what it holds."""
        return self.canvas.accessibleDescription()

    def put_marks(
        self, turns: Mapping[tuple[str, int], int], categories: Mapping[str, str]
    ) -> None:
        """How pages are held and documents sorted, as it was left."""
        self._turns, self._categories = dict(turns), dict(categories)
        if self._filed:
            self._show_strip()

    def show_documents(self, number: str, documents: Sequence[Document]) -> None:
        """Show an applicant's documents from the first page on; the same ones stay as they are."""
        if tuple(documents) == self._filed and number and documents:
            return
        self._filed = tuple(documents)
        self.region.clear()
        self._awaited = None
        self._pages.show(())
        if documents:
            self._stack.setCurrentWidget(self._shell)
            self._show_strip()
        else:
            self.full.leave()
            self.canvas.show_strip((), ())
            self._stack.setCurrentWidget(self._none if number else self._nobody)

    def _show_strip(self) -> None:
        documents = sorted(self._filed, key=lambda each: _CATEGORIES.index(self._category_of(each)))
        self._pages.show(documents)
        self.finder.forget()
        self.canvas.show_strip(documents, self._headings(documents))
        self._fill_choice()
        self._fill_thumbs()
        self._moved()
        self._show_manner()

    def _category_of(self, document: Document) -> Category:
        said = self._categories.get(document.key)
        return next(
            (each for each in Category if each.value == said), guess_category(document.name)
        )

    def _headings(self, documents: Sequence[Document]) -> list[Heading]:
        return [self._heading(document) for document in documents]

    def _heading(self, document: Document) -> Heading:
        outline, marked = self._pages.outlines.get(document), self._pages.marked(document)
        note = ""
        if isinstance(outline, Trouble):
            note = outline.cause
        elif outline is not None:
            note = self.tr("{n} 页").format(n=len(outline))
            if marked:
                note = self.tr("有页未显示 · ") + note
        category = self._category_of(document).value if self._sorts else ""
        return Heading(category, _title(document), note, marked)

    def _fill_choice(self) -> None:
        self.choice.clear()
        for document in self.documents:
            self.choice.addItem(self._choice_text(document))

    def _choice_text(self, document: Document) -> str:
        mark = "⚠ " if self._pages.marked(document) else ""
        category = f"{self._category_of(document).value} · " if self._sorts else ""
        return f"{mark}{category}{_title(document)}"

    def _fill_thumbs(self) -> None:
        places = [
            Place(at, page)
            for at in range(len(self.documents))
            for page in range(self.canvas.pages_of(at))
        ]
        self.thumbs.show_places(places, [_title(each) for each in self.documents])
        self.thumbs.mark(self.canvas.current)

    def _learned(self, document: Document, page: int = -1) -> None:
        """An outline or a page came: titles and marks may be other ones."""
        if document not in self.documents:
            return
        for at, each in enumerate(self.documents):
            if each == document and self.choice.itemText(at) != (text := self._choice_text(each)):
                self.choice.setItemText(at, text)
        headings = self._headings(self.documents)
        if tuple(headings) != self.canvas.headings:
            self.canvas.show_headings(headings)
        if page < 0 and self.thumbs.isVisible():
            self._fill_thumbs()
        if document == self._current_document():
            self._moved()
        if self._awaited is not None and self._awaited[0] == document:
            self.open_at(*self._awaited)

    @property
    def here(self) -> tuple[Document, int] | None:
        """The document and the page (from 0) that one reads."""
        document = self._current_document()
        return (document, self.canvas.current.page) if document is not None else None

    def open_at(self, document: Document, page: int, region: Region | None) -> None:
        """Bring a page of one of these documents into sight, and frame a part of it, or all."""
        if document not in self._pages.outlines:
            self._awaited = document, page, region
            return
        self._awaited = None
        place = Place(self.documents.index(document), page)
        part = (region or Region(0, 0, 1, 1)).turned(self._turn_of(place))
        self.canvas.go_to(place, part.top * self.canvas.size_of(place)[1] // WHOLE)
        self.region.show_region(document, page, region)

    def _current_document(self) -> Document | None:
        at = self.canvas.current.document
        return self.documents[at] if at < len(self.documents) else None

    def _moved(self) -> None:
        document, page = self._current_document(), self.canvas.current.page
        for each in (self._previous, self._next):
            each.setEnabled(document is not None)
        if document is None:
            self.canvas.setAccessibleDescription("")
            return
        at, of = self.canvas.current.document, self.canvas.pages_of(self.canvas.current.document)
        self.choice.setCurrentIndex(at)
        self.category.setCurrentIndex(_CATEGORIES.index(self._category_of(document)))
        self.place.setText(f"{page + 1} / {of}")
        self._previous.setEnabled(self.canvas.next_place(-1) is not None)
        self._next.setEnabled(self.canvas.next_place(1) is not None)
        trouble = self._pages.trouble(document, page)
        missing = self._pages.drew.get((document, page)) is False
        told = self.tr("本页有文字未能显示，请对照纸质材料。") if missing else ""
        # It is painted on the page; a bar that came and went would move what one reads.
        self.canvas.setAccessibleDescription(trouble.sentence if trouble else told)
        if self.thumbs.isVisible():
            self.thumbs.mark(self.canvas.current)

    def _show_manner(self) -> None:
        manner = self.canvas.manner
        words = {Fit.WIDTH: self.tr("适宽"), Fit.PAGE: self.tr("整页")}
        self._zoom.setText(words.get(manner.fit, f"{manner.zoom}%"))

    # --- what can be done -----------------------------------------------------------------------

    def turn(self, by: int) -> None:
        """Turn pages, on into the next document."""
        place = self.canvas.next_place(by)
        if place is not None:
            self.canvas.go_to(place)

    def turn_document(self, by: int) -> None:
        """To the next document, or the one before."""
        at = self.canvas.current.document + by
        if 0 <= at < len(self.documents):
            self.canvas.go_to(Place(at, 0))

    def go_to_end(self, *, first: bool) -> None:
        """To the first page of the dossier, or the last."""
        if self.documents:
            at = 0 if first else len(self.documents) - 1
            self.canvas.go_to(Place(at, 0 if first else self.canvas.pages_of(at) - 1))

    def show_unshown(self) -> None:
        """Go to the first page that is known not to show what it holds."""
        for at, document in enumerate(self.documents):
            for page in range(self.canvas.pages_of(at)):
                drew = self._pages.drew.get((document, page))
                if drew is False or self._pages.trouble(document, page) is not None:
                    self._pick(Place(at, page))
                    return

    def fit(self, fit: Fit) -> None:
        """The page as wide as the pane, or all of it in sight."""
        self.canvas.set_manner(replace(self.canvas.manner, fit=fit, zoom=100))

    def manner_is(self, fit: Fit) -> bool:
        """Whether pages are fitted in this way."""
        return self.canvas.manner.fit is fit

    def toggle_pairs(self) -> None:
        """Two pages side by side, or one."""
        self.canvas.set_manner(replace(self.canvas.manner, pairs=not self.canvas.manner.pairs))

    def toggle_single(self) -> None:
        """One page after another, or all of them as a strip."""
        self.canvas.set_manner(replace(self.canvas.manner, single=not self.canvas.manner.single))

    def toggle_thumbs(self) -> None:
        """Show the thumbnails, or hide them."""
        self.thumbs.setVisible(not self.thumbs.isVisible())
        if self.thumbs.isVisible():
            self._fill_thumbs()
        self.thumbs.ask()

    def rotate(self, quarters: int) -> None:
        """Turn the current page; the file is not touched."""
        document, place = self._current_document(), self.canvas.current
        if document is None:
            return
        leaf = document.key, place.page
        self._turns[leaf] = (self._turns.get(leaf, 0) + quarters) % _FULL_TURN
        self.canvas.selection = None
        self.canvas.lay_out()
        self.canvas.go_to(place)
        self.canvas.ask()
        self.thumbs.ask()
        self.turned.emit(document, place.page, quarters)

    def full_screen(self) -> None:
        """Cover the screen, or go back."""
        self.full.toggle()

    def find_words(self) -> None:
        """Look for words."""
        self.finder.start()

    def escape(self) -> None:
        """Close the search, or leave the full screen."""
        if self.finder.isVisible():
            self.finder.leave()
        elif self.region.isVisible():
            self.region.clear()
        else:
            self.full.leave()

    def hideEvent(self, event: QHideEvent) -> None:
        """Whoever locks or leaves the page leaves no dossier over it."""
        super().hideEvent(event)
        self.full.leave()

    def _sort(self, at: int) -> None:
        document = self._current_document()
        if document is not None and self._category_of(document) is not _CATEGORIES[at]:
            self._categories[document.key] = _CATEGORIES[at].value
            page = self.canvas.current.page
            self._show_strip()
            self.canvas.go_to(Place(self.documents.index(document), page))
            self.sorted_as.emit(document, _CATEGORIES[at].value)

    def _pick(self, place: Place) -> None:
        self.canvas.go_to(place)
        self.canvas.setFocus()

    def _key(self, event: QKeyEvent) -> None:
        command = self._keys.get(QKeySequence(event.keyCombination()))
        if command is not None and (self._sorts or not command.filed):
            event.accept()
            command.run(self)

    def open_menu(self) -> None:
        """Show every way of reading, with its key."""
        self.menu.popup(self.manner.mapToGlobal(self.manner.rect().bottomLeft()))

    def _fill_menu(self) -> None:
        menu = self.menu
        menu.clear()
        for command in COMMANDS:
            if not command.menu or (command.filed and not self._sorts):
                continue
            if command.text in _RULES_BEFORE:
                menu.addSeparator()
            # A tab, and what follows stands at the right: the key works on the strip alone.
            action = QAction(f"{command.text}\t{command.keys[0]}", menu)
            if command.state is not None:
                action.setCheckable(True)
                action.setChecked(command.state(self))
            action.triggered.connect(partial(self._run, command))
            menu.addAction(action)

    def _run(self, command: Command, _checked: bool) -> None:  # noqa: FBT001 - a signal's argument
        command.run(self)

    # --- pages ----------------------------------------------------------------------------------

    def _turn_of(self, place: Place) -> int:
        return self._turns.get((self.documents[place.document].key, place.page), 0)

    def _thumb(self, place: Place, width: int) -> Wanted:
        return Wanted(
            self.documents[place.document],
            place.page,
            self._turn_of(place),
            int(width * self.devicePixelRatioF()),
        )

    def _show_hits(self) -> None:
        hits: dict[Place, list[tuple[int, int]]] = {}
        for place, start, end in self.finder.hits:
            hits.setdefault(place, []).append((start, end))
        self.canvas.hits = hits
        if not hits:
            self.canvas.hit = None
        self.canvas.viewport().update()


def _title(document: Document) -> str:
    return document.name.rsplit(".", 1)[0]
