"""Everything that asks the user something in a window of its own."""

from __future__ import annotations

from pathlib import Path

from PyQt5.QtCore import QCoreApplication, QDateTime, QLocale, Qt
from PyQt5.QtWidgets import QFileDialog, QMessageBox, QWidget

from deepfacedrawing import __version__
from deepfacedrawing.plain_text import make_plain
from deepfacedrawing.ui.images import SUFFIXES
from deepfacedrawing.ui.project_file import SUFFIX

ABOUT = """<h3>DeepFaceDrawing {version}</h3>
<p>Draw a rough face, watch a photo-real one follow the pen.</p>
<p>After the method of S.-Y. Chen, W. Su, L. Gao, S. Xia, H. Fu:
<i>DeepFaceDrawing: Deep Generation of Face Images from Sketches</i>,
ACM Transactions on Graphics (SIGGRAPH) 39(4), 2020.</p>
<p>The faces are synthetic; no such people exist.</p>
<p>Free software under the GNU General Public License, version 3 or later (GPL-3.0-or-later),
without any warranty.</p>"""


def ask_open_path(parent: QWidget, folder: Path) -> Path | None:
    """A sketch or picture to open; None if the user thought better of it."""
    pictures = " ".join(f"*{suffix}" for suffix in SUFFIXES)
    translate = QCoreApplication.translate
    kinds = ";;".join(
        (
            f"{translate('Dialogs', 'Sketches and pictures')} (*{SUFFIX} {pictures})",
            f"{translate('Dialogs', 'Sketches')} (*{SUFFIX})",
            f"{translate('Dialogs', 'Pictures')} ({pictures})",
            f"{translate('Dialogs', 'All files')} (*)",
        )
    )
    name, _ = QFileDialog.getOpenFileName(parent, translate("Dialogs", "Open"), str(folder), kinds)
    return Path(name) if name else None


def ask_picture_path(parent: QWidget, title: str, folder: Path) -> Path | None:
    """A picture file; None if the user thought better of it."""
    kinds = f"{' '.join(f'*{suffix}' for suffix in SUFFIXES)}"
    name, _ = QFileDialog.getOpenFileName(parent, title, str(folder), f"{title} ({kinds})")
    return Path(name) if name else None


def ask_model_path(parent: QWidget, folder: Path) -> Path | None:
    """A model's file; None if the user thought better of it."""
    translate = QCoreApplication.translate
    kinds = f"{translate('Dialogs', 'Models')} (*.safetensors)"
    name, _ = QFileDialog.getOpenFileName(parent, translate("Dialogs", "Open a model"), str(folder), kinds)
    return Path(name) if name else None


def ask_save_path(parent: QWidget, title: str, proposal: Path) -> Path | None:
    """Where to save, with the suffix of the proposal; None if the user thought better of it."""
    kinds = f"*{proposal.suffix}"
    dialog = QFileDialog(parent, title, str(proposal.parent), f"{proposal.suffix[1:].upper()} ({kinds})")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    # Set on the dialog, which then adds it before it asks whether to overwrite.
    dialog.setDefaultSuffix(proposal.suffix.removeprefix("."))
    dialog.selectFile(proposal.name)
    accepted = dialog.exec_()
    names = dialog.selectedFiles()
    dialog.deleteLater()
    return Path(names[0]) if accepted and names else None


def ask_about_changes(parent: QWidget) -> str:
    """What to do with unsaved changes: ``save``, ``discard`` or ``cancel``."""
    title = QCoreApplication.translate("Dialogs", "Unsaved changes")
    text = QCoreApplication.translate("Dialogs", "The sketch has unsaved changes. Save them?")
    box = QMessageBox(QMessageBox.Icon.Question, title, text)
    box.setParent(parent, box.windowFlags())
    save = box.addButton(QMessageBox.StandardButton.Save)
    discard = box.addButton(QMessageBox.StandardButton.Discard)
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(save)
    box.exec_()
    clicked = box.clickedButton()
    box.deleteLater()
    return "save" if clicked is save else "discard" if clicked is discard else "cancel"


def ask_about_overwriting(parent: QWidget, name: str) -> str:
    """What to do with a file that is not as this window knows it: ``replace``, ``save_as`` or ``cancel``."""
    translate = QCoreApplication.translate
    text = translate("Dialogs", "{name} was changed by another program in the meantime. Replace it with this drawing?")
    box = QMessageBox(QMessageBox.Icon.Warning, "DeepFaceDrawing", text.format(name=name))
    box.setParent(parent, box.windowFlags())
    replace = box.addButton(translate("Dialogs", "Replace"), QMessageBox.ButtonRole.DestructiveRole)
    save_as = box.addButton(translate("Dialogs", "Save as…"), QMessageBox.ButtonRole.AcceptRole)
    cancel = box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(save_as)
    box.setEscapeButton(cancel)
    box.exec_()
    clicked = box.clickedButton()
    box.deleteLater()
    return "replace" if clicked is replace else "save_as" if clicked is save_as else "cancel"


def ask_about_abandoned(parent: QWidget, origin: Path | None, modified: float) -> str:
    """What to do with a drawing that a crash left behind: ``recover``, ``discard`` or ``later``."""
    name = origin.name if origin else QCoreApplication.translate("Dialogs", "a new sketch")
    time = QLocale().toString(QDateTime.fromSecsSinceEpoch(int(modified)), QLocale.FormatType.ShortFormat)
    text = QCoreApplication.translate("Dialogs", "Changes of {name} were not saved ({time}). Recover them?")
    box = QMessageBox(QMessageBox.Icon.Question, "DeepFaceDrawing", text.format(name=make_plain(name), time=time))
    box.setTextFormat(Qt.TextFormat.PlainText)  # the name is what a file says
    box.setParent(parent, box.windowFlags())
    recover = box.addButton(QCoreApplication.translate("Dialogs", "Recover"), QMessageBox.ButtonRole.AcceptRole)
    discard = box.addButton(QCoreApplication.translate("Dialogs", "Throw away"), QMessageBox.ButtonRole.DestructiveRole)
    later = box.addButton(QCoreApplication.translate("Dialogs", "Later"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(recover)
    box.setEscapeButton(later)
    box.exec_()
    clicked = box.clickedButton()
    box.deleteLater()
    return "recover" if clicked is recover else "discard" if clicked is discard else "later"


def show_about(parent: QWidget) -> None:
    """Version, source of the method, licence."""
    title = QCoreApplication.translate("Dialogs", "About DeepFaceDrawing")
    QMessageBox.about(parent, title, QCoreApplication.translate("Dialogs", ABOUT).format(version=__version__))
