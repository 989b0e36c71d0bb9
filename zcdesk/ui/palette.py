"""Colours and sizes of the window, by what they mean."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Colours:
    """Every colour of the window, by what it means."""

    canvas: str
    paper: str
    sunk: str
    ink: str
    muted: str
    line: str
    accent: str
    accent_dark: str
    accent_soft: str
    on_accent: str
    violation: str
    violation_soft: str
    unclear: str
    unclear_soft: str
    good: str
    good_soft: str
    focus: str


LIGHT = Colours(
    canvas="#eef1f4",
    paper="#ffffff",
    sunk="#f6f8fa",
    ink="#18232e",
    muted="#566472",
    line="#d5dce3",
    accent="#1d4e79",
    accent_dark="#153a5b",
    accent_soft="#e3edf6",
    on_accent="#ffffff",
    violation="#a8321f",
    violation_soft="#fbeae6",
    unclear="#865500",
    unclear_soft="#fdf2d8",
    good="#20694a",
    good_soft="#e4f3eb",
    focus="#d97706",
)


@dataclass(frozen=True, slots=True)
class Sizes:
    """The type scale in pixels."""

    small: int = 12
    body: int = 14
    lead: int = 16
    title: int = 20
    display: int = 34
    poster: int = 56


SIZES = Sizes()
