"""A document in the wrong dossier or under a wrong title, mended from the strip that shows it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject

from zcdesk.desk import refiling
from zcdesk.desk.filing import who
from zcdesk.desk.register import needs_why
from zcdesk.domain.errors import KnownError
from zcdesk.domain.events import Document, DocumentMoved
from zcdesk.ui.bench import Bench
from zcdesk.ui.dialogs import Ask, AskDialog
from zcdesk.ui.history import Accepted, History
from zcdesk.ui.views.dossier_commands import Refile
from zcdesk.ui.views.dossier_viewer import DossierViewer
from zcdesk.ui.views.move_dialog import MoveDialog


class Refiling(QObject):
    """Asks whom it belongs to and why, and lets the desk do it."""

    def __init__(self, bench: Bench, viewer: DossierViewer) -> None:
        super().__init__(viewer)
        self._bench, self._viewer = bench, viewer
        self.history: History | None = None
        viewer.refile_wanted.connect(self.ask)

    def ask(self, what: Refile, number: str, document: Document | None) -> None:
        """Ask what has to be known for it."""
        if what is Refile.PUT_BACK:
            self._ask_what_comes_back(number)
        elif document is None:
            self._bench.refused.emit(self.tr("请先打开一份申报材料。"))
        elif what is Refile.MOVE:
            self._ask_whose(number, document)
        elif what is Refile.WITHDRAW:
            self._ask_why_out(number, document)
        else:
            self._ask_title(number, document)

    def redo(self, change: DocumentMoved, *, back: bool, accepted: Accepted) -> None:
        """Make a change again, or its opposite."""
        verb = refiling.take_back if back else refiling.again

        def done(event: DocumentMoved) -> None:
            accepted()
            self._bench.done.emit(refiling.in_words(self._bench.desk, event))

        def refused(error: KnownError) -> None:
            assert self.history is not None
            self.history.stood_still()
            self._bench.refused.emit(error.sentence)

        self._bench.do(partial(verb, self._bench.desk, change), done, refused)

    def _ask_whose(self, number: str, document: Document) -> None:
        people = self._bench.case.applicants
        dialog = MoveDialog(
            document.name,
            who(self._bench.desk, number),
            (each for each in people.values() if each.number != number),
            self._viewer,
        )
        desk = self._bench.desk
        dialog.given.connect(
            lambda to, why: self._do(partial(refiling.move, desk, number, document, to, why))
        )
        dialog.open()

    def _ask_why_out(self, number: str, document: Document) -> None:
        desk = self._bench.desk
        dialog = AskDialog(
            self.tr("撤出“{name}”").format(name=document.name),
            self.tr(
                "从{who}名下撤出，不再显示，也不随移交包交出；加密的文件仍在会议文件夹中，可以放回。"
                "原因记入日志；钉在它上面的信息须重新钉住。"
            ).format(who=who(desk, number)),
            [Ask("why", self.tr("原因"), long=True)],
            self.tr("撤出"),
            self._viewer,
        )
        dialog.given.connect(
            lambda said: self._do(partial(refiling.withdraw, desk, number, document, said["why"]))
        )
        dialog.open()

    def _ask_title(self, number: str, document: Document) -> None:
        desk, decided = self._bench.desk, needs_why(self._bench.desk, number)
        asked = [Ask("title", self.tr("标题"), refiling.title_of(document))]
        if decided:
            asked.append(Ask("why", self.tr("原因"), long=True))
        dialog = AskDialog(
            self.tr("改材料标题"),
            self.tr("材料已经判定，改标题须写明原因，记入日志。") if decided else "",
            asked,
            self.tr("改标题"),
            self._viewer,
        )

        def given(said: dict[str, str]) -> None:
            why = said.get("why", "")
            self._do(partial(refiling.retitle, desk, number, document, said["title"], why))

        dialog.given.connect(given)
        dialog.open()

    def _ask_what_comes_back(self, number: str) -> None:
        desk = self._bench.desk
        gone = refiling.parted(desk, number) if number in desk.case.applicants else ()
        if not gone:
            self._bench.refused.emit(self.tr("该申报人没有改归他人或撤出的材料。"))
            return
        dialog = AskDialog(
            self.tr("已移出的材料"),
            self.tr("这些材料曾归在{who}名下，后来改归他人或撤出。").format(who=who(desk, number)),
            [
                Ask(
                    "place",
                    self.tr("材料"),
                    choices=tuple((str(n), self._gone(each)) for n, each in enumerate(gone)),
                ),
                Ask("why", self.tr("原因"), long=True),
            ],
            self.tr("放回"),
            self._viewer,
        )

        def given(said: dict[str, str]) -> None:
            document = gone[int(said["place"])]
            self._do(partial(refiling.put_back, desk, number, document, said["why"]))

        dialog.given.connect(given)
        dialog.open()

    def _gone(self, document: Document) -> str:
        desk = self._bench.desk
        now = "、".join(who(desk, each) for each in refiling.holders(desk, document))
        return f"{document.name}（{f'现在{now}名下' if now else '已撤出'}）"

    def _do(self, verb: Callable[[], DocumentMoved]) -> None:
        def done(event: DocumentMoved) -> None:
            assert self.history is not None
            self.history.push(event)
            self._bench.done.emit(refiling.in_words(self._bench.desk, event))

        self._bench.do(verb, done)
