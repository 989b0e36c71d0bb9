"""Every setting in words: what it decides, its default and where that comes from."""

from __future__ import annotations

import re
from collections.abc import Mapping

from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QVBoxLayout, QWidget

from zcdesk.desk import settings_choices as choosing
from zcdesk.desk.book_choice import BookChoice
from zcdesk.desk.settings_choices import Kind, Question
from zcdesk.desk.settings_text import tier_in_words
from zcdesk.domain.errors import Refused
from zcdesk.domain.scoring import ScoreScheme
from zcdesk.domain.session import Settings
from zcdesk.ui.inputs import QuietCombo
from zcdesk.ui.parts import button, card, clear, column, label, named, row, say

_NONE = "none"


class SettingsEditor(QWidget):
    """One card for each setting; what stays at its default is not a choice of the session."""

    def __init__(self) -> None:
        super().__init__()
        self._list = column(gap=12)
        self.cards: dict[str, SettingCard] = {}
        self._shown: tuple[str, Mapping[str, object], ScoreScheme] | None = None
        self.setLayout(
            column(
                label(
                    self.tr("不改动的设置按默认办理。设置及其依据会印入会议纪要。"),
                    "muted",
                    wrap=True,
                ),
                self._list,
                None,
                gap=12,
            )
        )

    def show_settings(
        self, book: BookChoice, choices: Mapping[str, object], scheme: ScoreScheme
    ) -> None:
        """Show the settings that a session has chosen, over the book's defaults."""
        if self._shown == (book.id, choices, scheme):
            return
        self._shown = (book.id, choices, scheme)
        try:
            now = choosing.check(book, choices, scheme)
        except Refused:  # a scheme too small for the pass mark: shown, and refused on saving
            now = choosing.check(book, {})
        clear(self._list)
        self.cards = {}
        for question in choosing.questions(book):
            made = SettingCard(question, now, choices)
            self.cards[question.name] = made
            self._list.addWidget(made)

    def choices(self) -> dict[str, object]:
        """What the session chooses itself. Refused with a sentence where it means nothing."""
        return {
            name: value for name, made in self.cards.items() if (value := made.choice()) is not None
        }


