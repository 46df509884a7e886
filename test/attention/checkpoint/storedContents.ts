/** @file Contents of safetensors files: any, a sample, and as plain data that can be compared. */
import fc from "fast-check";
import type {
  Safetensors,
  StoredTensor,
} from "../../../packages/attention/src/checkpoint/safetensors.js";

const arrays = { float64: Float64Array, float32: Float32Array, int32: Int32Array };
const codes = { float64: "F64", float32: "F32", int32: "I32" };

/** A tensor over random bytes: any number, any NaN payload; rank 0 and empty axes included. */
const tensor: fc.Arbitrary<StoredTensor> = fc
  .record({
    dtype: fc.constantFrom("float64" as const, "float32" as const, "int32" as const),
    shape: fc.array(fc.nat({ max: 3 }), { maxLength: 4 }),
  })
  .chain(({ dtype, shape }) => {
    const length = shape.reduce((size, extent) => size * extent, 1);
    const width = arrays[dtype].BYTES_PER_ELEMENT;
    return fc
      .uint8Array({ minLength: length * width, maxLength: length * width })
      .map(
        (bytes) =>
          ({ dtype, shape, data: new arrays[dtype](bytes.slice().buffer) }) as StoredTensor,
      );
  });

const text = fc.string({ unit: "binary", maxLength: 12 });

/** Tensors and texts of any name. */
export const contents: fc.Arbitrary<Safetensors> = fc.record({
  tensors: fc.dictionary(
    text.filter((name) => name !== "__metadata__"),
    tensor,
    { maxKeys: 6, noNullPrototype: true },
  ),
  metadata: fc.dictionary(text, text, { maxKeys: 4, noNullPrototype: true }),
});

/** Contents as plain data in which numbers are their bytes: what "bit-exact" compares. */
export function described({ tensors, metadata }: Safetensors): unknown {
  const rows = Object.entries(tensors).map(
    ([name, { dtype, shape, data }]) =>
      [name, { dtype: codes[dtype], shape, hex: hexOf(data) }] as const,
  );
  return { metadata, tensors: Object.fromEntries(rows) };
}

function hexOf(data: StoredTensor["data"]): string {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("hex");
}

/** Every type, a scalar, an empty tensor, and a name that is not ASCII. */
export const sample: Safetensors = {
  tensors: {
    scale: { dtype: "float32", shape: [], data: Float32Array.of(-0) },
    "encoder.U": { dtype: "float32", shape: [2, 3], data: Float32Array.of(0, 1, 2, 3, 4, 5) },
    none: { dtype: "float64", shape: [0, 7], data: new Float64Array(0) },
    moments: { dtype: "float64", shape: [2], data: Float64Array.of(NaN, Infinity) },
    "größen, 大": { dtype: "int32", shape: [1, 2], data: Int32Array.of(-1, 7) },
  },
  metadata: { config: '{"hidden": 256}', phones: 'one " and a : colon\n' },
};
