from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from deepfacedrawing.evaluation.groups import (
    TONES,
    fit_masculine,
    group_of,
    tone_ranges,
    tone_thirds,
)
from deepfacedrawing.evaluation.photos import Photo
from deepfacedrawing.rendering import UserError
from deepfacedrawing.training.photos import read_attributes


def test_attributes_are_read_by_file_or_id(tmp_path: Path) -> None:
    rows = [{"file": "a.webp", "masculine": 10}, {"id": "b", "masculine": 90.5, "seed": None}]
    (tmp_path / "rows.json").write_text(json.dumps(rows))
    known = read_attributes(tmp_path / "rows.json")
    assert known == {"a": 10, "b": 90.5}
    assert [group_of(known.get(name)) for name in "abc"] == ["feminine", "masculine", None]


@pytest.mark.parametrize("content", ["nothing", "[1]", '[{"file": "a"}]', '{"a": 1}'])
def test_attributes_of_another_form_are_told(tmp_path: Path, content: str) -> None:
    (tmp_path / "rows.json").write_text(content)
    with pytest.raises(UserError, match="expected a JSON list"):
        read_attributes(tmp_path / "rows.json")


def build_photo(name: str, angle: float | None) -> Photo:
    return Photo(Path(f"{name}.png"), None, None, None, None, None if angle is None else (50 + angle / 2, angle))


def test_thirds_go_from_light_to_deep() -> None:
    photos = [build_photo(str(i), float(angle)) for i, angle in enumerate((-10, 50, 20, 60, 0, 30))]
    thirds = tone_thirds([*photos, build_photo("unknown", None)])
    names = [[name for name, third in thirds.items() if third == tone] for tone in TONES]
    assert [sorted(third) for third in names] == [["1", "3"], ["2", "5"], ["0", "4"]]
    ranges = tone_ranges(photos, thirds)
    assert ranges[TONES[2]] == {
        "photos": 2,
        "lightness_from": 45,
        "lightness_to": 50,
        "ita_from": -10,
        "ita_to": 0,
    }
    assert sum(row["photos"] for row in ranges.values()) == 6


def test_masculine_is_estimated_from_the_style(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    styles = rng.standard_normal((300, 512)).astype(np.float32)
    masculine = 50 + 20 * styles[:, 0]
    rows = [{"id": f"f{i}", "seed": i, "masculine": float(m), "shard": 0} for i, m in enumerate(masculine)]
    rows.insert(3, {"id": "photo", "seed": None, "masculine": 50.0, "shard": 0})
    (tmp_path / "index.json").write_text(json.dumps(rows))
    np.save(tmp_path / "styles.npy", styles)
    estimate = fit_masculine(tmp_path)
    axis = np.eye(512, dtype=np.float32)[0]
    assert estimate(3 * axis) > 55 > 45 > estimate(-3 * axis)
    np.save(tmp_path / "styles.npy", styles[:5])
    with pytest.raises(UserError, match="5 styles for 300"):
        fit_masculine(tmp_path)
    (tmp_path / "index.json").unlink()
    with pytest.raises(UserError, match="data prepare"):
        fit_masculine(tmp_path)
