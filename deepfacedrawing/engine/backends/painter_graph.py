"""The upper prior, which paints, as an OpenVINO graph.

The style is an input. It scales the weights of the pointwise convolutions, which are small, and not the tensors that
run through them: so one compiled graph paints in all appearances, and a new one costs nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import openvino as ov
from openvino import opset13 as op
from torch import Tensor, nn

from deepfacedrawing.engine.backends.layers import Node, apply, channels, constant, integers, leaky
from deepfacedrawing.engine.models.folded_prior import LEAST_VARIATION, haar_weights
from deepfacedrawing.engine.models.prior import (
    STYLE_DIM,
    ModulatedSeparableConv,
    StyleLayer,
    StylePrior,
)


def pointwise(x: Node, weights: Node, bias: Tensor | None = None) -> Node:
    """A 1×1 convolution."""
    x = op.convolution(x, weights, [1, 1], [0, 0], [0, 0], [1, 1])
    return x if bias is None else op.add(x, channels(bias))


@dataclass
class PainterGraph:
    """The upper prior: ``geometry`` (1, 512, 32, 32) and ``style`` (1, 512) to RGB, (1, 512, 512, 3) uint8; or a tile
    of it, (1, 512, S, S) to (1, 16·S, 16·S, 3).

    ``fixed``: further inputs and what they always are, for the whole face. As constants, the library would blow them
    up to the size of what they are added to.
    """

    fixed: list[tuple[Node, Tensor]] = field(default_factory=list)

    def build(self, prior: StylePrior, geometry_shape: tuple[int, ...]) -> ov.Model:
        """The graph; its inputs are the geometry, the style and the fixed ones, in this order."""
        geometry, style = (op.parameter(list(shape), np.float32) for shape in (geometry_shape, (1, STYLE_DIM)))
        x = geometry
        for layer in prior.layers:
            assert isinstance(layer, StyleLayer)
            x = self._layer(layer, x, style)
        x = pointwise(x, styled(constant(prior.rgb.weight), prior.rgb_modulation, style), prior.rgb.bias)
        inputs = [geometry, style, *(node for node, _ in self.fixed)]
        return ov.Model([pixels(x)], inputs, "painter")  # pyright: ignore[reportGeneralTypeIssues]

    def _layer(self, layer: StyleLayer, x: Node, style: Node) -> Node:
        haar = constant(haar_weights(layer.up_modulation.out_features)[..., None, None])
        x = op.depth_to_space(pointwise(x, styled(haar, layer.up_modulation, style)), "blocks_first", 2)
        return self._conv(layer.conv2, self._conv(layer.conv1, x, style), style)

    def _conv(self, conv: ModulatedSeparableConv, x: Node, style: Node) -> Node:
        """The style's scales go with the pointwise weights: scaling channels and convolving each of them commute."""
        bias, spread = conv.pointwise.bias, conv.spatial_bias
        assert bias is not None
        varies = spread.std() >= LEAST_VARIATION
        weights = styled(constant(conv.pointwise.weight), conv.modulation, style)
        x = pointwise(apply(conv.depthwise, x), weights, bias if varies else bias + spread.mean())
        if varies:
            fixed = op.parameter([1, 1, *x.get_output_shape(0)[2:]], np.float32)
            self.fixed.append((fixed, spread))
            x = op.add(x, fixed)
        return leaky(x)


def styled(weights: Node, modulation: nn.Linear, style: Node) -> Node:
    """Pointwise weights (C', C, 1, 1), each of their input channels scaled as the style says."""
    return op.multiply(weights, op.reshape(apply(modulation, style), integers(1, -1, 1, 1), False))


def pixels(x: Node) -> Node:
    """(1, 3, H, W) in about [-1, 1] to (1, H, W, 3) uint8."""
    x = op.clamp(op.transpose(x, integers(0, 2, 3, 1)), -1.0, 1.0)
    return op.convert(op.add(op.multiply(x, constant(127.5)), constant(128.0)), "u8")
