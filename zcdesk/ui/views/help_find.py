"""The field and the list with which the help is searched: type, choose, go there."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QShowEvent
from PySide6.QtWidgets import (
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from zcdesk.ui.help_pages import TOPICS
from zcdesk.ui.help_search import Hit, find, parts_of
from zcdesk.ui.look import colours, px
from zcdesk.ui.models.table import Index
from zcdesk.ui.parts import column, label, named, say

_HIT = int(Qt.ItemDataRole.UserRole)
_PAUSE = 120
_MOST = 60
"""Hits that are listed; whoever gets more says more."""
_EDGE = 8
_SPARE = "国国"
"""So much of what follows is shown as well."""
_DOWN, _UP = Qt.Key.Key_Down, Qt.Key.Key_Up
_RETURNS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class _TwoLines(QStyledItemDelegate):
    """A hit: where it is, and below it the line with what was found."""

    def sizeHint(self, option: QStyleOptionViewItem, _: Index) -> QSize:
        """Two lines and their edges; as wide as there is room."""
        metrics = QFontMetrics(option.font)  # type: ignore[attr-defined]
        return QSize(metrics.height(), 2 * metrics.lineSpacing() + 2 * px(_EDGE))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The chosen one on the ground of what is chosen."""
        hit: Hit = index.data(_HIT)
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        font: QFont = QFont(option.font)  # type: ignore[attr-defined]
        c = colours()
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(c.accent_soft))
        room = rect.adjusted(px(_EDGE), px(_EDGE), -px(_EDGE), -px(_EDGE))
        first = QRect(room.left(), room.top(), room.width(), room.height() // 2)
        _put(painter, first, font, c.muted, hit.where)
        first.translate(0, room.height() // 2)
        before, found, after = hit.context
        font.setBold(True)
        wanted = QFontMetrics(font).horizontalAdvance(found + _SPARE)
        font.setBold(False)
        # What was found shows in any case; what stands before it takes what is left.
        before = QFontMetrics(font).elidedText(
            before, Qt.TextElideMode.ElideLeft, max(0, first.width() - wanted)
        )
        for text, tint in ((before, c.ink), (found, c.accent), (after, c.ink)):
            font.setBold(tint == c.accent)
            first.setLeft(first.left() + _put(painter, first, font, tint, text))
        painter.restore()


def _put(painter: QPainter, room: QRect, font: QFont, tint: str, text: str) -> int:
    """Draw what fits; how wide it is."""
    painter.setFont(font)
    painter.setPen(QColor(tint))
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
    return painter.fontMetrics().horizontalAdvance(shown)


class HelpFind(QWidget):
    """`gone_to` carries a hit, `changed` comes when other hits are listed."""

    gone_to = Signal(object)
    changed = Signal()

    def __init__(self, contents: QListWidget) -> None:
        """`contents` stands where the hits stand, while nothing is looked for."""
        super().__init__()
        self.words = named(QLineEdit(), self.tr("在帮助中查找"), self.tr("在帮助中查找（Ctrl+F）"))
        self.words.setPlaceholderText(self.tr("查找"))
        self.words.setClearButtonEnabled(True)
        self.told = label("", "muted", wrap=True)
        self.told.setContentsMargins(_EDGE, 0, _EDGE, 0)
        self.hits = named(QListWidget(), self.tr("找到的各处"))
        self.hits.setItemDelegate(_TwoLines(self.hits))
        self.hits.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._lists = QStackedWidget()
        for each in (contents, self.hits):
            self._lists.addWidget(each)
        whole = column(self.words, self.told, self._lists, gap=6, grow=self._lists)
        whole.setContentsMargins(0, 6, 0, 0)
        self.setLayout(whole)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self._look)
        self.words.textChanged.connect(lambda _: self._pause.start())
        self.hits.itemActivated.connect(lambda _: self._go())
        self.hits.itemClicked.connect(lambda _: self._go())
        for watched in (self.words, self.hits):
            watched.installEventFilter(self)
        # Page by page while nobody types yet: all at once would hold the first key for a moment.
        self._unread = list(TOPICS)
        self._reading = QTimer(self)
        self._reading.setInterval(0)
        self._reading.timeout.connect(self._read)
        self._look()

    @property
    def looking(self) -> bool:
        """Something is looked for."""
        return bool(self.words.text().strip())

    def start(self) -> None:
        """To the field; what was looked for last is chosen."""
        self.words.setFocus()
        self.words.selectAll()

    def leave(self) -> None:
        """Look for nothing any more."""
        self.words.clear()
        self._look()

    def step(self, by: int) -> None:
        """To the next hit or the one before, round the ends."""
        self._look_now()
        if count := self.hits.count():
            self.hits.setCurrentRow((self.hits.currentRow() + by) % count)
            self._go()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Return goes to the chosen hit, arrows in the field choose another."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            if event.key() in _RETURNS:
                self._look_now()
                self._go()
                return True
            if watched is self.words and event.key() in (_DOWN, _UP):
                self._look_now()
                row = self.hits.currentRow() + (1 if event.key() == _DOWN else -1)
                if 0 <= row < self.hits.count():
                    self.hits.setCurrentRow(row)
                return True
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:
        """Read what may be looked for."""
        super().showEvent(event)
        self._reading.start()

    def _read(self) -> None:
        if self._unread:
            parts_of(self._unread.pop())
        else:
            self._reading.stop()

    def _go(self) -> None:
        chosen = self.hits.currentItem()
        if self.looking and chosen is not None:
            self.gone_to.emit(chosen.data(_HIT))

    def _look_now(self) -> None:
        if self._pause.isActive():
            self._look()

    def _look(self) -> None:
        self._pause.stop()
        found = find(self.words.text())
        self.hits.clear()
        for hit in found[:_MOST]:
            item = QListWidgetItem()
            item.setData(_HIT, hit)
            line = "".join(hit.context)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{hit.where}：{line}")
            item.setToolTip(hit.part.text)
            self.hits.addItem(item)
        self.hits.setCurrentRow(0)
        self._lists.setCurrentIndex(int(self.looking))
        say(self.told, self._sentence(len(found)))
        self.told.setAccessibleName(self.told.text())
        self.changed.emit()

    def _sentence(self, found: int) -> str:
        if not self.looking:
            return ""
        if not found:
            return self.tr("帮助里没有“{words}”。请换个词，或者只输入其中两三个字。").format(
                words=self.words.text().strip()
            )
        if found > _MOST:
            return self.tr("找到 {n} 处，列出前 {most} 处。多输几个字，找得更准。").format(
                n=found, most=_MOST
            )
        return self.tr("找到 {n} 处").format(n=found)
