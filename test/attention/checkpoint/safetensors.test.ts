import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  decodeSafetensors,
  encodeSafetensors,
  type Safetensors,
  type StoredTensor,
} from "../../../packages/attention/src/checkpoint/safetensors.js";
import { UserError } from "../../../packages/attention/src/userError.js";
import { contents, described, sample } from "./storedContents.js";

/** A file with this header, which need not be valid, before this many bytes of data. */
function fileOf(header: string | Uint8Array, dataBytes = 0): Uint8Array {
  const json = Buffer.from(header);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, Buffer.alloc(dataBytes)]);
}

describe("encodeSafetensors", () => {
  test("equals the reference implementation's bytes for one tensor", () => {
    const file = encodeSafetensors({
      tensors: {
        "attn.0": { dtype: "float32", shape: [1, 2, 3], data: Float32Array.of(0, 1, 2, 3, 4, 5) },
      },
      metadata: {},
    });
    // test_serialization in the reference implementation's safetensors/src/tensor.rs
    const published = [
      [64, 0, 0, 0, 0, 0, 0, 0, 123, 34, 97, 116, 116, 110, 46, 48, 34, 58, 123, 34, 100, 116, 121],
      [112, 101, 34, 58, 34, 70, 51, 50, 34, 44, 34, 115, 104, 97, 112, 101, 34, 58, 91, 49, 44],
      [50, 44, 51, 93, 44, 34, 100, 97, 116, 97, 95, 111, 102, 102, 115, 101, 116, 115, 34, 58, 91],
      [48, 44, 50, 52, 93, 125, 125, 0, 0, 0, 0, 0, 0, 128, 63, 0, 0, 0, 64, 0, 0, 64, 64, 0, 0],
      [128, 64, 0, 0, 160, 64],
    ];
    expect([...file]).toEqual(published.flat());
  });

  test("equals the reference implementation's bytes for a file without tensors", () => {
    // test_empty, without and with metadata: both headers are padded with spaces
    const empty = encodeSafetensors({ tensors: {}, metadata: {} });
    expect(Buffer.from(empty).toString("latin1")).toBe("\b\0\0\0\0\0\0\0{}      ");
    const named = encodeSafetensors({ tensors: {}, metadata: { framework: "pt" } });
    const header = '{"__metadata__":{"framework":"pt"}}     ';
    expect(Buffer.from(named).toString("latin1")).toBe(`(\0\0\0\0\0\0\0${header}`);
  });

  test("does not depend on the order in which tensors and metadata come", () => {
    const reversed = <T>(map: Readonly<Record<string, T>>): Record<string, T> =>
      Object.fromEntries(Object.entries(map).reverse());
    fc.assert(
      fc.property(contents, ({ tensors, metadata }) => {
        const shuffled = { tensors: reversed(tensors), metadata: reversed(metadata) };
        expect(encodeSafetensors(shuffled)).toEqual(encodeSafetensors({ tensors, metadata }));
      }),
    );
  });

  test("starts every tensor at a multiple of its element's size, whatever the names", () => {
    fc.assert(
      fc.property(contents, (contents) => {
        const file = encodeSafetensors(contents);
        const length = Number(new DataView(file.buffer).getBigUint64(0, true));
        const header = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + length))) as Record<
          string,
          { data_offsets: [number, number] }
        >;
        expect(length % 8).toBe(0);
        for (const [name, { data }] of Object.entries(contents.tensors)) {
          expect(header[name].data_offsets[0] % data.BYTES_PER_ELEMENT).toBe(0);
        }
      }),
    );
  });

  test("stores only the part of a buffer that an array views", () => {
    const data = Float32Array.of(1, 2, 3, 4).subarray(1, 3);
    const file = encodeSafetensors({
      tensors: { x: { dtype: "float32", shape: [2], data } },
      metadata: {},
    });
    expect(decodeSafetensors(file, "x").tensors.x.data).toEqual(Float32Array.of(2, 3));
  });

  test("refuses what no file can hold", () => {
    const x: StoredTensor = { dtype: "int32", shape: [3], data: Int32Array.of(1, 2, 3) };
    const encode = (tensors: Safetensors["tensors"], metadata = {}) =>
      encodeSafetensors({ tensors, metadata });
    expect(() => encode({ __metadata__: x })).toThrow("no tensor can be named __metadata__");
    expect(() => encode({ x: { ...x, shape: [2] } })).toThrow("got shape (2) and 3 elements");
    expect(() => encode({ x: { ...x, shape: [1.5, 2] } })).toThrow("must fill its shape");
    expect(() => encode({ "half \ud83d": x })).toThrow("well-formed Unicode");
    expect(() => encode({}, { key: "half \ud83d" })).toThrow("well-formed Unicode");
  });
});

