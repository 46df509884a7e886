"""Encoders give the states (B, S, M) and what each layer and direction ends with, h and an LSTM's c:
(layers, directions, B, H') each.
"""

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence, pad_sequence

from .cells import CELLS, SEQUENCES


class PackedEncoder(nn.Module):
    """PyTorch's own layers over packed sequences. To read backwards, it turns each source round."""

    def __init__(self, config):
        super().__init__()
        self.layers, self.reading = config["layers"], config["reading"]
        self.units = config["encoderHidden"]
        self.sequence = SEQUENCES[config["cell"]](
            config["embedding"],
            self.units,
            self.layers,
            batch_first=True,
            bidirectional=self.reading == "both",
        )

    def forward(self, words, lengths):
        if self.reading == "backward":
            words = turned(words, lengths)
        packed = pack_padded_sequence(words, lengths, batch_first=True, enforce_sorted=False)
        packed, ends = self.sequence(packed)
        states, _ = pad_packed_sequence(packed, batch_first=True)
        if self.reading == "backward":
            states = turned(states, lengths)
        h, c = ends if isinstance(ends, tuple) else (ends, None)
        by_direction = lambda x: x.view(self.layers, -1, len(words), self.units)
        return states, by_direction(h), None if c is None else by_direction(c)


def turned(x, lengths):
    """Each row's words from the last to the first; padding stays behind them."""
    rows = [row[:n].flip(0) for row, n in zip(x, lengths)]
    return pad_sequence(rows, batch_first=True)


class ResidualEncoder(nn.Module):
    """Each layer above the first adds what it reads to what it says. He et al. 2016."""

    def __init__(self, config):
        super().__init__()
        widths = [config["embedding"]] + [states_width(config)] * (config["layers"] - 1)
        self.layers = nn.ModuleList(
            PackedEncoder(config | {"layers": 1, "embedding": width}) for width in widths
        )

    def forward(self, words, lengths):
        first, *above = self.layers
        states, h, c = first(words, lengths)
        ends = [(h, c)]
        for layer in above:
            said, h, c = layer(states, lengths)
            states = said + states
            ends.append((h, c))
        h, c = zip(*ends)
        return states, torch.cat(h), None if c[0] is None else torch.cat(c)


class StepwiseEncoder(nn.Module):
    """One bidirectional layer of a cell that PyTorch has not: it reads each source alone."""

    def __init__(self, config):
        super().__init__()
        self.units = config["encoderHidden"]
        cell = lambda: CELLS[config["cell"]](config["embedding"], self.units)
        self.rightward, self.leftward = cell(), cell()

    def forward(self, words, lengths):
        states, ends = [], []
        for row, n in zip(words, lengths):
            rightward = self.read(self.rightward, row[:n])
            leftward = self.read(self.leftward, row[:n].flip(0))
            ends.append(torch.stack([rightward[-1], leftward[-1]]))
            states.append(torch.cat([rightward, leftward.flip(0)], 1))
        return pad_sequence(states, batch_first=True), torch.stack(ends, 1).unsqueeze(0), None

    def read(self, cell, words):
        s, states = torch.zeros(1, self.units), []
        for x in words:
            s = cell(x.unsqueeze(0), s)
            states.append(s)
        return torch.cat(states)


def encoder_of(config):
    if config["cell"] not in SEQUENCES:
        return StepwiseEncoder(config)
    return ResidualEncoder(config) if config["residual"] else PackedEncoder(config)


def states_width(config):
    """M"""
    return config["encoderHidden"] * (2 if config["reading"] == "both" else 1)
