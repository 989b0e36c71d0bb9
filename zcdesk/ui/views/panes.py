"""Three panes side by side; two or one of them where the window or the text leaves no room for more."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QPushButton, QSplitter, QWidget

from zcdesk.ui.look import px
from zcdesk.ui.parts import button, column, named, panel, row

LIST, DOSSIER, SIDE = range(3)
"""The panes, from left to right."""
_ONE, _TWO, _THREE = 300, 700, 980
"""So wide, in pixels at the standard text size, must the page be for so many panes."""
_SIZES = [430, 470, 380]


class Panes(QWidget):
    """Of three panes the list and the dossier take turns first; of two each shows alone.

    `turner` is the button, in the side pane, that lets list and dossier take turns.
    """

    def __init__(self, panes: tuple[QWidget, QWidget, QWidget], turner: QPushButton) -> None:
        super().__init__()
        self._panes, self._turner = panes, turner
        self._anybody = True
        self._shown, self._alone = LIST, LIST
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        for each in panes:
            self.splitter.addWidget(each)
        self.splitter.setSizes(_SIZES)
        self.splitter.setStretchFactor(DOSSIER, 1)
        self.splitter.setChildrenCollapsible(False)
        self.choice = QButtonGroup(self)
        self._bar = self._choosing()
        self.setLayout(column(self._bar, self.splitter, gap=0, grow=self.splitter))
        turner.clicked.connect(lambda _checked: self.turn())

    def _choosing(self) -> QWidget:
        made = []
        for place, text in enumerate((self.tr("名单"), self.tr("材料"), self.tr("信息和问题"))):
            each = button(text, lambda: None)
            each.setCheckable(True)
            self.choice.addButton(each, place)
            made.append(each)
        self.choice.idClicked.connect(self.bring)
        bar = panel(row(*made, None, gap=6, margin=6), "paper")
        bar.hide()
        return named(bar, self.tr("显示哪一部分"))

    def minimumSizeHint(self) -> QSize:
        """One pane, whichever; a splitter would ask for those that are hidden next."""
        least = max(each.minimumSizeHint().width() for each in self._panes)
        return QSize(max(px(_ONE), least), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Three panes, two, or one."""
        super().resizeEvent(event)
        self.arrange()

    @property
    def many(self) -> int:
        """How many panes there is room for."""
        wide = self.width()
        return 1 + (wide >= px(_TWO)) + (wide >= px(_THREE))

    def show_anybody(self, *, anybody: bool) -> None:
        """Without applicants there is nothing to show beside the list."""
        self._anybody = anybody
        self.arrange()

    def arrange(self) -> None:
        """Show as many panes as there is room for."""
        many, anybody = self.many, self._anybody
        listed, dossier, side = self._panes
        alone = self._alone if anybody else LIST
        reading = anybody and (many == 3 or (self._shown if many == 2 else alone) == DOSSIER)  # noqa: PLR2004 - panes
        dossier.setVisible(reading)
        listed.setVisible(many == 3 or (not reading if many == 2 else alone == LIST))  # noqa: PLR2004 - panes
        side.setVisible(anybody and (many > 1 or alone == SIDE))
        self._bar.setVisible(anybody and many == 1)
        self.choice.button(alone).setChecked(True)
        self._turner.setVisible(many == 2)  # noqa: PLR2004 - panes
        self._turner.setText(self.tr("看名单") if reading else self.tr("看材料"))
        self._turner.setAccessibleName(self._turner.text())

    def bring(self, pane: int) -> None:
        """Show a pane, where another has taken its place."""
        self._alone = pane
        if pane != SIDE:
            self._shown = pane
        self.arrange()

    def turn(self) -> None:
        """To the next pane: from the list to the dossier and back; where one shows alone, in turn."""
        if self.many == 1:
            self.bring((self._alone + 1) % len(self._panes))
            return
        at = cast("QWidget | None", self.window().focusWidget())
        dossier = self._panes[DOSSIER]
        in_dossier = at is not None and dossier.isAncestorOf(at)
        was = self._shown == DOSSIER if self.many == 2 else in_dossier  # noqa: PLR2004 - panes
        self.bring(LIST if was else DOSSIER)

    @property
    def shown(self) -> int:
        """The pane that was brought last."""
        return self._alone
