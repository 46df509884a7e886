"""The reference step of ../referenceStep.ts in PyTorch; prints one JSON object.

    python3 torch_step.py [threads]
"""

import json
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

V, E, H, A, B, S, T = 64, 128, 256, 256, 64, 16, 16


class Model(nn.Module):
    def __init__(self):
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
        for t in range(T):
            energies = torch.tanh(keys + self.query(state).unsqueeze(1))
            weights = torch.softmax(self.energy(energies).squeeze(-1), -1)
            context = torch.bmm(weights.unsqueeze(1), states).squeeze(1)
            state = self.cell(torch.cat([words[:, t], context], -1), state)
            seen.append(torch.cat([words[:, t], state, context], -1))
        return self.readout(torch.stack(seen, 1))


def main():
    torch.set_num_threads(int(sys.argv[1]) if len(sys.argv) > 1 else 2)
    torch.manual_seed(1)
    model = Model()
    adam = torch.optim.Adam(model.parameters(), 1e-3)
    source = torch.randint(0, V, (B, S))
    target = torch.randint(0, V, (B, T + 1))

    def step():
        adam.zero_grad(set_to_none=True)
        logits = model(source, target[:, :-1])
        loss = F.cross_entropy(logits.reshape(-1, V), target[:, 1:].reshape(-1))
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        adam.step()
        return loss.item()

    first = step()
    for _ in range(4):
        step()
    times = []
    for _ in range(20):
        began = time.perf_counter()
        step()
        times.append(time.perf_counter() - began)
    times.sort()
    parameters = sum(p.numel() for p in model.parameters())
    print(
        json.dumps(
            {
                "torch": torch.__version__,
                "threads": torch.get_num_threads(),
                "parameters": parameters,
                "ms": 1e3 * times[len(times) // 2],
                "loss": first,
            }
        )
    )


if __name__ == "__main__":
    main()