describe("decodeSafetensors", () => {
  test("gives back what was encoded, bit for bit", () => {
    fc.assert(
      fc.property(contents, (file) => {
        const back = decodeSafetensors(encodeSafetensors(file), "x");
        expect(described(back)).toEqual(described(file));
      }),
    );
  });

  test("keeps NaN payloads, infinities and the sign of zero", () => {
    const words = Uint32Array.of(0x7fc01234, 0xff812345, 0x7f800000, 0x80000000, 0x00000001);
    const data = new Float32Array(words.buffer);
    const file = encodeSafetensors({
      tensors: { x: { dtype: "float32", shape: [5], data } },
      metadata: {},
    });
    const back = decodeSafetensors(file, "x").tensors.x.data;
    expect(new Uint32Array(back.buffer, back.byteOffset, back.length)).toEqual(words);
  });

  test("reads from any offset of a larger buffer, and its arrays outlive it", () => {
    const file = encodeSafetensors(sample);
    const buffer = Buffer.alloc(file.length + 3);
    buffer.set(file, 3);
    const back = decodeSafetensors(buffer.subarray(3), "x");
    buffer.fill(0xff);
    expect(described(back)).toEqual(described(sample));
  });

  test("refuses every truncation with one line that names the file", () => {
    const file = encodeSafetensors(sample);
    for (let length = 0; length < file.length; length++) {
      const refusal = refusalOf(file.subarray(0, length));
      expect(refusal, `cut to ${length} bytes`).toMatch(/^model\.safetensors: [^\n]*\(.*\)$/);
      if (length > 8) expect(refusal).toContain("it is cut short, copy or save it again");
    }
  });

  test("refuses a longer file", () => {
    const file = Buffer.concat([encodeSafetensors(sample), Buffer.alloc(1)]);
    expect(refusalOf(file)).toContain("its tensors take 52 bytes, 53 are there");
  });

  test("takes or refuses any corruption, and never fails in another way", () => {
    const file = encodeSafetensors(sample);
    const change = fc.tuple(fc.nat({ max: file.length - 1 }), fc.nat({ max: 255 }));
    const damage = fc.array(change, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(damage, (changes) => {
        const damaged = file.slice();
        for (const [position, byte] of changes) damaged[position] = byte;
        const outcome = outcomeOf(damaged);
        if (outcome instanceof UserError) expect(outcome.message).not.toContain("\n");
        else expect(() => encodeSafetensors(outcome)).not.toThrow();
      }),
      { numRuns: 2000 },
    );
  });

  test("refuses any bytes that are not such a file", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void refusalOf(bytes)));
  });

  test.each([
    ["a text", Buffer.from("source\ttarget\n"), "it is no .safetensors file"],
    [
      "a zip archive, such as PyTorch's",
      Buffer.from("PK\x03\x04\0\0\0\0\0\0archive/data.pkl"),
      "it is no",
    ],
    ["zeros", Buffer.alloc(64), "it is no .safetensors file"],
    ["an empty file", Buffer.alloc(0), "it has 0 bytes, too few for any header"],
    ["an absurd header length", Buffer.alloc(64, 0xff), "a header of 18446744073709551615 bytes"],
    [
      "a header that is no UTF-8",
      fileOf(Buffer.from('{"\xff": 1}', "latin1")),
      "not a JSON object",
    ],
    ["a header that is no JSON", fileOf('{"x": }'), "its header is not a JSON object"],
    [
      "a header nested without end",
      fileOf('{"x":'.repeat(200_000)),
      "its header is not a JSON object",
    ],
    [
      "a name given twice",
      fileOf('{"x":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"x":{}}'),
      "distinct keys",
    ],
    ["metadata that is no text", fileOf('{"__metadata__":{"a":1}}'), "must map strings to strings"],
    ["no entry", fileOf('{"x":3}'), '"x" must have a dtype, a shape and two data_offsets'],
    [
      "an entry without a shape",
      fileOf('{"x":{"dtype":"F32","data_offsets":[0,0]}}'),
      "must have a dtype",
    ],
    ["a negative size", entry({ shape: [-1] }), "must have a dtype, a shape"],
    ["half a size", entry({ shape: [0.5] }), "must have a dtype, a shape"],
    ["three offsets", entry({ data_offsets: [0, 8, 8] }), "two data_offsets"],
    [
      "half precision",
      entry({ dtype: "F16" }),
      '"x" has dtype "F16", Heed reads F64, F32, I32 (convert',
    ],
    ["a dtype named like a method", entry({ dtype: "toString" }), "convert it and save it again"],
    [
      "a shape of more bytes",
      entry({ shape: [3] }),
      '"x" of shape (3) and dtype F32 does not fill its 8',
    ],
    [
      "a shape beyond all numbers",
      entry({ shape: Array(40).fill(2 ** 52) }),
      "does not fill its 8 bytes",
    ],
    [
      "offsets beyond the file",
      entry({ shape: [4], data_offsets: [0, 16] }),
      "take 16 bytes, 8 are there",
    ],
    [
      "offsets backwards",
      entry({ data_offsets: [8, 0] }),
      "must begin at byte 0 of the data, not at 8",
    ],
    [
      "a hole",
      entry({ shape: [1], data_offsets: [4, 8] }),
      "must begin at byte 0 of the data, not at 4",
    ],
    [
      "bytes of no tensor",
      entry({ shape: [1], data_offsets: [0, 4] }),
      "take 4 bytes, 8 are there",
    ],
    [
      "overlapping tensors",
      fileOf(
        '{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},' +
          '"y":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}',
        12,
      ),
      '"y" must begin at byte 8 of the data, not at 4',
    ],
  ])("refuses %s", (_, bytes, reason) => {
    const refusal = refusalOf(bytes);
    expect(refusal).toContain(reason);
    expect(refusal).not.toContain("\n");
  });

  test("shortens and escapes a name that would break the line", () => {
    const refusal = refusalOf(fileOf(JSON.stringify({ [`\n\u001b[31m${"x".repeat(1e6)}`]: 3 })));
    expect(refusal.length).toBeLessThan(300);
    expect(refusal).toContain('"\\n\\u001b[31mxxx');
  });
});

/** A file of one float32 tensor of shape (2), "x", with parts of its entry replaced. */
function entry(parts: Readonly<Record<string, unknown>>): Uint8Array {
  return fileOf(
    JSON.stringify({ x: { dtype: "F32", shape: [2], data_offsets: [0, 8], ...parts } }),
    8,
  );
}

function outcomeOf(bytes: Uint8Array): Safetensors | UserError {
  try {
    return decodeSafetensors(bytes, "model.safetensors");
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

/** The message with which `bytes` are refused; fails when they are taken. */
function refusalOf(bytes: Uint8Array): string {
  const outcome = outcomeOf(bytes);
  if (outcome instanceof UserError) return outcome.message;
  throw new Error(`taken: ${Object.keys(outcome.tensors).join(", ")}`);
}
