"""The status bar: a message or an error on the left; busy, latency, device and zoom on the right."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PyQt5.QtCore import Qt, QTimer
from PyQt5.QtGui import QPainter, QPaintEvent
from PyQt5.QtWidgets import QLabel, QPushButton, QSizePolicy, QStatusBar, QToolButton, QWidget

from deepfacedrawing.rendering import UserError
from deepfacedrawing.ui.details import DetailsDialog
from deepfacedrawing.ui.errors import describe, say_error
from deepfacedrawing.ui.icons import load_icon
from deepfacedrawing.ui.tips import set_plain_tip

MARGIN = 12
# The engine counts as at rest after this, so that the mark does not flicker between two faces.
REST_MS = 150


class ElidedLabel(QLabel):
    """A line that is shortened where it does not fit; the tool tip has it all."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setTextFormat(Qt.TextFormat.PlainText)

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width() - MARGIN)
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(
            self.rect().adjusted(MARGIN, 0, 0, 0), int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), text
        )


class StatusBar(QStatusBar):
    """Says what goes on, in one line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._details_text = ""
        self._message, self._details, self._dismiss = ElidedLabel(), QPushButton(self.tr("Details…")), QToolButton()
        self._busy, self._latency, self._device, self._zoom = QLabel(), QLabel(), QLabel(), QLabel()
        self.setSizeGripEnabled(False)
        self.addWidget(self._message, 1)
        self._add_buttons()
        for label, widest, name in (
            (self._busy, "● " + self.tr("Working"), self.tr("State of the engine")),
            (self._latency, "10000 ms", self.tr("Time from the pen to the face")),
            (self._device, "cpu", self.tr("Where the faces are computed")),
            (self._zoom, "1000 %", self.tr("Zoom")),
        ):
            label.setMinimumWidth(label.fontMetrics().horizontalAdvance(widest) + 12)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setAccessibleName(name)
            label.setToolTip(name)
            self.addPermanentWidget(label)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self._show_rest)
        self._show_rest()
        self.show_text("")

    def _add_buttons(self) -> None:
        self._details.setToolTip(self.tr("What is known about this error, to read or to copy"))
        self._details.clicked.connect(lambda: DetailsDialog(self.text, self._details_text, self).open())
        self._dismiss.setIcon(load_icon("close"))
        self._dismiss.setProperty("flat", True)
        self._dismiss.setToolTip(self.tr("Dismiss this message"))
        self._dismiss.setAccessibleName(self.tr("Dismiss this message"))
        self._dismiss.clicked.connect(lambda: self.show_text(""))
        self.addWidget(self._details)
        self.addWidget(self._dismiss)

    @property
    def text(self) -> str:
        """The message or error that stands there."""
        return self._message.text()

    @property
    def details(self) -> str:
        """What more there is to tell about the error; "" where there is nothing."""
        return self._details_text

    @property
    def is_error(self) -> bool:
        """Whether it is an error."""
        return bool(self._message.property("error"))

    def show_text(self, text: str) -> None:
        """A message that is no error."""
        self._show(text, False)

    def show_error(self, error: UserError | str, details: str = "") -> None:
        """One sentence that says what went wrong and what to do; ``details`` are for a dialog of their own."""
        self._show(error if isinstance(error, str) else say_error(error), True, details)

    def withdraw_error(self, error: UserError) -> None:
        """It holds no longer; what else stands there stays."""
        if self.is_error and self.text == say_error(error):
            self.show_text("")

    @contextmanager
    def showing_errors(self) -> Iterator[None]:
        """Shows a ``UserError`` that is raised within, and goes on behind it."""
        try:
            yield
        except UserError as error:
            self.show_error(error, describe(error))

    def show_busy(self, busy: bool) -> None:
        """Whether a face is being rendered."""
        if busy:
            self._rest.stop()
            self._busy.setText("● " + self.tr("Working"))
        else:
            self._rest.start(REST_MS)

    def _show_rest(self) -> None:
        self._busy.setText("○ " + self.tr("Ready"))

    def show_latency(self, seconds: float) -> None:
        """How long the last face took from the pen to the picture."""
        self._latency.setText(f"{1000 * seconds:.0f} ms")

    def show_device(self, device: str, model: str) -> None:
        """Where the faces are computed."""
        self._device.setText(device)
        set_plain_tip(self._device, self.tr("Model: {name}").format(name=model))

    def show_zoom(self, scale: float) -> None:
        """How large the canvas is shown: 1 is one pixel of the screen for each of the drawing."""
        self._zoom.setText(f"{100 * scale:.0f} %")

    def _show(self, text: str, error: bool, details: str = "") -> None:
        self._details_text = details
        self._message.setText(text)
        set_plain_tip(self._message, text)
        self._message.setProperty("error", error)
        self._details.setVisible(bool(details))
        self._dismiss.setVisible(error)
        style = self._message.style()
        if style is not None:  # a style sheet looks at properties only when it is asked to
            style.polish(self._message)
