"""The reference step (../src/workloads/step/referenceStep.ts) in PyTorch, as one writes it there.

    python3 torchStep.py --threads 2

The workload names a file of first weights and token ids, from which the sizes follow. A GRU has two
biases here as there, both zero at first and both trained.
"""

import argparse
import time

from contender import answer, memory
from safetensors import read_safetensors

parser = argparse.ArgumentParser()
parser.add_argument("--threads", type=int, default=1)
threads = parser.parse_args().threads


def places(model):
    """Where each of the first weights belongs, by its name in the file."""
    linear = {
        "decoder.start": model.start,
        "decoder.attention.score.query": model.query,
        "decoder.output": model.readout,
    }
    gru = {
        "encoder.0.forward": (model.encoder, "_l0"),
        "encoder.0.backward": (model.encoder, "_l0_reverse"),
        "decoder.layers.0": (model.cell, ""),
    }
    return {
        "sourceEmbedding": model.source.weight,
        "targetEmbedding": model.target.weight,
        "decoder.attention.score.keys": model.keys.weight,
        "decoder.attention.score.energy": model.energy.weight,
        **{
            f"{name}.{part}": getattr(module, part)
            for name, module in linear.items()
            for part in ("weight", "bias")
        },
        **{
            f"{name}.{side}.{part}": getattr(module, f"{part}_{letters}{end}")
            for name, (module, end) in gru.items()
            for side, letters in (("input", "ih"), ("recurrent", "hh"))
            for part in ("weight", "bias")
        },
    }


def prepare(workload):
    import torch
    import torch.nn.functional as F
    from torch import nn

    class Model(nn.Module):
        def __init__(self, V, E, H, A):
            super().__init__()
            self.source = nn.Embedding(V, E)
            self.target = nn.Embedding(V, E)
            self.encoder = nn.GRU(E, H, bidirectional=True, batch_first=True)
            self.start = nn.Linear(2 * H, H)
            self.keys = nn.Linear(2 * H, A, bias=False)
            self.query = nn.Linear(H, A)
            self.energy = nn.Linear(A, 1, bias=False)
            self.cell = nn.GRUCell(E + 2 * H, H)
            self.readout = nn.Linear(E + 3 * H, V)

        def forward(self, source, previous):
            states, _ = self.encoder(self.source(source))
            state = torch.tanh(self.start(states[:, 0]))
            keys = self.keys(states)
            words = self.target(previous)
            seen = []
            for t in range(previous.shape[1]):
                energies = torch.tanh(keys + self.query(state).unsqueeze(1))
                weights = torch.softmax(self.energy(energies).squeeze(-1), -1)
                context = torch.bmm(weights.unsqueeze(1), states).squeeze(1)
                state = self.cell(torch.cat([words[:, t], context], -1), state)
                seen.append(torch.cat([words[:, t], state, context], -1))
            return self.readout(torch.stack(seen, 1))

    def load(entry):
        code, shape, data = entry
        dtype = torch.int32 if code == "I32" else torch.float32
        return torch.frombuffer(data, dtype=dtype).reshape(shape)

    torch.set_num_threads(threads)
    stored = {name: load(entry) for name, entry in read_safetensors(workload["start"]).items()}
    source, previous, targets = (stored.pop(name).long() for name in ("source", "previous", "targets"))
    _, baseline = memory()

    V, E = stored["sourceEmbedding"].shape
    H, A = stored["decoder.attention.score.query.weight"].shape
    model = Model(V, E, H, A)
    with torch.no_grad():
        for name, parameter in places(model).items():
            # Weights of linear maps are (outputs, inputs) in PyTorch, those of embeddings as here.
            first = stored.pop(name)
            parameter.copy_(first if "Embedding" in name else first.t().reshape(parameter.shape))
    if stored:
        raise ValueError(f"no place for {', '.join(stored)}")
    adam = torch.optim.Adam(model.parameters(), 1e-3)

    def step():
        adam.zero_grad(set_to_none=True)
        logits = model(source, previous)
        loss = F.cross_entropy(logits.reshape(-1, V), targets.reshape(-1))
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        adam.step()
        return loss.item()

    began = time.perf_counter()
    losses = [step()]
    first_ms = 1e3 * (time.perf_counter() - began)
    losses += [step() for _ in range(workload["losses"] - 1)]
    said = {
        "ok": True,
        "ran": {"backend": f"torch {torch.__version__}", "executor": "cpu"},
        "threads": torch.get_num_threads(),
        "compileMs": 0,
        "firstMs": first_ms,
        "check": losses,
        "parameters": sum(parameter.numel() for parameter in model.parameters()),
    }
    return said, step, baseline


answer(prepare)
