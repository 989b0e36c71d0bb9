"""The help: a table of contents and a page; nothing is fetched from anywhere."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, Qt, QUrl
from PySide6.QtGui import QTextBlockFormat, QTextCursor
from PySide6.QtWidgets import (
    QDialog,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QTextBrowser,
    QWidget,
)

from zcdesk.ui.help_pages import TOPICS, page
from zcdesk.ui.look import px
from zcdesk.ui.parts import column, named

_KEY = int(Qt.ItemDataRole.UserRole)
_TOPIC = "topic"
_LINE, _ABOVE = 140, 18


class HelpWindow(QDialog):
    """Stays beside the work; Esc closes it."""

    def __init__(self, folder: Path, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("帮助"))
        self._folder = folder
        self.contents = named(QListWidget(), self.tr("帮助目录"))
        self.contents.ensurePolished()
        for key in TOPICS:
            item = QListWidgetItem(page(folder, key).title)
            item.setData(_KEY, key)
            self.contents.addItem(item)
        self.text = named(QTextBrowser(), self.tr("帮助内容"))
        self.text.setOpenLinks(False)
        self.text.anchorClicked.connect(self._follow)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(self.contents)
        splitter.addWidget(self.text)
        splitter.setStretchFactor(1, 1)
        self.setLayout(column(splitter, gap=0))
        self.contents.currentItemChanged.connect(self._show)
        whole = self.screen().availableGeometry()
        self.resize(min(px(800), whole.width() - 40), min(px(600), whole.height() - 60))
        contents = min(px(170), self.width() * 3 // 10)
        splitter.setSizes([contents, self.width() - contents])

    @property
    def topic(self) -> str:
        """The page shown."""
        place = self.contents.currentRow()
        return TOPICS[place] if place >= 0 else ""

    def show_topic(self, key: str, *, alone: bool = False) -> None:
        """Show a page; `alone` for a member at the ballot: no contents beside it."""
        self.contents.setVisible(not alone)
        self.contents.setCurrentRow(TOPICS.index(key))
        self.show()
        self.raise_()
        self.text.setFocus()

    def changeEvent(self, event: QEvent) -> None:
        """The page is set anew in the colours of the theme."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange and self.topic:
            self._show(self.contents.currentItem())

    def _show(self, item: QListWidgetItem | None, _: QListWidgetItem | None = None) -> None:
        if item is None:
            return
        shown = page(self._folder, str(item.data(_KEY)))
        if shown.html:
            self.text.setHtml(shown.html)
        else:
            self.text.setMarkdown(shown.markdown)
        self._space()

    def _space(self) -> None:
        """Room between lines and above headings, as Chinese text wants it."""
        cursor = QTextCursor(self.text.document())
        for number in range(self.text.document().blockCount()):
            block = self.text.document().findBlockByNumber(number)
            shape = block.blockFormat()
            shape.setLineHeight(_LINE, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
            if shape.headingLevel():
                shape.setTopMargin(px(_ABOVE) if number else 0)
                shape.setBottomMargin(px(_ABOVE) // 3)
            cursor.setPosition(block.position())
            cursor.setBlockFormat(shape)

    def _follow(self, link: QUrl) -> None:
        if link.scheme() == _TOPIC and link.path() in TOPICS:
            self.contents.setCurrentRow(TOPICS.index(link.path()))
