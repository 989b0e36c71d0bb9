"""The look of the widgets: one style sheet made from colours and sizes."""

from __future__ import annotations

from pathlib import Path

from zcdesk.ui.palette import Colours, Sizes


def stylesheet(c: Colours, s: Sizes, icons: Path) -> str:
    """The application's style sheet; `icons` holds its arrow and its tick."""
    return (
        _text(c, s)
        + _buttons(c, s)
        + _fields(c, s, icons.as_posix())
        + _lists(c, s)
        + _frames(c, s)
    )


def _text(c: Colours, s: Sizes) -> str:
    return f"""
QWidget {{ color: {c.ink}; }}
QLabel {{ background: transparent; }}
QLabel[role="title"] {{ font-size: {s.title}px; font-weight: bold; }}
QLabel[role="lead"] {{ font-size: {s.lead}px; font-weight: bold; }}
QLabel[role="display"] {{ font-size: {s.display}px; font-weight: bold; }}
QLabel[role="poster"] {{ font-size: {s.poster}px; font-weight: bold; color: {c.accent}; }}
QLabel[role="muted"] {{ color: {c.muted}; }}
QLabel[role="small"] {{ color: {c.muted}; font-size: {s.small}px; }}
QLabel[role="strong"] {{ font-weight: bold; }}
QLabel[role="violation"] {{ color: {c.violation}; font-weight: bold; }}
QLabel[role="unclear"] {{ color: {c.unclear}; font-weight: bold; }}
QLabel[role="good"] {{ color: {c.good}; font-weight: bold; }}
QLabel[role="verdict-good"] {{ color: {c.good}; font-size: {s.title}px; font-weight: bold; }}
QLabel[role="verdict-bad"] {{ color: {c.violation}; font-size: {s.title}px; font-weight: bold; }}
QLabel[role="badge"] {{ color: {c.unclear}; background: {c.unclear_soft}; font-weight: bold;
    border: 1px solid {c.unclear}; border-radius: 3px; padding: 2px 10px; }}
QLabel[role="code"] {{ font-size: {s.title}px; font-weight: bold; background: {c.sunk};
    border: 1px dashed {c.muted}; padding: 14px; }}
QToolTip {{ background: {c.ink}; color: {c.paper}; border: 0; padding: 6px; }}
"""


