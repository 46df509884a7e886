"""Readouts give features (B, F) of the word before (B, E), the state (B, H) and the context (B, M)."""

import torch
from torch import nn

from .jumps import apart
from .parameters import matrix


class LinearReadout(nn.Module):
    """t̃ = [E y; s; c]."""

    def __init__(self, E, H, M, features):
        super().__init__()
        self.width = E + H + M

    def forward(self, word, s, c):
        return torch.cat([word, s, c], 1)


class Maxout(nn.Module):
    """t̃ = max of pairs of (V_o E y + U_o s + C_o c + b). Bahdanau 2015, A.2.2, with s_t."""

    def __init__(self, E, H, M, features):
        super().__init__()
        self.width = features
        self.hidden = nn.Linear(E + H + M, 2 * features)

    def forward(self, word, s, c):
        sums = self.hidden(torch.cat([word, s, c], 1))
        apart(sums[:, 0::2], sums[:, 1::2])
        return torch.maximum(sums[:, 0::2], sums[:, 1::2])


class Attentional(nn.Module):
    """h̃ = tanh(W_c [c; s]). Luong 2015, Eq. 5."""

    def __init__(self, E, H, M, features):
        super().__init__()
        self.width = features
        self.weight = matrix(M + H, features)

    def forward(self, word, s, c):
        return torch.tanh(torch.cat([c, s], 1) @ self.weight)


class ContextGate(nn.Module):
    """t̃ = tanh((1 − z) ∘ W_s [E y; s] + z ∘ W_c c), z = σ(W_z [E y; s; c]), each with a bias.

    Tu et al. 2017, §3.
    """

    def __init__(self, E, H, M, features):
        super().__init__()
        self.width = features
        self.gate = nn.Linear(E + H + M, features)
        self.said, self.seen = nn.Linear(E + H, features), nn.Linear(M, features)

    def forward(self, word, s, c):
        z = torch.sigmoid(self.gate(torch.cat([word, s, c], 1)))
        return torch.tanh((1 - z) * self.said(torch.cat([word, s], 1)) + z * self.seen(c))


READOUTS = {
    "linear": LinearReadout,
    "maxout": Maxout,
    "attentional": Attentional,
    "context-gate": ContextGate,
}
