"""Zoom, pan and rotation of a view by wheel, pinch, touchpad, space or middle button: an event filter."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from PyQt5.QtCore import QEvent, QObject, QPointF, Qt, pyqtSignal
from PyQt5.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QTabletEvent,
    QTransform,
    QWheelEvent,
)
from PyQt5.QtWidgets import QGestureEvent, QPinchGesture, QWidget

from deepfacedrawing.ui.viewport import Viewport

NOTCH = 120  # Qt's eighths of a degree in one click of a wheel
ZOOM_PER_NOTCH, DEGREES_PER_NOTCH = 1.2, 5.0
HAND_BUTTONS = (Qt.MouseButton.MiddleButton, Qt.MouseButton.RightButton)


class Navigator(QObject):
    """Watches a view and turns what the hands do into viewports.

    Signals: ``viewport_changed(Viewport)``; ``grabbing_changed(str)``: "" when the view is drawn on again, ``ready``
    when a press would move the page, ``moving`` while it is moved; ``gesture_started()``: two fingers are down, so
    what the first one drew is not meant.
    """

    viewport_changed = pyqtSignal(object)
    grabbing_changed = pyqtSignal(str)
    gesture_started = pyqtSignal()

    def __init__(self, view: QWidget, rotates: bool) -> None:
        super().__init__(view)
        self._view, self._rotates = view, rotates
        self._viewport = Viewport()
        self._space = False
        self._from: QPointF | None = None
        self._handlers: dict[QEvent.Type, Callable[[Any], bool]] = {
            QEvent.Type.Wheel: self._on_wheel,
            QEvent.Type.KeyPress: self._on_key,
            QEvent.Type.KeyRelease: self._on_key,
            QEvent.Type.FocusOut: self._on_focus_lost,
            QEvent.Type.MouseButtonPress: self._on_press,
            QEvent.Type.MouseMove: self._on_move,
            QEvent.Type.MouseButtonRelease: self._on_release,
            QEvent.Type.TabletPress: self._on_press,
            QEvent.Type.TabletMove: self._on_move,
            QEvent.Type.TabletRelease: self._on_release,
            QEvent.Type.NativeGesture: self._on_native_gesture,
            QEvent.Type.Gesture: self._on_gesture,
        }
        view.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        view.grabGesture(Qt.GestureType.PinchGesture)
        view.installEventFilter(self)

    @property
    def viewport(self) -> Viewport:
        """What is shown."""
        return self._viewport

    def set_viewport(self, viewport: Viewport) -> None:
        """Takes what another view or a menu has chosen; says so if it is new."""
        if not self._rotates:
            viewport = viewport.unrotated()
        if viewport != self._viewport:
            self._viewport = viewport
            self.viewport_changed.emit(viewport)

    def transform(self) -> QTransform:
        """Canvas pixels → coordinates of the view."""
        return self._viewport.transform(self._view.width(), self._view.height())

    def to_canvas(self, position: QPointF) -> QPointF:
        """Coordinates of the view → canvas pixels."""
        return self.transform().inverted()[0].map(position)

    def eventFilter(self, a0: QObject | None, a1: QEvent | None) -> bool:
        handler = self._handlers.get(a1.type()) if a1 is not None else None
        return handler is not None and handler(a1)

    def _on_wheel(self, event: QWheelEvent) -> bool:
        place = self.to_canvas(event.position())
        if not event.pixelDelta().isNull() and event.phase() != Qt.ScrollPhase.NoScrollPhase:
            self._pan(event.position() - QPointF(event.pixelDelta()), event.position())
        elif _has_shift(event):
            turn = event.angleDelta().y() or event.angleDelta().x()
            self.set_viewport(self._viewport.rotated(DEGREES_PER_NOTCH * turn / NOTCH, place))
        else:
            self.set_viewport(self._viewport.zoomed(ZOOM_PER_NOTCH ** (event.angleDelta().y() / NOTCH), place))
        event.accept()
        return True

    def _on_key(self, event: QKeyEvent) -> bool:
        if event.key() != Qt.Key.Key_Space:
            return False
        if not event.isAutoRepeat():
            self._space = event.type() == QEvent.Type.KeyPress
            self._tell()
        return True

    def _on_focus_lost(self, _: QEvent) -> bool:
        self._space, self._from = False, None
        self._tell()
        return False

    def _on_press(self, event: QMouseEvent | QTabletEvent) -> bool:
        if not (self._space or event.button() in HAND_BUTTONS):
            return False
        self._from = _position(event)
        self._tell()
        event.accept()
        return True

    def _on_move(self, event: QMouseEvent | QTabletEvent) -> bool:
        if self._from is None:
            return False
        before, self._from = self._from, _position(event)
        if self._rotates and _has_shift(event):
            self._turn(before, self._from)
        else:
            self._pan(before, self._from)
        event.accept()
        return True

    def _on_release(self, event: QMouseEvent | QTabletEvent) -> bool:
        if self._from is None:
            return False
        self._from = None
        self._tell()
        event.accept()
        return True

    def _on_native_gesture(self, event: QNativeGestureEvent) -> bool:
        place = self.to_canvas(event.localPos())
        if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self.set_viewport(self._viewport.zoomed(1.0 + event.value(), place))
        elif event.gestureType() == Qt.NativeGestureType.RotateNativeGesture:
            self.set_viewport(self._viewport.rotated(event.value(), place))
        else:
            return False
        return True

    def _on_gesture(self, event: QGestureEvent) -> bool:
        pinch = event.gesture(Qt.GestureType.PinchGesture)
        if not isinstance(pinch, QPinchGesture):
            return False
        if pinch.state() == Qt.GestureState.GestureStarted:
            self.gesture_started.emit()
        place = self.to_canvas(QPointF(self._view.mapFromGlobal(pinch.centerPoint().toPoint())))
        turn = pinch.rotationAngle() - pinch.lastRotationAngle()
        self.set_viewport(self._viewport.zoomed(pinch.scaleFactor(), place).rotated(turn, place))
        event.accept(pinch)
        return True

    def _pan(self, before: QPointF, after: QPointF) -> None:
        self.set_viewport(self._viewport.panned(self.to_canvas(after) - self.to_canvas(before)))

    def _turn(self, before: QPointF, after: QPointF) -> None:
        """As a hand on the page turns it around the middle of the view."""
        middle = QPointF(self._view.width() / 2, self._view.height() / 2)
        one, other = before - middle, after - middle
        turn = math.atan2(other.y(), other.x()) - math.atan2(one.y(), one.x())
        self.set_viewport(self._viewport.rotated(math.degrees(turn)))

    def _tell(self) -> None:
        self.grabbing_changed.emit("moving" if self._from is not None else "ready" if self._space else "")


def _position(event: QMouseEvent | QTabletEvent) -> QPointF:
    return event.localPos() if isinstance(event, QMouseEvent) else event.posF()


def _has_shift(event: QMouseEvent | QTabletEvent | QWheelEvent) -> bool:
    return bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
