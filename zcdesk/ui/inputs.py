"""A line or a list of words: made, filled, read and marked alike wherever facts are typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QComboBox, QLineEdit

from zcdesk.ui.parts import named

Input = QLineEdit | QComboBox


def make_input(
    name: str,
    choices: Sequence[str],
    hint: str,
    typed: Callable[[], object],
    finished: Callable[[], object],
) -> Input:
    """A list where there are choices (an empty one is 未填), a line otherwise."""
    if choices:
        combo = QuietCombo()
        for word in choices:
            combo.addItem(word or "（未填）", word)
        combo.currentIndexChanged.connect(lambda _: typed())
        combo.activated.connect(lambda _: finished())
        combo.setMinimumContentsLength(3)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        return named(combo, name)
    line = QLineEdit()
    line.setPlaceholderText(hint)
    line.textEdited.connect(lambda _: typed())
    line.editingFinished.connect(finished)
    return named(line, name)


class QuietCombo(QComboBox):
    """A list that the mouse wheel passes over: nobody changes a fact by scrolling the form."""

    def wheelEvent(self, event: object) -> None:
        """Leave the wheel to the form."""
        event.ignore()  # type: ignore[attr-defined]


def fill(made: Input, text: str) -> None:
    """Show a text."""
    if isinstance(made, QComboBox):
        made.setCurrentIndex(max(0, made.findData(text)))
    elif made.text() != text:
        made.setText(text)
        made.setCursorPosition(0)


def text_of(made: Input) -> str:
    """What stands there."""
    return str(made.currentData()) if isinstance(made, QComboBox) else made.text()


def being_typed(made: Input) -> bool:
    """Somebody is typing there: it is not filled anew."""
    return isinstance(made, QLineEdit) and made.hasFocus() and made.isModified()


def mark_wrong(made: Input, *, wrong: bool) -> None:
    """Show that what stands there cannot be read."""
    if bool(made.property("problem")) is not wrong:
        made.setProperty("problem", wrong)
        made.style().unpolish(made)
        made.style().polish(made)
