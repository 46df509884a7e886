"""Recurrent cells: PyTorch's own, and as modules those that ../cells.py writes out."""

from cells import gru_reset_before, layer_norm_gru
from torch import nn

from .parameters import matrix


class WrittenGru(nn.Module):
    """A GRU whose step takes its parameters by the library's paths."""

    def __init__(self, inputs, units):
        super().__init__()
        self.input, self.recurrent = affine(inputs, 3 * units), affine(units, 3 * units)

    def forward(self, x, s):
        return self.step(x, s, dict(self.named_parameters()))


class ResetBeforeGru(WrittenGru):
    step = staticmethod(gru_reset_before)


class LayerNormGru(WrittenGru):
    step = staticmethod(layer_norm_gru)

    def __init__(self, inputs, units):
        super().__init__(inputs, units)
        norm = {"gain": matrix(3 * units), "bias": matrix(3 * units)}
        self.inputNorm, self.recurrentGain = nn.ParameterDict(norm), matrix(3 * units)


def affine(inputs, outputs):
    return nn.ParameterDict({"weight": matrix(inputs, outputs), "bias": matrix(outputs)})


CELLS = {
    "rnn": nn.RNNCell,
    "gru": nn.GRUCell,
    "gru-reset-before": ResetBeforeGru,
    "layer-norm-gru": LayerNormGru,
    "lstm": nn.LSTMCell,
}
SEQUENCES = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}
