"""Texts of unknown origin, such as names of files, made harmless to show."""

from __future__ import annotations

import re

# Line ends, escapes of terminals, halves of characters, and what turns the direction of writing.
OBEYED = re.compile("[\0-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
MAX_TEXT = 500


def make_plain(text: str, limit: int = MAX_TEXT) -> str:
    """A text in one line that only says what it says; of a longer one the middle is left out."""
    if len(text) > limit:
        text = f"{text[: limit // 2]}…{text[-limit // 2 :]}"
    return OBEYED.sub(lambda found: ascii(found[0])[1:-1], text)
