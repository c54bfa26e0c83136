"""A drawing as a journal: each change is a line at the end of a file, so that writing a stroke takes a millisecond.

A line is a checksum and a record; a record holds what changed since the one before. What is behind the first line that
is not whole, as a kill or a power cut in the middle of it leaves one, is not looked at: there the drawing is as it was
one change before.
"""

from __future__ import annotations

import json
import os
import threading
import urllib.parse
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from deepfacedrawing.rendering import UserError
from deepfacedrawing.ui.disk import remove, saying_why_unwritten, sync_folder, write_atomically
from deepfacedrawing.ui.edits import Document
from deepfacedrawing.ui.origins import trust_origin
from deepfacedrawing.ui.project_file import check_size, join_sketch
from deepfacedrawing.ui.project_settings import encode_base64_png, encode_settings
from deepfacedrawing.ui.reasons import find_reason
from deepfacedrawing.ui.sketch import RenderSettings, Stroke
from deepfacedrawing.ui.stroke_paths import encode_stroke
from deepfacedrawing.ui.svg_xml import MAX_FILE_BYTES, BadContentError

VERSION = 1
# What was drawn and undone again may take as much as the drawing and this before the journal is begun anew.
SLACK_BYTES = 8_000_000
MAX_JOURNAL_BYTES = 3 * MAX_FILE_BYTES
# A size that no file has: what is there cannot be relied on.
UNKNOWN = -1
# What a record may hold beside its strokes.
TEXTS = frozenset(("settings", "background", "origin", "origin_version"))


class Journal:
    """Writes one; ``record`` is for one thread at a time, ``sync`` for another.

    Args:
        path: the file; the first record makes it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._recorded: Document | None = None
        self._size = 0
        self._strokes, self._texts = tuple[Stroke, ...](), list[str]()
        self._replacing = threading.Lock()

    def record(self, document: Document) -> None:
        """Appends what changed since the last record; all of it where the file is not as that left it.

        Raises:
            UserError: it cannot be written, or the drawing could not be opened again.
        """
        if document is self._recorded and self._size != UNKNOWN:
            return
        self._encode(document.sketch.strokes)
        check_size(len(self._texts), self._drawing_bytes)
        try:
            if not self._append(_line(self._describe(document, self._recorded))):
                self._begin_anew(_line(self._describe(document, None)))
        except UserError:
            self._size = UNKNOWN
            raise
        self._recorded = document

    def sync(self) -> None:
        """Returns once what was recorded would outlive a power cut.

        Raises:
            UserError: the disk does not take it.
        """
        with self._replacing, saying_why_unwritten(self.path), suppress(FileNotFoundError):
            with self.path.open("rb+") as file:
                os.fsync(file.fileno())
            sync_folder(self.path.parent)

    def clear(self) -> None:
        """Removes the file; empties it at once, as one that is just being synced cannot be removed everywhere."""
        self._recorded, self._size = None, 0
        with suppress(OSError):
            os.truncate(self.path, 0)
        remove(self.path)

    @property
    def _drawing_bytes(self) -> int:
        return sum(map(len, self._texts))

    def _encode(self, strokes: tuple[Stroke, ...]) -> None:
        """Their texts; those of strokes that were there the last time are not made again."""
        keep = _count_common(self._strokes, strokes)
        self._texts[keep:] = map(encode_stroke, strokes[keep:])
        self._strokes = strokes

    def _describe(self, new: Document, old: Document | None) -> dict[str, Any]:
        """What makes the new document of the old one; of nothing, where that is None."""
        keep = 0 if old is None else _count_common(old.sketch.strokes, new.sketch.strokes)
        record: dict[str, Any] = {"keep": keep, "strokes": self._texts[keep:]}
        if old is None or old.settings is not new.settings:
            record["settings"] = encode_settings(new.settings)
        if old is None or old.sketch.background is not new.sketch.background:
            picture = new.sketch.background
            record["background"] = "" if picture is None else encode_base64_png(picture)
        if old is None or (old.path, old.version) != (new.path, new.version):
            record["origin"] = "" if new.path is None else urllib.parse.quote(os.fsencode(new.path))
            record["origin_version"] = new.version
        return record | ({"version": VERSION} if old is None else {})

    def _append(self, line: bytes) -> bool:
        """Whether it could be: the file is as it was left, and not mostly what was undone again."""
        with saying_why_unwritten(self.path), self.path.open("ab") as file:
            if file.tell() != self._size or self._size + len(line) > 2 * self._drawing_bytes + SLACK_BYTES:
                return False
            file.write(line)
        self._size += len(line)
        return True

    def _begin_anew(self, line: bytes) -> None:
        with self._replacing:
            write_atomically(self.path, line)
        self._size = len(line)


def read_journal(path: Path) -> Document:
    """The drawing that a journal holds, at its last whole change.

    Raises:
        UserError: it cannot be read, or holds nothing that can be opened; names file and problem.
    """
    # Here, as the program starts without the grammar of SVG.
    from deepfacedrawing.ui.project_reader import decode_sketch

    try:
        state = _replay(path)
        sketch = decode_sketch(join_sketch(state["settings"], state["background"], state["strokes"])).sketch
    except BadContentError as error:
        raise UserError("{path} cannot be opened: {problem}.", path=path, problem=error) from error
    except UserError as error:
        raise UserError("{path} cannot be opened: {problem}", path=path, problem=error) from error
    except OSError as error:
        raise UserError(
            "Cannot read {path} ({reason}); check the file and its permissions.", path=path, reason=find_reason(error)
        ) from error
    return Document(sketch, sketch.render or RenderSettings(), _origin(state), state["origin_version"])


def read_origin(path: Path) -> Path | None:
    """The file that a journal's drawing belongs to, see ``trust_origin``; None where the journal is damaged, too.

    Raises:
        OSError: it cannot be read.
    """
    try:
        return _origin(_replay(path))
    except BadContentError:
        return None


def is_empty(path: Path) -> bool:
    """Whether nothing was ever recorded: not one line is whole, as after a kill in the middle of the first.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        return not file.readline(MAX_JOURNAL_BYTES).endswith(b"\n")


