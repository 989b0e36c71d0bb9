"""Looking for words in the text of a dossier: a line to type in, hits forwards and backwards."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from zcdesk.ui.parts import button, column, hold_width, label, named, row, say
from zcdesk.ui.views.dossier_layout import Place
from zcdesk.ui.views.dossier_pages import Pages

_PAUSE = 250


class FindBar(QWidget):
    """`gone_to` carries a hit: (place, start, end). `left` when it is closed."""

    gone_to = Signal(object)
    changed = Signal()
    left = Signal()

    def __init__(self, pages: Pages) -> None:
        super().__init__()
        self._pages = pages
        self._at = -1
        self.words = named(QLineEdit(), self.tr("在材料中查找"))
        self.words.setPlaceholderText(self.tr("在全部材料中查找文字"))
        self.words.setClearButtonEnabled(True)
        self.words.installEventFilter(self)
        self.told = label("", "muted")
        back = hold_width(button("‹", lambda: self.step(-1), "tool"), 30)
        on = hold_width(button("›", lambda: self.step(1), "tool"), 30)
        shut = hold_width(button("×", self.leave, "tool"), 30)
        named(back, self.tr("上一处"), self.tr("上一处（Shift+F3）"))
        named(on, self.tr("下一处"), self.tr("下一处（F3）"))
        named(shut, self.tr("关闭查找"), self.tr("关闭查找（Esc）"))
        self.scans = label("", "small", wrap=True)
        self.scans.hide()
        line = row(self.words, self.told, back, on, shut, gap=4, grow=self.words)
        self.setLayout(column(line, self.scans, gap=2))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self._look)
        self.words.textChanged.connect(lambda _: self._pause.start())
        pages.searched.connect(self._tell)
        self.hide()

    @property
    def hits(self) -> list[tuple[Place, int, int]]:
        """What was found so far."""
        search = self._pages.search
        found = search.hits if search else []
        return [(Place(document, page), start, end) for document, page, start, end in found]

    def start(self) -> None:
        """Show the line; what was looked for last is chosen."""
        self.show()
        self.words.setFocus()
        self.words.selectAll()

    def forget(self) -> None:
        """Other documents are shown: look for the same words in them."""
        self._at = -1
        if self.isVisible() and self.words.text().strip():
            self._pause.start()
        else:
            self._tell()

    def leave(self) -> None:
        """Close the line; hits are shown no more."""
        self.hide()
        self._pause.stop()
        self._at = -1
        self._pages.look_for("")
        self.left.emit()

    def step(self, by: int) -> None:
        """To the next hit or the one before, round the ends."""
        if self._pause.isActive():
            self._look()
        hits = self.hits
        if hits:
            self._at = (self._at + by) % len(hits) if self._at >= 0 or by > 0 else len(hits) - 1
            self._tell()
            self.gone_to.emit(hits[self._at])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter goes on, Shift+Enter back, Esc closes."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            match event.key():
                case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_F3:
                    self.step(-1 if back else 1)
                    return True
                case Qt.Key.Key_Escape:
                    self.leave()
                    return True
        return super().eventFilter(watched, event)

    def _look(self) -> None:
        self._pause.stop()
        self._at = -1
        self._pages.look_for(self.words.text())

    def _tell(self) -> None:
        search = self._pages.search
        self.told.setText(self._sentence() if search else "")
        silent = search.silent if search else 0
        told = self.tr("另有 {n} 页是扫描图像，没有文字可查，请逐页看。").format(n=silent)
        say(self.scans, told if silent and search and search.over else "")
        self.changed.emit()
        if search is not None and search.hits and self._at < 0:
            self._at = 0
            self.told.setText(self._sentence())
            self.gone_to.emit(self.hits[0])

    def _sentence(self) -> str:
        search = self._pages.search
        assert search is not None
        found = len(search.hits)
        if not search.over:
            return self.tr("已找到 {n} 处…").format(n=found) if found else self.tr("查找中…")
        return f"{self._at + 1} / {found}" if found else self.tr("没有找到")
