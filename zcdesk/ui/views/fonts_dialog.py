"""补充字体: the characters that no font draws, and the font that somebody brings for them."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QDialog, QWidget

from zcdesk.desk import added_fonts
from zcdesk.desk.added_fonts import Lacking
from zcdesk.desk.desk import Desk
from zcdesk.domain.errors import KnownError
from zcdesk.domain.events import FontAdded
from zcdesk.ui.bench import Bench
from zcdesk.ui.look import px
from zcdesk.ui.parts import button, card, column, fit, label, panel, row, say, scrolled, set_role
from zcdesk.ui.theme import GAP

_WIDTH, _MOST_LINES = 560, 8


class FontsDialog(QDialog):
    """Opened by the refusal of a paper, or from the menu."""

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        title = self.tr("补充字体")
        self.setWindowTitle(title)
        self.missing = label("", wrap=True)
        self.there = label("", wrap=True)
        self.told = label("", "muted", wrap=True)
        self.told.hide()
        self.choose = button(self.tr("选择字体文件…"), self._choose, "primary")
        self.choose.setDefault(True)
        close = button(self.tr("关闭"), self.accept)
        close.setAutoDefault(False)
        explained = self.tr(
            "姓名等处有随附字体里没有的字时，文书不能出具。请选择含这些字的字体文件"
            "（TTF 或 TTC，如系统字体文件夹中的宋体扩展）。字体存入会议文件夹，"
            "换一台电脑打印结果也完全一样；随附字体里已有的字不受影响。"
        )
        inner = panel(
            column(
                label(title, "title"),
                label(explained, "muted", wrap=True),
                card(column(label(self.tr("还缺的字"), "strong"), self.missing, gap=4, margin=12)),
                card(
                    column(label(self.tr("已补充的字体"), "strong"), self.there, gap=4, margin=12)
                ),
                None,
                gap=12,
            )
        )
        # Below the form, not in it: what came of it is seen without scrolling.
        whole = (scrolled(inner, title), self.told, row(None, close, self.choose))
        self.setLayout(column(*whole, gap=12, margin=24))
        self._show(_state(bench.desk))
        fit(self, inner, px(_WIDTH))
        self.finished.connect(self.deleteLater)

    def _show(self, found: tuple[tuple[Lacking, ...], tuple[FontAdded, ...]]) -> None:
        lacking, fonts = found
        lines = [f"■ {each.code}　{each.text}" for each in lacking[:_MOST_LINES]]
        if len(lacking) > _MOST_LINES:
            lines.append(self.tr("等 {n} 个字").format(n=len(lacking)))
        say(self.missing, "\n".join(lines) or self.tr("● 没有。会议中的字都能显示和打印。"))
        set_role(self.missing, "violation" if lacking else "good")
        kept = [f"{place}. {_of(font)}" for place, font in enumerate(fonts, start=1)]
        say(self.there, "\n".join(kept) or self.tr("没有补充过字体。"))

    def _choose(self) -> None:
        self._bench.pick.file(
            self,
            self.tr("选择字体文件"),
            self.tr("字体 (*.ttf *.ttc *.TTF *.TTC);;全部文件 (*)"),
            self._add,
        )

    def _add(self, path: Path) -> None:
        self.choose.setEnabled(False)
        self._tell(self.tr("正在检查字体…"), "muted")
        self._bench.do(partial(_add, self._bench.desk, path), self._added, self._refused)

    def _added(self, _: FontAdded) -> None:
        self.choose.setEnabled(True)
        self._bench.ask(partial(_state, self._bench.desk), self._show)
        self._tell(self.tr("● 字体已存入会议文件夹。"), "good")

    def _refused(self, error: KnownError) -> None:
        self.choose.setEnabled(True)
        self._tell(error.sentence, "violation")
        self.choose.setFocus()

    def _tell(self, sentence: str, role: str) -> None:
        first = self.told.isHidden()
        say(self.told, sentence)
        self.told.setAccessibleName(sentence)
        set_role(self.told, role)
        if first:
            # What is above keeps its room.
            taken = self.told.heightForWidth(self.width()) + GAP + GAP // 2
            lowest = self.screen().availableGeometry().height() - 2 * GAP
            self.resize(self.width(), min(self.height() + taken, lowest))


def _state(desk: Desk) -> tuple[tuple[Lacking, ...], tuple[FontAdded, ...]]:
    return added_fonts.lacking(desk), added_fonts.listed(desk)


def _add(desk: Desk, path: Path) -> FontAdded:
    return added_fonts.add(desk, path)


def _of(font: FontAdded) -> str:
    drawn = f"，补“{font.characters}”" if font.characters else ""
    return f"{font.name}（{font.size / (1 << 20):.1f} MB{drawn}）"
