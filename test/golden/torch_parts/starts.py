"""Starts give the decoder's first state of each layer: of an LSTM h and c, else h alone."""

import torch
from torch import nn

from .jumps import apart
from .parameters import matrix


class Backward(nn.Module):
    """s_0 = tanh(W_s ←h_1 + b). Bahdanau 2015, A.2.2."""

    def __init__(self, config, M):
        super().__init__()
        units, H = config["encoderHidden"], config["hidden"]
        self.layers = nn.ModuleList(nn.Linear(units, H) for _ in range(config["layers"]))

    def forward(self, h, c):
        return [torch.tanh(layer(end[-1])) for layer, end in zip(self.layers, h)]


class Bridge(nn.Module):
    """s_0 = φ(W [→h_S; ←h_1] + b), φ = tanh; an LSTM's c_0 likewise."""

    phi = staticmethod(torch.tanh)

    def __init__(self, config, M):
        super().__init__()
        bridge = lambda: nn.Linear(M, config["hidden"])
        self.layers = nn.ModuleList(
            nn.ModuleDict({"h": bridge(), "c": bridge()}) for _ in range(config["layers"])
        )

    def forward(self, h, c):
        return [
            (self.phi(layer["h"](h)), self.phi(layer["c"](c)))
            for layer, h, c in zip(self.layers, side_by_side(h), side_by_side(c))
        ]


class BridgeRelu(Bridge):
    """φ = relu. OpenNMT-py's bridge; See et al.'s reduced states."""

    @staticmethod
    def phi(x):
        apart(x, 0)
        return torch.relu(x)


class Copy(nn.Module):
    """s_0 = [→h_S; ←h_1]. Sutskever et al. 2014, §2."""

    def __init__(self, config, M):
        super().__init__()

    def forward(self, h, c):
        return list(zip(side_by_side(h), side_by_side(c)))


class Learned(nn.Module):
    """s_0 is a parameter."""

    def __init__(self, config, M):
        super().__init__()
        learned = lambda: nn.ParameterDict({"h": matrix(config["hidden"])})
        self.layers = nn.ModuleList(learned() for _ in range(config["layers"]))

    def forward(self, h, c):
        B = h.shape[2]
        return [layer["h"].expand(B, -1) for layer in self.layers]


class Zero(nn.Module):
    """s_0 = 0."""

    def __init__(self, config, M):
        super().__init__()
        self.units = config["hidden"]

    def forward(self, h, c):
        layers, _, B, _ = h.shape
        return list(torch.zeros(layers, B, self.units))


def side_by_side(ends):
    """[→h_S; ←h_1] of each layer: (B, M) each."""
    return [torch.cat(list(directions), 1) for directions in ends]


STARTS = {
    "backward": Backward,
    "bridge": Bridge,
    "bridge-relu": BridgeRelu,
    "copy": Copy,
    "learned": Learned,
    "zero": Zero,
}
