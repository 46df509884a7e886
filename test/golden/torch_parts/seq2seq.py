"""The whole model, put together from a configuration."""

import torch
from torch import nn

from .attention import Past, Source, attention_of
from .cells import CELLS
from .encoders import encoder_of, states_width
from .pointer import Pointer
from .readouts import READOUTS
from .starts import STARTS, side_by_side


class Decoder(nn.Module):
    def __init__(self, config, M):
        super().__init__()
        E, H = config["embedding"], config["hidden"]
        self.order, self.residual = config["order"], config["residual"]
        context = 0 if config["attention"] == "sutskever" else M
        self.start = STARTS[config["start"]](config, M)
        self.attention = attention_of(config, H, M)
        self.readout = READOUTS[config["readout"]](E, H, context, E if config["tied"] else H)
        besides = {"bahdanau": context, "luong": 0, "luong-feeding": self.readout.width}[self.order]
        self.layers = nn.ModuleList(
            CELLS[config["cell"]](E + besides if l == 0 else H, H) for l in range(config["layers"])
        )
        self.output = nn.Linear(self.readout.width, config["targetVocabulary"])
        self.pointer = Pointer(self.readout.width) if config["pointer"] else None

    def forward(self, words, source, state):
        """Logits (B, T, V), attention weights (B, T, S) and the coverage before each step (B, T, S)."""
        said = said_by(state[-1])
        coverage = torch.zeros(source.mask.shape)
        fed = torch.zeros(len(words), self.readout.width)
        logits, attended, covered = [], [], []
        for t, word in enumerate(words.unbind(1)):
            past = Past(t, coverage)
            if self.order == "bahdanau":
                context, weights = self.attention(said, source, past)
                state, said = self.advance(torch.cat([word, context], 1), state)
            elif self.order == "luong":
                state, said = self.advance(word, state)
                context, weights = self.attention(said, source, past)
            else:  # input feeding
                state, said = self.advance(torch.cat([word, fed], 1), state)
                context, weights = self.attention(said, source, past)
            fed = self.readout(word, said, context)
            logits.append(self.say(fed, weights, source))
            if weights is not None:
                attended.append(weights)
                covered.append(coverage)
                coverage = coverage + weights
        over_time = lambda steps: torch.stack(steps, 1) if steps else None
        return over_time(logits), over_time(attended), over_time(covered)

    def say(self, features, weights, source):
        """Logits, or with a pointer log p: (B, V)."""
        logits = self.output(features)
        if self.pointer is None:
            return logits
        return self.pointer(features, logits, weights, source.in_target)

    def advance(self, below, state):
        """The state after, of each layer, and what the top one says."""
        after = []
        for layer, (cell, before) in enumerate(zip(self.layers, state)):
            after.append(cell(below, before))
            said = said_by(after[-1])
            below = said + below if self.residual and layer > 0 else said
        return after, below


def said_by(state):
    """h of an LSTM's h and c."""
    return state[0] if isinstance(state, tuple) else state


class Seq2seq(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.source_embedding = nn.Embedding(config["sourceVocabulary"], config["embedding"])
        self.encoder = encoder_of(config)
        self.target_embedding = nn.Embedding(config["targetVocabulary"], config["embedding"])
        self.decoder = Decoder(config, states_width(config))
        if config["pointer"]:
            self.in_target = torch.tensor(config["sourceInTarget"])
        if config["tied"]:
            self.decoder.output.weight = self.target_embedding.weight

    def forward(self, ids, lengths, decoder_input):
        states, h, c = self.encoder(self.source_embedding(ids), lengths)
        in_target = self.in_target[ids] if self.decoder.pointer else None
        source = Source(states, lengths, side_by_side(h)[-1], in_target)
        return self.decoder(self.target_embedding(decoder_input), source, self.decoder.start(h, c))
