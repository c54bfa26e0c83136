"""Torch modules as OpenVINO graphs: one function a kind of layer, the weights as constants, the batch always one."""

from __future__ import annotations

from functools import singledispatch

import numpy as np
import openvino as ov
from numpy.typing import ArrayLike
from openvino import opset13 as op
from torch import Tensor, nn

from deepfacedrawing.engine.models.autoencoder import Decoder, Encoder
from deepfacedrawing.engine.models.blocks import ResidualBlock

Node = ov.Node


def constant(values: Tensor | ArrayLike) -> Node:
    """Weights, in float32 whatever they come in."""
    array = values.detach().float().cpu().numpy() if isinstance(values, Tensor) else values
    return op.constant(np.ascontiguousarray(array, np.float32))


def integers(*values: int) -> Node:
    """A list of sizes, axes or indices."""
    return op.constant(np.array(values, np.int64))


def integer(value: int) -> Node:
    """One axis."""
    return op.constant(np.int64(value))


def channels(values: Tensor) -> Node:
    """``(C,)`` to a constant that goes with ``(1, C, H, W)``."""
    return constant(values.reshape(1, -1, 1, 1))


@singledispatch
def apply(module: nn.Module, x: Node) -> Node:
    """What the module makes of ``x``, ``(1, …)``.

    Raises:
        ValueError: there is no function for this kind of module.
    """
    raise ValueError(f"expected a module that has an OpenVINO counterpart, got {type(module).__name__}")


@apply.register
def _(module: nn.Sequential, x: Node) -> Node:
    for part in module:
        x = apply(part, x)
    return x


@apply.register
def _(module: nn.Conv2d, x: Node) -> Node:
    (top, left), mode = (int(module.padding[0]), int(module.padding[1])), module.padding_mode
    if mode == "reflect":
        x = op.pad(x, integers(0, 0, top, left), integers(0, 0, top, left), "reflect")
        top = left = 0
    stride, padding, dilation = list(module.stride), [top, left], list(module.dilation)
    weight = module.weight
    if module.groups == 1:
        x = op.convolution(x, constant(weight), stride, padding, padding, dilation)
    else:
        grouped = constant(weight.reshape(module.groups, -1, *weight.shape[1:]))
        x = op.group_convolution(x, grouped, stride, padding, padding, dilation)
    return x if module.bias is None else op.add(x, channels(module.bias))


@apply.register
def _(module: nn.ConvTranspose2d, x: Node) -> Node:
    padding, over = [int(p) for p in module.padding], [int(p) for p in module.output_padding]
    x = op.convolution_backprop_data(
        x,
        constant(module.weight),
        strides=list(module.stride),
        pads_begin=padding,
        pads_end=padding,
        output_padding=over,
    )
    return x if module.bias is None else op.add(x, channels(module.bias))


@apply.register
def _(module: nn.Linear, x: Node) -> Node:
    x = op.matmul(x, constant(module.weight), False, True)
    return x if module.bias is None else op.add(x, constant(module.bias))


@apply.register
def _(module: nn.InstanceNorm2d, x: Node) -> Node:
    return normalise(module, x)


@apply.register
def _(module: nn.BatchNorm2d, x: Node) -> Node:
    if module.running_mean is None or module.running_var is None:
        return normalise(module, x)
    scale = module.weight / (module.running_var + module.eps).sqrt()
    return op.add(op.multiply(x, channels(scale)), channels(module.bias - module.running_mean * scale))


def normalise(module: nn.InstanceNorm2d | nn.BatchNorm2d, x: Node) -> Node:
    """By the statistics of the one picture."""
    x = op.mvn(x, integers(2, 3), True, module.eps, "inside_sqrt")
    return op.add(op.multiply(x, channels(module.weight)), channels(module.bias))


@apply.register
def _(module: nn.LayerNorm, x: Node) -> Node:
    x = op.mvn(x, integers(-1), True, module.eps, "inside_sqrt")
    return op.add(op.multiply(x, constant(module.weight)), constant(module.bias))


@apply.register
def _(module: nn.LeakyReLU, x: Node) -> Node:
    return leaky(x, module.negative_slope)


def leaky(x: Node, slope: float = 0.2) -> Node:
    """Leaky ReLU."""
    return op.prelu(x, constant([slope]))


@apply.register
def _(module: nn.ReLU, x: Node) -> Node:
    return op.relu(x)


@apply.register
def _(module: nn.GELU, x: Node) -> Node:
    return op.gelu(x, "erf")


@apply.register
def _(module: nn.Tanh, x: Node) -> Node:
    return op.tanh(x)


@apply.register
def _(module: nn.Identity, x: Node) -> Node:
    return x


@apply.register
def _(module: ResidualBlock, x: Node) -> Node:
    return op.add(x, apply(module.body, x))


@apply.register
def _(module: Encoder, x: Node) -> Node:
    return apply(module.linear, op.reshape(apply(module.body, x), integers(1, -1), False))


@apply.register
def _(module: Decoder, x: Node) -> Node:
    return apply(module.body, op.reshape(apply(module.linear, x), integers(1, *module.bottleneck), False))


def build_plain(module: nn.Module, shape: tuple[int, ...]) -> ov.Model:
    """An encoder or a decoder for one input of this shape."""
    x = op.parameter(list(shape), np.float32)
    return ov.Model([apply(module, x)], [x], type(module).__name__.lower())  # pyright: ignore[reportGeneralTypeIssues]