class SettingCard(QWidget):
    """A question, its answer, and the way back to the default."""

    def __init__(self, question: Question, now: Settings, choices: Mapping[str, object]) -> None:
        super().__init__()
        self.question = question
        self._was = choices.get(question.name)
        self._first = choosing.shown(now, question.name)
        self.inputs: dict[str, QComboBox | QLineEdit | QCheckBox] = {}
        self._answer = column(gap=6)
        self.back = button(self.tr("恢复默认"), self._restore, "plain")
        self.back.setAccessibleName(f"{question.title}{self.tr('恢复默认')}")
        self._state = label("", "strong")
        source = self.tr("默认：{words}。依据：{source}。").format(
            words=question.default_words, source=question.source
        )
        inner = column(
            row(label(question.title, "strong"), self._state, None, self.back),
            label(question.meaning, wrap=True),
            self._answer,
            label(source, "small", wrap=True),
            gap=6,
            margin=12,
        )
        self.setLayout(column(card(inner, "finding-quiet"), gap=0))
        self._build(self._first)
        self._judge()

    def choice(self) -> object | None:
        """The answer where it is the session's own; None where the default stands."""
        value = self._value()
        if self._was is not None and value == self._shape(self._first):
            return self._was
        return None if value == self._shape(self.question.default) else value

    def _restore(self) -> None:
        self._was = None
        self._build(self.question.default)
        self._judge()
        next(iter(self.inputs.values())).setFocus()

    def _judge(self) -> None:
        try:
            own = self.choice() is not None
        except Refused:
            own = True
        say(self._state, self.tr("（已改）") if own else "")
        self.back.setVisible(own)

    # --- answers ----------------------------------------------------------------------------------

    def _build(self, value: object) -> None:
        clear(self._answer)
        self.inputs = {}
        question = self.question
        match question.kind:
            case Kind.WORD:
                self._answer.addWidget(self._combo(str(value)))
            case Kind.SIZES:
                assert isinstance(value, Mapping)
                for key, number in value.items():
                    self._line(self._answer, key, tier_in_words(key), str(number), "人")
            case Kind.EXAMS:
                self._exams(value)
            case _:
                self._line(self._answer, "", "", str(value), question.unit)

    def _combo(self, value: str) -> QComboBox:
        combo = named(QuietCombo(), self.question.title)
        for word, text in self.question.options:
            default = self.tr("（默认）") if word == self.question.default else ""
            combo.addItem(text + default, word)
        combo.setCurrentIndex(max(0, combo.findData(value)))
        combo.currentIndexChanged.connect(self._judge)
        self.inputs[""] = combo
        return combo

    def _line(self, layout: QVBoxLayout, key: str, title: str, text: str, unit: str) -> None:
        line = named(QLineEdit(text), f"{self.question.title}{title}")
        line.setMaximumWidth(120)
        if self.question.kind is Kind.FLOOR:
            line.setPlaceholderText(self.tr("不设"))
        line.textChanged.connect(self._judge)
        self.inputs[key] = line
        parts = [label(title, "muted")] if title else []
        layout.addLayout(row(*parts, line, label(unit, "muted"), None))

    def _exams(self, value: object) -> None:
        assert isinstance(value, tuple)
        assert isinstance(self.question.default, tuple)
        for mark in self.question.default:
            box = QCheckBox(f"{mark[0]} {mark[1]}")
            named(box, f"{self.question.title} {box.text()}")
            box.setChecked(mark in value)
            box.toggled.connect(self._judge)
            self.inputs["/".join(mark)] = box
            self._answer.addWidget(box)
        more = "、".join("/".join(mark) for mark in value if mark not in self.question.default)
        line = named(QLineEdit(more), self.tr("另加的考评结合系列和级别"))
        line.setPlaceholderText(self.tr("另加，如 经济/副高级、统计/副高级"))
        line.textChanged.connect(self._judge)
        self.inputs["more"] = line
        self._answer.addWidget(line)

    def _value(self) -> object:
        """The answer in the shape in which a session keeps it."""
        title = self.question.title
        match self.question.kind:
            case Kind.WORD:
                combo = self.inputs[""]
                assert isinstance(combo, QComboBox)
                return str(combo.currentData())
            case Kind.WHOLE:
                return _whole(title, self._typed(""))
            case Kind.NUMBER:
                return self._typed("")
            case Kind.FLOOR:
                return self._typed("") or _NONE
            case Kind.SIZES:
                sizes: dict[str, dict[str, int]] = {}
                for key in self.inputs:
                    tier, _, kind = key.partition(".")
                    sizes.setdefault(tier, {})[kind] = _whole(title, self._typed(key))
                return sizes
            case Kind.EXAMS:
                return self._exam_entries()

    def _typed(self, key: str) -> str:
        line = self.inputs[key]
        assert isinstance(line, QLineEdit)
        return line.text().strip().removesuffix("%")

    def _exam_entries(self) -> list[dict[str, object]]:
        entries: list[dict[str, object]] = []
        for key, made in self.inputs.items():
            if isinstance(made, QCheckBox) and not made.isChecked():
                series, level = key.split("/")
                entries.append({"series": series, "level": level, "off": True})
        for text in re.split("[、，,；;]", self._typed("more")):
            if text.strip():
                series, slash, level = text.strip().partition("/")
                if not slash:
                    raise Refused("unknown-setting", f"“{text}”请写成 系列/级别，如 经济/副高级。")
                entries.append({"series": series, "level": level})
        return entries

    def _shape(self, value: object) -> object:
        """A shown value in the shape in which a session keeps it."""
        match self.question.kind:
            case Kind.FLOOR:
                return value or _NONE
            case Kind.SIZES:
                assert isinstance(value, Mapping)
                sizes: dict[str, dict[str, int]] = {}
                for key, number in value.items():
                    tier, _, kind = key.partition(".")
                    sizes.setdefault(tier, {})[kind] = number
                return sizes
            case Kind.EXAMS:
                assert isinstance(value, tuple)
                assert isinstance(self.question.default, tuple)
                off: list[dict[str, object]] = [
                    {"series": s, "level": v, "off": True}
                    for s, v in self.question.default
                    if (s, v) not in value
                ]
                more: list[dict[str, object]] = [
                    {"series": s, "level": v}
                    for s, v in value
                    if (s, v) not in self.question.default
                ]
                return off + more
            case _:
                return value


def _whole(title: str, text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise Refused("unknown-setting", f"“{title}”须填整数。")
    return int(text)
