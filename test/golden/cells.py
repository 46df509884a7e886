"""The recurrent cells of @heed/attention once more, in PyTorch and float64: one step of each, and the
gradients of a weighted sum of what it gives, by all that it was given.

    python3 test/golden/cells.py && npx prettier --write test/golden/cells.json

nn.RNNCell, nn.GRUCell and nn.LSTMCell are PyTorch's own; the others are written out from the papers.
Everything is stored under the library's paths and in its orientation, (inputs, outputs), which is the
transpose of PyTorch's; columns stand in the order r, z, n or i, f, g, o in both. All given numbers are
multiples of 1/64, so float32 and float64 hold the same ones.

B batch, E inputs, H units.
"""

import json
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F
from torch.nn.utils.stateless import functional_call

torch.set_default_dtype(torch.float64)

B, E, H = 3, 4, 5


def own(kind):
    """A step of one of PyTorch's own cells."""

    def step(x, state, p):
        weights = {
            "weight_ih": p["input.weight"].T,
            "bias_ih": p["input.bias"],
            "weight_hh": p["recurrent.weight"].T,
            "bias_hh": p["recurrent.bias"],
        }
        return functional_call(kind(E, H), weights, (x, state))

    return step


def gru_reset_before(x, s, p):
    """Cho et al. 2014, Eqs. 5–8."""
    x_r, x_z, x_n = (x @ p["input.weight"] + p["input.bias"]).chunk(3, 1)
    (u_r, u_z, u_n), (b_r, b_z, b_n) = p["recurrent.weight"].chunk(3, 1), p["recurrent.bias"].chunk(3)
    r = torch.sigmoid(x_r + s @ u_r + b_r)
    z = torch.sigmoid(x_z + s @ u_z + b_z)
    candidate = torch.tanh(x_n + (r * s) @ u_n + b_n)
    return (1 - z) * s + z * candidate


def norm(a, gain, bias):
    return F.layer_norm(a, a.shape[-1:], gain, bias)


def layer_norm_rnn(x, s, p):
    """Ba, Kiros & Hinton 2016, Eq. 4."""
    a = x @ p["input.weight"] + p["input.bias"] + s @ p["recurrent.weight"]
    return torch.tanh(norm(a, p["gain"], p["recurrent.bias"]))


def layer_norm_gru(x, s, p):
    """Ba, Kiros & Hinton 2016, Eqs. 26–28, with z in the role that it has in their code."""
    H = s.shape[1]
    x_rz, x_n = (x @ p["input.weight"] + p["input.bias"]).split([2 * H, H], 1)
    u_rz, u_n = (s @ p["recurrent.weight"]).split([2 * H, H], 1)
    gain_x, bias_x = p["inputNorm.gain"], p["inputNorm.bias"]
    gain_u, bias_u = p["recurrentGain"], p["recurrent.bias"]
    rz = norm(x_rz, gain_x[: 2 * H], bias_x[: 2 * H]) + norm(u_rz, gain_u[: 2 * H], bias_u[: 2 * H])
    r, z = torch.sigmoid(rz).chunk(2, 1)
    share_x = norm(x_n, gain_x[2 * H :], bias_x[2 * H :])
    share_u = norm(u_n, gain_u[2 * H :], bias_u[2 * H :])
    return (1 - z) * torch.tanh(share_x + r * share_u) + z * s


def layer_norm_lstm(x, state, p):
    """Ba, Kiros & Hinton 2016, Eqs. 20–22."""
    h, c = state
    share_x = norm(
        x @ p["input.weight"] + p["input.bias"], p["inputNorm.gain"], p["inputNorm.bias"]
    )
    share_u = norm(h @ p["recurrent.weight"], p["recurrentGain"], p["recurrent.bias"])
    i, f, g, o = (share_x + share_u).chunk(4, 1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    read = norm(c, p["memoryNorm.gain"], p["memoryNorm.bias"])
    return torch.sigmoid(o) * torch.tanh(read), c


def draw(*shape):
    """Multiples of 1/64 in ±1."""
    return (torch.empty(*shape).uniform_(-1, 1) * 64).round() / 64


def draw_cell(gates):
    return {
        "input.weight": draw(E, gates * H),
        "input.bias": draw(gates * H),
        "recurrent.weight": draw(H, gates * H),
        "recurrent.bias": draw(gates * H),
    }


def draw_norms(gates):
    return {
        "inputNorm.gain": draw(gates * H),
        "inputNorm.bias": draw(gates * H),
        "recurrentGain": draw(gates * H),
    }


def case(step, parameters, memory=False):
    """What a step gives, and the gradients of Σ ⟨next, cotangent⟩ by all that it was given."""
    x, h, c = draw(B, E), draw(B, H), draw(B, H)
    given = {"x": x, "state.h": h, **({"state.c": c} if memory else {})}
    given |= {f"parameters.{path}": weight for path, weight in parameters.items()}
    for leaf in given.values():
        leaf.requires_grad_()
    after = dict(zip("hc", step(x, (h, c), parameters) if memory else [step(x, h, parameters)]))
    cotangents = {name: draw(B, H) for name in after}
    total = sum((after[name] * cotangents[name]).sum() for name in after)
    gradients = torch.autograd.grad(total, list(given.values()))
    return {
        "given": given,
        "next": after,
        "cotangents": cotangents,
        "gradients": dict(zip(given, gradients)),
    }


if __name__ == "__main__":
    torch.manual_seed(1)
    golden = {
        "made": f"cells.py with PyTorch {torch.__version__}",
        "sizes": {"B": B, "E": E, "H": H},
        "cells": {
            "rnn": case(own(nn.RNNCell), draw_cell(1)),
            "gru": case(own(nn.GRUCell), draw_cell(3)),
            "gru-reset-before": case(gru_reset_before, draw_cell(3)),
            "lstm": case(own(nn.LSTMCell), draw_cell(4), memory=True),
            "layer-norm-rnn": case(layer_norm_rnn, {**draw_cell(1), "gain": draw(H)}),
            "layer-norm-gru": case(layer_norm_gru, {**draw_cell(3), **draw_norms(3)}),
            "layer-norm-lstm": case(
                layer_norm_lstm,
                {
                    **draw_cell(4),
                    **draw_norms(4),
                    "memoryNorm.gain": draw(H),
                    "memoryNorm.bias": draw(H),
                },
                memory=True,
            ),
        },
    }
    file = Path(__file__).with_suffix(".json")
    file.write_text(json.dumps(golden, default=torch.Tensor.tolist) + "\n")
    print(f"{file.name}: {file.stat().st_size} bytes")
