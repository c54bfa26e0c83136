"""Asks how long a film is to be and in which format; shows how far it is."""

from __future__ import annotations

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import (
    QDialog,
    QFormLayout,
    QLabel,
    QProgressDialog,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from deepfacedrawing.ui.choices import ChoiceButtons, build_button_box
from deepfacedrawing.ui.film import MAX_SECONDS, MIN_SECONDS, FilmChoice
from deepfacedrawing.ui.film_maker import FilmMaker
from deepfacedrawing.ui.video import can_write_mp4


class FilmDialog(QDialog):
    """Asks what film is to be made.

    Args:
        title: what it shows, such as "Time-lapse".
        choice: what was chosen last time.
    """

    def __init__(self, title: str, choice: FilmChoice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.layout_buttons = ChoiceButtons(
            self.tr("Picture"), {"both": self.tr("Sketch and face"), "face": self.tr("Face")}
        )
        formats = {".mp4": self.tr("MP4 video"), ".gif": "GIF", ".png": self.tr("PNG pictures")}
        self.format = ChoiceButtons(self.tr("Format"), formats)
        self.seconds = QSpinBox()
        self._note = QLabel()
        self._compose()
        self._restore(choice)
        self.format.choice_changed.connect(self._show_note)
        self.seconds.valueChanged.connect(self._show_note)
        self._show_note()

    @property
    def choice(self) -> FilmChoice:
        """What is chosen."""
        return FilmChoice(self.layout_buttons.choice, self.seconds.value(), self.format.choice)

    def _compose(self) -> None:
        self.seconds.setRange(MIN_SECONDS, MAX_SECONDS)
        self.seconds.setSuffix(self.tr(" s"))
        self.seconds.setAccessibleName(self.tr("Length in seconds"))
        self._note.setProperty("quiet", True)
        form = QFormLayout()
        form.setVerticalSpacing(12)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignVCenter)
        form.addRow(self.tr("Picture"), self.layout_buttons)
        form.addRow(self.tr("Length"), self.seconds)
        form.addRow(self.tr("Format"), self.format)
        box = build_button_box(self.tr("&Export…"), self.tr("Cancel"))
        box.accepted.connect(self.accept)
        box.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 20)
        column.setSpacing(16)
        column.addLayout(form)
        column.addWidget(self._note)
        column.addWidget(box)

    def _restore(self, choice: FilmChoice) -> None:
        self.layout_buttons.choose(choice.layout)
        self.seconds.setValue(choice.seconds)
        self.format.choose(choice.suffix)
        if not can_write_mp4():
            video = self.format.button(".mp4")
            video.setEnabled(False)
            video.setToolTip(self.tr('Needs PyAV: pip install "deepfacedrawing[video]"'))
            if choice.suffix == ".mp4":
                self.format.choose(".gif")

    def _show_note(self) -> None:
        choice = self.choice
        text = self.tr("{frames} frames, {fps} a second. The film says that the face is synthetic.")
        self._note.setText(text.format(frames=choice.seconds * choice.fps, fps=choice.fps))


class FilmProgress(QProgressDialog):
    """How far a film is, with a button to cancel it; goes when the film ends. One can draw on meanwhile."""

    def __init__(self, maker: FilmMaker, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.NonModal)
        self.setAutoReset(False)
        self.setMinimumDuration(0)
        self.setMinimumWidth(360)
        self.setLabelText(self.tr("Rendering the first frame…"))
        self.setCancelButtonText(self.tr("Cancel"))
        self.setRange(0, 0)
        self.setValue(0)
        self.canceled.connect(maker.cancel)
        maker.progressed.connect(self._on_progressed)
        for ended in (maker.finished, maker.failed, maker.cancelled):
            ended.connect(self._on_ended)

    def _on_progressed(self, done: int, total: int) -> None:
        self.setMaximum(total)
        self.setValue(done)
        text = self.tr("Frame {done} of {total}") if done < total else self.tr("Writing the file…")
        self.setLabelText(text.format(done=done, total=total))

    def _on_ended(self) -> None:
        self.hide()
        self.deleteLater()
