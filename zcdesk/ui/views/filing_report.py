"""What became of an import: to be read, saved and printed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtGui import QColor, QFont, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QTextEdit, QWidget

from zcdesk.desk.filing_words import Section
from zcdesk.ui.look import colours, px
from zcdesk.ui.parts import button, column, label, named, row
from zcdesk.ui.theme import GAP, body_font

_PRINTED = 14


class FilingReport(QDialog):
    """The sections below one another; nothing has to be done here before one goes on."""

    def __init__(
        self,
        headline: str,
        sections: Sequence[Section],
        text: str,
        save: Callable[[], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("申报材料导入情况"))
        self._text = text
        self.body = named(QTextEdit(), self.tr("导入情况"))
        self.body.setReadOnly(True)
        self.body.setTabChangesFocus(True)
        self.body.setDocument(_document(sections, self.body))
        self.shut = button(self.tr("关闭"), self.accept, "primary")
        self.shut.setDefault(True)
        self.setLayout(
            column(
                label(self.tr("申报材料导入情况"), "title"),
                label(headline, wrap=True),
                self.body,
                row(
                    button(self.tr("另存为…"), save),
                    button(self.tr("打印…"), self.print_text),
                    None,
                    self.shut,
                ),
                gap=12,
                margin=20,
                grow=self.body,
            )
        )
        whole = self.screen().availableGeometry()
        self.resize(min(px(760), whole.width() - GAP), min(px(540), whole.height() - GAP))
        self.finished.connect(self.deleteLater)
        self.shut.setFocus()

    def print_text(self) -> QPrintDialog:
        """Ask for a printer and print it there."""
        printer = QPrinter()
        dialog = QPrintDialog(printer, self)
        dialog.accepted.connect(lambda: self.printed(printer))
        dialog.finished.connect(dialog.deleteLater)
        QDialog.open(dialog)  # QPrintDialog's own open asks for a slot by name
        return dialog

    def printed(self, printer: QPrinter) -> None:
        """Print it, black on white."""
        document = QTextDocument(self)
        document.setDefaultFont(body_font(_PRINTED))
        document.setPlainText(self._text)
        document.print_(printer)
        document.deleteLater()


def _document(sections: Sequence[Section], owner: QTextEdit) -> QTextDocument:
    document = QTextDocument(owner)
    document.setDefaultFont(owner.font())
    document.setDocumentMargin(px(12))
    at = QTextCursor(document)
    for place, section in enumerate(sections):
        head = QTextCharFormat()
        head.setFontWeight(QFont.Weight.Bold)
        c = colours()
        head.setForeground(QColor(c.violation if section.grave else c.ink))
        at.insertText("\n" if place else "", QTextCharFormat())
        at.insertText(f"{section.heading}（{len(section.lines)}）\n", head)
        plain = QTextCharFormat()
        plain.setForeground(QColor(c.ink))
        at.insertText("".join(f"　{line}\n" for line in section.lines), plain)
    return document
