"""The dossier: its documents, one page at a time, fitted to the width or enlarged."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QComboBox, QScrollArea, QStackedWidget, QWidget

from zcdesk.desk.reading import Picture
from zcdesk.domain.events import Document
from zcdesk.ui.parts import button, column, empty_state, hold_width, label, named, panel, row
from zcdesk.ui.theme import GAP

_MARGIN = 12
_SETTLE = 120
_STEPS = (50, 75, 100, 125, 150, 200, 300)
_FIT = 100


class _Sheet(QWidget):
    """The drawn page on its grey table."""

    def __init__(self) -> None:
        super().__init__()
        self._image: QImage | None = None
        self._width = 0

    def show_image(self, image: QImage | None, width: int) -> None:
        """Show a page `width` pixels wide; None shows nothing."""
        self._image, self._width = image, width
        self.setMinimumHeight(self._target().height() + 2 * _MARGIN if image else 0)
        self.setMinimumWidth(width + 2 * _MARGIN if image else 0)
        self.update()

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw the page, its edge and nothing else."""
        if self._image is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        size = self._target()
        left = max(_MARGIN, (self.width() - size.width()) // 2)
        painter.fillRect(left + 2, _MARGIN + 2, size.width(), size.height(), QColor(0, 0, 0, 40))
        painter.drawImage(
            self.rect().adjusted(
                left,
                _MARGIN,
                left + size.width() - self.width(),
                _MARGIN + size.height() - self.height(),
            ),
            self._image,
        )

    def _target(self) -> QSize:
        assert self._image is not None
        height = self._image.height() * self._width // max(1, self._image.width())
        return QSize(self._width, height)


class DossierViewer(QWidget):
    """Shows documents; `page_wanted` asks for (document, page from 0, width in pixels)."""

    page_wanted = Signal(object, int, int)
    import_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._documents: tuple[Document, ...] = ()
        self._page, self._of, self._zoom = 0, 0, _FIT
        self._asked: tuple[str, int, int] | None = None
        self.choice = named(QComboBox(), self.tr("材料"))
        self.choice.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.choice.setMinimumContentsLength(8)
        self.choice.currentIndexChanged.connect(self._document_chosen)
        self.place = label("", "muted")
        self._previous = self._tool("‹", self.tr("上一页"), lambda: self.turn(-1))
        self._next = self._tool("›", self.tr("下一页"), lambda: self.turn(1))
        self._smaller = self._tool("－", self.tr("缩小"), lambda: self.zoom(-1))
        self._larger = self._tool("＋", self.tr("放大"), lambda: self.zoom(1))
        self._fit = button(self.tr("适合宽度"), self.fit)
        self._sheet = _Sheet()
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setWidget(self._sheet)
        self._area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        named(self._area, self.tr("材料页面"))
        self._area.installEventFilter(self)
        self._warning = label("", "violation", wrap=True)
        self._warning.hide()
        self._trouble = label("", "muted", wrap=True)
        self._trouble.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedWidget()
        self._none = empty_state(
            self.tr("没有电子材料"),
            self.tr("导入申报材料文件夹后，文件夹名以编号开头的材料会归到各人名下。"),
            button(self.tr("导入申报材料…"), self.import_wanted.emit),
        )
        self._nobody = empty_state(self.tr("未选申报人"), self.tr("在左侧列表中选一名申报人。"))
        for page in (self._area, self._none, self._nobody, self._trouble):
            self._stack.addWidget(page)
        bar_row = row(
            self.choice,
            self._previous,
            self.place,
            self._next,
            4,
            self._smaller,
            self._larger,
            self._fit,
            gap=4,
        )
        bar_row.setStretch(0, 1)
        self._bar = bar = panel(bar_row)
        self.setLayout(column(bar, self._warning, self._stack, margin=GAP, grow=self._stack))
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(_SETTLE)
        self._settled.timeout.connect(self._ask)
        self.show_documents("", ())

    def show_documents(self, number: str, documents: Sequence[Document]) -> None:
        """Show an applicant's documents, the first page of the first."""
        if tuple(documents) == self._documents and number and documents:
            return
        self._documents = tuple(documents)
        self._asked = None
        self._warning.hide()
        self._sheet.show_image(None, 0)
        self.choice.blockSignals(True)  # noqa: FBT003 - Qt's own
        self.choice.clear()
        for document in documents:
            self.choice.addItem(document.name.rsplit(".", 1)[0])
        self.choice.blockSignals(False)  # noqa: FBT003 - Qt's own
        self._bar.setVisible(bool(documents))
        if not documents:
            self._stack.setCurrentWidget(self._none if number else self._nobody)
            self._show_place(0, 0)
        else:
            self._document_chosen(0)

    def show_answer(self, document: Document, width: int, answer: Picture | str) -> None:
        """Show a page that was asked for, or the sentence that says why not."""
        if isinstance(answer, str):
            self.show_trouble(document, answer)
        else:
            self.show_picture(document, answer, width)

    def show_picture(self, document: Document, picture: Picture, width: int) -> None:
        """Show a page that was asked for; a late answer to an older question is left aside."""
        if self._asked != (document.key, picture.page, width):
            return
        ratio = self.devicePixelRatioF()
        image = QImage(
            picture.rgb,
            picture.width,
            picture.height,
            3 * picture.width,
            QImage.Format.Format_RGB888,
        ).copy()
        self._stack.setCurrentWidget(self._area)
        self._sheet.show_image(image, int(width / ratio))
        self._show_place(picture.page, picture.of)
        self._warning.setText(picture.warning)
        self._warning.setVisible(bool(picture.warning))

    def show_trouble(self, document: Document, sentence: str) -> None:
        """Say why a document cannot be shown."""
        if self._asked and self._asked[0] == document.key:
            self._trouble.setText(sentence)
            self._stack.setCurrentWidget(self._trouble)
            self._show_place(0, 0)

    def turn(self, by: int) -> None:
        """Turn pages."""
        target = self._page + by
        if 0 <= target < self._of:
            self._page = target
            self._area.verticalScrollBar().setValue(0)
            self._ask()

    def zoom(self, by: int) -> None:
        """One step larger or smaller, in percent of the width."""
        steps = [step for step in _STEPS if (step > self._zoom if by > 0 else step < self._zoom)]
        if steps:
            self._zoom = steps[0] if by > 0 else steps[-1]
            self._ask()

    def fit(self) -> None:
        """The page as wide as the pane."""
        self._zoom = _FIT
        self._ask()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw again once the width has settled."""
        super().resizeEvent(event)
        self._settled.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Page keys turn pages while the page has the focus."""
        if (
            watched is self._area
            and isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.KeyPress
        ):
            by = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()), 0)
            if by:
                self.turn(by)
                return True
        return super().eventFilter(watched, event)

    def _tool(self, text: str, name: str, pressed: Callable[[], None]) -> QWidget:
        made = button(text, pressed, "tool")
        hold_width(made, 34)
        return named(made, name, name)

    def _document_chosen(self, place: int) -> None:
        if 0 <= place < len(self._documents):
            self._page, self._of = 0, 0
            self._ask()

    def _ask(self) -> None:
        place = self.choice.currentIndex()
        if not 0 <= place < len(self._documents):
            return
        pane = self._area.viewport().width() if self._area.isVisible() else self._stack.width()
        width = max(200, pane - 2 * _MARGIN - 2) * self._zoom // _FIT
        pixels = int(width * self.devicePixelRatioF())
        document = self._documents[place]
        wanted = (document.key, self._page, pixels)
        if wanted != self._asked:
            self._asked = wanted
            self.page_wanted.emit(document, self._page, pixels)

    def _show_place(self, page: int, of: int) -> None:
        self._page, self._of = page, of
        self.place.setText(f"{page + 1} / {of}" if of else "")
        self._previous.setEnabled(page > 0)
        self._next.setEnabled(page + 1 < of)
        for made in (self._smaller, self._larger, self._fit, self.choice):
            made.setEnabled(of > 0 or bool(self._documents))
