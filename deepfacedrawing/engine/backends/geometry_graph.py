"""The mappers, the lower prior and the head, which lay out a face, as an OpenVINO graph."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import openvino as ov
from openvino import opset13 as op
from torch import Tensor, nn

from deepfacedrawing.engine.backends.layers import Node, apply, constant, integer, integers, leaky
from deepfacedrawing.engine.backends.painter_graph import pointwise
from deepfacedrawing.engine.models.folded_prior import haar_weights
from deepfacedrawing.engine.models.prior import STYLE_DIM, LayoutPrior, StyleLayer
from deepfacedrawing.engine.models.synthesis import GeometrySynthesis, RegionMappers, StyleMapper


def build_geometry(
    synthesis: GeometrySynthesis, map_shape: tuple[int, ...], latents_shape: tuple[int, ...]
) -> ov.Model:
    """``GeometrySynthesis`` for one face: the merged map and the latents (1, 5, D) to the geometry (1, 512, 32, 32)."""
    merged, latents = (op.parameter(list(shape), np.float32) for shape in (map_shape, latents_shape))
    layout = lay_out(synthesis, map_styles(synthesis.mapper, latents))
    mean, std = constant(synthesis.mean), constant(synthesis.std)
    standard = op.divide(op.subtract(layout, mean), std)
    head = synthesis.head
    correction = apply(head.body, op.add(apply(head.entry, merged), apply(head.context, standard)))
    return ov.Model([op.add(layout, op.multiply(correction, std))], [merged, latents], "geometry")  # pyright: ignore[reportGeneralTypeIssues]


def map_styles(mappers: RegionMappers, latents: Node) -> Node:
    """(1, 5, D) to the styles of the regions, (1, 5, 10, 512)."""
    styles = []
    for mapper, rows in zip(mappers.mappers, mappers.inputs, strict=True):
        assert isinstance(mapper, StyleMapper)
        seen = op.reshape(op.gather(latents, integers(*rows), integer(1)), integers(1, -1), False)
        shared = op.reshape(apply(mapper.linear, seen), integers(1, 1, STYLE_DIM), False)
        styles.append(op.add(shared, op.reshape(apply(mapper.body, seen), integers(1, -1, STYLE_DIM), False)))
    if mappers.eyes:
        left, right = mappers.eyes
        read = op.matmul(op.subtract(styles[right], styles[left]), constant(mappers.shared_read[:, None]), False, False)
        apart = op.multiply(read, constant(0.5 * mappers.shared_move))
        styles[left], styles[right] = op.add(styles[left], apart), op.subtract(styles[right], apart)
    return op.concat([op.unsqueeze(style, integers(1)) for style in styles], 1)


def lay_out(synthesis: GeometrySynthesis, styles: Node) -> Node:
    """The lower prior, each region of the canvas in its own styles; (1, 512, 32, 32) in the prior's own scale."""
    prior: LayoutPrior = synthesis.layout
    sizes = [name for name, _ in synthesis.named_buffers() if name.startswith("shares_")]
    shares = {int(name.removeprefix("shares_")): synthesis.get_buffer(name) for name in sizes}
    each = [op.gather(styles, integers(i), integer(2)) for i in range(styles.get_output_shape(0)[2])]
    first, *others = [op.squeeze(style, integers(2)) for style in each]
    start = modulated(constant(prior.first.constant), prior.first.modulation, first, shares)
    x = leaky(op.add(apply(prior.first.conv, start), constant(prior.first.spatial_bias)))
    for i, layer in enumerate(prior.layers):
        assert isinstance(layer, StyleLayer)
        up, one, two = others[3 * i : 3 * i + 3]
        haar = constant(haar_weights(layer.up_modulation.out_features)[..., None, None])
        x = op.depth_to_space(pointwise(modulated(x, layer.up_modulation, up, shares), haar), "blocks_first", 2)
        for conv, style in ((layer.conv1, one), (layer.conv2, two)):
            x = apply(conv.depthwise, modulated(x, conv.modulation, style, shares))
            x = leaky(op.add(apply(conv.pointwise, x), constant(conv.spatial_bias)))
    return x


def modulated(x: Node, modulation: nn.Linear, style: Node, shares: Mapping[int, Tensor]) -> Node:
    """``prior.modulate`` with the styles (1, 5, 512) of the regions."""
    size = x.get_output_shape(0)[-1]
    scale = op.matmul(apply(modulation, style), constant(shares[size].flatten(1)), True, False)
    return op.multiply(x, op.reshape(scale, integers(1, -1, size, size), False))
