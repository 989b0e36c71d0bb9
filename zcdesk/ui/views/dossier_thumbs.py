"""Thumbnails of all pages of a dossier, the documents one after another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QContextMenuEvent, QFont, QPainter, QResizeEvent
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from zcdesk.domain.events import Document
from zcdesk.ui.look import colours, px
from zcdesk.ui.parts import named
from zcdesk.ui.views.dossier_layout import Place
from zcdesk.ui.views.dossier_pages import Pages
from zcdesk.ui.views.dossier_wanted import THUMB, Wanted

_TALL = 118
_EDGE = 8
_SETTLE = 60
PLACE = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


class ThumbModel(QAbstractListModel):
    """One row a page; `Display` says which page of which document."""

    def __init__(self) -> None:
        super().__init__()
        self.places: list[Place] = []
        self._titles: tuple[str, ...] = ()

    def show_places(self, places: Sequence[Place], titles: Sequence[str]) -> None:
        """These pages, of documents with these titles."""
        if list(places) != self.places or tuple(titles) != self._titles:
            self.beginResetModel()
            self.places, self._titles = list(places), tuple(titles)
            self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """How many pages there are."""
        return 0 if parent.isValid() else len(self.places)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The page in words, or its place."""
        if not index.isValid():
            return None
        place = self.places[index.row()]
        if role == PLACE:
            return place
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.tr("{title}，第 {n} 页").format(
                title=self._titles[place.document], n=place.page + 1
            )
        return None

    def title(self, place: Place) -> str:
        """The title of a page's document."""
        return self._titles[place.document]


class _Painter(QStyledItemDelegate):
    """A small page, its number below; the document's title over its first page."""

    def __init__(self, thumbs: Thumbs) -> None:
        super().__init__(thumbs)
        self._thumbs = thumbs

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """All rows alike."""
        return QSize(THUMB + 2 * _EDGE, _TALL + 2 * _EDGE + 2 * px(20))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one page."""
        thumbs, c, place = self._thumbs, colours(), index.data(PLACE)
        whole: QRect = option.rect  # type: ignore[attr-defined]  # the stubs leave it out
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        painter.save()
        if chosen:
            painter.fillRect(whole, QColor(c.accent_soft))
        font = QFont(thumbs.font())
        if place.page == 0:
            font.setBold(True)
            painter.setFont(font)
            head = QRect(whole.left() + 4, whole.top() + 2, whole.width() - 8, px(20))
            text = painter.fontMetrics().elidedText(
                thumbs.model().title(place), Qt.TextElideMode.ElideRight, head.width()
            )
            painter.setPen(QColor(c.ink))
            painter.drawText(head, Qt.AlignmentFlag.AlignCenter, text)
        image, marked = thumbs.picture(place)
        size = (
            image.size().scaled(THUMB, _TALL, Qt.AspectRatioMode.KeepAspectRatio)
            if image
            else QSize(THUMB, _TALL)
        )
        room = QRect(whole.left(), whole.top() + px(20) + _EDGE, whole.width(), _TALL)
        sheet = QRect(0, 0, size.width(), size.height())
        sheet.moveCenter(room.center())
        painter.fillRect(sheet, QColor("white"))
        if image is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(sheet, image)
        painter.setPen(QColor(c.violation if marked else c.accent if chosen else c.edge))
        painter.drawRect(sheet.adjusted(0, 0, -1, -1))
        font.setBold(marked)
        painter.setFont(font)
        foot = QRect(whole.left(), room.bottom() + 2, whole.width(), px(20))
        painter.setPen(QColor(c.violation if marked else c.muted))
        number = str(place.page + 1)
        painter.drawText(
            foot, Qt.AlignmentFlag.AlignCenter, f"{number} 未显示" if marked else number
        )
        painter.restore()


class Thumbs(QListView):
    """`chosen` carries the page that was picked; `menu_wanted` the one whose menu is asked for."""

    chosen = Signal(object)
    menu_wanted = Signal(object, object)

    def __init__(self, pages: Pages, wanted: Callable[[Place, int], Wanted]) -> None:
        super().__init__()
        self._pages, self._wanted = pages, wanted
        named(self, self.tr("缩略图"))
        self._model = ThumbModel()
        self.setModel(self._model)
        self.setItemDelegate(_Painter(self))
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedWidth(THUMB + 2 * _EDGE + 24)
        self.clicked.connect(self._pick)
        self.activated.connect(self._pick)
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(_SETTLE)
        self._settled.timeout.connect(self.ask)
        self.verticalScrollBar().valueChanged.connect(lambda _: self._settled.start())
        pages.drawn.connect(self._redraw)

    def model(self) -> ThumbModel:
        """The pages."""
        return self._model

    def show_places(self, places: Sequence[Place], titles: Sequence[str]) -> None:
        """Show these pages."""
        self._model.show_places(places, titles)
        self._settled.start()

    def mark(self, place: Place) -> None:
        """Show which page is looked at."""
        if place in self._model.places:
            index = self._model.index(self._model.places.index(place))
            flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.selectionModel().setCurrentIndex(index, flag)
            self.scrollTo(index)

    def picture(self, place: Place) -> tuple[Any, bool]:
        """A thumbnail if it is at hand, and whether the page does not show what it holds."""
        wanted = self._wanted(place, THUMB)
        document = wanted.document
        marked = (
            self._pages.trouble(document, place.page) is not None
            or self._pages.drew.get((document, place.page)) is False
        )
        return self._pages.image(wanted), marked

    def ask(self) -> None:
        """Ask for what is in sight."""
        if not self.isVisible() or not self._model.places:
            self._pages.want_thumbs(())
            return
        tall = max(1, self.sizeHintForRow(0))
        first = self.verticalScrollBar().value() // tall
        last = first + self.viewport().height() // tall + 2
        places = self._model.places[first:last]
        self._pages.want_thumbs([self._wanted(place, THUMB) for place in places])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More may be in sight."""
        super().resizeEvent(event)
        self._settled.start()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done about the page under the mouse, or the one that is marked."""
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        self.menu_wanted.emit(index.data(PLACE), event.globalPos())

    def _redraw(self, _document: Document, _page: int) -> None:
        self.viewport().update()

    def _pick(self, index: QModelIndex) -> None:
        self.chosen.emit(index.data(PLACE))
