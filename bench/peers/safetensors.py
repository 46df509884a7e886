"""Reads a .safetensors file of float32 and int32 arrays: names to (code, shape, bytes)."""

import json
import struct


def read_safetensors(path):
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = file.read()
    entries = ((name, entry) for name, entry in header.items() if name != "__metadata__")
    return {
        name: (entry["dtype"], entry["shape"], bytearray(data[slice(*entry["data_offsets"])]))
        for name, entry in entries
    }
