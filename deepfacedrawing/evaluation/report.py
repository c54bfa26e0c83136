"""The report: ``report.json``, and ``report.html`` with tables and pictures."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from deepfacedrawing.components import COMPONENT_NAMES
from deepfacedrawing.evaluation.face_measures import FACE_PARTS
from deepfacedrawing.evaluation.gallery import GalleryRow
from deepfacedrawing.ui.images import write_atomically

DIGITS = 5
LOOKS = """
body { font: 15px/1.5 system-ui, sans-serif; color: #1f2937; background: #eef0f3; margin: 0; }
main { max-width: 1240px; margin: 0 auto; padding: 24px 16px 64px; }
h1 { font-size: 26px; margin: 8px 0; } h2 { font-size: 20px; margin: 36px 0 8px; }
h3 { font-size: 16px; margin: 20px 0 6px; }
p { max-width: 76ch; margin: 4px 0 10px; } .quiet { color: #5b6472; }
section { background: #fff; border: 1px solid #dde1e7; border-radius: 10px; padding: 8px 20px 18px; margin: 16px 0; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 4px 12px; text-align: right; border-bottom: 1px solid #e7eaef; white-space: nowrap; }
th { font-weight: 600; background: #f5f6f8; } th:first-child, td:first-child { text-align: left; }
.row { display: flex; gap: 8px; margin: 10px 0 16px; overflow-x: auto; }
figure { margin: 0; flex: 0 0 auto; } figcaption { font-size: 13px; color: #5b6472; text-align: center; }
img { display: block; width: 220px; height: 220px; border-radius: 8px; background: #fff; border: 1px solid #dde1e7; }
"""
Row = Mapping[str, Any]


def write_report(out: Path, results: Mapping[str, Any], gallery: Sequence[GalleryRow]) -> None:
    """Write both files into the folder that holds the pictures.

    Raises:
        UserError: they cannot be written.
    """
    text = json.dumps(_rounded(results), indent=1, allow_nan=False)
    write_atomically(out / "report.json", text.encode() + b"\n")
    write_atomically(out / "report.html", build_page(results, gallery).encode())


def _rounded(value: Any) -> Any:
    """Floats to ``DIGITS`` significant digits; what is not finite to None."""
    if isinstance(value, Mapping):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_rounded(item) for item in value]
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}") if math.isfinite(value) else None
    return value


def build_page(results: Mapping[str, Any], gallery: Sequence[GalleryRow]) -> str:
    """The page as HTML."""
    parts = [_intro(results)]
    for kind, title in (("photos", "Sketches made from photos"), ("sketches", "Sketches that people drew")):
        if kind in results:
            rows = [row for row in gallery if (row.source is not None) == (kind == "photos")]
            parts.append(f"<h2>{title}</h2>{_figures(results[kind])}{_pictures(rows)}")
    head = f'<meta charset="utf-8"><title>Evaluation</title><style>{LOOKS}</style>'
    view = '<meta name="viewport" content="width=device-width">'
    return (
        f'<!doctype html><html lang="en"><head>{head}{view}</head><body><main>{"".join(parts)}</main></body></html>\n'
    )


def _intro(results: Mapping[str, Any]) -> str:
    given = "".join(f"<li>{escape(name)}: {escape(str(value))}</li>" for name, value in results["about"].items())
    absent = "".join(f"<p>Not measured: {escape(m)}; needs {escape(n)}.</p>" for m, n in results["absent"].items())
    legend = (
        "Landmark distances are in eye distances; the identity distance is that of dlib's descriptor (one person: "
        "below 0.6); sketching again is in pixels of the canvas of 512. KID is ×1000, ± its standard error; FID is "
        "biased upwards for few pictures, and flattered by likeness where the reference photos are those that were "
        "sketched; KID never compares a face with its own photo. Variety is the mean landmark distance of different "
        "sketches' faces."
    )
    return f"<h1>How good are the faces?</h1><ul>{given}</ul>{absent}<p class=quiet>{legend}</p>"


def _figures(result: Mapping[str, Any]) -> str:
    rows: Sequence[Row] = result["rows"]
    blocks = [_section("All sketches", _table(rows_by(rows, "all"), MAIN))]
    titles = {"roughness": "By roughness", "group": "By group", "tone": "By the skin tone of the source"}
    for label, title in titles.items():
        chosen = rows_by(rows, label)
        if chosen:
            note = _tone_note(result.get("tones", {})) if label == "tone" else ""
            blocks.append(_section(title, _table(chosen, (("of", title[3:]), *MAIN)) + note))
    blocks.append(_section("By part of the face", _table(rows_by(rows, "all"), PARTS)))
    blocks.append(_section("One sketch in several appearances", _table(result["spread"], SPREAD)))
    if "scale" in result:
        pairs = [{"what": name.replace("_", " "), "value": value} for name, value in result["scale"].items()]
        blocks.append(_section("For scale", _table(pairs, (("what", "between photos"), ("value", "")))))
    return "".join(blocks)


MAIN = (
    *(
        ("refinement", "refinement"),
        ("faces", "faces"),
        ("found", "face found"),
        ("kid", "KID"),
        ("kid_floor", "floor"),
    ),
    *(("kid_ratio", "KID / floor"), ("fid", "FID"), ("fid_floor", "floor"), ("lpips", "LPIPS")),
    *(
        ("landmarks", "landmarks"),
        ("identity", "identity"),
        ("again", "sketch again"),
        ("again_missing", "lines missing"),
    ),
    ("variety", "variety"),
)
PARTS = (
    ("refinement", "refinement"),
    *((f"landmarks_{part}", f"landmarks: {part}") for part in FACE_PARTS),
    *((f"again_{name}", f"again: {name.replace('_', ' ')}") for name in COMPONENT_NAMES),
)
SPREAD = (("refinement", "refinement"), ("landmarks", "landmarks move"), ("colour", "colours move (CIELAB)"))


def rows_by(rows: Iterable[Row], label: str) -> list[Row]:
    """The rows of one way to divide the faces."""
    return [row for row in rows if row["by"] == label]


def _section(title: str, content: str) -> str:
    return f"<section><h3>{escape(title)}</h3><div class=wide>{content}</div></section>"


def _tone_note(tones: Mapping[str, Row]) -> str:
    said = (
        f"{name}: {row['photos']:.0f} photos, L* {row['lightness_from']:.0f}–{row['lightness_to']:.0f}, "
        f"ITA {row['ita_from']:.0f}°–{row['ita_to']:.0f}°"
        for name, row in tones.items()
    )
    return f"<p class=quiet>{escape('; '.join(said))}</p>"


def _table(rows: Sequence[Row], columns: Iterable[tuple[str, str]]) -> str:
    """An HTML table of the columns that any row has."""
    shown = [(key, title) for key, title in columns if any(row.get(key) is not None for row in rows)]
    head = "".join(f"<th>{escape(title)}</th>" for _, title in shown)
    body = "".join("<tr>" + "".join(f"<td>{format_cell(row, key)}</td>" for key, _ in shown) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def format_cell(row: Row, key: str) -> str:
    """One figure as text."""
    value = row.get(key)
    if value is None:
        return "–"
    if key == "found":
        return f"{100 * value:.1f} %"
    if key in ("kid", "kid_floor"):
        return f"{1000 * value:.2f} ± {1000 * row[f'{key}_error']:.2f}"
    if isinstance(value, float) and key not in ("refinement", "of"):
        digits = 4 if abs(value) < 0.2 else 3 if abs(value) < 2 else 2
        return f"{value:.{digits}f}"
    return escape(str(value))


def _pictures(rows: Sequence[GalleryRow]) -> str:
    strips = []
    for row in rows:
        level = "" if row.roughness is None else f", roughness {row.roughness:g}"
        figures = [] if row.source is None else [_figure(row.source, f"Photo {row.name}", row.name)]
        figures.append(_figure(row.sketch, f"Sketch of {row.name}{level}", f"sketch{level}"))
        for refinement, file in row.faces.items():
            text = f"refinement {refinement:g}"
            figures.append(_figure(file, f"Face from the sketch of {row.name}{level}, {text}", text))
        strips.append(f"<div class=row>{''.join(figures)}</div>")
    return "".join(strips)


def _figure(file: str, alt: str, caption: str) -> str:
    return (
        f'<figure><img src="{escape(file)}" alt="{escape(alt)}" loading="lazy">'
        f"<figcaption>{escape(caption)}</figcaption></figure>"
    )
