"""The panel on the right: refinement and appearance, samples of the bank, morphing."""

from __future__ import annotations

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtWidgets import QFrame, QScrollArea, QTabWidget, QVBoxLayout, QWidget

from deepfacedrawing.ui.bank_browser import BankBrowser
from deepfacedrawing.ui.controls import PANEL_WIDTH, ControlPanel, build_card
from deepfacedrawing.ui.morph import MorphPanel

TAB_MARGIN = 8


class SidePanel(QTabWidget):
    """Signals: ``tab_shown(str)``: ``face``, ``samples`` or ``morph``."""

    tab_shown = pyqtSignal(str)

    def __init__(
        self, controls: ControlPanel, browser: BankBrowser, morph: MorphPanel, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        samples = build_card(self.tr("Samples like yours"), browser)
        self._pages = {
            "face": _let_scroll(controls),
            "samples": _stack(samples),
            "morph": _stack(build_card(self.tr("Morph"), morph)),
        }
        titles = {"face": self.tr("Face"), "samples": self.tr("Samples"), "morph": self.tr("Morph")}
        for name, page in self._pages.items():
            self.addTab(page, titles[name])
        self.setDocumentMode(True)
        self.setFixedWidth(PANEL_WIDTH)
        morph.closed.connect(lambda: self.show_tab("face"))
        self.currentChanged.connect(lambda _: self.tab_shown.emit(self.tab))

    @property
    def tab(self) -> str:
        """The one that is shown."""
        return list(self._pages)[self.currentIndex()]

    def show_tab(self, name: str) -> None:
        """Shows ``face``, ``samples`` or ``morph``."""
        self.setCurrentWidget(self._pages[name])


def _stack(card: QWidget) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, TAB_MARGIN, 0, 0)
    column.addWidget(card)
    column.addStretch(1)
    return _let_scroll(page)


def _let_scroll(page: QWidget) -> QScrollArea:
    """The page as high as it wants to be, whatever the height of the window."""
    area = QScrollArea()
    area.setWidget(page)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return area