def _buttons(c: Colours, s: Sizes) -> str:
    return f"""
QPushButton, QToolButton {{ background: {c.paper}; border: 1px solid {c.edge};
    border-radius: 4px; padding: 6px 14px; min-height: {s.line}px; outline: 0; }}
QPushButton:hover, QToolButton:hover {{ border-color: {c.accent}; }}
QPushButton:pressed, QToolButton:pressed {{ background: {c.accent_soft}; }}
QPushButton:checked {{ background: {c.accent_soft}; color: {c.accent}; border-color: {c.accent}; }}
QPushButton:focus, QToolButton:focus {{ border: 2px solid {c.focus}; padding: 5px 13px; }}
QPushButton:disabled, QToolButton:disabled {{ color: {c.faint}; background: {c.sunk};
    border-color: {c.line}; }}
QPushButton[kind="primary"] {{ background: {c.accent}; color: {c.on_accent};
    border-color: {c.accent_dark}; font-weight: bold; }}
QPushButton[kind="primary"]:hover {{ background: {c.accent_dark}; }}
QPushButton[kind="primary"]:focus {{ border: 2px solid {c.focus}; }}
QPushButton[kind="primary"]:disabled {{ background: {c.idle}; border-color: {c.line};
    color: {c.faint}; }}
QFileDialog QToolButton {{ padding: 4px; min-height: 0; }}
QLineEdit QToolButton {{ border: 0; background: transparent; padding: 0; min-height: 0; }}
QPushButton[kind="danger"] {{ color: {c.violation}; border-color: {c.violation}; }}
QPushButton[kind="danger"]:disabled {{ color: {c.faint}; border-color: {c.line}; }}
QPushButton[kind="large"] {{ font-size: {s.title}px; padding: 14px 36px; font-weight: bold;
    background: {c.accent}; color: {c.on_accent}; border-color: {c.accent_dark}; }}
QPushButton[kind="large"]:focus {{ border: 3px solid {c.focus}; padding: 12px 34px; }}
QPushButton[kind="large"]:disabled {{ background: {c.idle}; border-color: {c.line};
    color: {c.faint}; }}
QPushButton[kind="largeplain"] {{ font-size: {s.title}px; padding: 14px 36px; }}
QPushButton[kind="largeplain"]:focus {{ border: 3px solid {c.focus}; padding: 12px 34px; }}
QPushButton[kind="plain"] {{ border: 0; background: transparent; color: {c.accent};
    padding: 6px 6px; text-align: left; }}
QPushButton[kind="plain"]:hover {{ text-decoration: underline; }}
QPushButton[kind="plain"]:focus {{ border: 2px solid {c.focus}; padding: 4px 4px; }}
QToolButton[kind="rail"] {{ border: 0; border-radius: 0; border-left: 4px solid transparent;
    background: transparent; color: {c.ink}; padding: 6px 10px 6px 4px;
    min-height: {s.line + s.body * 12 // 5}px; }}
QToolButton[kind="rail"]:hover {{ background: {c.accent_soft}; }}
QToolButton[kind="rail"]:checked {{ background: {c.accent_soft}; color: {c.accent};
    border-left: 4px solid {c.accent}; font-weight: bold; }}
QToolButton[kind="rail"]:focus {{ border: 2px solid {c.focus};
    border-left: 4px solid {c.accent}; padding: 4px 8px 4px 4px; }}
QPushButton[kind="tool"] {{ padding: 6px 0; }}
QPushButton[kind="tool"]:focus {{ padding: 5px 0; }}
QPushButton[kind="choice"] {{ font-size: {s.lead}px; padding: 7px 20px; min-width: 72px; }}
QPushButton[kind="choice"]:checked {{ background: {c.accent}; color: {c.on_accent};
    border-color: {c.accent_dark}; font-weight: bold; }}
"""


