"""Attention gives c_t and a_t, from a state s (B, H), a source and what is past."""

from dataclasses import dataclass, replace
from typing import NamedTuple, Optional

import torch
from torch import nn
from torch.nn import functional as F

from .parameters import matrix
from .scores import SCORES
from .windows import WINDOWS


@dataclass
class Source:
    """What a decoder sees of a source."""

    states: torch.Tensor  # (B, S, M)
    lengths: torch.Tensor  # how many words each has, (B)
    ends: torch.Tensor  # [→h_S; ←h_1], (B, M)
    in_target: Optional[torch.Tensor]  # its words' ids in the target vocabulary, (B, S), for a pointer

    @property
    def mask(self):
        return torch.arange(self.states.shape[1]) < self.lengths.unsqueeze(1)


class Past(NamedTuple):
    """How many steps were made, and Σ a over them (B, S)."""

    step: int
    coverage: torch.Tensor


class SoftAttention(nn.Module):
    """a = softmax(e), c = Σ_j a_j h_j. Bahdanau 2015, A.1.2. Windows: Luong 2015, §3."""

    def __init__(self, config, H, M):
        super().__init__()
        A = config["alignment"]
        self.score = SCORES[config["attention"]](H, M, A)
        self.window = WINDOWS[config["window"]](config, H)
        if config["coverage"]:
            self.coverage = matrix(1, A)

    def forward(self, s, source, past):
        weights = self.weights(s, source, past)
        return torch.einsum("bs,bsm->bm", weights, source.states), weights

    def weights(self, s, source, past):
        covered = [past.coverage.unsqueeze(2) * self.coverage] if hasattr(self, "coverage") else []
        inside, fading = self.window(s, source, past.step)
        scores = self.score(s, source.states, *covered)
        return F.softmax(scores.masked_fill(~(source.mask & inside), -torch.inf), 1) * fading


class Head(nn.Module):
    """attention(W^Q s, W^K h, W^V h). Vaswani 2017, §3.2.2."""

    def __init__(self, config, H, M, width):
        super().__init__()
        self.queries, self.keys, self.values = matrix(H, width), matrix(M, width), matrix(M, width)
        self.attention = SoftAttention(config, width, width)

    def forward(self, s, source, past):
        keys = replace(source, states=source.states @ self.keys)
        weights = self.attention.weights(s @ self.queries, keys, past)
        return torch.einsum("bs,bsm->bm", weights, source.states @ self.values), weights


class MultiHead(nn.Module):
    """c = W^O [head_1; …; head_n]; what is shown of the weights is their mean. Vaswani 2017, §3.2.2."""

    def __init__(self, config, H, M):
        super().__init__()
        n = config["heads"]
        self.heads = nn.ModuleList(Head(config, H, M, M // n) for _ in range(n))
        self.output = matrix(M, M)

    def forward(self, s, source, past):
        contexts, weights = zip(*(head(s, source, past) for head in self.heads))
        return torch.cat(contexts, 1) @ self.output, torch.stack(weights).mean(0)


class ScaledDotHeads(nn.Module):
    """The same over scaled dots, which is PyTorch's own; it wants M = H."""

    def __init__(self, config, H, M):
        super().__init__()
        self.own = nn.MultiheadAttention(H, config["heads"], bias=False, batch_first=True)

    def forward(self, s, source, past):
        query, h = s.unsqueeze(1), source.states
        contexts, weights = self.own(query, h, h, key_padding_mask=~source.mask)
        return contexts.squeeze(1), weights.squeeze(1)


class Cho(nn.Module):
    """c = tanh(V [→h_S; ←h_1] + b), the same at every step. Cho et al. 2014, Eq. 12."""

    def __init__(self, config, H, M):
        super().__init__()
        self.summary = nn.Linear(M, M)

    def forward(self, s, source, past):
        return torch.tanh(self.summary(source.ends)), None


class Sutskever(nn.Module):
    """No context. Sutskever et al. 2014, §2."""

    def __init__(self, config, H, M):
        super().__init__()

    def forward(self, s, source, past):
        return s[:, :0], None


def attention_of(config, H, M):
    fixed = {"cho": Cho, "sutskever": Sutskever}
    if config["attention"] in fixed:
        return fixed[config["attention"]](config, H, M)
    if config["heads"] == 1:
        return SoftAttention(config, H, M)
    return (ScaledDotHeads if config["attention"] == "scaled-dot" else MultiHead)(config, H, M)
