"""The model of @heed/attention once more, in PyTorch and float64: values and gradients to compare with.

    python3 test/golden/torch_model.py && npx prettier --write test/golden/torch_model.json

It shares nothing with the library but the equations. Recurrence, padding and optimisation are
PyTorch's own (nn.GRU over packed sequences, nn.GRUCell, optim.Adam); what PyTorch lacks is written
out below. Parameters are stored under the library's paths and in its orientation, (inputs, outputs),
which is the transpose of PyTorch's; the columns of a GRU's weights are r, z, n in both.

All given numbers are multiples of 1/64, so float32 and float64 hold the same ones.

B batch, S source length, T target length, E embedding, H state, A alignment size, V vocabulary.
"""

import json
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

torch.set_default_dtype(torch.float64)

PADDING, START, END = 0, 1, 2
V_SOURCE, V_TARGET, E, H, A = 7, 9, 4, 5, 3


class AdditiveAttention(nn.Module):
    """e_j = vᵀ tanh(W s + b + U h_j), a = softmax(e), c = Σ_j a_j h_j. Bahdanau 2015, A.1.2."""

    name = "additive"

    def __init__(self):
        super().__init__()
        self.query = nn.Linear(H, A)
        self.keys = nn.Linear(2 * H, A, bias=False)
        self.energy = nn.Linear(A, 1, bias=False)

    def prepare(self, states, ends):
        return states, self.keys(states)

    def scores(self, state, keys):
        return self.energy(torch.tanh(self.query(state).unsqueeze(1) + keys)).squeeze(2)

    def forward(self, state, memory, mask):
        states, keys = memory
        weights = F.softmax(self.scores(state, keys).masked_fill(~mask, -torch.inf), dim=1)
        return (weights.unsqueeze(2) * states).sum(1), weights

    def exported(self, of):
        return {
            **exported_linear("query", self.query, of),
            "keys": of(self.keys.weight).T,
            "energy": of(self.energy.weight)[0],
        }


class FixedContext(nn.Module):
    """c = tanh(V [→h_S; ←h_1] + b), the same at every step. Cho et al. 2014, Eq. 12."""

    name = "none"

    def __init__(self):
        super().__init__()
        self.summary = nn.Linear(2 * H, 2 * H)

    def prepare(self, states, ends):
        return torch.tanh(self.summary(ends))

    def forward(self, state, memory, mask):
        return memory, None

    def exported(self, of):
        return exported_linear("summary", self.summary, of)


class Seq2seq(nn.Module):
    """Bidirectional GRU encoder; decoder in Bahdanau's order, s_t in the readout."""

    def __init__(self, attention, layers):
        super().__init__()
        self.source_embedding = nn.Embedding(V_SOURCE, E)
        self.target_embedding = nn.Embedding(V_TARGET, E)
        self.encoder = nn.GRU(E, H, layers, batch_first=True, bidirectional=True)
        self.start = nn.ModuleList(nn.Linear(H, H) for _ in range(layers))
        self.attention = attention
        self.cells = nn.ModuleList(nn.GRUCell(E + 2 * H if l == 0 else H, H) for l in range(layers))
        self.readout = nn.Linear(E + 3 * H, V_TARGET)

    def forward(self, source, lengths, decoder_input):
        """Logits (B, T, V) and attention weights (B, T, S), None without attention."""
        packed = pack_padded_sequence(
            self.source_embedding(source), lengths, batch_first=True, enforce_sorted=False
        )
        packed_states, ends = self.encoder(packed)
        states, _ = pad_packed_sequence(packed_states, batch_first=True)
        forward_ends, backward_ends = ends[0::2], ends[1::2]  # of each layer
        state = [torch.tanh(start(end)) for start, end in zip(self.start, backward_ends)]
        memory = self.attention.prepare(states, torch.cat([forward_ends[-1], backward_ends[-1]], 1))
        mask = torch.arange(source.shape[1]) < lengths.unsqueeze(1)
        logits, attended = [], []
        for word in self.target_embedding(decoder_input).unbind(1):
            context, weights = self.attention(state[-1], memory, mask)
            below = torch.cat([word, context], 1)
            for layer, cell in enumerate(self.cells):
                below = state[layer] = cell(below, state[layer])
            logits.append(self.readout(torch.cat([word, state[-1], context], 1)))
            attended.append(weights)
        return torch.stack(logits, 1), None if attended[0] is None else torch.stack(attended, 1)

    def exported(self, of=lambda parameter: parameter):
        """`of` each parameter, under the library's path and in its orientation."""
        encoder = {}
        for layer in range(self.encoder.num_layers):
            for direction, suffix in ("forward", ""), ("backward", "_reverse"):
                # nn.GRU names its parameters weight_ih_l0_reverse, …
                part = lambda name: of(getattr(self.encoder, f"{name}_l{layer}{suffix}"))
                encoder |= exported_gru(f"encoder.{layer}.{direction}", part)
        return {
            "sourceEmbedding": of(self.source_embedding.weight),
            **encoder,
            "targetEmbedding": of(self.target_embedding.weight),
            **joined(exported_linear(f"decoder.start.{l}", s, of) for l, s in enumerate(self.start)),
            **{f"decoder.attention.{p}": x for p, x in self.attention.exported(of).items()},
            **joined(
                exported_gru(f"decoder.layers.{l}", lambda name: of(getattr(cell, name)))
                for l, cell in enumerate(self.cells)
            ),
            **exported_linear("decoder.readout", self.readout, of),
        }


