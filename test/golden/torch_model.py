"""The models of @heed/attention once more, in PyTorch and float64: values and gradients to compare with.

    python3 test/golden/torch_model.py && npx prettier --write test/golden/torch_model.json

It shares nothing with the library but the equations. Recurrence, padding, several heads and losses are
PyTorch's own (nn.GRU, nn.LSTM and nn.RNN over packed sequences, nn.GRUCell and its kin,
nn.MultiheadAttention, F.cross_entropy); what PyTorch lacks is written out below. Parameters are
stored under the library's paths and in its orientation, (inputs, outputs): the transpose of PyTorch's.
The columns of gates are r, z, n and i, f, g, o in both.

All given numbers are multiples of 1/64, so float32 and float64 hold the same ones.

B batch, S source length, T target length, E embedding, H decoder state, H' units of each direction of
the encoder, M encoder state, A alignment size, F features of the readout, V vocabulary.
"""

import json
import re
from pathlib import Path
from zlib import crc32

import torch
from torch import nn
from torch.nn import functional as F
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence, pad_sequence

torch.set_default_dtype(torch.float64)

PADDING, START, END = 0, 1, 2

# Bahdanau 2015. More source words than B · S and fewer target words than B · T; all widths differ.
USUAL = {
    "cell": "gru",
    "layers": 1,
    "residual": False,
    "reading": "both",
    "start": "backward",
    "attention": "additive",
    "heads": 1,
    "window": "global",
    "reach": 10,
    "coverage": False,
    "order": "bahdanau",
    "readout": "linear",
    "tied": False,
    "embedding": 3,
    "hidden": 4,
    "encoderHidden": 5,
    "alignment": 2,
    "longestSource": 5,
    "sourceVocabulary": 16,
    "targetVocabulary": 8,
}

# What differs from it: the configuration, and what is added to the loss.
CASES = {
    "Bahdanau 2015, linear readout": ({}, {}),
    "the same with two layers": ({"layers": 2}, {}),
    "Cho 2014": ({"attention": "cho"}, {}),
    "Bahdanau 2015": ({"cell": "gruResetBefore", "readout": "maxout"}, {}),
    "Luong 2015": (
        {
            "cell": "lstm",
            "layers": 2,
            "reading": "forward",
            "start": "copy",
            "attention": "general",
            "order": "luong-feeding",
            "readout": "attentional",
            "tied": True,
            "encoderHidden": 4,
        },
        {"labelSmoothing": 0.125},
    ),
    "Luong 2015, local, without feeding": (
        {
            "cell": "lstm",
            "start": "bridge",
            "attention": "dot",
            "window": "local-p",
            "reach": 1,
            "order": "luong",
            "readout": "attentional",
            "encoderHidden": 2,
        },
        {},
    ),
    "Bahdanau 2015 with coverage": ({"coverage": True}, {"coverage": 0.5}),
    "Sutskever 2014": (
        {
            "cell": "lstm",
            "layers": 2,
            "reading": "backward",
            "start": "copy",
            "attention": "sutskever",
            "order": "luong",
            "readout": "attentional",
            "encoderHidden": 4,
        },
        {},
    ),
    "two additive heads": ({"heads": 2, "encoderHidden": 3, "start": "learned"}, {}),
    "two heads of scaled dots": (
        {"attention": "scaled-dot", "heads": 2, "order": "luong", "encoderHidden": 2},
        {},
    ),
    "residual layers": (
        {"cell": "rnn", "layers": 2, "residual": True, "start": "zero", "encoderHidden": 2},
        {},
    ),
}


def matrix(*shape):
    return nn.Parameter(torch.empty(*shape))


def apart(x, y):
    """No two numbers so close that a rounding would say which is larger."""
    assert (x - y).abs().min() > 1e-3


# Cells


class ResetBeforeGruCell(nn.Module):
    """ŝ = tanh(W x + b + U (r ∘ s) + b_u), s' = (1−z) ∘ s + z ∘ ŝ. Cho et al. 2014, Eqs. 5–8."""

    def __init__(self, inputs, units):
        super().__init__()
        self.input = nn.Linear(inputs, 3 * units)
        self.recurrent = nn.Linear(units, 3 * units)

    def forward(self, x, s):
        x_r, x_z, x_n = self.input(x).chunk(3, 1)
        (U_r, U_z, U_n), (b_r, b_z, b_n) = self.recurrent.weight.chunk(3), self.recurrent.bias.chunk(3)
        r = torch.sigmoid(x_r + F.linear(s, U_r, b_r))
        z = torch.sigmoid(x_z + F.linear(s, U_z, b_z))
        candidate = torch.tanh(x_n + F.linear(r * s, U_n, b_n))
        return (1 - z) * s + z * candidate


CELLS = {
    "rnn": nn.RNNCell,
    "gru": nn.GRUCell,
    "gruResetBefore": ResetBeforeGruCell,
    "lstm": nn.LSTMCell,
}
SEQUENCES = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}


