"""What the viewer knows of its documents, and the order in which it asks for the rest.

One question is out at a time; with each answer the most urgent next one is chosen anew: what is in
sight, then the pages beside it, then outlines, search, thumbnails, then whether every page of the
dossier would draw, and last whether those of all other dossiers would. Nothing that has scrolled
away is waited for.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from zcdesk.desk.reading import Outline, Picture, Reader, Shelf, Trouble
from zcdesk.domain.events import Document
from zcdesk.ui.runner import Runner
from zcdesk.ui.views.dossier_wanted import (
    THUMB,
    Job,
    Leaf,
    Search,
    Sweep,
    Wanted,
    as_image,
    blank_in_words,
    told,
)

_IMAGE_BYTES = 256 * 2**20
_TEXTS = 64


class Pages(QObject):
    """Pictures, outlines and texts of documents, asked for one by one off the window's thread.

    `looked_through` carries a document all of whose pages were looked at and what is wrong with it.
    """

    measured = Signal(object)
    drawn = Signal(object, int)
    checked = Signal(object)
    text_came = Signal(object, int)
    searched = Signal()
    looked_through = Signal(object, str)

    def __init__(
        self, runner: Runner, reader: Reader, shelf: Shelf, failed: Callable[[Exception], None]
    ) -> None:
        super().__init__()
        self._runner, self._reader, self._shelf, self._failed = runner, reader, shelf, failed
        self.outlines: dict[Document, Outline | Trouble] = {}
        self._by_key: dict[str, Document] = {}
        self.troubles: dict[Leaf, Trouble] = {}
        self.drew: dict[Leaf, bool] = {}
        self.search: Search | None = None
        self._sweep: Sweep | None = None
        self._judged: dict[str, str] = {}
        self._documents: tuple[Document, ...] = ()
        self._visible: tuple[Wanted, ...] = ()
        self._ahead: tuple[Wanted, ...] = ()
        self._thumbs: tuple[Wanted, ...] = ()
        self._images: OrderedDict[Wanted, QImage] = OrderedDict()
        self._texts: OrderedDict[tuple[Document, int, int], Any] = OrderedDict()
        self._bytes = 0
        self._busy = self._pumping = False

    # --- what is known --------------------------------------------------------------------------

    def image(self, wanted: Wanted) -> QImage | None:
        """A picture that is at hand; it will be kept a while longer."""
        image = self._images.get(wanted)
        if image is not None:
            self._images.move_to_end(wanted)
        return image

    def like(self, wanted: Wanted) -> QImage | None:
        """The sharpest picture of the page at any width, for want of the right one."""
        same = [
            (each.width, image)
            for each, image in self._images.items()
            if (each.document, each.page, each.turn) == (wanted.document, wanted.page, wanted.turn)
        ]
        return max(same, key=lambda pair: pair[0])[1] if same else None

    def text(self, document: Document, page: int, turn: int) -> Any | None:
        """The text of a page (characters and boxes) if it is at hand."""
        return self._texts.get((document, page, turn))

    def trouble(self, document: Document, page: int) -> Trouble | None:
        """Why a page is not shown."""
        outline = self.outlines.get(document)
        return outline if isinstance(outline, Trouble) else self.troubles.get((document, page))

    def marked(self, document: Document) -> bool:
        """Whether the document, or a page of it, is known not to show what it holds."""
        if isinstance(self.outlines.get(document), Trouble):
            return True
        known = (*self.troubles, *(leaf for leaf, drew in self.drew.items() if not drew))
        return any(each == document for each, _ in known)

    # --- what is wanted -------------------------------------------------------------------------

    def show(self, documents: Sequence[Document]) -> None:
        """These documents are looked at now."""
        self._documents = tuple(documents)
        self._visible = self._ahead = self._thumbs = ()
        self.search = None
        for each in documents:
            self._recognise(each)

    def _recognise(self, document: Document) -> None:
        """The same content under another title needs no second look."""
        known = self._by_key.get(document.key, document)
        outline = self.outlines.get(known)
        if known == document or outline is None or document in self.outlines:
            return
        self.outlines[document] = outline
        for page in range(len(outline) if isinstance(outline, tuple) else 0):
            if (known, page) in self.troubles:
                self.troubles[document, page] = self.troubles[known, page]
            if (known, page) in self.drew:
                self.drew[document, page] = self.drew[known, page]

    def want(self, visible: Sequence[Wanted], ahead: Sequence[Wanted]) -> None:
        """These pages are in sight, those may be next; whatever was wanted before is not."""
        self._visible, self._ahead = tuple(visible), tuple(ahead)
        self.pump()

    def want_thumbs(self, thumbs: Sequence[Wanted]) -> None:
        """These thumbnails are in sight."""
        if tuple(thumbs) != self._thumbs:
            self._thumbs = tuple(thumbs)
            self.pump()

    def look_for(self, words: str) -> None:
        """Search all documents; `searched` comes with every few pages."""
        self.search = Search(words, self._documents) if words.strip() else None
        self.searched.emit()
        self.pump()

    def sweep(self, documents: Sequence[Document], known: Mapping[str, str]) -> None:
        """Look through all of these when nothing else is wanted; `known` by key were already."""
        for key, cause in known.items():
            self._judged.setdefault(key, cause)
        self._sweep = Sweep([each for each in documents if each.key not in self._judged])
        self.pump()

    def start(self) -> None:
        """Have the drawing process ready."""
        self._runner.run(self._reader.start, lambda _: None, self._failed)

    def stop(self) -> None:
        """Ask nothing more, and wait for nothing."""
        self.show(())
        self._sweep = None
        self._reader.interrupt()

    # --- asking ---------------------------------------------------------------------------------

    def pump(self) -> None:
        """Ask the next question unless one is out."""
        if self._pumping:
            return
        self._pumping = True
        try:
            while not self._busy and (job := self._next()) is not None:
                self._busy = True
                self._runner.run(partial(told, job.work), partial(self._took, job.then), self._lost)
        finally:
            self._pumping = False

    def _took(self, then: Callable[[Any], None], answer: object) -> None:
        self._busy = False
        then(answer)
        self.pump()

    def _lost(self, error: Exception) -> None:
        self._busy = False
        self._failed(error)

    def _next(self) -> Job | None:
        for stage in (
            self._visible_outline,
            lambda: self._picture(self._visible),
            self._visible_text,
            lambda: self._picture(self._ahead),
            self._any_outline,
            self._search_on,
            lambda: self._picture(self._thumbs),
            self._check,
            self._sweep_on,
        ):
            job = stage()
            if job is not None:
                return job
        return None

    def _visible_outline(self) -> Job | None:
        return next(
            (self._outline(w.document) for w in self._visible if w.document not in self.outlines),
            None,
        )

    def _any_outline(self) -> Job | None:
        return next((self._outline(d) for d in self._documents if d not in self.outlines), None)

    def _outline(self, document: Document) -> Job:
        def took(answer: Outline | Trouble) -> None:
            self.outlines[document] = answer
            self._by_key[document.key] = document
            self._judge(document)
            self.measured.emit(document)

        return Job(partial(self._reader.outline, self._shelf, document), took)

    def _picture(self, many: Sequence[Wanted]) -> Job | None:
        return next((self._draw(each) for each in many if self._is_open(each)), None)

    def _is_open(self, wanted: Wanted) -> bool:
        return (
            wanted not in self._images
            and isinstance(self.outlines.get(wanted.document), tuple)
            and (wanted.document, wanted.page) not in self.troubles
        )

    def _draw(self, wanted: Wanted) -> Job:
        ask = partial(
            self._reader.page,
            self._shelf,
            wanted.document,
            wanted.page,
            wanted.width,
            wanted.turn,
        )

        def work() -> tuple[QImage, bool] | Trouble:
            answer = ask()
            return (as_image(answer), answer.missing) if isinstance(answer, Picture) else answer

        def took(answer: tuple[QImage, bool] | Trouble) -> None:
            leaf = wanted.document, wanted.page
            if isinstance(answer, Trouble):
                self.troubles[leaf] = answer
            else:
                self._keep(wanted, answer[0])
                if wanted.width > 2 * THUMB or leaf not in self.drew:
                    self.drew[leaf] = not answer[1]
            self._judge(wanted.document)
            self.drawn.emit(*leaf)

        return Job(work, took)

    def _keep(self, wanted: Wanted, image: QImage) -> None:
        self._images[wanted] = image
        self._bytes += image.sizeInBytes()
        if self._bytes <= _IMAGE_BYTES:
            return
        # What is wanted now is never given up: it would be asked for again and again.
        needed = {*self._visible, *self._ahead, *self._thumbs, wanted}
        for each in [each for each in self._images if each not in needed]:
            self._bytes -= self._images.pop(each).sizeInBytes()
            if self._bytes <= _IMAGE_BYTES:
                return

    def _visible_text(self) -> Job | None:
        for each in self._visible:
            key = each.document, each.page, each.turn
            if key in self._texts or not isinstance(self.outlines.get(each.document), tuple):
                continue

            def took(answer: object, key: tuple[Document, int, int] = key) -> None:
                self._texts[key] = answer
                while len(self._texts) > _TEXTS:
                    self._texts.popitem(last=False)
                self.text_came.emit(key[0], key[1])

            return Job(partial(self._reader.text, self._shelf, *key), took)
        return None

    def _search_on(self) -> Job | None:
        search = self.search
        while search is not None and not search.over:
            document = search.documents[search.document]
            if not isinstance(self.outlines.get(document), tuple):
                search.document += 1
                continue

            def took(found: Any, search: Search = search) -> None:
                if isinstance(found, Trouble):
                    search.document, search.page = search.document + 1, 0
                else:
                    search.hits += [(search.document, *hit) for hit in found.hits]
                    search.silent += found.silent
                    if found.next_page is None:
                        search.document, search.page = search.document + 1, 0
                    else:
                        search.page = found.next_page
                if search is self.search:
                    self.searched.emit()

            find = partial(self._reader.find, self._shelf, document, search.words, search.page)
            return Job(find, took)
        return None

    def _check(self) -> Job | None:
        for document in self._documents:
            outline = self.outlines.get(document)
            for page in range(len(outline) if isinstance(outline, tuple) else 0):
                leaf = document, page
                if leaf in self.drew or leaf in self.troubles:
                    continue

                def took(answer: object, leaf: Leaf = leaf) -> None:
                    self.drew[leaf] = answer is True
                    self._judge(leaf[0])
                    if answer is not True:
                        self.checked.emit(leaf[0])

                return Job(partial(self._reader.did_draw, self._shelf, *leaf), took)
        return None

    # --- what does not show ---------------------------------------------------------------------

    def _judge(self, document: Document) -> None:
        """Tell what is wrong with a document once every page of it was looked at."""
        outline = self.outlines.get(document)
        if isinstance(outline, Trouble):
            self._tell_judged(document, outline.cause)
            return
        leaves = [(document, page) for page in range(len(outline or ()))]
        if not leaves or any(
            leaf not in self.drew and leaf not in self.troubles for leaf in leaves
        ):
            return
        blank = [page for leaf in leaves if self._blank(leaf) for page in (leaf[1],)]
        self._tell_judged(document, blank_in_words(blank))

    def _blank(self, leaf: Leaf) -> bool:
        return leaf in self.troubles or self.drew.get(leaf) is False

    def _tell_judged(self, document: Document, cause: str) -> None:
        if self._judged.get(document.key) != cause:
            self._judged[document.key] = cause
            self.looked_through.emit(document, cause)

    def _sweep_on(self) -> Job | None:
        sweep = self._sweep
        while sweep is not None and sweep.at < len(sweep.documents):
            document = sweep.documents[sweep.at]
            if sweep.pages < 0 and document.key in self._judged:
                sweep.on()
                continue
            if sweep.pages < 0:
                return Job(
                    partial(self._reader.outline, self._shelf, document),
                    partial(self._swept_outline, sweep, document),
                )
            return Job(
                partial(self._reader.did_draw, self._shelf, document, sweep.page),
                partial(self._swept_page, sweep, document),
            )
        return None

    def _swept_outline(self, sweep: Sweep, document: Document, answer: Outline | Trouble) -> None:
        if isinstance(answer, Trouble):
            self._tell_judged(document, answer.cause)
            sweep.on()
        else:
            sweep.pages = len(answer)

    def _swept_page(self, sweep: Sweep, document: Document, answer: object) -> None:
        if answer is not True:
            sweep.blank.append(sweep.page)
        sweep.page += 1
        if sweep.page >= sweep.pages:
            self._tell_judged(document, blank_in_words(sweep.blank))
            sweep.on()
            if document not in self._documents:
                letting_go = partial(self._reader.let_go, self._shelf, document)
                self._runner.run(letting_go, lambda _: None, self._failed)
