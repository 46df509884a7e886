"""Parameters that PyTorch has no module for, in the library's orientation."""

import torch
from torch import nn


def matrix(*shape):
    return nn.Parameter(torch.empty(shape))
