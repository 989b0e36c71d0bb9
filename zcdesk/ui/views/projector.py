"""The window for the room: large, high contrast, and only what the room may see."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from zcdesk.desk.room import Announced, Room, StepsOut
from zcdesk.ui.palette import CONTRAST
from zcdesk.ui.parts import clear, column, label, panel, row, rule, scrolled

_PIXELS = (24, 29, 37, 48, 64)
"""18, 22, 28, 36 and 48 points."""
_STANDARD = 2
_MARGIN = 40


class Projector(QWidget):
    """Shows what it is given; it asks nobody for anything."""

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle(self.tr("投影 — 职称评审会议"))
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._step = _STANDARD
        self.committee = label("", "room", wrap=True)
        self.mark = label(self.tr("演 练"), "room-mark")
        self.phase = label("", "room-phase")
        self.quorum = label("", "room", wrap=True)
        self.heading = label("", "room-phase", wrap=True)
        self.turnout = label("", "room-count")
        self.note = label("", "room", wrap=True)
        self._tallies = QGridLayout()
        self._shown: list[QLabel] = []
        self._tallies.setHorizontalSpacing(48)
        self._tallies.setVerticalSpacing(12)
        self.out_heading = label(self.tr("请回避离场"), "room-phase")
        self._out = column(gap=8)
        self.out = panel(column(self.out_heading, self._out, gap=12))
        inner = column(
            row(self.committee, self.mark, gap=24, grow=self.committee),
            row(self.phase, None),
            self.quorum,
            rule(),
            self.heading,
            self.turnout,
            self.note,
            self._tallies,
            self.out,
            None,
            gap=20,
            margin=_MARGIN,
        )
        self.setLayout(column(scrolled(panel(inner, "room"), self.tr("投影内容")), gap=0))
        self._size()
        self.resize(1024, 640)

    def show_room(self, room: Room) -> None:
        """Show the room's view."""
        self.committee.setText(room.committee)
        self.mark.setVisible(room.rehearsal)
        day = f"　{room.sitting}" if room.sitting else ""
        self.phase.setText(f"{room.phase.chinese}{day}")
        quorum = room.quorum
        met = self.tr("达到法定人数") if quorum.met else self.tr("未达到法定人数")
        self.quorum.setText(
            self.tr("委员 {a} 人，在场 {b} 人，法定人数 {c} 人，{met}").format(
                a=quorum.size, b=quorum.present, c=quorum.needed, met=met
            )
        )
        self._show_round(room)
        self._show_out(room.steps_out)

    def _show_round(self, room: Room) -> None:
        self.heading.setVisible(bool(room.round))
        self.heading.setText(self.tr("第 {n} 轮无记名投票").format(n=room.round))
        opened = bool(room.announced or room.held_back)
        waiting = bool(room.round) and not opened
        self.turnout.setVisible(waiting)
        back = self.tr("投票券已用 {a} / {b}") if room.slips else self.tr("已收回 {a} / {b}")
        self.turnout.setText(back.format(a=room.returned, b=room.issued))
        self.note.setVisible(bool(room.round))
        if opened:
            text = self.tr("发出 {b} 张，收回 {a} 张").format(a=room.returned, b=room.issued)
            if room.held_back:
                numbers = "、".join(f"{number} 号" for number in room.held_back)
                later = self.tr("。{who}的票数待回避的委员离席后显示")
                text += later.format(who=numbers)
        elif room.counting:
            text = self.tr("投票结束，等待开箱")
        else:
            text = self.tr("开箱之前不显示票数")
        self.note.setText(text)
        self._show_tallies(room.announced)

    def _show_tallies(self, announced: tuple[Announced, ...]) -> None:
        clear(self._tallies)
        self._shown = []
        for each in announced:
            sign = self.tr("● 通过") if each.passed else self.tr("■ 未通过")
            text = f"{each.applicant} 号　同意 {each.approve} / {each.base}　{sign}"
            self._shown.append(label(text, "room-good" if each.passed else "room-fell"))
            self._tallies.addWidget(self._shown[-1])
        self._spread()

    def _spread(self) -> None:
        """As many columns as the width has room for, read downwards."""
        shown = self._shown
        if not shown:
            return
        for each in shown:
            each.ensurePolished()
        widest = max(each.sizeHint().width() for each in shown) + self._tallies.horizontalSpacing()
        columns = max(1, (self.width() - 2 * _MARGIN) // widest)
        rows = -(-len(shown) // columns)
        for each in shown:
            self._tallies.removeWidget(each)
        for place, each in enumerate(shown):
            self._tallies.addWidget(each, place % rows, place // rows)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The tallies are spread over the new width."""
        super().resizeEvent(event)
        self._spread()

    def _show_out(self, steps_out: tuple[StepsOut, ...]) -> None:
        clear(self._out)
        self.out.setVisible(bool(steps_out))
        for each in steps_out:
            numbers = "、".join(f"{number} 号" for number in each.applicants)
            self._out.addWidget(label(f"{each.member}：{numbers}", "room", wrap=True))

    # --- the window -----------------------------------------------------------------------------

    def appear(self, beside: QWidget) -> None:
        """On a second screen the whole of it, where there is one; else a window."""
        other = [s for s in QGuiApplication.screens() if s is not beside.screen()]
        if other:
            self.setGeometry(other[0].geometry())
            self.showFullScreen()
        else:
            self.show()
        self.raise_()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes, F11 fills the screen, Ctrl with + and − changes the size."""
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.close()
        elif key == Qt.Key.Key_F11:
            self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)
        elif ctrl and key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.enlarge(1)
        elif ctrl and key == Qt.Key.Key_Minus:
            self.enlarge(-1)
        else:
            super().keyPressEvent(event)

    def enlarge(self, steps: int) -> None:
        """Some sizes larger, or smaller below zero."""
        self._step = max(0, min(self._step + steps, len(_PIXELS) - 1))
        self._size()
        self._spread()

    def _size(self) -> None:
        c, px = CONTRAST, _PIXELS[self._step]
        self.setStyleSheet(
            f"""
Projector, QScrollArea, QWidget[role="room"] {{ background: {c.canvas}; }}
QLabel {{ color: {c.ink}; font-size: {px}px; }}
QLabel[role="room"] {{ background: transparent; }}
QLabel[role="room-phase"] {{ font-size: {px * 4 // 3}px; font-weight: bold; color: {c.accent}; }}
QLabel[role="room-count"] {{ font-size: {px * 3}px; font-weight: bold; }}
QLabel[role="room-mark"] {{ font-weight: bold; color: {c.on_accent}; background: {c.unclear};
    padding: 4px 20px; border-radius: 4px; }}
QLabel[role="room-good"] {{ color: {c.good}; }}
QLabel[role="room-fell"] {{ color: {c.violation}; }}
"""
        )
