"""A member reads at the shared laptop (阅卷): sign in, read, take notes, and leave no trace."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QSplitter,
    QStackedWidget,
    QWidget,
)

from zcdesk.desk import notebook
from zcdesk.desk.notebook import Bookmark, Study
from zcdesk.desk.reading import Margin, Reader
from zcdesk.domain.applicant import Applicant
from zcdesk.domain.dates import PartialDate
from zcdesk.domain.errors import KnownError
from zcdesk.domain.events import Document
from zcdesk.ui.bench import Bench
from zcdesk.ui.parts import button, column, label, named, panel, rehearsal_mark, row, set_role
from zcdesk.ui.views.dossier_pages import Pages
from zcdesk.ui.views.dossier_viewer import DossierViewer
from zcdesk.ui.views.sign_in import SignIn

_NUMBER, _MARK = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
_SAVE = 1_500
"""Milliseconds after the last key until a note is kept."""


class StudyPage(QWidget):
    """`left` when whoever sits here goes: nobody knows who that is."""

    left = Signal()

    def __init__(self, bench: Bench, reader: Reader) -> None:
        super().__init__()
        self._bench, self._reader = bench, reader
        self._study: Study | None = None
        self._number = ""
        self._pages: Pages | None = None
        self.viewer: DossierViewer | None = None
        self.sign_in = SignIn(self.tr("委员阅卷"), self.tr("开始阅卷"))
        self.sign_in.entered.connect(self._enter)
        self.sign_in.left.connect(self._leave)
        self.who = label("", "title")
        self.told = label("", "muted", wrap=True)
        self.done = button(self.tr("结束阅卷"), self.stop, "primary")
        self.applicants = named(QListWidget(), self.tr("可以阅卷的申报人"))
        self.applicants.currentItemChanged.connect(self._show)
        self.facts = label("", wrap=True)
        self.note = named(QPlainTextEdit(), self.tr("我的笔记"))
        self.note.setPlaceholderText(self.tr("只有您自己能看到；封存时销毁。"))
        self.note.setTabChangesFocus(True)
        self.note.textChanged.connect(self._typed)
        self.state = label("", "muted", wrap=True)
        self.marks = named(QListWidget(), self.tr("我收藏的页"))
        self.marks.itemActivated.connect(self._open_mark)
        self.marks.itemClicked.connect(self._open_mark)
        self.mark = button(self.tr("收藏本页（Ctrl+D）"), self._mark)
        QShortcut(QKeySequence("Ctrl+D"), self, self._mark)
        self._stack = QStackedWidget()
        self._stack.addWidget(panel(column(self.sign_in, gap=0), "kiosk"))
        self._stack.addWidget(self._desk())
        self.setProperty("role", "kiosk")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        mark = rehearsal_mark(bench.case.current)
        self.setLayout(column(row(None, mark), self._stack, gap=4, margin=12, grow=self._stack))
        self._unsaved = QTimer(self)
        self._unsaved.setSingleShot(True)
        self._unsaved.timeout.connect(self._save)

    def _desk(self) -> QWidget:
        self._middle = panel(column(gap=0))
        side = panel(
            column(
                self.facts,
                label(self.tr("我的笔记"), "strong"),
                self.note,
                self.state,
                label(self.tr("我收藏的页"), "strong"),
                self.marks,
                self.mark,
                gap=6,
                margin=8,
                grow=self.note,
            )
        )
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        for pane in (self.applicants, self._middle, side):
            self.splitter.addWidget(pane)
        self.splitter.setSizes([240, 640, 300])
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setChildrenCollapsible(False)
        head = row(self.who, self.told, None, self.done)
        return panel(column(head, self.splitter, gap=8, grow=self.splitter))

    def start(self) -> None:
        """Ask who reads."""
        self._wipe()
        self.sign_in.ask(self._bench.case.current.members)
        self._stack.setCurrentIndex(0)

    # --- reading --------------------------------------------------------------------------------

    def _enter(self, member: str, pin: str) -> None:
        self._bench.ask(
            partial(notebook.begin, self._bench.desk, member, pin),
            self._opened,
            lambda error: self.sign_in.refuse(error.sentence),
        )

    def _opened(self, study: Study) -> None:
        self._study = study
        found = self._bench.case.member(study.member)
        self.who.setText(self.tr("{name}　阅卷").format(name=found.name if found else study.member))
        self.told.setText(self._greeting(study))
        self._pages = Pages(
            self._bench.reading, self._reader, study.shelf, self._bench.crashed.emit
        )
        self._pages.start()
        self.viewer = viewer = DossierViewer(self._pages, worked=False)
        # Pages stand upright and documents in the order in which the secretary left them.
        self._bench.ask_aside(
            Margin(self._bench.desk).read,
            lambda marks: self._put_marks(viewer, marks.turns, marks.categories),
        )
        layout = self._middle.layout()
        assert layout is not None
        layout.addWidget(self.viewer)
        noted = study.noted()
        for applicant in study.applicants():
            self.applicants.addItem(_entry(applicant, noted=applicant.number in noted))
        self._stack.setCurrentIndex(1)
        if self.applicants.count():
            self.applicants.setCurrentRow(0)
        else:
            self.facts.setText(self.tr("没有可以阅卷的申报人。"))
        self.applicants.setFocus()

    def _put_marks(
        self,
        viewer: DossierViewer,
        turns: Mapping[tuple[str, int], int],
        categories: Mapping[str, str],
    ) -> None:
        if self.viewer is viewer:  # whoever has left meanwhile took it along
            viewer.put_marks(turns, categories)

    def _greeting(self, study: Study) -> str:
        lines = []
        if study.recused():
            lines.append(self.tr("您回避的 {n} 名申报人不在名单中。").format(n=study.recused()))
        if study.lost:
            lines.append(self.tr("您的个人密码更换过，用原密码写的笔记已无法打开。"))
        return "".join(lines)

    def _show(self, entry: QListWidgetItem | None, _before: QListWidgetItem | None = None) -> None:
        self._save()
        if entry is None or self._study is None or self.viewer is None:
            return
        self._number = str(entry.data(_NUMBER))
        applicant = self._bench.case.applicants[self._number]
        self.facts.setText(_facts(applicant))
        self.viewer.show_documents(self._number, self._study.documents(self._number))
        self.note.blockSignals(True)  # noqa: FBT003 - Qt's own
        self.note.setPlainText(self._study.note(self._number))
        self.note.blockSignals(False)  # noqa: FBT003 - Qt's own
        set_role(self.state, "muted")
        self.state.setText("")
        self._show_marks()

    def _show_marks(self) -> None:
        self.marks.clear()
        if self._study is None:
            return
        names = {each.key: each.name for each in self._study.documents(self._number)}
        for mark in self._study.bookmarks(self._number):
            if mark.document in names:
                page = self.tr("第 {n} 页").format(n=mark.page + 1)
                made = QListWidgetItem(f"{names[mark.document]}　{page}")
                made.setData(_MARK, mark)
                self.marks.addItem(made)

    # --- notes ----------------------------------------------------------------------------------

    def _typed(self) -> None:
        self._unsaved.start(_SAVE)

    def _save(self) -> None:
        """Keep what was typed; a failure is told beside it and nothing is taken away."""
        self._unsaved.stop()
        study, number, text = self._study, self._number, self.note.toPlainText()
        if study is None or not number or text.strip() == study.note(number).strip():
            return
        self._bench.ask(
            partial(study.write, number, text), lambda _: self._kept(number), self._not_kept
        )

    def _kept(self, number: str) -> None:
        if self._study is None:
            return
        noted = self._study.noted()
        for place in range(self.applicants.count()):
            entry = self.applicants.item(place)
            if entry.data(_NUMBER) == number:
                applicant = self._bench.case.applicants[number]
                entry.setText(_line(applicant, noted=number in noted))
        if number == self._number:
            set_role(self.state, "muted")
            self.state.setText(self.tr("笔记已保存。"))

    def _not_kept(self, error: KnownError) -> None:
        set_role(self.state, "violation")
        self.state.setText(error.sentence)

    def _mark(self) -> None:
        """Mark the page in sight, or take its mark off."""
        here = self.viewer.here if self.viewer is not None else None
        if self._study is None or here is None:
            return
        number, (document, page) = self._number, here
        self._bench.ask(
            partial(self._study.mark, number, document, page),
            lambda _: self._marked(number),
            self._not_kept,
        )

    def _marked(self, number: str) -> None:
        self._show_marks()
        self._kept(number)

    def _open_mark(self, entry: QListWidgetItem) -> None:
        mark: Bookmark = entry.data(_MARK)
        document = self._document(mark.document)
        if document is not None and self.viewer is not None:
            self.viewer.open_at(document, mark.page, None)

    def _document(self, key: str) -> Document | None:
        assert self._study is not None
        filed = self._study.documents(self._number)
        return next((each for each in filed if each.key == key), None)

    # --- leaving --------------------------------------------------------------------------------

    def stop(self) -> None:
        """The member is done: the note is kept, everything is wiped, the sign-in is back."""
        self._save()
        self.start()

    def _leave(self) -> None:
        self._wipe()
        self.left.emit()

    def _wipe(self) -> None:
        self._unsaved.stop()
        self._study, self._number = None, ""
        self.applicants.clear()
        self.marks.clear()
        self.note.blockSignals(True)  # noqa: FBT003 - Qt's own
        self.note.setPlainText("")
        self.note.blockSignals(False)  # noqa: FBT003 - Qt's own
        for text in (self.who, self.told, self.facts, self.state):
            text.setText("")
        self.sign_in.wipe()
        if self.viewer is not None:
            self.viewer.show_documents("", ())
            self.viewer.setParent(None)
            self.viewer.deleteLater()
            self.viewer = None
        if self._pages is not None:
            self._pages.stop()
            self._pages = None


def _entry(applicant: Applicant, *, noted: bool) -> QListWidgetItem:
    made = QListWidgetItem(_line(applicant, noted=noted))
    made.setData(_NUMBER, applicant.number)
    return made


def _line(applicant: Applicant, *, noted: bool) -> str:
    mark = "　●有笔记" if noted else ""
    return f"{applicant.number}　{applicant.name}{mark}\n{applicant.specialty}　{applicant.level.value}"


def _facts(applicant: Applicant) -> str:
    title = applicant.title
    degrees = "；".join(
        _dated(each.education.value, each.obtained_on) for each in applicant.degrees
    )
    lines = [
        f"{applicant.number}　{applicant.name}",
        applicant.employer,
        f"申报　{applicant.series}　{applicant.specialty}　{applicant.level.value}",
        f"现职称　{_dated(title.name, title.obtained_on)}" if title.name else "",
        f"学历学位　{degrees}" if degrees else "",
    ]
    return "\n".join(line for line in lines if line.strip())


def _dated(what: str, when: PartialDate | None) -> str:
    return f"{what}（{when}）" if when else what
