"""SVG path data → cubic curves as arrays.

A sketch has a hundred thousand segments, for which svgelements takes seconds; so lines and curves are read here, all
numbers of a command at once. Only paths with arcs, whose flags make the grammar another one, are left to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from deepfacedrawing.ui.svg_arcs import read_arc_path
from deepfacedrawing.ui.svg_xml import BadContentError

# (N, 4) complex128: start, two handles, end of N curves that follow each other.
Curves = NDArray[np.complex128]
Places = NDArray[np.complex128]

# Numbers for one segment of each command.
ARITY = {"m": 2, "l": 2, "h": 1, "v": 1, "c": 6, "s": 4, "q": 4, "t": 2, "z": 0}
COMMAND = re.compile("([MmLlHhVvCcSsQqTtZz])")
ARC = re.compile("[Aa]")
NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")


class PathReader:
    """Reads the paths of one file; all of them together take a second or two at most."""

    MAX_SEGMENTS = 1_000_000
    MAX_COMMANDS = 42_000
    MAX_ARC_NUMBERS = 60_000

    def __init__(self) -> None:
        self._segments = self._commands = self._arc_numbers = 0

    def read(self, data: str) -> list[Curves]:
        """The subpaths of path data, in its own coordinates; a lone place has no curves and is left out.

        Raises:
            BadContentError: it is no path data, or too much.
        """
        if ARC.search(data):
            numbers = sum(1 for _ in zip(NUMBER.finditer(data), range(self.MAX_ARC_NUMBERS + 1), strict=False))
            self._arc_numbers = self._check(self._arc_numbers + numbers, self.MAX_ARC_NUMBERS)
            return [np.array(curves, np.complex128) for curves in read_arc_path(data)]
        pen = _Pen()
        for command, text in self._commands_of(data):
            numbers = read_numbers(text)
            arity = ARITY[command.lower()]
            if (numbers.size % arity or not numbers.size) if arity else numbers.size:
                raise BadContentError(
                    "it has a path with a wrong count of numbers ({command}{text:.30})",
                    command=command,
                    text=text.strip(),
                )
            segments = numbers.size // max(arity, 1)
            self._segments = self._check(self._segments + segments, self.MAX_SEGMENTS)
            if command in "SsQqTt":  # read one by one, as each may follow from the one before it
                self._commands = self._check(self._commands + segments, self.MAX_COMMANDS)
            pen.follow(command, numbers)
        return pen.finish()

    def _commands_of(self, data: str) -> Iterator[tuple[str, str]]:
        """Each command with its numbers; one that follows itself goes on as if it were not written again."""
        first, *rest = COMMAND.split(data)
        if first.strip() or (rest and rest[0] not in "Mm"):
            raise BadContentError("it has a path that does not begin with a place ({text:.30})", text=data.strip())
        places = iter(range(len(rest)))
        pairs = zip(rest[::2], rest[1::2], strict=True)
        for (command, _), group in groupby(pairs, lambda pair: (pair[0], next(places) if pair[0] in "MmZz" else -1)):
            self._commands = self._check(self._commands + 1, self.MAX_COMMANDS)
            yield command, " ".join([text for _, text in group])

    @staticmethod
    def _check(count: int, limit: int) -> int:
        if count > limit:
            raise BadContentError("its lines have too many points; simplify the drawing first")
        return count


def read_numbers(text: str) -> NDArray[np.float64]:
    """Numbers between blanks and commas, or run together as the tightest writers do.

    Raises:
        BadContentError: anything else is among them.
    """
    try:
        return np.array([float(word) for word in text.replace(",", " ").split()])
    except ValueError:
        rest = NUMBER.sub(" ", text).replace(",", " ").strip()
        if rest:
            raise BadContentError("it has {rest:.30} where a number belongs", rest=rest) from None
        return np.array([float(word) for word in NUMBER.findall(text)])


class _Pen:
    """Follows the commands of a path."""

    def __init__(self) -> None:
        self._place = self._start = 0j
        self._handle: tuple[str, complex] = "", 0j
        self._runs: list[Curves] = []
        self._subpaths: list[Curves] = []

    def finish(self) -> list[Curves]:
        """The subpaths so far."""
        if self._runs:
            self._subpaths.append(np.concatenate(self._runs))
            self._runs = []
        return self._subpaths

    def follow(self, command: str, numbers: NDArray[np.float64]) -> None:
        """One command and all its numbers."""
        name, relative = command.lower(), command.islower()
        origin = self._place if relative else 0j
        if name == "z":
            self._close()
        elif name == "m":
            places = _complex(numbers)
            self._move(origin + complex(places[0]))
            self._line(places[1:], relative)
        elif name == "l":
            self._line(_complex(numbers), relative)
        elif name in "hv":
            self._straight(numbers, name == "h", relative)
        elif name == "c":
            self._curve(_complex(numbers).reshape(-1, 3), relative)
        else:
            for places in _complex(numbers).reshape(-1, ARITY[name] // 2):
                self._bend(name, places + (self._place if relative else 0j))

    def _move(self, place: complex) -> None:
        self.finish()
        self._place = self._start = place
        self._handle = "", place

    def _close(self) -> None:
        if self._place != self._start:
            self._line(np.array([self._start]), False)
        self._move(self._start)

    def _straight(self, numbers: NDArray[np.float64], across: bool, relative: bool) -> None:
        here = self._place
        ways = numbers * (1 + 0j if across else 1j)
        rest = 1j * here.imag if across else complex(here.real)
        places = here + np.cumsum(ways) if relative else ways + rest
        self._line(places.astype(np.complex128), False)

    def _line(self, places: Places, relative: bool) -> None:
        if not places.size:
            return
        ends = self._place + np.cumsum(places) if relative else places
        curves = np.empty((len(ends), 4), np.complex128)
        curves[0, 0], curves[1:, 0], curves[:, 3] = self._place, ends[:-1], ends
        third = (ends - curves[:, 0]) / 3
        curves[:, 1], curves[:, 2] = curves[:, 0] + third, ends - third
        self._add("line", curves)

    def _curve(self, places: Places, relative: bool) -> None:
        ends = self._place + np.cumsum(places[:, 2]) if relative else places[:, 2]
        starts = np.concatenate([[self._place], ends[:-1]])
        handles = places[:, :2] + starts[:, None] if relative else places[:, :2]
        self._add("cubic", np.stack([starts, handles[:, 0], handles[:, 1], ends], axis=1))

    def _bend(self, name: str, places: Places) -> None:
        """A smooth cubic or a quadratic curve, whose handle may be that of the curve before it, turned round."""
        kind = "cubic" if name == "s" else "quadratic"
        start, (before, handle) = self._place, self._handle
        mirrored = 2 * start - handle if before == kind else start
        end = complex(places[-1])
        if name == "s":
            self._add(kind, np.array([[start, mirrored, places[0], end]]))
        else:
            control = complex(places[0]) if name == "q" else mirrored
            self._add(kind, np.array([[start, start + (control - start) * 2 / 3, end + (control - end) * 2 / 3, end]]))
            self._handle = kind, control

    def _add(self, kind: str, curves: Curves) -> None:
        self._runs.append(curves)
        self._place = complex(curves[-1, 3])
        self._handle = kind, complex(curves[-1, 2])


def _complex(numbers: NDArray[np.float64]) -> Places:
    return numbers.view(np.complex128)
