"""The viewer, driven by keys, wheel and mouse over a dossier of real files."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QNativeGestureEvent, QPointingDevice, QWheelEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QGestureEvent, QPinchGesture, QWidget
from pytestqt.qtbot import QtBot
from reportlab.lib import pdfencrypt
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from zcdesk.desk.desk import Desk
from zcdesk.desk.reading import Category, guess_category
from zcdesk.dossiers import pages as engine
from zcdesk.ui.main_window import MainWindow
from zcdesk.ui.places import ATTENDANCE, MATERIALS
from zcdesk.ui.views.dossier_commands import COMMANDS, Where, fill_menu
from zcdesk.ui.views.dossier_layout import Fit, Place
from zcdesk.ui.views.dossier_viewer import DossierViewer
from zcdesk.ui.views.filing_dialog import FilingDialog
from zcdesk.ui.views.filing_report import FilingReport

Show = Callable[[], DossierViewer]


def sheets(*texts: str, lock: str = "") -> bytes:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    encrypt = pdfencrypt.StandardEncryption(lock) if lock else None
    canvas = Canvas(out, pagesize=(300, 400), encrypt=encrypt)
    for text in texts:
        canvas.setFont("STSong-Light", 20)
        canvas.drawString(20, 300, text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def scan() -> bytes:
    image = Image.new("L", (400, 300), 230)
    ImageDraw.Draw(image).rectangle((0, 0, 199, 149), fill=0)
    out = io.BytesIO()
    image.save(out, "JPEG")
    return out.getvalue()


FILES = {
    "获奖证书.pdf": sheets("省科技进步奖", "二等奖"),
    "毕业证书.jpg": scan(),
    "代表作论文.pdf": sheets("论文第一页", "论文第二页 提升机", "论文第三页"),
    "加密的合同.pdf": sheets("a", lock="geheim"),
}


@pytest.fixture
def show(window: MainWindow, desk: Desk, tmp_path: Path) -> Show:
    """Files these documents for the first applicant and looks at them."""
    folder = tmp_path / "papers" / "001"
    folder.mkdir(parents=True)
    for name, data in FILES.items():
        (folder / name).write_bytes(data)

    def shown() -> DossierViewer:
        place = window.workplace
        assert place is not None
        place.show_page(MATERIALS)
        place.bench.pick.path = folder.parent  # type: ignore[attr-defined]
        window.import_dossiers()
        asked = place.materials.findChild(FilingDialog)
        assert asked is not None
        asked.confirm.click()
        report = place.materials.findChild(FilingReport)
        assert report is not None
        report.accept()
        place.materials.select("001")
        place.materials.viewer.canvas.setFocus()
        return place.materials.viewer

    return shown


def titles(viewer: DossierViewer) -> list[str]:
    return [viewer.bar.choice.itemText(at) for at in range(viewer.bar.choice.count())]


def is_drawn(viewer: DossierViewer, place: Place) -> bool:
    frame = viewer.canvas._layout.frame(place)
    assert frame is not None
    return viewer._pages.image(viewer.canvas._wanted(frame)) is not None


@pytest.mark.parametrize(
    ("name", "category"),
    [
        ("学历证书.jpg", Category.EDUCATION),
        ("论文获奖证书.pdf", Category.PAPER),
        ("2023年度考核表.pdf", Category.ASSESSMENT),
        ("三等奖.png", Category.AWARD),
        ("工程项目验收.tif", Category.ACHIEVEMENT),
        ("评审简表.pdf", Category.OTHER),
    ],
)
def test_titles_tell_the_category(name: str, category: Category) -> None:
    assert guess_category(name) is category


def test_a_dossier_is_one_strip_in_the_order_of_its_categories(show: Show) -> None:
    viewer = show()
    assert titles(viewer) == [
        "学历 · 毕业证书",
        "⚠ 业绩 · 加密的合同",
        "论文 · 代表作论文",
        "获奖 · 获奖证书",
    ]
    assert [heading.note for heading in viewer.canvas.headings] == [
        "1 页",
        "需要密码",
        "3 页",
        "2 页",
    ]
    assert is_drawn(viewer, Place(0, 0))


def test_a_file_that_cannot_be_shown_is_kept_and_listed(
    show: Show, window: MainWindow, tmp_path: Path
) -> None:
    (tmp_path / "papers" / "001" / "说明.docx").write_bytes(b"PK\x03\x04")
    viewer = show()
    assert titles(viewer)[-1] == "⚠ 其他 · 说明"
    assert viewer.canvas.headings[-1].note == "请转为 PDF"
    assert window.workplace is not None
    assert "1 份须转为 PDF 才能显示" in window.workplace.banner.sentence


def test_every_page_is_reached_by_keys(show: Show, qtbot: QtBot) -> None:
    viewer = show()
    canvas = viewer.canvas
    seen = [canvas.current]
    for _ in range(6):
        qtbot.keyClick(canvas, Qt.Key.Key_Right)
        seen.append(canvas.current)
    assert seen == [
        Place(0, 0),
        Place(1, 0),
        *(Place(2, n) for n in range(3)),
        *(Place(3, n) for n in range(2)),
    ]
    assert is_drawn(viewer, Place(3, 1))
    assert (viewer.bar.place.text(), viewer.bar.choice.currentIndex()) == ("2 / 2", 3)
    qtbot.keyClick(canvas, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert canvas.current == Place(2, 0)
    qtbot.keyClick(canvas, Qt.Key.Key_Home)
    assert canvas.current == Place(0, 0)
    qtbot.keyClick(canvas, Qt.Key.Key_End)
    assert canvas.current == Place(3, 1)
    qtbot.keyClick(canvas, Qt.Key.Key_Home)
    for _ in range(40):
        qtbot.keyClick(canvas, Qt.Key.Key_PageDown)
    assert canvas.current.document == 3


def test_a_locked_document_says_so_on_its_page_and_above(show: Show, qtbot: QtBot) -> None:
    viewer = show()
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_Right)
    assert "需要密码" in viewer.sentence
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_Right)
    assert viewer.sentence == ""


def test_a_page_that_did_not_draw_is_marked_before_anybody_looks_at_it(
    show: Show,
    window: MainWindow,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    monkeypatch.setattr(engine, "_FONTS", (tmp_path,))
    assert window.workplace is not None
    window.workplace._reader.close()
    viewer = show()
    assert "⚠ 获奖 · 获奖证书" in titles(viewer)
    assert "未显示" in viewer.canvas.headings[3].note
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_End)
    assert "未能显示" in viewer.sentence
    viewer.canvas.go_to(Place(3, 1))
    image = viewer.canvas.viewport().grab().toImage()
    frame = viewer.canvas._layout.frame(Place(3, 1))
    y = frame.top - viewer.canvas.verticalScrollBar().value() + 4
    assert image.pixelColor(frame.left + 6, y).name() == "#a8321f"


def test_ways_of_reading(show: Show, qtbot: QtBot) -> None:
    viewer = show()
    canvas = viewer.canvas
    canvas.go_to(Place(2, 1))
    qtbot.keyClick(canvas, Qt.Key.Key_P)
    assert canvas.manner.fit is Fit.PAGE
    assert canvas._layout.frame(Place(2, 1)).height <= canvas.viewport().height()
    qtbot.keyClick(canvas, Qt.Key.Key_D)
    pair = [canvas._layout.frame(Place(2, page)).top for page in range(2)]
    assert pair[0] == pair[1]
    qtbot.keyClick(canvas, Qt.Key.Key_D)
    qtbot.keyClick(canvas, Qt.Key.Key_S)
    assert [each.place for band in canvas._layout.bands for each in band.frames] == [Place(2, 1)]
    qtbot.keyClick(canvas, Qt.Key.Key_PageDown)
    assert canvas.current == Place(2, 2)
    qtbot.keyClick(canvas, Qt.Key.Key_Space, Qt.KeyboardModifier.ShiftModifier)
    assert canvas.current == Place(2, 1)
    qtbot.keyClick(canvas, Qt.Key.Key_W)
    assert canvas.manner.fit is Fit.WIDTH
    for key, zoom in ((Qt.Key.Key_Plus, 125), (Qt.Key.Key_Minus, 100), (Qt.Key.Key_Minus, 75)):
        qtbot.keyClick(canvas, key)
        assert canvas.manner.zoom == zoom
    qtbot.keyClick(canvas, Qt.Key.Key_0)
    assert canvas.manner.fit is Fit.WIDTH


def wheel(widget: QWidget, notches: int, keys: Qt.KeyboardModifier, part: int = 1) -> None:
    at = QPointF(50, 50)
    event = QWheelEvent(
        at,
        QPointF(widget.mapToGlobal(at.toPoint())),
        QPoint(),
        QPoint(0, 120 * notches // part),
        Qt.MouseButton.NoButton,
        keys,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def test_the_wheel_moves_and_with_ctrl_it_zooms(show: Show) -> None:
    canvas = show().canvas
    before = canvas.verticalScrollBar().value()
    wheel(canvas.viewport(), -2, Qt.KeyboardModifier.NoModifier)
    assert canvas.verticalScrollBar().value() == before + 192
    wheel(canvas.viewport(), 1, Qt.KeyboardModifier.ControlModifier)
    assert (canvas.manner.fit, canvas.manner.zoom) == (Fit.ZOOM, 125)


def test_a_single_page_that_is_turned_is_named_and_drawn(show: Show, qtbot: QtBot) -> None:
    viewer = show()
    canvas = viewer.canvas
    for key in (Qt.Key.Key_P, Qt.Key.Key_S):
        qtbot.keyClick(canvas, key)
    for place, told in ((Place(1, 0), "1 / 1"), (Place(2, 0), "1 / 3"), (Place(2, 1), "2 / 3")):
        qtbot.keyClick(canvas, Qt.Key.Key_Right)
        assert canvas.current == place
        assert viewer.bar.place.text() == told
        assert viewer.bar.choice.currentIndex() == place.document
        assert place.document == 1 or is_drawn(viewer, place)  # the second one is locked


def pad(widget: QWidget, kind: Qt.NativeGestureType, value: float = 0) -> None:
    at = QPointF(50, 50)
    device = QPointingDevice.primaryPointingDevice()
    event = QNativeGestureEvent(kind, device, 2, at, at, at, value, QPointF())
    QApplication.sendEvent(widget, event)


def test_two_fingers_on_a_pad_zoom_by_small_parts(show: Show) -> None:
    canvas = show().canvas
    pad(canvas.viewport(), Qt.NativeGestureType.BeginNativeGesture)
    for _ in range(100):
        pad(canvas.viewport(), Qt.NativeGestureType.ZoomNativeGesture, 0.004)
    pad(canvas.viewport(), Qt.NativeGestureType.EndNativeGesture)
    assert canvas.manner.fit is Fit.ZOOM
    assert canvas.manner.zoom == 149  # 1.004 ** 100 is 1.4906
    for _ in range(1000):
        pad(canvas.viewport(), Qt.NativeGestureType.ZoomNativeGesture, -0.01)
    assert canvas.manner.zoom == 50


class Fingers(QPinchGesture):
    """Two fingers on a screen, so far along."""

    def __init__(self, state: Qt.GestureState, factor: float) -> None:
        super().__init__()
        self._state = state
        self.setTotalScaleFactor(factor)

    def state(self) -> Qt.GestureState:
        return self._state


def test_two_fingers_on_a_screen_zoom_from_where_they_began(show: Show) -> None:
    canvas = show().canvas
    states = Qt.GestureState
    for state, factor in (
        (states.GestureStarted, 1.0),
        (states.GestureUpdated, 1.004),
        (states.GestureFinished, 1.5),
        (states.GestureStarted, 1.2),
    ):
        gesture = Fingers(state, factor)
        QApplication.sendEvent(canvas.viewport(), QGestureEvent([gesture]))
    assert canvas.manner.zoom == 180


def test_a_pad_with_ctrl_zooms_by_whole_notches(show: Show) -> None:
    canvas = show().canvas
    for _ in range(7):
        wheel(canvas.viewport(), 1, Qt.KeyboardModifier.ControlModifier, part=8)
    assert canvas.manner.fit is Fit.WIDTH
    wheel(canvas.viewport(), 1, Qt.KeyboardModifier.ControlModifier, part=8)
    assert canvas.manner.zoom == 125


def test_a_page_is_turned_and_stays_so(show: Show, window: MainWindow, qtbot: QtBot) -> None:
    viewer = show()
    canvas = viewer.canvas
    canvas.go_to(Place(2, 0))
    upright = canvas._layout.frame(Place(2, 0))
    qtbot.keyClick(canvas, Qt.Key.Key_R)
    lying = canvas._layout.frame(Place(2, 0))
    assert lying.height == lying.width * 300 // 400 != upright.height
    assert is_drawn(viewer, Place(2, 0))
    assert canvas._layout.frame(Place(2, 1)).height == upright.height
    # Another window over the same session holds the page as it was left.
    place = window.workplace
    marks = type(place.materials._margin)(place.bench.desk).read()
    assert list(marks.turns.values()) == [1]
    for _ in range(3):
        qtbot.keyClick(canvas, Qt.Key.Key_R)
    qtbot.keyClick(canvas, Qt.Key.Key_R, Qt.KeyboardModifier.ShiftModifier)
    marks = type(place.materials._margin)(place.bench.desk).read()
    assert list(marks.turns.values()) == [3]


def test_a_category_is_changed_and_the_strip_follows(show: Show, window: MainWindow) -> None:
    viewer = show()
    viewer.canvas.go_to(Place(3, 1))
    at = viewer.bar.category.findText("学历")
    viewer.bar.category.setCurrentIndex(at)
    viewer.bar.category.activated.emit(at)
    assert titles(viewer)[1] == "学历 · 获奖证书"
    assert viewer.canvas.current == Place(1, 1)
    place = window.workplace
    marks = type(place.materials._margin)(place.bench.desk).read()
    assert list(marks.categories.values()) == ["学历"]


def test_words_are_found_in_all_documents(show: Show, qtbot: QtBot) -> None:
    viewer = show()
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_Slash)
    assert viewer.window().focusWidget() is viewer.finder.words
    qtbot.keyClicks(viewer.finder.words, "x")
    viewer.finder.words.setText("第")
    qtbot.keyClick(viewer.finder.words, Qt.Key.Key_Return)
    assert viewer.finder.told.text() == "2 / 3"
    assert viewer.canvas.current == Place(2, 1)
    assert "1 页是扫描图像" in viewer.finder.scans.text()
    qtbot.keyClick(viewer.finder.words, Qt.Key.Key_F3)
    qtbot.keyClick(viewer.finder.words, Qt.Key.Key_F3)
    assert (viewer.finder.told.text(), viewer.canvas.current) == ("1 / 3", Place(2, 0))
    sheet = viewer.canvas._sheet(viewer.canvas._layout.frame(Place(2, 0)))
    assert (len(sheet.hits), len(sheet.hit)) == (1, 1)
    viewer.finder.words.setText("没有这样的字")
    qtbot.keyClick(viewer.finder.words, Qt.Key.Key_Return)
    assert viewer.finder.told.text() == "没有找到"
    qtbot.keyClick(viewer.finder.words, Qt.Key.Key_Escape)
    assert not viewer.finder.isVisible()
    assert viewer.canvas.hits == {}


def test_text_is_selected_with_the_mouse_and_copied(show: Show, qtbot: QtBot) -> None:
    viewer = show()
    canvas = viewer.canvas
    canvas.go_to(Place(2, 0))
    text = viewer._pages.text(viewer.documents[2], 0, 0)
    frame = canvas._layout.frame(Place(2, 0))

    def point(character: str, *, end: bool) -> QPoint:
        left, top, right, bottom = text.boxes[text.characters.index(character)]
        x = (right - 20 if end else left + 20) * frame.width // 3000
        y = (top + bottom) // 2 * frame.height // 4000
        return QPoint(frame.left + x, frame.top + y - canvas.verticalScrollBar().value())

    pane = canvas.viewport()
    qtbot.mousePress(pane, Qt.MouseButton.LeftButton, pos=point("第", end=False))
    qtbot.mouseMove(pane, point("页", end=True))
    qtbot.mouseRelease(pane, Qt.MouseButton.LeftButton, pos=point("页", end=True))
    assert canvas.text.selected() == "第一页"
    qtbot.keyClick(canvas, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "第一页"
    qtbot.keyClick(canvas, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert canvas.text.selected().strip() == "论文第一页"


def test_thumbnails_lead_to_their_pages(show: Show, qtbot: QtBot) -> None:
    viewer = show()
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_T)
    model = viewer.thumbs.model()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert [model.index(n).data() for n in (0, 6)] == [
        "毕业证书，第 1 页",
        "获奖证书，第 2 页",
    ]
    viewer.thumbs.ask()
    assert viewer.thumbs.picture(Place(0, 0))[0] is not None
    assert viewer.thumbs.picture(Place(1, 0)) == (None, True)
    viewer.thumbs.clicked.emit(model.index(4))
    assert viewer.canvas.current == Place(2, 2)
    assert viewer.window().focusWidget() is viewer.canvas
    viewer.thumbs.grab()


def test_the_whole_screen_and_back(show: Show, window: MainWindow, qtbot: QtBot) -> None:
    viewer = show()
    width = viewer.canvas.width()
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_F11)
    assert viewer.full.on
    assert window.isFullScreen()
    # The keyboard goes along: it was on the tabs beneath, unseen.
    assert window.focusWidget() is viewer.canvas
    qtbot.waitUntil(lambda: viewer.canvas.width() > width)
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_Escape)
    assert not viewer.full.on
    assert viewer.canvas.isVisible()
    assert window.focusWidget() is viewer.canvas
    viewer.full.enter()
    assert window.workplace is not None
    window.workplace.show_page(ATTENDANCE)
    assert not viewer.full.on


def test_every_command_is_in_the_menu_or_has_a_twin_and_no_key_is_used_twice(show: Show) -> None:
    viewer = show()
    fill_menu(viewer.menu, viewer, tuple(Where)[:-1], filed=True)
    texts = [action.text() for action in viewer.menu.actions() if action.text()]
    assert len(texts) == sum(command.where is not Where.NOWHERE for command in COMMANDS)
    assert "双页并排\tD" in texts
    keys = [key for command in COMMANDS for key in command.keys]
    assert len(keys) == len(set(keys))
