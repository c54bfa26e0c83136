"""Asks what to export: which picture, how large, in which format."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtCore import QSize, Qt
from PyQt5.QtGui import QPixmap
from PyQt5.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from deepfacedrawing.components import CANVAS_SIZE
from deepfacedrawing.ui.choices import ChoiceButtons, build_button_box
from deepfacedrawing.ui.clipboard import copy_picture
from deepfacedrawing.ui.export import CONTENTS, SIZES, SUFFIXES, ExportChoice, ExportPlan, compose_picture
from deepfacedrawing.ui.images import to_qimage
from deepfacedrawing.ui.metadata import Provenance
from deepfacedrawing.ui.sketch import Sketch

PREVIEW = QSize(384, 256)


class ExportDialog(QDialog):
    """Shows what would be written.

    Args:
        face: (512, 512, 3) uint8 RGB; without one, only the sketch can be chosen.
        choice: what was chosen last time.
    """

    def __init__(
        self,
        face: NDArray[np.uint8] | None,
        sketch: Sketch,
        provenance: Provenance,
        choice: ExportChoice,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._face, self._sketch, self._provenance = face, sketch, provenance
        self.setWindowTitle(self.tr("Export"))
        self.what, self.size_px, self.format = self._build_choices()
        self._preview, self._pixels, self._note = QLabel(), QLabel(), QLabel()
        self._copy_button = QPushButton()
        self._compose()
        self._restore(choice)
        for buttons in (self.what, self.size_px, self.format):
            buttons.choice_changed.connect(self._show_choice)
        self._show_choice()

    @property
    def choice(self) -> ExportChoice:
        """What is chosen."""
        return ExportChoice(self.what.choice, int(self.size_px.choice), self.format.choice)

    def copy(self) -> None:
        """Puts the picture on the clipboard instead."""
        copy_picture(self._face, self._sketch, self.choice.plan, self._provenance)
        self._copy_button.setText(self.tr("Copied"))

    def _build_choices(self) -> tuple[ChoiceButtons, ChoiceButtons, ChoiceButtons]:
        words = (self.tr("Face"), self.tr("Sketch"), self.tr("Side by side"))
        sizes = {str(size): self.tr("{size} px").format(size=size) for size in SIZES}
        return (
            ChoiceButtons(self.tr("Picture"), dict(zip(CONTENTS, words, strict=True))),
            ChoiceButtons(self.tr("Size"), sizes),
            ChoiceButtons(self.tr("Format"), dict(zip(SUFFIXES, ("PNG", "JPEG", "WebP"), strict=True))),
        )

    def _compose(self) -> None:
        self._preview.setFixedSize(PREVIEW)
        self._preview.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._preview.setAccessibleName(self.tr("Preview"))
        self._pixels.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._note.setWordWrap(True)
        self._note.setMinimumHeight(3 * self._note.fontMetrics().lineSpacing())
        for label in (self._pixels, self._note):
            label.setProperty("quiet", True)
        left, right = QVBoxLayout(), QVBoxLayout()
        left.addWidget(self._preview)
        left.addWidget(self._pixels)
        form = QFormLayout()
        form.setVerticalSpacing(12)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignVCenter)
        form.addRow(self.tr("Picture"), self.what)
        form.addRow(self.tr("Size"), self.size_px)
        form.addRow(self.tr("Format"), self.format)
        right.addLayout(form)
        right.addWidget(self._note)
        right.addStretch(1)
        right.addWidget(self._build_buttons())
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 20, 20, 20)
        row.setSpacing(24)
        row.addLayout(left)
        row.addLayout(right, 1)
        self.setFixedSize(self.sizeHint())

    def _build_buttons(self) -> QDialogButtonBox:
        box = build_button_box(self.tr("&Export…"), self.tr("Cancel"))
        box.addButton(self._copy_button, QDialogButtonBox.ButtonRole.ActionRole)
        self._copy_button.setAutoDefault(False)
        self._copy_button.clicked.connect(self.copy)
        box.accepted.connect(self.accept)
        box.rejected.connect(self.reject)
        return box

    def _restore(self, choice: ExportChoice) -> None:
        self.what.choose(choice.what if self._face is not None else "sketch")
        self.size_px.choose(str(choice.size))
        self.format.choose(choice.suffix)
        for name in ("face", "both"):
            self.what.button(name).setEnabled(self._face is not None)

    def _show_choice(self) -> None:
        """Preview, pixels and what the file will say."""
        plan = self.choice.plan
        picture = to_qimage(compose_picture(self._face, self._sketch, ExportPlan(plan.what, CANVAS_SIZE)))
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap.fromImage(picture).scaled(
            PREVIEW * ratio, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        pixmap.setDevicePixelRatio(ratio)
        self._preview.setPixmap(pixmap)
        width = plan.size * (2 if plan.what == "both" else 1)
        self._pixels.setText(self.tr("{width} × {height} pixels").format(width=width, height=plan.size))
        self._note.setText(self._say_note(plan))
        self._copy_button.setText(self.tr("&Copy"))

    def _say_note(self, plan: ExportPlan) -> str:
        if plan.what == "sketch":
            return self.tr("The file names this program, and nothing about you.")
        return self.tr("The file says that the face is synthetic, and with which model and settings it was made.")
