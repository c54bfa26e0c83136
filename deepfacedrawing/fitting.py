"""What of a drawing's settings a model can do: drawings outlive the model that they were made with."""

from __future__ import annotations

from dataclasses import replace

from deepfacedrawing.rendering import DEFAULT_APPEARANCE, GROUPS, RendererInfo, RenderRequest, find_group


def fit_request(request: RenderRequest, info: RendererInfo) -> RenderRequest:
    """The request without what the model does not have: a group, an appearance, controls, pinned samples."""
    has_appearance = request.appearance in info.appearances or (
        isinstance(request.appearance, int) and info.appearances
    )
    return replace(
        request,
        group=request.group if find_group(request.group, info.groups) else GROUPS[0],
        appearance=request.appearance if has_appearance else DEFAULT_APPEARANCE,
        controls={name: value if name in info.controls else 0.0 for name, value in request.controls.items()},
        pins={name: pin for name, pin in request.pins.items() if isinstance(pin, bytes) or pin < info.bank_size},
        toward=None if request.toward is None else fit_request(request.toward, info),
    )


def find_left_out(asked: RenderRequest, fitting: RenderRequest) -> tuple[str, ...]:
    """The names of the settings that ``fit_request`` has changed."""
    names = ("group", "appearance", "controls", "pins")
    return tuple(name for name in names if getattr(asked, name) != getattr(fitting, name))
