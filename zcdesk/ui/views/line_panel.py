"""The line of a panel as a slider over its ranking, with how many fall and both floors."""

from __future__ import annotations

from fractions import Fraction
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSlider, QStackedWidget, QWidget

from zcdesk.desk import defense, figures
from zcdesk.desk.figures import Ranked
from zcdesk.domain.committee import Panel
from zcdesk.ui.bench import Bench
from zcdesk.ui.look import colours
from zcdesk.ui.models.table import Column, RecordTable
from zcdesk.ui.parts import (
    button,
    column,
    empty_state,
    label,
    named,
    panel,
    row,
    scrolled,
    set_role,
)
from zcdesk.ui.tables import table
from zcdesk.ui.views.gauge import GaugePanel

Line = tuple[Ranked, bool]
COLUMNS: tuple[Column[Line], ...] = (
    Column("名次", lambda r: str(r[0].place), width=48, numeric=True),
    Column("编号", lambda r: r[0].number, width=60),
    Column("姓名", lambda r: r[0].name, width=88),
    Column("得分", lambda r: r[0].shown, width=70, numeric=True),
    Column(
        "按此线",
        lambda r: "● 通过" if r[1] else "■ 未通过",
        width=86,
        colour=lambda r: colours().good if r[1] else colours().violation,
    ),
)


class LinePanel(QWidget):
    """Sets the line of a frozen panel."""

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self._bench = bench
        self._panel: Panel | None = None
        self._positions: list[Fraction] = []
        self.model = RecordTable[Line](COLUMNS, lambda r: r[0].number, self)
        view = table(self.tr("评分排名"))
        view.setModel(self.model)
        for place, each in enumerate(COLUMNS):
            view.setColumnWidth(place, each.width)
        self.slider = named(QSlider(Qt.Orientation.Horizontal), self.tr("分数线"))
        self.slider.setTickPosition(QSlider.TickPosition.TicksBelow)
        self.slider.valueChanged.connect(self._look)
        self.text = label("", "title", wrap=True)
        self.outlook = label("", "strong", wrap=True)
        self.gauge = GaugePanel()
        self.confirm = button(self.tr("确定分数线"), self._set, "primary")
        self._stack = QStackedWidget()
        right = panel(
            column(
                label(self.tr("分数线"), "muted"),
                self.text,
                self.slider,
                label(
                    self.tr("方向键左右移动；线上的人通过。合格线以下不能划。"), "muted", wrap=True
                ),
                self.outlook,
                scrolled(panel(column(self.gauge), "paper"), self.tr("淘汰率")),
                row(self.confirm, None),
                gap=10,
            )
        )
        both = row(view, right, gap=16, margin=12)
        both.setStretch(0, 1)
        both.setStretch(1, 1)
        self._stack.addWidget(panel(both, "paper"))
        self._empty = empty_state(
            self.tr("还不能划线"), self.tr("先在“评分”中冻结本组的评分。冻结前谁也看不到排名。")
        )
        self._stack.addWidget(self._empty)
        self.setLayout(column(self._stack, gap=0))

    def show_panel(self, active: Panel | None, shown: Panel | None) -> None:
        """Show a panel's ranking; only an active one's line can be set."""
        self._panel = shown
        frozen = shown is not None and shown.frozen
        ranked = figures.ranking(self._bench.desk, shown) if shown and frozen else []
        self._stack.setCurrentIndex(0 if ranked else 1)
        if not ranked or shown is None:
            return
        self._positions = figures.line_positions(self._bench.desk, shown)
        self.slider.blockSignals(True)  # noqa: FBT003 - Qt's own
        self.slider.setRange(0, len(self._positions) - 1)
        line = shown.line if shown.line is not None else self._positions[0]
        self.slider.setValue(self._positions.index(line) if line in self._positions else 0)
        self.slider.blockSignals(False)  # noqa: FBT003 - Qt's own
        self.slider.setEnabled(active is not None)
        self.confirm.setEnabled(active is not None)
        self._look(self.slider.value())

    def _look(self, place: int) -> None:
        if self._panel is None or not 0 <= place < len(self._positions):
            return
        look = figures.look_at_line(self._bench.desk, self._panel, self._positions[place])
        ranked = figures.ranking(self._bench.desk, self._panel)
        self.model.set_records((each, each.number not in look.falls) for each in ranked)
        points = figures.points_in_words(look.line)
        self.text.setText(f"{points} 分：{len(look.falls)} 人未通过")
        outlook = figures.line_outlook(look)
        self.outlook.setText("\n".join(sentence for _, sentence in outlook))
        set_role(self.outlook, "good" if all(met for met, _ in outlook) else "strong")
        self.gauge.show_gauges(look.gauges)

    def _set(self) -> None:
        if self._panel is not None:
            line = self._positions[self.slider.value()]
            told = self.tr("{panel}的分数线已定：{line}。下一步在“评议意见”中写意见。").format(
                panel=self._panel.name, line=self.text.text().replace("：", "，")
            )
            self._bench.do(
                partial(defense.set_line, self._bench.desk, self._panel.name, line),
                lambda _: self._bench.done.emit(told),
            )
