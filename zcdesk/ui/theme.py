"""The small design system: fonts, colours, type scale and spacing, put on and changed live."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from zcdesk.ui.look import Look, look, put_on
from zcdesk.ui.palette import Colours
from zcdesk.ui.style import stylesheet

FAMILIES = ["ZC Hei", "ZC Song", "ZC Kai", "ZC Han"]
"""The window's type: 黑, then whatever has the character."""

_added: list[str] = []
"""Families that the open session brought."""

_FILES = ("hei.ttf", "hei-bold.ttf", "song.ttf", "kai.ttf", "han.ttf")

GAP = 8
"""The unit of space in pixels; distances are multiples of it."""

WIDTH, HEIGHT = "widthAtStandard", "heightAtStandard"
LEAST, MOST = "leastWidthAtStandard", "mostWidthAtStandard"
"""Properties of a widget whose fixed width or height, least or greatest width grows with the text."""


def dress(app: QApplication, resources: Path, first: Look | None = None) -> None:
    """Give the application its fonts, look and Chinese buttons; `resources` holds the files."""
    app.setStyle("Fusion")
    load_fonts(resources / "fonts")
    QLocale.setDefault(QLocale("zh_CN"))
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load("qtbase_zh_CN", folder):
        app.installTranslator(translator)
    wear(app, resources, first or Look())


def wear(app: QApplication, resources: Path, new: Look) -> None:
    """Change the look of everything there is, in one piece; what is made later has it at once."""
    put_on(new)
    take_off_sheet(app)
    put_sheet(app, resources, new)
    for widget in app.allWidgets():
        refit(widget)
        QWidget.update(widget)  # a view has an update of its own that asks for an index


def take_off_sheet(app: QApplication) -> None:
    """Bare widgets. A sheet that replaces another one is put on once for each ancestor of a widget;
    the first one, once for each widget.
    """
    app.setStyleSheet("")


def put_sheet(app: QApplication, resources: Path, new: Look) -> None:
    """Type, colours and style sheet of a look."""
    app.setFont(body_font(new.sizes.body))
    app.setPalette(_palette(new.theme.colours))
    app.setStyleSheet(stylesheet(new.theme.colours, new.sizes, resources / "icons"))


def refit(widget: QWidget) -> None:
    """Give a widget the fixed or greatest lengths that it has at the present text size."""
    width, height, least, most = (widget.property(n) for n in (WIDTH, HEIGHT, LEAST, MOST))
    if width is not None:
        widget.setFixedWidth(look().px(width))
    if height is not None:
        widget.setFixedHeight(look().px(height))
    if least is not None:
        widget.setMinimumWidth(look().px(least))
    if most is not None:
        widget.setMaximumWidth(look().px(most))


def load_fonts(folder: Path) -> None:
    """Make the bundled fonts known; no font of the machine is needed."""
    for name in _FILES:
        if (folder / name).is_file():
            QFontDatabase.addApplicationFont(str(folder / name))


def ask_last(families: Sequence[str]) -> None:
    """What has a character that the bundled fonts lack, from the next body_font on."""
    _added[:] = families


def body_font(pixels: int) -> QFont:
    """The window's type at a size."""
    font = QFont()
    font.setFamilies([*FAMILIES, *_added])
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
        (roles.PlaceholderText, colours.faint),
        (roles.ToolTipBase, colours.ink),
        (roles.ToolTipText, colours.paper),
        (roles.Link, colours.accent),
    ):
        palette.setColor(role, QColor(colour))
    disabled = QPalette.ColorGroup.Disabled
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        palette.setColor(disabled, role, QColor(colours.faint))
    return palette