def _replay(path: Path) -> dict[str, Any]:
    """All records, one after the other.

    Raises:
        BadContentError: there is none, or one holds something else than it should.
        OSError: it cannot be read.
    """
    state: dict[str, Any] = {"strokes": []}
    try:
        for record in _read_records(path):
            if record.get("version", VERSION) != VERSION:
                raise BadContentError("another version of this program wrote it")
            state["strokes"][record["keep"] :] = [str(text) for text in record["strokes"]]
            state |= {key: str(record[key]) for key in TEXTS if key in record}
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise BadContentError("it is damaged") from error
    if not state.keys() >= TEXTS:
        raise BadContentError("it is damaged")
    return state


def _read_records(path: Path) -> Iterator[dict[str, Any]]:
    with path.open("rb") as file:
        for line in iter(lambda: file.readline(MAX_JOURNAL_BYTES), b""):
            checksum, _, text = line.partition(b" ")
            if not line.endswith(b"\n") or checksum != _checksum(text):
                return
            yield json.loads(text)


def _origin(state: dict[str, Any]) -> Path | None:
    return trust_origin(Path(os.fsdecode(urllib.parse.unquote_to_bytes(state["origin"])))) if state["origin"] else None


def _line(record: dict[str, Any]) -> bytes:
    text = json.dumps(record).encode("ascii") + b"\n"
    return _checksum(text) + b" " + text


def _checksum(text: bytes) -> bytes:
    return f"{zlib.crc32(text):08x}".encode("ascii")


def _count_common(old: Sequence[Stroke], new: Sequence[Stroke]) -> int:
    """How many strokes both begin with."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((place for place, (one, other) in pairs if one is not other), min(len(old), len(new)))
