"""Errors in the language of the window, and what more there is to tell about them."""

from __future__ import annotations

import traceback

from PyQt5.QtCore import QCoreApplication

from deepfacedrawing.rendering import UserError

CONTEXT = "Errors"


def say_error(error: UserError) -> str:
    """Its sentence in the language of the user."""
    return error.tell(lambda template: QCoreApplication.translate(CONTEXT, template))


def describe(error: BaseException) -> str:
    """What there is to tell beyond the error's message: the traceback; "" for a ``UserError`` without a cause."""
    if isinstance(error, UserError) and error.__cause__ is None:
        return ""
    return "".join(traceback.format_exception(error))
