"""The dossier: all documents of an applicant as one strip of pages, read by mouse or keys alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QMenu, QStackedWidget, QWidget

from zcdesk.domain.events import Document
from zcdesk.domain.vetting import WHOLE, Region
from zcdesk.ui.parts import button, column, empty_state, named, panel, row
from zcdesk.ui.theme import GAP
from zcdesk.ui.views.dossier_bar import Bar
from zcdesk.ui.views.dossier_canvas import Canvas
from zcdesk.ui.views.dossier_catalogue import CATEGORIES, Catalogue, title
from zcdesk.ui.views.dossier_commands import Refile, Where, fill_menu, press
from zcdesk.ui.views.dossier_find import FindBar
from zcdesk.ui.views.dossier_full import FullScreen
from zcdesk.ui.views.dossier_layout import Fit, Place
from zcdesk.ui.views.dossier_pages import Pages
from zcdesk.ui.views.dossier_reading import Reading
from zcdesk.ui.views.dossier_region import RegionLayer
from zcdesk.ui.views.dossier_thumbs import Thumbs
from zcdesk.ui.views.dossier_wanted import Wanted

_FULL_TURN = 4


class DossierViewer(Reading):
    """`turned` carries (document, page, quarter turns); `sorted_as` (document, category);
    `refile_wanted` what shall be done, the applicant's number, and the document if there is one.
    """

    import_wanted = Signal()
    turned = Signal(object, int, int)
    sorted_as = Signal(object, str)
    refile_wanted = Signal(object, str, object)

    def __init__(self, pages: Pages, *, filed: bool = True, worked: bool = True) -> None:
        """`filed`: documents of a dossier, which have a category; `worked`: one may change it."""
        super().__init__()
        self._pages = pages
        self._works = filed and worked
        self._number = ""
        self._filed: tuple[Document, ...] = ()
        self._turns: dict[tuple[str, int], int] = {}
        self._catalogue = Catalogue(pages, sorts=filed)
        self._awaited: tuple[Document, int, Region | None] | None = None
        self.canvas = named(Canvas(pages), self.tr("材料页面"))
        self.canvas.turns = self._turn_of
        self.region = RegionLayer(self.canvas)
        self.region.left.connect(self.canvas.setFocus)
        self.canvas.moved.connect(self._moved)
        self.canvas.manner_changed.connect(self._show_manner)
        self.canvas.key.connect(self._key)
        self.canvas.menu_wanted.connect(self._open_menu_of)
        self.thumbs = Thumbs(pages, self._thumb)
        self.thumbs.chosen.connect(self._pick)
        self.thumbs.menu_wanted.connect(self._open_menu_of)
        self.thumbs.hide()
        self.finder = FindBar(pages)
        self.finder.gone_to.connect(self.canvas.show_hit)
        self.finder.changed.connect(self._show_hits)
        self.finder.left.connect(self.canvas.setFocus)
        self.menu = named(QMenu(self), self.tr("版式和按键"))
        self._join_bar()
        strip = panel(row(self.thumbs, self.canvas, gap=4, grow=self.canvas))
        self._body = panel(column(self.bar, self.finder, strip, margin=GAP, grow=strip))
        shell_layout = column(self._body, margin=0)
        shell = panel(shell_layout)
        self.full = FullScreen(self._body, shell_layout)
        self._parted = button(self.tr("已移出的材料…"), lambda: self.refile(Refile.PUT_BACK))
        self._none = self._nothing_filed()
        self._nobody = empty_state(self.tr("未选申报人"), self.tr("在左侧列表中选一名申报人。"))
        self._stack = QStackedWidget()
        self._shell = shell
        for page in (shell, self._none, self._nobody):
            self._stack.addWidget(page)
        self.setLayout(column(self._stack, margin=0))
        pages.measured.connect(self._learned)
        pages.drawn.connect(self._learned)
        pages.checked.connect(self._learned)
        self.show_documents("", ())

    def _nothing_filed(self) -> QWidget:
        head = self.tr("没有电子材料")
        if not self._works:
            return empty_state(head, self.tr("请看纸质材料。"))
        return empty_state(
            head,
            self.tr("导入申报材料文件夹后，材料按文件夹名或文件名中的编号、姓名归到各人名下。"),
            button(self.tr("导入申报材料…"), self.import_wanted.emit),
            self._parted,
        )

    def _join_bar(self) -> None:
        self.bar = Bar()
        self.bar.category.setVisible(self._works)
        self.bar.picked.connect(lambda at: self._pick(Place(at, 0)))
        self.bar.sorted_as.connect(self._sort)
        self.bar.find_wanted.connect(self.find_words)
        self.bar.turn_wanted.connect(self.turn)
        self.bar.zoom_wanted.connect(self.zoom)
        self.bar.rotate_wanted.connect(lambda: self.rotate(1))
        self.bar.full_wanted.connect(self.full_screen)
        self.bar.menu_wanted.connect(self.open_menu)

    # --- what is shown --------------------------------------------------------------------------

    @property
    def sentence(self) -> str:
        """What is said of the current page, if it does not show what it holds."""
        return self.canvas.accessibleDescription()

    def put_marks(
        self, turns: Mapping[tuple[str, int], int], categories: Mapping[str, str]
    ) -> None:
        """How pages are held and documents sorted, as it was left."""
        self._turns = dict(turns)
        self._catalogue.put_categories(categories)
        if self._filed:
            self._show_strip()

    def show_documents(
        self, number: str, documents: Sequence[Document], *, parted: bool = False
    ) -> None:
        """Show an applicant's documents from the first page on; the same ones stay as they are.

        Where only some of them are other ones than before, one reads on at the same page. `parted`:
        there were others, which can be put back.
        """
        self._parted.setVisible(parted and self._works)
        if tuple(documents) == self._filed and number and documents:
            return
        here = self.here if number == self._number else None
        before = self.documents
        self._number, self._filed = number, tuple(documents)
        self.region.clear()
        self._awaited = None
        self._pages.show(())
        if documents:
            self._stack.setCurrentWidget(self._shell)
            self._show_strip()
            if here is not None:
                self._stay(before, *here)
        else:
            self.full.leave()
            self.canvas.show_strip((), ())
            self._stack.setCurrentWidget(self._none if number else self._nobody)

    def _stay(self, before: Sequence[Document], document: Document, page: int) -> None:
        """To the page that was read; where its document has left, to the one that followed it."""
        keys = [each.key for each in self.documents]
        after = before[before.index(document) :]
        found = next((keys.index(each.key) for each in after if each.key in keys), len(keys) - 1)
        same = keys[found] == document.key
        last = self.canvas.pages_of(found) - 1
        self.canvas.go_to(Place(found, min(page, last) if same else 0))

    def _show_strip(self) -> None:
        documents = self._catalogue.in_order(self._filed)
        self._pages.show(documents)
        self.finder.forget()
        self.canvas.show_strip(documents, self._catalogue.headings(documents))
        self._fill_choice()
        self._fill_thumbs()
        self._moved()
        self._show_manner()

    def _fill_choice(self) -> None:
        self.bar.choice.clear()
        for document in self.documents:
            self.bar.choice.addItem(self._catalogue.line(document))

    def _fill_thumbs(self) -> None:
        places = [
            Place(at, page)
            for at in range(len(self.documents))
            for page in range(self.canvas.pages_of(at))
        ]
        self.thumbs.show_places(places, [title(each) for each in self.documents])
        self.thumbs.mark(self.canvas.current)

    def _learned(self, document: Document, page: int = -1) -> None:
        """An outline or a page came: titles and marks may be other ones."""
        if document not in self.documents:
            return
        for at, each in enumerate(self.documents):
            if each == document and self.bar.choice.itemText(at) != (
                text := self._catalogue.line(each)
            ):
                self.bar.choice.setItemText(at, text)
        headings = self._catalogue.headings(self.documents)
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
        for each in (self.bar.previous, self.bar.next):
            each.setEnabled(document is not None)
        if document is None:
            self.canvas.setAccessibleDescription("")
            return
        at, of = self.canvas.current.document, self.canvas.pages_of(self.canvas.current.document)
        self.bar.choice.setCurrentIndex(at)
        self.bar.category.setCurrentIndex(CATEGORIES.index(self._catalogue.category(document)))
        self.bar.place.setText(f"{page + 1} / {of}")
        self.bar.previous.setEnabled(self.canvas.next_place(-1) is not None)
        self.bar.next.setEnabled(self.canvas.next_place(1) is not None)
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
        self.bar.zoom.setText(words.get(manner.fit, f"{manner.zoom}%"))

    # --- what can be done -----------------------------------------------------------------------

    def show_unshown(self) -> None:
        """Go to the first page that is known not to show what it holds."""
        for at, document in enumerate(self.documents):
            for page in range(self.canvas.pages_of(at)):
                drew = self._pages.drew.get((document, page))
                if drew is False or self._pages.trouble(document, page) is not None:
                    self._pick(Place(at, page))
                    return

    def choose_category(self) -> None:
        """Open the list of categories for the document that one reads."""
        if self._current_document() is not None:
            self.bar.category.setFocus()
            self.bar.category.showPopup()

    def refile(self, what: Refile) -> None:
        """Ask for something to be done about the document that one reads."""
        self.refile_wanted.emit(what, self._number, self._current_document())

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
        self.canvas.text.selection = None
        self.canvas.lay_out()
        self.canvas.go_to(place)
        self.canvas.ask()
        self.thumbs.ask()
        self.turned.emit(document, place.page, quarters)

    def hideEvent(self, event: QHideEvent) -> None:
        """Whoever locks or leaves the page leaves no dossier over it."""
        super().hideEvent(event)
        self.full.leave()

    def _sort(self, at: int) -> None:
        document = self._current_document()
        if document is not None and self._catalogue.category(document) is not CATEGORIES[at]:
            self._catalogue.sort_as(document, CATEGORIES[at])
            page = self.canvas.current.page
            self._show_strip()
            self.canvas.go_to(Place(self.documents.index(document), page))
            self.sorted_as.emit(document, CATEGORIES[at].value)

    def _pick(self, place: Place) -> None:
        self.canvas.go_to(place)
        self.canvas.setFocus()

    def _key(self, event: QKeyEvent) -> None:
        press(self, event, filed=self._works)

    def open_menu(self) -> None:
        """Show every way of reading, with its key."""
        at = self.bar.manner.mapToGlobal(self.bar.manner.rect().bottomLeft())
        reading = (Where.READING, Where.PAGE, Where.GOING)
        fill_menu(self.menu, self, reading, filed=self._works, below=Where.DOCUMENT)
        self.menu.popup(at)

    def _open_menu_of(self, place: Place | None, at: QPoint) -> None:
        """What can be done about the document and the page under the mouse."""
        if place is not None and place.document != self.canvas.current.document:
            self.canvas.go_to(place)
        if self.documents:
            fill_menu(self.menu, self, (Where.DOCUMENT, Where.PAGE), filed=self._works)
            self.menu.popup(at)

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
