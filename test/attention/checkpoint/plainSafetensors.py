"""A second reader and writer of .safetensors files, from the published format alone.

    python3 plainSafetensors.py read FILE    prints {"metadata": …, "tensors": {name: {"dtype", "shape", "hex"}}}
    python3 plainSafetensors.py write FILE   writes what it is given on stdin in that form

It shares no code with the library and needs nothing but Python, so that agreement means something.
"""

import json
import struct
import sys

WIDTHS = {"F64": 8, "F32": 4, "I32": 4}


def distinct(pairs):
    keys = [key for key, _ in pairs]
    assert len(keys) == len(set(keys)), "a key is given twice"
    return dict(pairs)


def read(path):
    with open(path, "rb") as file:
        content = file.read()
    (length,) = struct.unpack_from("<Q", content)
    header = content[8 : 8 + length]
    data = content[8 + length :]
    assert len(header) == length and length % 8 == 0, "the header is cut or not aligned"
    assert header[:1] == b"{" and header.rstrip(b" ")[-1:] == b"}", "the padding must be spaces"
    entries = json.loads(header.decode("utf-8"), object_pairs_hook=distinct)
    metadata = entries.pop("__metadata__", {})
    assert all(isinstance(text, str) for text in metadata.values()), "metadata must be strings"
    covered = 0
    tensors = {}
    for name, entry in sorted(entries.items(), key=lambda item: item[1]["data_offsets"]):
        begin, end = entry["data_offsets"]
        size = WIDTHS[entry["dtype"]]
        assert begin % size == 0, f"{name} is not aligned"
        for extent in entry["shape"]:
            size *= extent
        assert begin == covered and end - begin == size, f"{name} leaves a hole or overlaps"
        covered = end
        tensors[name] = {"dtype": entry["dtype"], "shape": entry["shape"], "hex": data[begin:end].hex()}
    assert covered == len(data), "bytes belong to no tensor"
    json.dump({"metadata": metadata, "tensors": tensors}, sys.stdout)


def write(path):
    described = json.load(sys.stdin)
    header = {"__metadata__": described["metadata"]}
    data = b""
    for name, tensor in described["tensors"].items():
        elements = bytes.fromhex(tensor["hex"])
        offsets = [len(data), len(data) + len(elements)]
        header[name] = {"dtype": tensor["dtype"], "shape": tensor["shape"], "data_offsets": offsets}
        data += elements
    encoded = json.dumps(header).encode("utf-8")
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(encoded)) + encoded + data)


if __name__ == "__main__":
    {"read": read, "write": write}[sys.argv[1]](sys.argv[2])
