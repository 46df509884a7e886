"""Recurrent cells: PyTorch's own, and the GRU as it was published."""

import torch
from torch import nn
from torch.nn import functional as F


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
