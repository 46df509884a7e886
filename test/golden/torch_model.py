"""The models of @heed/attention once more, in PyTorch and float64: values and gradients to compare with.

    python3 test/golden/torch_model.py && npx prettier --write test/golden/torch_model.json

It shares nothing with the library but the equations. Recurrence, padding, heads of scaled dots and
cross-entropy are PyTorch's own: nn.GRU, nn.LSTM and nn.RNN over packed sequences, nn.GRUCell and its
kin, nn.MultiheadAttention, F.cross_entropy. What PyTorch lacks is written out from the papers, in
torch_parts and, the cells, in cells.py. Parameters are stored under the library's paths and in its
orientation, (inputs, outputs): the transpose of PyTorch's. The columns of gates are r, z, n and
i, f, g, o in both.

All given numbers are multiples of 1/64, so float32 and float64 hold the same ones.

B batch, S source length, T target length, E embedding, H decoder state, H' units of each direction of
the encoder, M encoder state, A alignment size, F features of the readout, V vocabulary.
"""

import json
import re
import sys
from pathlib import Path
from zlib import crc32

import torch
from torch import nn
from torch.nn import functional as F

sys.dont_write_bytecode = True  # no __pycache__ among the sources

from torch_parts.jumps import apart
from torch_parts.seq2seq import Seq2seq

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
    "pointer": False,
    "embedding": 3,
    "hidden": 4,
    "encoderHidden": 5,
    "alignment": 2,
    "longestSource": 5,
    "sourceVocabulary": 16,
    "targetVocabulary": 8,
}

# See 2017 without coverage. Words 4, 5, 6 and 8 of the source are target words; the others are unknown.
POINTER = {
    "cell": "lstm",
    "start": "bridge-relu",
    "order": "luong",
    "pointer": True,
    "encoderHidden": 3,
    "sourceInTarget": [0, 1, 2, 3, 5, 6, 4, 3, 7] + 7 * [3],
}

# What differs from the usual: the configuration, and what is added to the loss.
CASES = {
    "Bahdanau 2015, linear readout": ({}, {}),
    "the same with two layers": ({"layers": 2}, {}),
    "Cho 2014": ({"attention": "cho"}, {}),
    "Bahdanau 2015": ({"cell": "gru-reset-before", "readout": "maxout"}, {}),
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
    "normalized scores, context gate, bridge of relu": (
        {
            "cell": "lstm",
            "start": "bridge-relu",
            "attention": "normalized-additive",
            "readout": "context-gate",
            "encoderHidden": 3,
        },
        {},
    ),
    "local cosines, normalized cells": (
        {
            "cell": "layer-norm-gru",
            "attention": "cosine",
            "window": "local-m",
            "reach": 1,
            "order": "luong",
            "hidden": 8,
            "encoderHidden": 4,
        },
        {},
    ),
    "See 2017, pointer alone": (POINTER, {}),
    "See 2017, pointer and coverage": (POINTER | {"coverage": True}, {"coverage": 1}),
}


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
    logits, weights, covered = said  # log p is its own log-softmax
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
    return (torch.empty(shape).uniform_(-1, 1) * 64).round() / 64


def draw_batch():
    source_lengths, target_lengths = [5, 2, 4], [3, 4, 1]  # targets without their end
    words = padded(target_lengths, USUAL["targetVocabulary"])
    source = padded(source_lengths, USUAL["sourceVocabulary"])
    source[0, 2] = source[0, 0]  # a word twice, for a pointer to count both
    start = torch.full((len(words), 1), START)
    decoder_input = torch.cat([start, words], 1)
    decoder_target = torch.cat([words, torch.full_like(start, PADDING)], 1)
    decoder_target[range(len(words)), target_lengths] = END
    return {
        "source": source,
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
