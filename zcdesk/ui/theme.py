"""The small design system: colours, type scale, spacing, fonts and the buttons' language."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from zcdesk.ui.palette import LIGHT, SIZES, Colours, Sizes
from zcdesk.ui.style import stylesheet

FAMILIES = ["ZC Hei", "ZC Song", "ZC Kai", "ZC Han"]
"""The window's type: 黑, then whatever has the character."""

_FILES = ("hei.ttf", "hei-bold.ttf", "song.ttf", "kai.ttf", "han.ttf")

GAP = 8
"""The unit of space in pixels; distances are multiples of it."""


def dress(
    app: QApplication, resources: Path, colours: Colours = LIGHT, sizes: Sizes = SIZES
) -> None:
    """Give the application its fonts, colours and Chinese buttons; `resources` holds the files."""
    app.setStyle("Fusion")
    load_fonts(resources / "fonts")
    app.setFont(body_font(sizes.body))
    app.setPalette(_palette(colours))
    app.setStyleSheet(stylesheet(colours, sizes, resources / "icons"))
    QLocale.setDefault(QLocale("zh_CN"))
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load("qtbase_zh_CN", folder):
        app.installTranslator(translator)


def load_fonts(folder: Path) -> None:
    """Make the bundled fonts known; no font of the machine is needed."""
    for name in _FILES:
        if (folder / name).is_file():
            QFontDatabase.addApplicationFont(str(folder / name))


def body_font(pixels: int) -> QFont:
    """The window's type at a size."""
    font = QFont()
    font.setFamilies(FAMILIES)
    font.setPixelSize(pixels)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def _palette(colours: Colours) -> QPalette:
    palette = QPalette()
    roles = QPalette.ColorRole
    for role, colour in (
        (roles.Window, colours.canvas),
        (roles.WindowText, colours.ink),
        (roles.Base, colours.paper),
        (roles.AlternateBase, colours.sunk),
        (roles.Text, colours.ink),
        (roles.Button, colours.paper),
        (roles.ButtonText, colours.ink),
        (roles.Highlight, colours.accent_soft),
        (roles.HighlightedText, colours.ink),
        (roles.PlaceholderText, colours.muted),
        (roles.ToolTipBase, colours.ink),
        (roles.ToolTipText, colours.paper),
    ):
        palette.setColor(role, QColor(colour))
    return palette
