"""A pointer beside the vocabulary."""

import torch
from torch import nn
from torch.nn import functional as F


class Pointer(nn.Linear):
    """p(w) = g softmax(logits)_w + (1 − g) Σ_{j: x_j = w} a_j, g = σ(w_gᵀ t̃ + b_g).

    See et al. 2017, Eqs. 8 and 9. Gives log p, which is its own log-softmax.
    """

    def __init__(self, features):
        super().__init__(features, 1)

    def forward(self, features, logits, weights, words):
        g = torch.sigmoid(super().forward(features))
        generated = g * F.softmax(logits, 1)
        return torch.log(generated.scatter_add(1, words, (1 - g) * weights))
