"""Tool tips of texts that come from files."""

from __future__ import annotations

import html

from PyQt5.QtWidgets import QAction, QWidget


def set_plain_tip(owner: QWidget | QAction, text: str) -> None:
    """Shows a text as it is: Qt would take marks in it for a page, with pictures to be fetched."""
    owner.setToolTip(f"<span>{html.escape(text)}</span>" if "<" in text else text)
