"""Windows give which places (B, S) a step t may see, and how they fade. D is their reach."""

import torch
from torch import nn

from .jumps import apart
from .parameters import matrix


class Global(nn.Module):
    """All words."""

    def __init__(self, config, H):
        super().__init__()

    def forward(self, s, source, t):
        return source.mask, 1


class LocalMonotonic(nn.Module):
    """|j − p_t| ≤ D, p_t = t, at most the last word. Luong 2015, §3.2."""

    def __init__(self, config, H):
        super().__init__()
        self.reach = config["reach"]

    def forward(self, s, source, t):
        last = source.lengths - 1
        return distances(last.clamp(max=t).unsqueeze(1), source).abs() <= self.reach, 1


class LocalPredictive(nn.Module):
    """|j − p_t| ≤ D, exp(−(j − p_t)² / 2σ²), σ = D / 2, p_t = len · σ(v_pᵀ tanh(W_p s)).

    Luong 2015, Eqs. 9 and 10.
    """

    def __init__(self, config, H):
        super().__init__()
        self.reach, A = config["reach"], config["alignment"]
        self.weight, self.energy = matrix(H, A), matrix(A, 1)

    def forward(self, s, source, t):
        share = torch.sigmoid(torch.tanh(s @ self.weight) @ self.energy)
        away = distances(source.lengths.unsqueeze(1) * share, source)
        apart(away.abs(), self.reach)
        fading = torch.exp(-(away**2) / (2 * (self.reach / 2) ** 2))
        return away.abs() <= self.reach, fading


def distances(middles, source):
    """j − p, (B, S), from the middles p (B, 1)."""
    return torch.arange(source.mask.shape[1]) - middles


WINDOWS = {"global": Global, "local-m": LocalMonotonic, "local-p": LocalPredictive}