# Encoders give the states (B, S, M) and what each layer and direction ends with, h and an LSTM's c:
# (layers, directions, B, H') each.


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
        return states, torch.cat(h), None if None in c else torch.cat(c)


class ResetBeforeEncoder(nn.Module):
    """One bidirectional layer, which reads each source alone, as long as it is."""

    def __init__(self, config):
        super().__init__()
        self.units = config["encoderHidden"]
        cell = lambda: ResetBeforeGruCell(config["embedding"], self.units)
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
    if config["cell"] == "gruResetBefore":
        return ResetBeforeEncoder(config)
    return ResidualEncoder(config) if config["residual"] else PackedEncoder(config)


def states_width(config):
    """M"""
    return config["encoderHidden"] * (2 if config["reading"] == "both" else 1)


# Starts give the decoder's first state of each layer: of an LSTM h and c, else h alone.


class Backward(nn.Module):
    """s_0 = tanh(W_s ←h_1 + b). Bahdanau 2015, A.2.2."""

    def __init__(self, config, M):
        super().__init__()
        units, H = config["encoderHidden"], config["hidden"]
        self.layers = nn.ModuleList(nn.Linear(units, H) for _ in range(config["layers"]))

    def forward(self, h, c):
        return [torch.tanh(layer(end[-1])) for layer, end in zip(self.layers, h)]


class Bridge(nn.Module):
    """s_0 = tanh(W [→h_S; ←h_1] + b); an LSTM's c_0 likewise."""

    def __init__(self, config, M):
        super().__init__()
        bridge = lambda: nn.Linear(M, config["hidden"])
        self.layers = nn.ModuleList(
            nn.ModuleDict({"h": bridge(), "c": bridge()}) for _ in range(config["layers"])
        )

    def forward(self, h, c):
        return [
            (torch.tanh(layer["h"](h)), torch.tanh(layer["c"](c)))
            for layer, h, c in zip(self.layers, side_by_side(h), side_by_side(c))
        ]


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


STARTS = {"backward": Backward, "bridge": Bridge, "copy": Copy, "learned": Learned, "zero": Zero}


# Scores (B, S) of a state s (B, H) and encoder states h (B, S, M).


class Additive(nn.Module):
    """e_j = vᵀ tanh(W s + b + U h_j). Bahdanau 2015, A.1.2. With coverage + w cov_j: See et al. 2017."""

    def __init__(self, H, M, A):
        super().__init__()
        self.query, self.keys, self.energy = nn.Linear(H, A), matrix(M, A), matrix(A)

    def forward(self, s, h, covered=0):
        return torch.tanh(self.query(s).unsqueeze(1) + h @ self.keys + covered) @ self.energy


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


SCORES = {"additive": Additive, "general": General, "dot": Dot}


# Attention gives c_t and a_t, from a state s (B, H) and the coverage (B, S).


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


# Readouts give features (B, F) of the word before (B, E), the state (B, H) and the context (B, M).


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


READOUTS = {"linear": LinearReadout, "maxout": Maxout, "attentional": Attentional}


# The model


class Source:
    """What a decoder sees of a source: states (B, S, M), words (B), which are words, [→h_S; ←h_1]."""

    def __init__(self, states, lengths, ends):
        self.states, self.lengths, self.ends = states, lengths, ends
        self.mask = torch.arange(states.shape[1]) < lengths.unsqueeze(1)

    def with_states(self, states):
        return Source(states, self.lengths, self.ends)


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

    def forward(self, words, source, state):
        """Logits (B, T, V), attention weights (B, T, S) and the coverage before each step (B, T, S)."""
        said = said_by(state[-1])
        coverage = torch.zeros(source.mask.shape)
        fed = torch.zeros(len(words), self.readout.width)
        logits, attended, covered = [], [], []
        for word in words.unbind(1):
            if self.order == "bahdanau":
                context, weights = self.attention(said, source, coverage)
                state, said = self.advance(torch.cat([word, context], 1), state)
            elif self.order == "luong":
                state, said = self.advance(word, state)
                context, weights = self.attention(said, source, coverage)
            else:  # input feeding
                state, said = self.advance(torch.cat([word, fed], 1), state)
                context, weights = self.attention(said, source, coverage)
            fed = self.readout(word, said, context)
            logits.append(self.output(fed))
            if weights is not None:
                attended.append(weights)
                covered.append(coverage)
                coverage = coverage + weights
        over_time = lambda steps: torch.stack(steps, 1) if steps else None
        return over_time(logits), over_time(attended), over_time(covered)

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
        if config["tied"]:
            self.decoder.output.weight = self.target_embedding.weight

    def forward(self, ids, lengths, decoder_input):
        states, h, c = self.encoder(self.source_embedding(ids), lengths)
        source = Source(states, lengths, side_by_side(h)[-1])
        return self.decoder(self.target_embedding(decoder_input), source, self.decoder.start(h, c))