def _fields(c: Colours, s: Sizes, icons: str) -> str:
    return f"""
QLineEdit, QComboBox, QPlainTextEdit, QTextBrowser, QSpinBox, QDateEdit {{ background: {c.paper};
    border: 1px solid {c.edge}; border-radius: 4px; padding: 5px 8px; min-height: {s.line}px;
    selection-background-color: {c.accent}; selection-color: {c.on_accent}; }}
QLineEdit:focus, QComboBox:focus, QPlainTextEdit:focus, QTextBrowser:focus, QSpinBox:focus, QDateEdit:focus {{
    border: 2px solid {c.focus}; padding: 4px 7px; }}
QLineEdit:disabled, QComboBox:disabled, QPlainTextEdit:disabled {{ background: {c.sunk};
    color: {c.muted}; border-color: {c.line}; }}
QLineEdit[kind="large"], QComboBox[kind="large"] {{ font-size: {s.lead}px; min-height: {s.line + 12}px; }}
QLineEdit[problem="true"] {{ border: 2px solid {c.violation}; padding: 4px 7px; }}
QComboBox {{ padding-left: 10px; }}
QComboBox:focus {{ padding-left: 9px; }}
QComboBox::drop-down, QDateEdit::drop-down {{ border: 0; width: 24px; background: transparent; }}
QComboBox::down-arrow, QDateEdit::down-arrow {{ image: url({icons}/{"down-light" if c.dark else "down"}.svg); width: {s.small}px;
    height: {s.small}px; }}
QPushButton[kind="menu"] {{ padding-right: {s.small + 16}px; }}
QPushButton[kind="menu"]:focus {{ padding-right: {s.small + 15}px; }}
QPushButton::menu-indicator {{ image: url({icons}/{"down-light" if c.dark else "down"}.svg); width: {s.small}px;
    height: {s.small}px; subcontrol-origin: border; subcontrol-position: right center; right: 8px; }}
QSpinBox::up-button, QSpinBox::down-button {{ border: 0; width: 24px; background: transparent;
    subcontrol-origin: border; subcontrol-position: top right; }}
QSpinBox::down-button {{ subcontrol-position: bottom right; }}
QSpinBox::up-arrow {{ image: url({icons}/{"up-light" if c.dark else "up"}.svg); width: {s.small}px;
    height: {s.small}px; }}
QSpinBox::down-arrow {{ image: url({icons}/{"down-light" if c.dark else "down"}.svg); width: {s.small}px;
    height: {s.small}px; }}
QCalendarWidget {{ min-width: {16 * s.line}px; min-height: {12 * s.line}px; }}
QCalendarWidget QTableView, QCalendarWidget QTableView:focus {{ padding: 4px;
    border: 1px solid {c.edge}; border-top: 0; border-radius: 0; }}
QCalendarWidget QTableView::item {{ padding: 0; }}
QCalendarWidget QTableView::item:selected {{ background: {c.accent}; color: {c.on_accent}; }}
QCalendarWidget #qt_calendar_navigationbar {{ background: {c.sunk};
    border: 1px solid {c.edge}; border-bottom: 0; }}
QCalendarWidget QToolButton {{ color: {c.ink}; background: transparent; border: 0; padding: 4px 12px; }}
QCalendarWidget QToolButton:hover {{ background: {c.accent_soft}; }}
QCalendarWidget QToolButton::menu-indicator {{ image: none; }}
QComboBox QAbstractItemView {{ background: {c.paper}; border: 1px solid {c.line};
    selection-background-color: {c.accent_soft}; selection-color: {c.ink}; outline: 0; }}
QCheckBox, QRadioButton {{ spacing: 8px; background: transparent; padding: 2px; }}
QCheckBox:focus, QRadioButton:focus {{ border: 2px solid {c.focus}; border-radius: 3px;
    padding: 0; }}
QCheckBox::indicator, QListView::indicator {{ width: {s.body}px; height: {s.body}px;
    border: 1px solid {c.muted}; border-radius: 3px; background: {c.paper}; }}
QListView::item:disabled {{ color: {c.faint}; }}
QCheckBox::indicator:checked, QListView::indicator:checked {{ background: {c.accent};
    border-color: {c.accent}; image: url({icons}/{"check-dark" if c.dark else "check"}.svg); }}
QSlider::groove:horizontal {{ height: 4px; background: {c.line}; border-radius: 2px; }}
QSlider::handle:horizontal {{ width: 18px; height: 18px; margin: -7px 0; border-radius: 9px;
    background: {c.accent}; }}
QSlider::handle:horizontal:focus {{ background: {c.focus}; }}
"""


def _lists(c: Colours, s: Sizes) -> str:
    return f"""
QTableView, QListView, QListWidget {{ background: {c.paper}; border: 1px solid {c.line};
    border-radius: 4px; gridline-color: {c.line}; alternate-background-color: {c.sunk};
    selection-background-color: {c.accent_soft}; selection-color: {c.ink}; outline: 0;
    padding: 1px; }}
QTableView:focus, QListView:focus, QListWidget:focus {{ border: 2px solid {c.focus}; padding: 0; }}
QTableView::item {{ padding: 2px 6px; border: 0; }}
QTableView::item:selected {{ background: {c.accent_soft}; }}
QListView::item:selected {{ background: {c.accent_soft}; color: {c.ink}; }}
QListView::item {{ padding: 6px 8px; }}
QHeaderView {{ background: {c.sunk}; }}
QHeaderView::section {{ background: {c.sunk}; color: {c.muted}; border: 0;
    border-bottom: 1px solid {c.line}; padding: 6px 9px; font-size: {s.small}px; }}
QTableCornerButton::section {{ background: {c.sunk}; border: 0; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
QScrollBar::handle {{ background: {c.handle}; border-radius: 4px; min-height: {s.line + 12}px; min-width: 32px;
    margin: 1px; }}
QScrollBar::handle:hover {{ background: {c.muted}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QTabWidget::pane {{ border: 0; border-top: 1px solid {c.line}; background: {c.paper}; }}
QTabBar {{ background: transparent; outline: 0; }}
QTabBar::tab {{ padding: 8px 14px; border: 0; border-bottom: 3px solid transparent;
    color: {c.muted}; background: transparent; }}
QTabBar::tab:selected {{ color: {c.accent}; border-bottom-color: {c.accent}; font-weight: bold; }}
QTabBar::tab:focus {{ color: {c.focus}; }}
QMenuBar {{ background: {c.paper}; border-bottom: 1px solid {c.line}; }}
QMenuBar::item {{ padding: 6px 12px; background: transparent; }}
QMenuBar::item:selected {{ background: {c.accent_soft}; }}
QMenu {{ background: {c.paper}; border: 1px solid {c.line}; padding: 4px 0; }}
QMenu::item {{ padding: 6px 28px 6px 20px; }}
QMenu::item:selected {{ background: {c.accent_soft}; }}
QMenu::item:disabled {{ color: {c.faint}; }}
QMenu::separator {{ height: 1px; background: {c.line}; margin: 4px 0; }}
QProgressBar {{ border: 0; background: {c.line}; border-radius: 2px; max-height: 4px; }}
QProgressBar[kind="long"] {{ min-height: {s.small}px; max-height: {s.small}px; }}
QProgressBar::chunk {{ background: {c.accent}; border-radius: 2px; }}
"""


