"""Greedy decoding (../src/workloads/decode) in PyTorch, as one writes it there: sources packed for
the encoder, one step of the decoder after the other until every answer has ended.

    python3 torchDecode.py --threads 2

The workload names a model's file, from which the sizes follow.
"""

import argparse
import time

from contender import answer, memory
from safetensors import read_safetensors

PADDING, START, END = 0, 1, 2
BETWEEN = -1  # stands after each answer in a check

parser = argparse.ArgumentParser()
parser.add_argument("--threads", type=int, default=1)
threads = parser.parse_args().threads


def prepare(workload):
    import torch
    from torch import nn
    from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence, pad_sequence

    torch.set_num_threads(threads)
    torch.set_grad_enabled(False)
    stored = {
        name: torch.frombuffer(data, dtype=torch.float32).reshape(shape)
        for name, (_, shape, data) in read_safetensors(workload["model"]).items()
    }
    _, baseline = memory()

    # Weights of linear maps are (outputs, inputs) in PyTorch, those of embeddings as in the file.
    def embedding(name):
        return nn.Embedding.from_pretrained(stored[name])

    def linear(name, weight=".weight"):
        weight = stored[name + weight].t().contiguous()
        bias = stored.get(f"{name}.bias")
        module = nn.Linear(*reversed(weight.shape), bias=bias is not None)
        module.weight.copy_(weight)
        if bias is not None:
            module.bias.copy_(bias)
        return module

    def fill(module, name, end=""):
        for side, letters in (("input", "ih"), ("recurrent", "hh")):
            for part in ("weight", "bias"):
                values = stored[f"{name}.{side}.{part}"].t()
                getattr(module, f"{part}_{letters}{end}").copy_(values)

    E, H = stored["sourceEmbedding"].shape[1], stored["encoder.0.forward.recurrent.weight"].shape[0]
    decoder_inputs, D = (stored[f"decoder.layers.0.{s}.weight"].shape[0] for s in ("input", "recurrent"))
    source_words, target_words = embedding("sourceEmbedding"), embedding("targetEmbedding")
    encoder = nn.GRU(E, H, bidirectional=True, batch_first=True)
    fill(encoder, "encoder.0.forward", "_l0")
    fill(encoder, "encoder.0.backward", "_l0_reverse")
    cell = nn.GRUCell(decoder_inputs, D)
    fill(cell, "decoder.layers.0")
    first_state = linear("decoder.start.layers.0")
    keys_of = linear("decoder.attention.score", ".keys")
    query_of = linear("decoder.attention.score.query")
    energy = stored["decoder.attention.score.energy"]
    readout = linear("decoder.output")
    longest = workload["maxLength"]

    def greedy(sources):
        """The answers of a batch, without start and end."""
        lengths = torch.tensor([len(source) for source in sources])
        ids = pad_sequence(sources, batch_first=True, padding_value=PADDING)
        packed = pack_padded_sequence(source_words(ids), lengths, True, enforce_sorted=False)
        states, last = encoder(packed)
        states, _ = pad_packed_sequence(states, batch_first=True)
        keys = keys_of(states)
        is_padding = torch.arange(ids.shape[1]) >= lengths.unsqueeze(1)
        state = torch.tanh(first_state(last[1]))
        word = torch.full((len(sources),), START)
        ended = torch.zeros(len(sources), dtype=torch.bool)
        said = []
        # The step after the longest answer only hears who would have ended there.
        for _ in range(longest + 1):
            embedded = target_words(word)
            energies = torch.tanh(keys + query_of(state).unsqueeze(1)) @ energy
            weights = torch.softmax(energies.masked_fill(is_padding, float("-inf")), -1)
            context = torch.bmm(weights.unsqueeze(1), states).squeeze(1)
            state = cell(torch.cat([embedded, context], -1), state)
            logits = readout(torch.cat([embedded, state, context], -1))
            logits[:, [PADDING, START]] = float("-inf")
            word = logits.argmax(-1)
            ended |= word == END
            said.append(word.masked_fill(ended, END))
            if ended.all():
                break
        answers = torch.stack(said, 1)[:, :longest].tolist()
        return [[word for word in words if word != END] for words in answers]

    sources = [torch.tensor(source) for source in workload["sources"]]
    size = workload["batch"]
    batches = [sources[i : i + size] for i in range(0, len(sources) - size + 1, size)]
    turn = 0

    def step():
        nonlocal turn
        found = greedy(batches[turn % len(batches)])
        turn += 1
        return found

    began = time.perf_counter()
    step()
    first_ms = 1e3 * (time.perf_counter() - began)
    checked = []
    for batch in batches:
        if len(checked) >= workload["checked"]:
            break
        checked += greedy(batch)
    said = {
        "ok": True,
        "ran": {"backend": f"torch {torch.__version__}", "executor": "cpu"},
        "threads": torch.get_num_threads(),
        "compileMs": 0,
        "firstMs": first_ms,
        "check": [id for words in checked[: workload["checked"]] for id in [*words, BETWEEN]],
    }
    return said, step, baseline


answer(prepare)
