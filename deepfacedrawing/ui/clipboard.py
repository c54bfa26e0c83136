"""Pictures by way of the clipboard."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtCore import QMimeData
from PyQt5.QtGui import QGuiApplication

from deepfacedrawing.ui.export import ExportPlan, compose_picture, encode_picture, label_picture
from deepfacedrawing.ui.images import to_qimage
from deepfacedrawing.ui.metadata import Provenance
from deepfacedrawing.ui.sketch import Sketch


def copy_picture(face: NDArray[np.uint8] | None, sketch: Sketch, plan: ExportPlan, provenance: Provenance) -> None:
    """Puts the picture of a plan on the clipboard, also as a labelled PNG for programs that take one.

    Raises:
        UserError: there is no face, and the plan needs one.
    """
    picture = compose_picture(face, sketch, plan)
    content = QMimeData()
    content.setImageData(to_qimage(picture))
    content.setData("image/png", encode_picture(picture, "PNG", label_picture(sketch, plan, provenance)))
    clipboard = QGuiApplication.clipboard()
    if clipboard is not None:
        clipboard.setMimeData(content)
