"""About the program: its version, and the licence of everything that is shipped with it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QPlainTextEdit, QWidget

from zcdesk.ui.look import px
from zcdesk.ui.parts import button, column, label, named, row

_TEXT = int(Qt.ItemDataRole.UserRole)
_RULE = "=" * 100
"""What stands between two parts in the file of licences."""


@dataclass(frozen=True, slots=True)
class Part:
    """Something that is shipped, and what its licence says."""

    name: str
    licence: str


def parts(resources: Path) -> list[Part]:
    """Fonts and libraries, each with the whole text of its licences."""
    whole = (resources / "licences" / "LICENCES.txt").read_text("utf-8")
    sections = whole.split(f"{_RULE}\n")[1:-1]
    return [Part(section.partition("\n")[0], section.strip("\n")) for section in sections]


class AboutDialog(QDialog):
    """Name, version, and a list of parts with their licences."""

    def __init__(self, version: str, resources: Path, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("关于"))
        self.list = named(QListWidget(), self.tr("随程序发布的字体和库"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for part in parts(resources):
            item = QListWidgetItem(part.name)
            item.setToolTip(part.name)  # a long one is shortened
            item.setData(_TEXT, part.licence)
            self.list.addItem(item)
        self.text = named(QPlainTextEdit(), self.tr("许可证"))
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.list.currentItemChanged.connect(self._show)
        self.done_button = button(self.tr("关闭"), self.accept, "primary")
        both = row(self.list, self.text, gap=12)
        both.setStretch(0, 2)
        both.setStretch(1, 3)
        self.setLayout(
            column(
                label(self.tr("职称评审会议系统 {version}").format(version=version), "title"),
                label(
                    self.tr(
                        "离线运行，全部资料只留在会议文件夹中。程序本身按 Apache-2.0 许可发布。"
                    )
                    + self.tr("规则依据见每条审核意见的“查看条文”。"),
                    "muted",
                    wrap=True,
                ),
                label(self.tr("随程序发布的字体和库及其许可证"), "strong"),
                both,
                row(None, self.done_button),
                gap=12,
                margin=24,
            )
        )
        self.list.setCurrentRow(0)
        whole = self.screen().availableGeometry()
        self.resize(min(px(760), whole.width() - 40), min(px(560), whole.height() - 60))
        self.finished.connect(self.deleteLater)

    def _show(self, item: QListWidgetItem | None) -> None:
        self.text.setPlainText(str(item.data(_TEXT)) if item is not None else "")
