"""What went wrong, told: a banner for a known refusal, a dialog for a bug."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QRect, QTimer, Signal
from PySide6.QtWidgets import QDialog, QFrame, QPlainTextEdit, QWidget

from zcdesk.ui.parts import button, column, label, named, row, set_role

_SECONDS = 8


class Banner(QFrame):
    """One sentence over the head; a refusal stays until it is read, a success goes by itself.

    It lies on the head, in `room` (of the head, in its own coordinates), and not in a row above
    the work: coming and going it moved everything under the hand that was about to click.
    """

    def __init__(self, over: QWidget, room: Callable[[], QRect]) -> None:
        super().__init__(over.parentWidget())
        self._over, self._room = over, room
        over.installEventFilter(self)
        self._mark = label("", "strong")
        self._text = label("", wrap=True)
        self._close = button(self.tr("知道了"), self.hide, "plain")
        inner = row(self._mark, self._text, self._close, grow=self._text)
        # The style sheet keeps the frame 8 pixels off its neighbours.
        inner.setContentsMargins(20, 12, 16, 12)
        self.setLayout(inner)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self.hide()

    @property
    def sentence(self) -> str:
        """What the banner says; empty while it is hidden."""
        return "" if self.isHidden() else self._text.text()

    def refuse(self, sentence: str) -> None:
        """Show why something was not done."""
        self._say(self.tr("未执行"), sentence, "banner-refused", "violation")
        self._timer.stop()

    def done(self, sentence: str) -> None:
        """Show that something was done."""
        self._say(self.tr("已完成"), sentence, "banner-done", "good")
        self._timer.start(1000 * _SECONDS)

    def _say(self, mark: str, sentence: str, frame: str, role: str) -> None:
        self._mark.setText(mark)
        set_role(self._mark, role)
        self._text.setText(sentence)
        self.setAccessibleName(f"{mark}：{sentence}")
        set_role(self, frame)
        self._lie()
        self.show()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Lie where the head lies."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.LayoutRequest):
            self._lie()
        return super().eventFilter(watched, event)

    def _lie(self) -> None:
        room = self._room().translated(self._over.pos())
        needed = self.heightForWidth(room.width())
        self.setGeometry(room.x(), room.y(), room.width(), max(room.height(), needed))


def places(error: BaseException) -> list[str]:
    """Where an error came from, and the one behind it: files and lines, no values of anything."""
    lines: list[str] = []
    seen: set[int] = set()
    behind: BaseException | None = error
    while behind is not None and id(behind) not in seen:
        seen.add(id(behind))
        lines.append(type(behind).__name__)
        lines += [
            f"{Path(frame.filename).name}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(behind.__traceback__)
        ]
        behind = behind.__cause__ or behind.__context__
    return lines


class CrashDialog(QDialog):
    """A bug: what it was and where, never what it was about. `save_wanted` asks for the log."""

    save_wanted = Signal()

    def __init__(self, error: BaseException, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("程序出错"))
        self.setMinimumWidth(520)
        where = QPlainTextEdit("\n".join(places(error)))
        where.setReadOnly(True)
        named(where, self.tr("出错位置"))
        self.setLayout(
            column(
                label(self.tr("程序遇到了意外错误"), "title"),
                label(
                    self.tr("最后一步可能没有完成；已保存的内容没有受影响。")
                    + self.tr("请把下面的文字告诉维护人员，其中不含任何会议内容。"),
                    wrap=True,
                ),
                where,
                row(
                    button(self.tr("保存运行记录…"), self.save_wanted.emit),
                    None,
                    button(self.tr("关闭"), self.accept, "primary"),
                ),
                margin=20,
            )
        )
