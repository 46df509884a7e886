/** @file Reads a .safetensors file of float32 and int32 arrays: names to shapes and elements. */
import { readFileSync } from "node:fs";

const arrays = { F32: Float32Array, I32: Int32Array };

export function readSafetensors(path) {
  const file = readFileSync(path);
  const data = 8 + Number(file.readBigUInt64LE(0));
  const header = JSON.parse(file.toString("utf8", 8, data));
  const entries = Object.entries(header).filter(([name]) => name !== "__metadata__");
  return Object.fromEntries(
    entries.map(
      ([
        name,
        {
          dtype,
          shape,
          data_offsets: [begin, end],
        },
      ]) => {
        const { buffer } = new Uint8Array(file.subarray(data + begin, data + end));
        return [name, { shape, elements: new arrays[dtype](buffer) }];
      },
    ),
  );
}
