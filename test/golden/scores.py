"""Scores and windows of @heed/attention by hand: every sum written out, in float64.

    python3 test/golden/scores.py && npx prettier --write test/golden/scores.json

It needs nothing but Python, and shares nothing with the library but the equations. A score is a
function of one decoder state s, one encoder state h and its place j; a window, of one decoder state,
its time t, a place j and the number of words. p holds the parameters, under the library's paths and
in its orientation: W[i][o] leads from input i to output o.

All given numbers are multiples of 1/64, so float32 and float64 hold the same ones.

B batch, Q queries, S source length, H decoder state, M encoder state, A alignment size, L longest
source, D half the window's width.
"""

import json
import random
from math import exp, sqrt, tanh
from pathlib import Path

B, Q, S = 2, 3, 6
H, M, A, L = 3, 5, 2, 8
D = 2
LENGTHS = [6, 3]  # words of each source
FIRST = 2  # t of the first query
EPSILON = 1e-3  # of the cosine


# Scores, each with the width of the encoder states and the shapes of its parameters.


def additive(p, s, h, j):
    """vᵀ tanh(W s + b + U h). Bahdanau 2015, A.1.2."""
    W, b, U, v = p["query.weight"], p["query.bias"], p["keys"], p["energy"]
    total = 0
    for a in range(A):
        Ws = sum(W[i][a] * s[i] for i in range(H))
        Uh = sum(U[m][a] * h[m] for m in range(M))
        total += v[a] * tanh(Ws + b[a] + Uh)
    return total


def concat(p, s, h, j):
    """vᵀ tanh(W [s; h]). Luong 2015, Eq. 8."""
    W, v = p["weight"], p["energy"]
    sh = s + h
    return sum(v[a] * tanh(sum(W[i][a] * sh[i] for i in range(H + M))) for a in range(A))


def cosine(p, s, h, j):
    """β sᵀh / (‖s‖ ‖h‖), with ε² under each root. Graves 2014, Eqs. 5 and 6."""
    beta = p["strength"]
    length_of_s = sqrt(sum(s[i] ** 2 for i in range(H)) + EPSILON**2)
    length_of_h = sqrt(sum(h[i] ** 2 for i in range(H)) + EPSILON**2)
    return beta * dot(p, s, h, j) / (length_of_s * length_of_h)


def dot(p, s, h, j):
    """sᵀh. Luong 2015, Eq. 8."""
    return sum(s[i] * h[i] for i in range(H))


def general(p, s, h, j):
    """sᵀ W h. Luong 2015, Eq. 8."""
    W = p["weight"]
    return sum(s[i] * W[m][i] * h[m] for i in range(H) for m in range(M))


def location(p, s, h, j):
    """(W s)_j. Luong 2015, Eq. 7."""
    W = p["weight"]
    return sum(W[i][j] * s[i] for i in range(H))


def normalized_additive(p, s, h, j):
    """g (v / ‖v‖)ᵀ tanh(W s + b + U h). Salimans & Kingma 2016, Eq. 2, of Bahdanau's v."""
    length_of_v = sqrt(sum(v * v for v in p["energy"]))
    return p["length"] / length_of_v * additive(p, s, h, j)


def scaled_dot(p, s, h, j):
    """sᵀh / √H. Vaswani 2017, Eq. 1."""
    return dot(p, s, h, j) / sqrt(H)


ADDITIVE = {"query.weight": (H, A), "query.bias": (A,), "keys": (M, A), "energy": (A,)}

SCORES = {
    "additive": (additive, M, ADDITIVE),
    "concat": (concat, M, {"weight": (H + M, A), "energy": (A,)}),
    "cosine": (cosine, H, {"strength": ()}),
    "dot": (dot, H, {}),
    "general": (general, M, {"weight": (M, H)}),
    "location": (location, M, {"weight": (H, L)}),
    "normalized-additive": (normalized_additive, M, {**ADDITIVE, "length": ()}),
    "scaled-dot": (scaled_dot, H, {}),
}


# Windows, each with the shapes of its parameters: whether a place is inside, and its fading.


def whole(p, s, t, j, words):
    """Everything. Luong 2015, §3.1."""
    return 1, 1


def local_monotonic(p, s, t, j, words):
    """|j − p_t| ≤ D, p_t = t, at most the last word. Luong 2015, §3.2."""
    middle = min(t, words - 1)
    return int(abs(j - middle) <= D), 1


def local_predictive(p, s, t, j, words):
    """|j − p_t| ≤ D, exp(−(j − p_t)² / 2σ²), p_t = words · σ(vᵀ tanh(W s)). Luong 2015, Eqs. 9, 10."""
    W, v = p["weight"], p["energy"]
    inner = [tanh(sum(W[i][a] * s[i] for i in range(H))) for a in range(A)]
    middle = words / (1 + exp(-sum(v[a][0] * inner[a] for a in range(A))))
    deviation = D / 2
    fading = exp(-((j - middle) ** 2) / (2 * deviation**2))
    return int(abs(j - middle) <= D), fading


WINDOWS = {
    "global": (whole, {}),
    "local-m": (local_monotonic, {}),
    "local-p": (local_predictive, {"weight": (H, A), "energy": (A, 1)}),
}


def draw(shape):
    """Multiples of 1/64 in ±1.5, nested as deep as the shape is long."""
    if not shape:
        return random.randint(-96, 96) / 64
    return [draw(shape[1:]) for _ in range(shape[0])]


def draw_all(name, shapes):
    random.seed(name)  # a new case changes no other
    return {path: draw(shape) for path, shape in shapes.items()}


def score_case(name, score, width, shapes):
    p, queries, states = draw_all(name, shapes), draw((B, Q, H)), draw((B, S, width))
    scores = [
        [[score(p, queries[b][q], states[b][j], j) for j in range(S)] for q in range(Q)]
        for b in range(B)
    ]
    return {"parameters": p, "queries": queries, "states": states, "scores": scores}


def window_case(name, window, shapes):
    p, queries = draw_all(name, shapes), draw((B, Q, H))
    frame = [
        [[window(p, queries[b][q], FIRST + q, j, LENGTHS[b]) for j in range(S)] for q in range(Q)]
        for b in range(B)
    ]
    part = lambda k: [[[place[k] for place in row] for row in rows] for rows in frame]
    return {"parameters": p, "queries": queries, "inside": part(0), "fading": part(1)}


if __name__ == "__main__":
    golden = {
        "made": "scores.py",
        "sizes": {"query": H, "states": M, "alignment": A, "longestSource": L},
        "places": {"step": FIRST, "lengths": LENGTHS, "sourceLength": S, "reach": D},
        "scores": {name: score_case(name, *case) for name, case in SCORES.items()},
        "windows": {name: window_case(name, *case) for name, case in WINDOWS.items()},
    }
    file = Path(__file__).with_suffix(".json")
    file.write_text(json.dumps(golden) + "\n")
    print(f"{file.name}: {file.stat().st_size} bytes")
