"""Two fingers on a screen or a touch pad, and Ctrl with the wheel: how far they have zoomed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QNativeGestureEvent, QWheelEvent
from PySide6.QtWidgets import QGestureEvent, QPinchGesture

_NOTCH = 120


class Pinch:
    """Adds up what single events tell: each of them alone would be rounded to nothing."""

    def __init__(self) -> None:
        self._begun = self._factor = 0.0
        self._wheel = 0

    def zoom(self, event: QEvent, now: int) -> int | None:
        """The zoom in percent that fingers ask for, from what it is now; None for other events."""
        if isinstance(event, QGestureEvent):
            gesture = event.gesture(Qt.GestureType.PinchGesture)
            return self._fingers(gesture, now) if isinstance(gesture, QPinchGesture) else None
        if isinstance(event, QNativeGestureEvent):
            return self._pad(event, now)
        return None

    def steps(self, event: QWheelEvent) -> int:
        """How many whole notches the wheel has turned; a touch pad tells small parts of one."""
        self._wheel += event.angleDelta().y()
        whole = abs(self._wheel) // _NOTCH * (1 if self._wheel > 0 else -1)
        self._wheel -= whole * _NOTCH
        return whole

    def _fingers(self, gesture: QPinchGesture, now: int) -> int:
        if gesture.state() is Qt.GestureState.GestureStarted or not self._begun:
            self._begun = float(now)
        zoom = round(self._begun * gesture.totalScaleFactor())
        if gesture.state() in (Qt.GestureState.GestureFinished, Qt.GestureState.GestureCanceled):
            self._begun = 0.0
        return zoom

    def _pad(self, event: QNativeGestureEvent, now: int) -> int | None:
        match event.gestureType():
            case Qt.NativeGestureType.BeginNativeGesture:
                self._begun, self._factor = float(now), 1.0
            case Qt.NativeGestureType.ZoomNativeGesture:
                if not self._begun:
                    self._begun, self._factor = float(now), 1.0
                self._factor *= 1 + event.value()
                return round(self._begun * self._factor)
            case Qt.NativeGestureType.EndNativeGesture:
                self._begun = 0.0
            case _:
                pass
        return None
