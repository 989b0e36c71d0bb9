"""The help: a table of contents, a search and a page; nothing is fetched from anywhere."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, Qt, QUrl, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeySequence,
    QResizeEvent,
    QShortcut,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)
from PySide6.QtWidgets import (
    QDialog,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QTextBrowser,
    QTextEdit,
    QWidget,
)

from zcdesk.desk.manual import picture_path
from zcdesk.ui.help_pages import TOPICS, page, title
from zcdesk.ui.help_search import Hit, Part, opened
from zcdesk.ui.look import colours, px
from zcdesk.ui.parts import column, named
from zcdesk.ui.views.help_find import HelpFind

_KEY = int(Qt.ItemDataRole.UserRole)
_TOPIC, _PICTURE = "topic", "picture"
_EDGES = 24
"""Margins of a page."""
_LINE, _PLAIN, _ABOVE = 140, 100, 18
_SIDE = 240
"""A line of what was found wants more than the names of the chapters."""
_HIGH = 4
"""A hit stands a quarter of the view below its top: what leads to it is read as well."""


class _Reader(QTextBrowser):
    """A page with pictures of the screens, as wide as there is room."""

    wider = Signal()

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """`picture:NAME#left,top,width,height`: a picture that ships with the program."""
        url = QUrl(name)
        if kind != QTextDocument.ResourceType.ImageResource.value or url.scheme() != _PICTURE:
            return super().loadResource(kind, name)
        image = QImage(str(picture_path(url.path())))
        if url.hasFragment():
            image = image.copy(QRect(*map(int, url.fragment().split(","))))
        room = max(1, self.viewport().width() - _EDGES)
        wide = min(room, image.width())
        sharp = self.devicePixelRatioF()
        image = image.scaledToWidth(round(wide * sharp), Qt.TransformationMode.SmoothTransformation)
        image.setDevicePixelRatio(sharp)
        return image

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Pictures follow the width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.wider.emit()


class HelpWindow(QDialog):
    """Stays beside the work; Esc leaves the search, then closes it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("帮助"))
        self._heading = ""
        self._pictured = False
        self._document: QTextDocument | None = None
        self._hit: Hit | None = None
        self.contents = named(QListWidget(), self.tr("帮助目录"))
        self.contents.ensurePolished()
        for key in TOPICS:
            item = QListWidgetItem(title(key))
            item.setData(_KEY, key)
            self.contents.addItem(item)
        self.text = named(_Reader(), self.tr("帮助内容"))
        self.text.setOpenLinks(False)
        self.text.anchorClicked.connect(self._follow)
        self.text.wider.connect(self._again)
        self.search = HelpFind(self.contents)
        self.search.gone_to.connect(self._go_to)
        self.search.changed.connect(self._forget)
        for keys, run in (
            (QKeySequence("Ctrl+F"), self._to_search),
            (QKeySequence("F3"), lambda: self.search.step(1)),
            (QKeySequence("Shift+F3"), lambda: self.search.step(-1)),
        ):
            QShortcut(keys, self).activated.connect(run)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(self.search)
        splitter.addWidget(self.text)
        splitter.setStretchFactor(1, 1)
        self.setLayout(column(splitter, gap=0))
        self.contents.currentItemChanged.connect(self._show)
        whole = self.screen().availableGeometry()
        self.resize(min(px(860), whole.width() - 40), min(px(600), whole.height() - 60))
        contents = self.contents.sizeHintForColumn(0) + px(_ABOVE) * 2
        side = min(max(contents, px(_SIDE)), self.width() * 9 // 25)
        splitter.setSizes([side, self.width() - side])

    @property
    def topic(self) -> str:
        """The page shown."""
        place = self.contents.currentRow()
        return TOPICS[place] if place >= 0 else ""

    def show_topic(self, key: str, *, alone: bool = False, heading: str = "") -> None:
        """Show a page, at a heading of it; `alone` for a member at the ballot: no contents beside it."""
        self.search.setVisible(not alone)
        self.search.leave()
        self.contents.setCurrentRow(TOPICS.index(key))
        self.show()
        self.raise_()
        self.text.setFocus()
        self._to(heading)

    @property
    def heading(self) -> str:
        """The heading that the page was opened at."""
        return self._heading

    def _to(self, heading: str) -> None:
        """Put a heading at the top of what shows."""
        self._heading = heading
        document, bar = self.text.document(), self.text.verticalScrollBar()
        for number in range(document.blockCount()) if heading else ():
            block = document.findBlockByNumber(number)
            if block.blockFormat().headingLevel() and block.text() == heading:
                bar.setValue(int(document.documentLayout().blockBoundingRect(block).top()))
                return

    # --- searching ------------------------------------------------------------------------------

    def _to_search(self) -> None:
        if self.search.isVisible():
            self.search.start()

    def _forget(self) -> None:
        """Something else is looked for, or nothing."""
        self._hit = None
        self._mark()

    def _go_to(self, hit: Hit) -> None:
        """Show a hit, with its words marked."""
        self._hit = hit
        self.contents.setCurrentRow(TOPICS.index(hit.part.topic))
        self._mark()
        block = self.text.document().findBlockByNumber(hit.part.block)
        at = self.text.document().documentLayout().blockBoundingRect(block)
        above = self.text.viewport().height() // _HIGH
        self.text.verticalScrollBar().setValue(max(0, int(at.top()) - above))

    def _mark(self) -> None:
        """Mark the words of the hit on its page, and nothing on another."""
        hit, marks = self._hit, []
        if hit is not None and hit.part.topic == self.topic:
            for start, end in hit.marks:
                mark = QTextEdit.ExtraSelection()
                mark.cursor = _within(self.text.document(), hit.part, start, end)  # type: ignore[attr-defined]
                mark.format.setBackground(QColor(colours().accent))  # type: ignore[attr-defined]
                mark.format.setForeground(QColor(colours().on_accent))  # type: ignore[attr-defined]
                marks.append(mark)
        self.text.setExtraSelections(marks)

    def reject(self) -> None:
        """Esc: first the search is left, then the window."""
        if self.search.looking:
            self.search.leave()
            self.search.start()
        else:
            super().reject()

    # --- the page -------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        """The page is set anew in the colours of the theme."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange and self.topic:
            self._show(self.contents.currentItem())

    def _again(self) -> None:
        """Set the page anew where it is read, if it has pictures."""
        if self._pictured:
            bar = self.text.verticalScrollBar()
            share = bar.value() / (bar.maximum() or 1)
            self._show(self.contents.currentItem())
            bar.setValue(round(share * bar.maximum()))

    def _show(self, item: QListWidgetItem | None, _: QListWidgetItem | None = None) -> None:
        if item is None:
            return
        topic = str(item.data(_KEY))
        self._pictured = f"{_PICTURE}:" in page(topic).markdown
        # A document of its own: one that is filled anew lends its first line's look to the next
        # page, and while nobody sees it nothing is laid out.
        made = opened(topic)
        made.setParent(self.text)
        made.setDefaultFont(self.text.font())
        self._space(made)
        old, self._document = self._document, made
        self.text.setDocument(made)
        self._mark()
        if old is not None:
            old.deleteLater()

    def _space(self, document: QTextDocument) -> None:
        """Room between lines and above headings, as Chinese text wants it."""
        cursor = QTextCursor(document)
        for number in range(document.blockCount()):
            block = document.findBlockByNumber(number)
            shape = block.blockFormat()
            height = _LINE if "\ufffc" not in block.text() else _PLAIN  # a picture stands there
            shape.setLineHeight(height, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
            if shape.headingLevel():
                shape.setTopMargin(px(_ABOVE) if number else 0)
                shape.setBottomMargin(px(_ABOVE) // 3)
            if shape.hasProperty(QTextFormat.Property.BlockQuoteLevel):
                shape.setBackground(QColor(colours().accent_soft))
                shape.setLeftMargin(px(_ABOVE))
                shape.setRightMargin(px(_ABOVE))
            cursor.setPosition(block.position())
            cursor.setBlockFormat(shape)
            if cursor.charFormat().fontItalic() or block.charFormat().fontItalic():
                self._caption(cursor)

    def _caption(self, cursor: QTextCursor) -> None:
        """No Chinese face leans: a caption is told by its colour."""
        quiet = QTextCharFormat()
        quiet.setFontItalic(False)
        quiet.setForeground(QColor(colours().muted))
        cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
        cursor.mergeCharFormat(quiet)

    def _follow(self, link: QUrl) -> None:
        if link.scheme() == _TOPIC and link.path() in TOPICS:
            self.contents.setCurrentRow(TOPICS.index(link.path()))


def _within(document: QTextDocument, part: Part, start: int, end: int) -> QTextCursor:
    """From a character of a part to another."""
    begin = document.findBlockByNumber(part.block).position()
    cursor = QTextCursor(document)
    cursor.setPosition(begin + start)
    cursor.setPosition(begin + end, QTextCursor.MoveMode.KeepAnchor)
    return cursor
