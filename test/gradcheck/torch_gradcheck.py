"""The functions of functions.ts in PyTorch, and what torch.autograd's gradient checks say of each case of
cases.json, with every option as documented: as it is, and with fast_mode=True.

    python3 test/gradcheck/torch_gradcheck.py && npx prettier --write test/gradcheck/torch_gradcheck.json

Each function is given its rules by name, as in functions.ts: `right`, and the wrong ones.
"""

import json
import math
import warnings
from pathlib import Path

import torch
from torch.autograd import Function, gradcheck, gradgradcheck
from torch.autograd.gradcheck import GradcheckError

folder = Path(__file__).parent


def ruled(forward, rule):
    """A function with a derivative of its own: rule(cotangent, *inputs) gives the gradients."""

    class Ruled(Function):
        @staticmethod
        def forward(ctx, *inputs):
            ctx.save_for_backward(*inputs)
            return forward(*inputs)

        @staticmethod
        def backward(ctx, cotangent):
            return rule(cotangent, *ctx.saved_tensors)

    return Ruled.apply


C = math.sqrt(2 / math.pi)
K = 0.044715


def gelu(rule):
    """A network of two layers, x W and v, with GELU between: Hendrycks & Gimpel 2016, by tanh."""

    def forward(x):
        return 0.5 * x * (1 + torch.tanh(C * (x + K * x**3)))

    def backward(factor, cube):
        def gradient(cotangent, x):
            t = torch.tanh(C * (x + K * x**3))
            return cotangent * (0.5 * (1 + t) + 0.5 * x * (1 - t**2) * factor * (1 + cube * x**2))

        return gradient

    act = ruled(
        forward,
        {
            "right": backward(C, 3 * K),
            "short": backward(C, 0),
            "rounded": backward(0.7978, 3 * K),
        }[rule],
    )
    return lambda x, w, v: act(x @ w) @ v


def leakyRelu(rule):
    """x, or x / 10 where it is negative."""

    def forward(x):
        return torch.where(x > 0, x, 0.1 * x)

    def right(cotangent, x):
        return cotangent * torch.where(x > 0, 1.0, 0.1)

    def flat(cotangent, x):
        return cotangent * torch.where(x > 0, 1.0, 0.0)

    def wild(cotangent, x):
        return cotangent * torch.where(x > 0, 1.0, torch.where(x < 0, 0.1, 7.0))

    return ruled(forward, {"right": right, "flat": flat, "wild": wild}[rule])


def swish(rule):
    """x σ(x), whose rule is a function with a rule of its own."""

    def slope(cotangent, x):
        s = torch.sigmoid(x)
        return cotangent * s * (1 + x * (1 - s))

    def second(count):
        def gradients(cotangent, dY, x):
            s = torch.sigmoid(x)
            bend = s * (1 - s) * (count + x * (1 - 2 * s))
            return cotangent * s * (1 + x * (1 - s)), cotangent * dY * bend

        return gradients

    backward = ruled(slope, second({"right": 2, "short": 1}[rule]))
    return ruled(lambda x: x * torch.sigmoid(x), backward)


def variance(rule):
    """E[x²] − E[x]² of each row."""

    def forward(x):
        return (x**2).mean(1) - x.mean(1) ** 2

    def backward(less):
        def gradient(cotangent, x):
            centred = x - x.mean(1, keepdim=True)
            return cotangent.unsqueeze(1) * 2 * centred / (x.shape[1] - less)

        return gradient

    return ruled(forward, backward({"right": 0, "sample": 1}[rule]))


def faint(rule):
    """tanh x, times 10⁻⁸."""
    sign = {"right": 1, "turned": -1}[rule]
    return ruled(
        lambda x: 1e-8 * torch.tanh(x),
        lambda cotangent, x: sign * 1e-8 * cotangent * (1 - torch.tanh(x) ** 2),
    )


def entropy(rule):
    """x ln x."""
    one = {"right": 1, "short": 0}[rule]
    return ruled(lambda x: x * torch.log(x), lambda cotangent, x: cotangent * (torch.log(x) + one))


def sin32(rule):
    """sin x, computed in float32."""
    factor = {"right": 1, "scaled": 0.99}[rule]
    return ruled(
        lambda x: torch.sin(x.float()).double(),
        lambda cotangent, x: cotangent * factor * torch.cos(x),
    )


def addBias(rule):
    """Rows, and one row added to each."""
    reduced = {"right": torch.sum, "mean": torch.mean}[rule]
    return ruled(
        lambda x, bias: x + bias, lambda cotangent, x, bias: (cotangent, reduced(cotangent, 0))
    )


def energy(rule):
    """The sum of squares of each row."""
    calls = 0

    def factor():
        """2, and for `noisy` another number each time."""
        nonlocal calls
        calls += 1
        return 2 * (1 + 1e-9 * (calls % 7))

    def backward(cotangent, x):
        dY = cotangent.unsqueeze(1)
        if rule == "half":
            return dY * x
        if rule == "noisy":
            return factor() * dY * x
        if rule == "clipped":
            return 2 * dY.clamp(-1, 1) * x
        return 2 * dY * x

    return ruled(lambda x: (x**2).sum(1), backward)


def sumOfSines(rule):
    """The sum over all elements of sin x."""

    def backward(cotangent, x):
        gradient = cotangent * torch.cos(x)
        if rule == "right":
            return gradient
        spot = torch.ones_like(x)
        spot[37, 59] = 0.99
        return gradient * spot

    return ruled(lambda x: torch.sin(x).sum(), backward)


functions = [
    gelu, leakyRelu, swish, variance, faint, entropy, sin32, addBias, energy, sumOfSines,
]  # fmt: skip


def place(shape, values, strides=None):
    """An input as cases.json stores it: its values are repeated until the shape is full."""
    stored = torch.tensor(values, dtype=torch.float64)
    if strides is not None:
        return stored.as_strided(shape, strides).detach().requires_grad_()
    times = math.prod(shape) // len(values)
    return stored.repeat(times).reshape(shape).requires_grad_()


def verdict(check, f, inputs, fast_mode):
    """What a check says, and the beginning of how it says it."""
    torch.manual_seed(0)
    try:
        check(f, inputs, fast_mode=fast_mode)
        return {"verdict": "right", "says": ""}
    except GradcheckError as error:
        kind = "wrong"
        message = str(error)
    except RuntimeError as error:
        kind = "refused"
        message = str(error)
    return {"verdict": kind, "says": message.strip().split("\n")[0]}


def main():
    warnings.simplefilter("ignore")
    given = json.loads((folder / "cases.json").read_text())
    rules = {function.__name__: function for function in functions}
    rows = []
    for case in given["cases"]:
        f = rules[case["function"]](case["rule"])
        check = gradcheck if case["order"] == 1 else gradgradcheck
        row = {"function": case["function"], "rule": case["rule"], "inputs": case["inputs"]}
        for name, fast_mode in [("default", False), ("fast", True)]:
            inputs = tuple(place(**stored) for stored in given["inputs"][case["inputs"]].values())
            row[name] = verdict(check, f, inputs, fast_mode)
        rows.append(row)
    said = {"version": torch.__version__, "rows": rows}
    (folder / "torch_gradcheck.json").write_text(json.dumps(said, ensure_ascii=False, indent=2))


main()