def exported_linear(path, linear, of):
    return {f"{path}.weight": of(linear.weight).T, f"{path}.bias": of(linear.bias)}


def exported_gru(path, part):
    return {
        f"{path}.input.weight": part("weight_ih").T,
        f"{path}.input.bias": part("bias_ih"),
        f"{path}.recurrent.weight": part("weight_hh").T,
        f"{path}.recurrent.bias": part("bias_hh"),
    }


def joined(dictionaries):
    return {path: x for dictionary in dictionaries for path, x in dictionary.items()}


def gru_reset_before(x, s, weight_ih, bias_ih, weight_hh, bias_hh):
    """ŝ = tanh(W x + b + U (r ∘ s) + b_u), s' = (1−z) ∘ s + z ∘ ŝ. Cho et al. 2014, Eqs. 5–8."""
    x_r, x_z, x_n = F.linear(x, weight_ih, bias_ih).chunk(3, 1)
    (u_r, u_z, u_n), (b_r, b_z, b_n) = weight_hh.chunk(3), bias_hh.chunk(3)
    r = torch.sigmoid(x_r + F.linear(s, u_r, b_r))
    z = torch.sigmoid(x_z + F.linear(s, u_z, b_z))
    candidate = torch.tanh(x_n + F.linear(r * s, u_n, b_n))
    return (1 - z) * s + z * candidate


def draw(*shape, limit=1.0):
    """Multiples of 1/64 in ±limit."""
    return (torch.empty(*shape).uniform_(-limit, limit) * 64).round() / 64


def redraw(module):
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.copy_(draw(*parameter.shape))


def padded(lengths, vocabulary):
    """Rows of words, none of them special, and padding."""
    ids = torch.randint(END + 2, vocabulary, (len(lengths), max(lengths)))
    return ids.masked_fill(torch.arange(max(lengths)) >= torch.tensor(lengths).unsqueeze(1), PADDING)


def draw_batch():
    source_lengths, target_lengths = [6, 2, 4], [3, 5, 1]  # targets without their end
    words = padded(target_lengths, V_TARGET)
    start = torch.full((len(words), 1), START)
    decoder_input = torch.cat([start, words], 1)
    decoder_target = torch.cat([words, torch.full_like(start, PADDING)], 1)
    decoder_target[range(len(words)), target_lengths] = END
    return {
        "source": padded(source_lengths, V_SOURCE),
        "sourceLengths": torch.tensor(source_lengths),
        "decoderInput": decoder_input,
        "decoderTarget": decoder_target,
        "targetLengths": torch.tensor(target_lengths) + 1,
    }


def mean_loss(model, batch):
    logits, weights = model(batch["source"], batch["sourceLengths"], batch["decoderInput"])
    targets = batch["decoderTarget"].flatten()
    loss = F.cross_entropy(logits.flatten(0, 1), targets, ignore_index=PADDING)
    return loss, logits, weights


