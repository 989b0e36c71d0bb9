"""Colours and sizes of the window, by what they mean."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Colours:
    """Every colour of the window, by what it means. `dark`: light text on a dark ground."""

    canvas: str
    paper: str
    sunk: str
    ink: str
    muted: str
    faint: str
    line: str
    edge: str
    handle: str
    accent: str
    accent_dark: str
    accent_soft: str
    on_accent: str
    idle: str
    violation: str
    violation_soft: str
    unclear: str
    unclear_soft: str
    good: str
    good_soft: str
    focus: str
    focus_soft: str
    dark: bool = False


LIGHT = Colours(
    canvas="#eef1f4",
    paper="#ffffff",
    sunk="#f6f8fa",
    ink="#18232e",
    muted="#566472",
    faint="#6b7884",
    line="#d5dce3",
    edge="#8593a0",
    handle="#a9b5c0",
    accent="#1d4e79",
    accent_dark="#153a5b",
    accent_soft="#e3edf6",
    on_accent="#ffffff",
    idle="#e4e9ed",
    violation="#a8321f",
    violation_soft="#fbeae6",
    unclear="#865500",
    unclear_soft="#fdf2d8",
    good="#20694a",
    good_soft="#e4f3eb",
    focus="#c2630a",
    focus_soft="#fffaf0",
)

DARK = Colours(
    canvas="#12181e",
    paper="#1b232b",
    sunk="#222c35",
    ink="#e8edf1",
    muted="#a9b6c2",
    faint="#8c99a5",
    line="#34414d",
    edge="#75838f",
    handle="#4d5b68",
    accent="#8cc0ee",
    accent_dark="#b5d7f5",
    accent_soft="#213a50",
    on_accent="#0d1a26",
    idle="#2a353f",
    violation="#ff9d8a",
    violation_soft="#43231d",
    unclear="#f0c063",
    unclear_soft="#3d3015",
    good="#7fd4a8",
    good_soft="#17382a",
    focus="#ffb454",
    focus_soft="#2c2718",
    dark=True,
)

CONTRAST = Colours(
    canvas="#000000",
    paper="#000000",
    sunk="#000000",
    ink="#ffffff",
    muted="#ffffff",
    faint="#c8c8c8",
    line="#ffffff",
    edge="#ffffff",
    handle="#ffffff",
    accent="#ffe94d",
    accent_dark="#fff6b0",
    accent_soft="#4a4300",
    on_accent="#000000",
    idle="#1c1c1c",
    violation="#ff9c8f",
    violation_soft="#3a0b04",
    unclear="#ffd24d",
    unclear_soft="#332700",
    good="#7dffb3",
    good_soft="#00331a",
    focus="#00e5ff",
    focus_soft="#00323a",
    dark=True,
)


@dataclass(frozen=True, slots=True)
class Theme:
    """A set of colours that a person can choose; `key` is what is remembered."""

    key: str
    title: str
    colours: Colours


THEMES = (
    Theme("light", "浅色", LIGHT),
    Theme("dark", "深色", DARK),
    Theme("contrast", "高对比", CONTRAST),
)


@dataclass(frozen=True, slots=True)
class TextSize:
    """A size of the text that a person can choose: its key in points, its name, its pixels."""

    key: str
    title: str
    pixels: int


TEXT_SIZES = (
    TextSize("10.5", "五号（10.5 磅）", 14),
    TextSize("12", "小四（12 磅）", 16),
    TextSize("14", "四号（14 磅）", 19),
    TextSize("16", "三号（16 磅）", 21),
    TextSize("18", "小二（18 磅）", 24),
    TextSize("22", "二号（22 磅）", 29),
    TextSize("28", "特大（28 磅）", 37),
)
"""From the standard size up; at 96 dots an inch a point is 4/3 of a pixel."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """The type scale in pixels."""

    small: int = 12
    body: int = 14
    lead: int = 16
    title: int = 20
    display: int = 34
    poster: int = 56

    @property
    def line(self) -> int:
        """A line of the body; fields and buttons are never lower."""
        return -(-self.body * 13 // 9)

    @classmethod
    def of(cls, body: int) -> Sizes:
        """The scale for a body size: what is large already grows less."""
        return cls(
            small=body - 2 if body < 20 else body - 4,  # noqa: PLR2004 - the step widens
            body=body,
            lead=body + 2,
            title=body + 6,
            display=max(34, body + 14),
            poster=max(56, body + 20),
        )
