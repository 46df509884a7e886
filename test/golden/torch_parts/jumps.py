"""Places where a derivative jumps: golden values must stand apart from them."""


def apart(x, y):
    """No two numbers so close that a rounding would say which is larger."""
    assert (x - y).abs().min() > 1e-3