def model_case(attention, layers, batch):
    model = Seq2seq(attention(), layers)
    redraw(model)
    loss, logits, weights = mean_loss(model, batch)
    loss.backward()
    case = {
        "attention": attention.name,
        "layers": layers,
        "parameters": model.exported(),
        "gradients": model.exported(lambda parameter: parameter.grad),
    }
    # Plain at once: Adam will change the parameters in their place.
    return model, plain({**case, "loss": loss, "logits": logits, "weights": weights})


def adam_case(model, batch):
    """Three updates; clip_grad_norm_ adds 1e-6 to the norm, so it only measures, and we scale."""
    settings = {"learningRate": 0.05, "beta1": 0.9, "beta2": 0.99, "epsilon": 1e-3, "clipNorm": 0.75}
    optimizer = torch.optim.Adam(
        model.parameters(),
        lr=settings["learningRate"],
        betas=(settings["beta1"], settings["beta2"]),
        eps=settings["epsilon"],
    )
    losses, norms = [], []
    for _ in range(3):
        optimizer.zero_grad()
        loss, _, _ = mean_loss(model, batch)
        loss.backward()
        norm = nn.utils.clip_grad_norm_(model.parameters(), torch.inf)
        for parameter in model.parameters():
            parameter.grad *= min(1, settings["clipNorm"] / norm)
        optimizer.step()
        losses.append(loss)
        norms.append(norm)
    return {"settings": settings, "losses": losses, "norms": norms, "after": model.exported()}


def cell_case(step, inputs):
    """A cell's next state, and the gradients of ⟨state, cotangent⟩ by all it was given."""
    for given in inputs.values():
        given.requires_grad_()
    output = step(**inputs)
    cotangent = draw(*output.shape)
    gradients = torch.autograd.grad(output, list(inputs.values()), cotangent)
    name = {"weight_ih": "W", "bias_ih": "b", "weight_hh": "U", "bias_hh": "b_u"}
    ours = lambda xs: {name.get(n, n): x.T if "weight" in n else x for n, x in zip(inputs, xs)}
    return {
        "inputs": ours(inputs.values()),
        "cotangent": cotangent,
        "output": output,
        "gradients": ours(gradients),
    }


def gru_cell(x, s, **parameters):
    return torch.nn.utils.stateless.functional_call(nn.GRUCell(E, H), parameters, (x, s))


def additive_score(q, k, v):
    return torch.tanh(q.unsqueeze(1) + k) @ v


def draw_cell(B=3):
    return {
        "x": draw(B, E),
        "s": draw(B, H),
        "weight_ih": draw(3 * H, E),
        "bias_ih": draw(3 * H),
        "weight_hh": draw(3 * H, H),
        "bias_hh": draw(3 * H),
    }


def plain(x):
    """As JSON holds it: floats with as many digits as bring back the same bits."""
    if isinstance(x, dict):
        return {key: plain(value) for key, value in x.items()}
    if isinstance(x, list):
        return [plain(value) for value in x]
    if isinstance(x, torch.Tensor):
        return {"shape": list(x.shape), "data": x.detach().flatten().tolist()}
    return x


if __name__ == "__main__":
    torch.manual_seed(1)
    batch = draw_batch()
    model, additive = model_case(AdditiveAttention, 1, batch)
    golden = {
        "made": f"torch_model.py with PyTorch {torch.__version__}",
        "sizes": {
            "sourceVocabulary": V_SOURCE,
            "targetVocabulary": V_TARGET,
            "embedding": E,
            "hidden": H,
            "alignment": A,
        },
        "batch": batch,
        "models": {
            "additive": additive,
            "additive, two layers": model_case(AdditiveAttention, 2, batch)[1],
            "none": model_case(FixedContext, 1, batch)[1],
        },
        "adam": adam_case(model, batch),
        "computations": {
            "gru": cell_case(gru_cell, draw_cell()),
            "gruResetBefore": cell_case(gru_reset_before, draw_cell()),
            "additiveScore": cell_case(
                additive_score, {"q": draw(3, A), "k": draw(3, 6, A), "v": draw(A)}
            ),
        },
    }
    file = Path(__file__).with_suffix(".json")
    file.write_text(json.dumps(plain(golden)) + "\n")
    print(f"{file.name}: {file.stat().st_size} bytes")
