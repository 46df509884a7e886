"""Golden values of the optimizers, from torch.optim, in float64: see README.md beside this file.

Each takes a few steps from the same parameters with the same gradients, clipped by their global norm;
each step's learning rate is another. The parameters after every step are kept. The plateau schedule is
here, too.
"""

import json
from pathlib import Path

import torch

torch.manual_seed(3)
torch.set_default_dtype(torch.float64)

STEPS, CLIP_NORM = 6, 2.0
SHAPES = [(3, 2), (4,)]
RATES = [0.1, 0.2, 0.3, 0.2, 0.1, 0.05]

OPTIMIZERS = {
    "sgd": ({}, lambda p: torch.optim.SGD(p, lr=1)),
    "momentum": ({"momentum": 0.8}, lambda p: torch.optim.SGD(p, lr=1, momentum=0.8)),
    "adam": (
        {"beta1": 0.8, "beta2": 0.95, "epsilon": 1e-3},
        lambda p: torch.optim.Adam(p, lr=1, betas=(0.8, 0.95), eps=1e-3),
    ),
    "adamw": (
        {"beta1": 0.8, "beta2": 0.95, "epsilon": 1e-3, "weightDecay": 0.1},
        lambda p: torch.optim.AdamW(p, lr=1, betas=(0.8, 0.95), eps=1e-3, weight_decay=0.1),
    ),
    "adadelta": (
        {"rho": 0.9, "epsilon": 1e-4},
        lambda p: torch.optim.Adadelta(p, lr=1, rho=0.9, eps=1e-4),
    ),
}


def tree(tensors):
    return [{"shape": list(t.shape), "data": t.flatten().tolist()} for t in tensors]


def steps(make, start, gradients):
    """The parameters after each step. clip_grad_norm_ adds 1e-6 to the norm, so it only measures."""
    parameters = [torch.nn.Parameter(p.clone()) for p in start]
    optimizer = make(parameters)
    after = []
    for rate, gradient in zip(RATES, gradients):
        optimizer.param_groups[0]["lr"] = rate
        for parameter, g in zip(parameters, gradient):
            parameter.grad = g.clone()
        norm = torch.nn.utils.clip_grad_norm_(parameters, torch.inf)
        for parameter in parameters:
            parameter.grad *= min(1, CLIP_NORM / norm)
        optimizer.step()
        after.append(tree(p.detach() for p in parameters))
    return after


def plateau_case(figures, factor, patience):
    """The rate after each figure. PyTorch cuts it when patience is *exceeded*; any gain counts here."""
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1)
    schedule = torch.optim.lr_scheduler.ReduceLROnPlateau(
        optimizer, factor=factor, patience=patience - 1, threshold=0, eps=0
    )
    rates = []
    for figure in figures:
        schedule.step(figure)
        rates.append(optimizer.param_groups[0]["lr"])
    return {"figures": figures, "factor": factor, "patience": patience, "rates": rates}


start = [torch.randn(*shape) for shape in SHAPES]
gradients = [[2 * scale * torch.randn(*shape) for shape in SHAPES] for scale in torch.rand(STEPS)]
figures = [round(x, 2) for x in (3 * torch.rand(40) + torch.linspace(3, 0, 40)).tolist()]
golden = {
    "clipNorm": CLIP_NORM,
    "rates": RATES,
    "start": tree(start),
    "gradients": [tree(gradient) for gradient in gradients],
    "optimizers": {
        name: {"settings": settings, "after": steps(make, start, gradients)}
        for name, (settings, make) in OPTIMIZERS.items()
    },
    "plateau": [plateau_case(figures, 0.5, patience) for patience in (1, 2, 5)],
}
file = Path(__file__).with_suffix(".json")
file.write_text(json.dumps(golden) + "\n")
print(f"{file.name}: {file.stat().st_size} bytes")
