"""The drawing grows along its own strokes; faces are rendered no more often than they are shown."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from deepfacedrawing.rendering import RenderRequest, UserError
from deepfacedrawing.ui.film import Film, Shot, build_morph, ease, render_frames
from deepfacedrawing.ui.replay import build_replay, replay_states
from deepfacedrawing.ui.sketch import RenderSettings, Sketch, Stroke, rasterise
from tests.ui.fake_renderer import FakeRenderer, paint_face

LINE = Stroke("pen", 3.0, tuple((100.0 + 10 * i, 100.0, 1.0, 100.0 * i) for i in range(11)))
UNTIMED = Stroke("pen", 3.0, ((100.0, 200.0, 1.0, 0.0), (200.0, 200.0, 1.0, 0.0), (400.0, 200.0, 1.0, 0.0)))
DOT = Stroke("pen", 8.0, ((300.0, 300.0, 1.0, 0.0),))
SKETCH = Sketch((LINE, UNTIMED, DOT, Stroke("eraser", 6.0, LINE.points)))
SETTINGS = RenderSettings(appearance="rose", refinement={"nose": 0.1})


def _reach(stroke: Stroke) -> float:
    return stroke.points[-1][0]


def test_a_replay_begins_empty_and_holds_the_whole_for_a_second() -> None:
    states = list(replay_states(SKETCH, 5, 10))
    assert len(states) == 50
    assert states[0].strokes == ()
    assert all(state is SKETCH for state in states[40:])
    assert not any(state is SKETCH for state in states[:40])


def test_strokes_grow_in_order_and_never_shrink() -> None:
    states = list(replay_states(SKETCH, 6, 25))
    sizes = [(len(state.strokes), len(state.strokes[-1].points) if state.strokes else 0) for state in states]
    assert sizes == sorted(sizes)
    for state in states:
        assert all(done is original for done, original in zip(state.strokes[:-1], SKETCH.strokes, strict=False))


def test_the_pen_moves_at_its_own_pace_within_a_stroke() -> None:
    slow_then_fast = Stroke("pen", 3.0, ((0.0, 9.0, 1.0, 0.0), (100.0, 9.0, 1.0, 150.0), (400.0, 9.0, 1.0, 200.0)))
    states = list(replay_states(Sketch((slow_then_fast,)), 5, 10))[1:40]
    assert _reach(states[19].strokes[0]) == pytest.approx(100 * 100 / 150)
    assert _reach(states[34].strokes[0]) == pytest.approx(100 + 300 * 25 / 50)


def test_a_long_rest_is_cut() -> None:
    rested = Stroke("pen", 3.0, ((0.0, 9.0, 1.0, 0.0), (100.0, 9.0, 1.0, 200.0), (200.0, 9.0, 1.0, 90_000.0)))
    states = list(replay_states(Sketch((rested,)), 5, 10))
    assert _reach(states[20].strokes[0]) == pytest.approx(100)
    assert _reach(states[30].strokes[0]) == pytest.approx(150)


def test_a_stroke_without_times_is_drawn_evenly_along_its_length() -> None:
    for points in (UNTIMED.points, tuple((*point[:3], 9.0 - i) for i, point in enumerate(UNTIMED.points))):
        states = list(replay_states(Sketch((replace(UNTIMED, points=points),)), 5, 10))
        reached = [_reach(state.strokes[0]) for state in states[1:40]]
        assert np.allclose(np.diff(reached), 300 / 40)


def test_what_was_opened_lies_under_the_strokes_from_the_start() -> None:
    background = np.full((512, 512), 200, np.uint8)
    opened = Sketch((LINE,), background, SETTINGS)
    first = next(replay_states(opened, 5, 10))
    assert first.background is background
    assert first.render is SETTINGS
    assert {len(state.strokes) for state in replay_states(Sketch(background=background), 3, 10)} == {0}


def test_a_film_cannot_be_too_short_or_too_long() -> None:
    for seconds in (1, 61):
        with pytest.raises(UserError, match="2 to 60 seconds"):
            replay_states(SKETCH, seconds, 10)


def test_every_frame_shows_the_sketch_as_it_was_then() -> None:
    shots = list(build_replay(SKETCH, SETTINGS, 3, 10).shots)
    states = list(replay_states(SKETCH, 3, 10))
    assert len(shots) == len(states)
    for shot, state in zip(shots, states, strict=True):
        assert np.array_equal(shot.sketch, rasterise(state))


def test_faces_are_rendered_at_most_so_often_and_the_last_is_that_of_the_whole() -> None:
    renderer = FakeRenderer()
    film = build_replay(SKETCH, SETTINGS, 3, 24, renders_per_second=4)
    frames = list(render_frames(film, renderer.render))
    assert len(frames) == film.num_frames == 72
    assert len(renderer.requests) <= 2 * 4 + 1
    whole = rasterise(SKETCH)
    assert np.array_equal(renderer.requests[-1].sketch, whole)
    assert not renderer.requests[-1].shadow
    assert renderer.requests[-1].appearance == "rose"
    assert np.array_equal(frames[-1][:, 512:], paint_face(SETTINGS.request(whole, False)))
    assert np.array_equal(frames[-1][:, :512, 1], whole)


def test_the_same_request_is_rendered_once() -> None:
    renderer = FakeRenderer()
    blank = np.full((512, 512), 255, np.uint8)
    shots = iter([Shot(blank, RenderRequest(blank)), Shot(blank, None), Shot(blank, RenderRequest(blank))])
    assert len(list(render_frames(Film(shots, 3, 10), renderer.render))) == 3
    assert len(renderer.requests) == 1


def test_a_film_needs_a_face_to_begin_with() -> None:
    blank = np.full((512, 512), 255, np.uint8)
    with pytest.raises(ValueError, match="first shot"):
        list(render_frames(Film(iter([Shot(blank, None)]), 1, 10), FakeRenderer().render))


def test_a_morph_goes_from_one_drawing_to_the_other_and_rests_at_both() -> None:
    start = SETTINGS.request(rasterise(SKETCH), shadow=True, browsed="nose")
    end = RenderRequest(rasterise(Sketch((DOT,))), appearance="bronze")
    film = build_morph(start, end, 4, 10)
    shots = list(film.shots)
    assert len(shots) == film.num_frames == 40
    amounts = []
    for shot in shots:
        assert shot.request is not None
        assert shot.request.toward is not None
        assert shot.request.toward.appearance == "bronze"
        assert (shot.request.shadow, shot.request.browsed) == (False, "")
        assert len(set(shot.request.morph.values())) == 1
        amounts.append(shot.request.morph["mouth"])
    assert amounts == sorted(amounts)
    assert amounts[:5] == [0] * 5
    assert amounts[-5:] == [1] * 5
    assert np.array_equal(shots[0].sketch, start.sketch)
    assert np.array_equal(shots[-1].sketch, end.sketch)


def test_what_is_on_its_way_already_counts_as_where_it_started() -> None:
    blank = np.full((512, 512), 255, np.uint8)
    moving = RenderRequest(blank, toward=RenderRequest(blank, browsed="nose"), morph={"nose": 0.5})
    requests = [shot.request for shot in build_morph(moving, moving, 2, 10).shots]
    for request in (requests[0], requests[-1]):
        assert request is not None
        assert request.toward is not None
        assert request.toward.toward is None
    assert [request.morph["nose"] for request in (requests[0], requests[-1]) if request] == [0.0, 1.0]


def test_a_morph_can_end_on_the_way_component_by_component() -> None:
    blank, black = (RenderRequest(np.full((512, 512), value, np.uint8)) for value in (255, 0))
    *_, last = build_morph(blank, black, 2, 10, reach={"nose": 0.2, "mouth": 1.0}).shots
    assert last.request is not None
    assert {name: value for name, value in last.request.morph.items() if value} == {"nose": 0.2, "mouth": 1.0}
    nose, mouth, eye, hair = ((290, 256), (400, 256), (200, 190), (20, 256))
    assert [last.sketch[place] for place in (nose, mouth, eye, hair)] == [204, 0, 255, 255]
    with pytest.raises(UserError, match="no component 'ear'"):
        build_morph(blank, blank, 2, 10, reach={"ear": 1.0})


def test_the_pace_is_gentle_at_both_ends() -> None:
    steps = np.diff(ease(40, 5))
    assert steps.max() > 2 * steps[5]
    assert np.allclose(steps, steps[::-1])
    assert ease(3, 10) == [0, 0, 1]
