"""The status bar: a message or an error on the left; busy, latency and device on the right."""

from __future__ import annotations

from PyQt5.QtCore import Qt
from PyQt5.QtGui import QPainter, QPaintEvent
from PyQt5.QtWidgets import QLabel, QSizePolicy, QStatusBar, QWidget

MARGIN = 12


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
        self._message, self._busy, self._latency, self._device = ElidedLabel(), QLabel(), QLabel(), QLabel()
        self.setSizeGripEnabled(False)
        self.addWidget(self._message, 1)
        for label, widest in ((self._busy, "● Working"), (self._latency, "10000 ms"), (self._device, "cpu")):
            label.setMinimumWidth(label.fontMetrics().horizontalAdvance(widest) + 12)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self.addPermanentWidget(label)
        self.show_busy(False)

    @property
    def text(self) -> str:
        """The message or error that stands there."""
        return self._message.text()

    @property
    def is_error(self) -> bool:
        """Whether it is an error."""
        return bool(self._message.property("error"))

    def show_text(self, text: str) -> None:
        """A message that is no error."""
        self._show(text, False)

    def show_error(self, text: str) -> None:
        """One sentence that says what went wrong and what to do."""
        self._show(text, True)

    def show_busy(self, busy: bool) -> None:
        """Whether a face is being rendered."""
        self._busy.setText("● Working" if busy else "○ Ready")

    def show_latency(self, seconds: float) -> None:
        """How long the last face took from the pen to the picture."""
        self._latency.setText(f"{1000 * seconds:.0f} ms")

    def show_device(self, device: str, model: str) -> None:
        """Where the faces are computed."""
        self._device.setText(device)
        self._device.setToolTip(f"Model: {model}")

    def _show(self, text: str, error: bool) -> None:
        self._message.setText(text)
        self._message.setToolTip(text)
        self._message.setProperty("error", error)
        style = self._message.style()
        if style is not None:  # a style sheet looks at properties only when it is asked to
            style.polish(self._message)
