"""Scores (B, S) of a state s (B, H) and encoder states h (B, S, M)."""

import torch
from torch import nn

from .parameters import matrix

EPSILON = 1e-3  # of the cosine


class Additive(nn.Module):
    """e_j = vᵀ tanh(W s + b + U h_j). Bahdanau 2015, A.1.2. With coverage + w cov_j: See et al. 2017."""

    def __init__(self, H, M, A):
        super().__init__()
        self.query, self.keys, self.energy = nn.Linear(H, A), matrix(M, A), matrix(A)

    def forward(self, s, h, covered=0):
        return torch.tanh(self.query(s).unsqueeze(1) + h @ self.keys + covered) @ self.energy


class NormalizedAdditive(Additive):
    """e_j = g (v / ‖v‖)ᵀ tanh(W s + b + U h_j). Salimans & Kingma 2016, Eq. 2."""

    def __init__(self, H, M, A):
        super().__init__(H, M, A)
        self.length = matrix()

    def forward(self, s, h, covered=0):
        return self.length / self.energy.norm() * super().forward(s, h, covered)


class Cosine(nn.Module):
    """e_j = β sᵀ h_j / (‖s‖ ‖h_j‖), with ε² under each root. Graves 2014, Eqs. 5 and 6."""

    def __init__(self, H, M, A):
        super().__init__()
        self.strength = matrix()

    def forward(self, s, h):
        length = lambda x: torch.sqrt((x * x).sum(-1, keepdim=True) + EPSILON**2)
        return self.strength * torch.einsum("bh,bsh->bs", s / length(s), h / length(h))


class General(nn.Module):
    """e_j = sᵀ W h_j. Luong 2015, Eq. 8."""

    def __init__(self, H, M, A):
        super().__init__()
        self.weight = matrix(M, H)

    def forward(self, s, h):
        return torch.einsum("bh,mh,bsm->bs", s, self.weight, h)


class Dot(nn.Module):
    """e_j = sᵀ h_j. Luong 2015, Eq. 8."""

    def __init__(self, H, M, A):
        super().__init__()

    def forward(self, s, h):
        return torch.einsum("bh,bsh->bs", s, h)


SCORES = {
    "additive": Additive,
    "normalized-additive": NormalizedAdditive,
    "cosine": Cosine,
    "general": General,
    "dot": Dot,
}
