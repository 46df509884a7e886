"""Attention gives c_t and a_t, from a state s (B, H), a source and the coverage (B, S)."""

import torch
from torch import nn
from torch.nn import functional as F

from .jumps import apart
from .parameters import matrix
from .scores import SCORES


class Source:
    """What a decoder sees of a source: states (B, S, M), words (B), which are words, [→h_S; ←h_1]."""

    def __init__(self, states, lengths, ends):
        self.states, self.lengths, self.ends = states, lengths, ends
        self.mask = torch.arange(states.shape[1]) < lengths.unsqueeze(1)

    def with_states(self, states):
        return Source(states, self.lengths, self.ends)


class LocalPredictive(nn.Module):
    """p_t = len · σ(v_pᵀ tanh(W_p s)). Luong 2015, Eq. 9."""

    def __init__(self, H, A):
        super().__init__()
        self.weight, self.energy = matrix(H, A), matrix(A, 1)

    def forward(self, s, lengths):
        return lengths.unsqueeze(1) * torch.sigmoid(torch.tanh(s @ self.weight) @ self.energy)


class SoftAttention(nn.Module):
    """a = softmax(e), c = Σ_j a_j h_j. Bahdanau 2015, A.1.2; local attention, Luong 2015, Eq. 10."""

    def __init__(self, config, H, M):
        super().__init__()
        A, self.reach = config["alignment"], config["reach"]
        self.score = SCORES[config["attention"]](H, M, A)
        self.window = LocalPredictive(H, A) if config["window"] == "local-p" else None
        if config["coverage"]:
            self.coverage = matrix(1, A)

    def forward(self, s, source, coverage):
        weights = self.weights(s, source, coverage)
        return torch.einsum("bs,bsm->bm", weights, source.states), weights

    def weights(self, s, source, coverage):
        covered = [coverage.unsqueeze(2) * self.coverage] if hasattr(self, "coverage") else []
        scores = self.score(s, source.states, *covered).masked_fill(~source.mask, -torch.inf)
        if self.window is None:
            return F.softmax(scores, 1)
        distances = torch.arange(scores.shape[1]) - self.window(s, source.lengths)
        apart(distances.abs(), self.reach)
        scores = scores.masked_fill(distances.abs() > self.reach, -torch.inf)
        return F.softmax(scores, 1) * torch.exp(-(distances**2) / (2 * (self.reach / 2) ** 2))


class Head(nn.Module):
    """attention(W^Q s, W^K h, W^V h). Vaswani 2017, §3.2.2."""

    def __init__(self, config, H, M, width):
        super().__init__()
        self.queries, self.keys, self.values = matrix(H, width), matrix(M, width), matrix(M, width)
        self.attention = SoftAttention(config, width, width)

    def forward(self, s, source, coverage):
        keys = source.with_states(source.states @ self.keys)
        weights = self.attention.weights(s @ self.queries, keys, coverage)
        return torch.einsum("bs,bsm->bm", weights, source.states @ self.values), weights


class MultiHead(nn.Module):
    """c = W^O [head_1; …; head_n]; what is shown of the weights is their mean. Vaswani 2017, §3.2.2."""

    def __init__(self, config, H, M):
        super().__init__()
        n = config["heads"]
        self.heads = nn.ModuleList(Head(config, H, M, M // n) for _ in range(n))
        self.output = matrix(M, M)

    def forward(self, s, source, coverage):
        contexts, weights = zip(*(head(s, source, coverage) for head in self.heads))
        return torch.cat(contexts, 1) @ self.output, torch.stack(weights).mean(0)


class ScaledDotHeads(nn.Module):
    """The same over scaled dots, which is PyTorch's own; it wants M = H."""

    def __init__(self, config, H, M):
        super().__init__()
        self.own = nn.MultiheadAttention(H, config["heads"], bias=False, batch_first=True)

    def forward(self, s, source, coverage):
        query, h = s.unsqueeze(1), source.states
        contexts, weights = self.own(query, h, h, key_padding_mask=~source.mask)
        return contexts.squeeze(1), weights.squeeze(1)


class Cho(nn.Module):
    """c = tanh(V [→h_S; ←h_1] + b), the same at every step. Cho et al. 2014, Eq. 12."""

    def __init__(self, config, H, M):
        super().__init__()
        self.summary = nn.Linear(M, M)

    def forward(self, s, source, coverage):
        return torch.tanh(self.summary(source.ends)), None


class Sutskever(nn.Module):
    """No context. Sutskever et al. 2014, §2."""

    def __init__(self, config, H, M):
        super().__init__()

    def forward(self, s, source, coverage):
        return s[:, :0], None


def attention_of(config, H, M):
    fixed = {"cho": Cho, "sutskever": Sutskever}
    if config["attention"] in fixed:
        return fixed[config["attention"]](config, H, M)
    if config["heads"] == 1:
        return SoftAttention(config, H, M)
    return (ScaledDotHeads if config["attention"] == "scaled-dot" else MultiHead)(config, H, M)