def _frames(c: Colours, s: Sizes) -> str:
    return f"""
QMainWindow, QDialog {{ background: {c.canvas}; }}
QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
QFrame[role="card"], QWidget[role="card"] {{ background: {c.paper}; border: 1px solid {c.line};
    border-radius: 6px; }}
QWidget[role="paper"] {{ background: {c.paper}; }}
QWidget[role="canvas"] {{ background: {c.canvas}; }}
QWidget[role="header"] {{ background: {c.paper}; border-bottom: 1px solid {c.line}; }}
QWidget[role="rail"] {{ background: {c.paper}; border-right: 1px solid {c.line}; }}
QWidget[role="kiosk"] {{ background: {c.paper}; }}
QFrame[role="rule"] {{ background: {c.line}; max-height: 1px; border: 0; }}
QFrame[role="line"] {{ background: {c.paper}; border: 1px solid {c.line};
    border-radius: 6px; margin: 1px; }}
QFrame[role="line-current"] {{ background: {c.focus_soft}; border: 2px solid {c.focus};
    border-radius: 6px; }}
QFrame[role="finding-violation"] {{ background: {c.paper}; border: 1px solid {c.line};
    border-left: 5px solid {c.violation}; border-radius: 4px; }}
QFrame[role="finding-unclear"] {{ background: {c.paper}; border: 1px solid {c.line};
    border-left: 5px double {c.unclear}; border-radius: 4px; }}
QFrame[role="finding-quiet"] {{ background: {c.sunk}; border: 1px solid {c.line};
    border-radius: 4px; }}
QFrame[role="finding-violation"]:focus, QFrame[role="finding-unclear"]:focus,
QFrame[role="finding-quiet"]:focus {{ border: 2px solid {c.focus}; border-radius: 4px; }}
QFrame[role="banner-refused"] {{ background: {c.violation_soft};
    border: 1px solid {c.violation}; border-radius: 4px; margin: 6px 8px; }}
QFrame[role="note"] {{ background: {c.good_soft}; border: 1px solid {c.good};
    border-radius: 6px; }}
QFrame[role="banner-done"] {{ background: {c.good_soft}; border: 1px solid {c.good};
    border-radius: 4px; margin: 6px 8px; }}
QScrollArea {{ border: 0; background: transparent; }}
QTabWidget {{ background: {c.paper}; }}
QScrollArea > QWidget > QWidget[role="paper"] {{ background: {c.paper}; }}
QSplitter::handle {{ background: {c.line}; }}
QGroupBox {{ font-size: {s.body}px; font-weight: bold; border: 0; margin-top: 26px; }}
QGroupBox::title {{ subcontrol-origin: margin; left: 0; padding: 0 0 6px 0; }}
"""