def exported(model, config, of=lambda parameter: parameter):
    """`of` each parameter, under the library's path and in its orientation."""
    tree = {}
    for name, parameter in model.named_parameters():
        owner = model.get_submodule(name.rpartition(".")[0])
        x = of(parameter)
        if isinstance(owner, nn.MultiheadAttention):
            tree |= exported_heads(x, owner.num_heads)
            continue
        transposed = isinstance(owner, (nn.Linear, nn.RNNBase, nn.RNNCellBase)) and x.dim() == 2
        tree[path_of(name, config["reading"])] = x.T if transposed else x
    return tree


def exported_heads(rows, n):
    """W^Q, W^K and W^V stand below each other, and in each of them those of the heads."""
    return {
        f"decoder.attention.heads.{head}.{part}": block.T
        for part, all_heads in zip(("queries", "keys", "values"), rows.chunk(3))
        for head, block in enumerate(all_heads.chunk(n))
    }


def path_of(name, reading):
    sequence = re.fullmatch(
        r"encoder\.(?:layers\.(\d)\.)?sequence\.(\w+_[ih]h)_l(\d)(_reverse)?", name
    )
    if sequence:  # nn.GRU names its parameters weight_ih_l0_reverse, …
        apart, part, layer, is_reverse = sequence.groups()
        layer = apart or layer
        direction = "backward" if is_reverse or reading == "backward" else "forward"
        name = f"encoder.{layer}.{direction}.{part}"
    for pattern, path in (
        (r"(source|target)_embedding\.weight", r"\1Embedding"),
        (r"encoder\.rightward", "encoder.0.forward"),
        (r"encoder\.leftward", "encoder.0.backward"),
        (r"(weight|bias)_ih", r"input.\1"),
        (r"(weight|bias)_hh", r"recurrent.\1"),
        (r"attention\.own\.out_proj\.weight", "attention.output"),
    ):
        name = re.sub(pattern, path, name)
    return name


# What is compared


def loss_of(said, batch, labelSmoothing=0.0, coverage=0.0):
    """The mean over target tokens of −log p, and λ Σ_j min(a_j, cov_j): See et al. 2017, Eqs. 12, 13."""
    logits, weights, covered = said
    targets = batch["decoderTarget"]
    loss = F.cross_entropy(
        logits.flatten(0, 1),
        targets.flatten(),
        ignore_index=PADDING,
        label_smoothing=labelSmoothing,
    )
    if coverage == 0:
        return loss
    is_word = (batch["source"] != PADDING).unsqueeze(1).expand(weights.shape)
    apart(weights[is_word], covered[is_word])
    again = torch.minimum(weights, covered).sum(2)
    return loss + coverage * again[targets != PADDING].mean()


def model_case(name, differences, objective, batch):
    torch.manual_seed(crc32(name.encode()))  # a new case changes no other
    config = USUAL | differences
    model = Seq2seq(config)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(draw(*parameter.shape))
    said = model(batch["source"], batch["sourceLengths"], batch["decoderInput"])
    loss = loss_of(said, batch, **objective)
    loss.backward()
    logits, weights, _ = said
    return {
        "config": config,
        "objective": objective,
        "parameters": exported(model, config),
        "logits": logits,
        "weights": weights,
        "loss": loss,
        "gradients": exported(model, config, lambda parameter: parameter.grad),
    }


def draw(*shape):
    """Multiples of 1/64 in ±1."""
    return (torch.empty(*shape).uniform_(-1, 1) * 64).round() / 64


def draw_batch():
    source_lengths, target_lengths = [5, 2, 4], [3, 4, 1]  # targets without their end
    words = padded(target_lengths, USUAL["targetVocabulary"])
    start = torch.full((len(words), 1), START)
    decoder_input = torch.cat([start, words], 1)
    decoder_target = torch.cat([words, torch.full_like(start, PADDING)], 1)
    decoder_target[range(len(words)), target_lengths] = END
    return {
        "source": padded(source_lengths, USUAL["sourceVocabulary"]),
        "sourceLengths": torch.tensor(source_lengths),
        "decoderInput": decoder_input,
        "decoderTarget": decoder_target,
        "targetLengths": torch.tensor(target_lengths) + 1,
    }


def padded(lengths, vocabulary):
    """Rows of words, none of them special, and padding."""
    ids = torch.randint(END + 2, vocabulary, (len(lengths), max(lengths)))
    return ids.masked_fill(torch.arange(max(lengths)) >= torch.tensor(lengths).unsqueeze(1), PADDING)


if __name__ == "__main__":
    torch.manual_seed(1)
    batch = draw_batch()
    golden = {
        "made": f"torch_model.py with PyTorch {torch.__version__}",
        "batch": batch,
        "models": {name: model_case(name, *case, batch) for name, case in CASES.items()},
    }
    file = Path(__file__).with_suffix(".json")
    file.write_text(json.dumps(golden, default=torch.Tensor.tolist) + "\n")
    print(f"{file.name}: {file.stat().st_size} bytes")
