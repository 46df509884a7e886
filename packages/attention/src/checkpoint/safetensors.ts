/**
 * @file The .safetensors file: named arrays and a map of strings that any language can read.
 *
 *   8 bytes   N, the length of the header, unsigned, little-endian
 *   N bytes   the header: a JSON object in UTF-8, padded with spaces,
 *               {"__metadata__": {string: string},
 *                name: {"dtype": "F32", "shape": [2, 3], "data_offsets": [begin, end]}, …}
 *   the rest  the elements, little-endian and row-major; offsets count from its first byte, and
 *             the tensors cover each of its bytes once, without holes or overlaps
 *
 * Source: github.com/huggingface/safetensors, section "Format", and its reference implementation,
 * whose order of tensors is kept: by element type, the widest first, then by name. As the header is
 * padded to a multiple of 8 bytes, every tensor then starts at a multiple of its element's size.
 *
 * Elements are copied as bytes, never as numbers, so that a NaN keeps its payload. Typed arrays are
 * little-endian, like the file, wherever this library runs.
 */
import { UserError } from "../userError.js";

/** A row-major array as a file stores it; an empty shape is a single number. */
export type StoredTensor = { readonly shape: readonly number[] } & (
  | { readonly dtype: "float64"; readonly data: Float64Array }
  | { readonly dtype: "float32"; readonly data: Float32Array }
  | { readonly dtype: "int32"; readonly data: Int32Array }
);

/** All that a .safetensors file says. */
export interface Safetensors {
  readonly tensors: Readonly<Record<string, StoredTensor>>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Element types in the order of the file. The format has more; these three are the engine's. */
const elementTypes = {
  F64: { dtype: "float64", width: 8, allocate: (length: number) => new Float64Array(length) },
  F32: { dtype: "float32", width: 4, allocate: (length: number) => new Float32Array(length) },
  I32: { dtype: "int32", width: 4, allocate: (length: number) => new Int32Array(length) },
} as const;

type Code = keyof typeof elementTypes;
const codes = Object.keys(elementTypes) as Code[];

/** What the header says of one tensor. Offsets are in bytes. */
interface Entry {
  readonly name: string;
  readonly code: Code;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

type JsonObject = Readonly<Record<string, unknown>>;

const LENGTH_BYTES = 8;
const ALIGNMENT = 8;
const METADATA = "__metadata__";

/** In bytes. The reference implementation refuses longer headers, so no one writes them. */
const LONGEST_HEADER = 100_000_000;

/**
 * The bytes of a .safetensors file. Equal contents give equal bytes, whatever their order.
 * Throws a plain `Error` for what no file can hold: that is a mistake of the caller, not of a user.
 */
export function encodeSafetensors({ tensors, metadata }: Safetensors): Uint8Array {
  const strings = Object.entries(metadata).sort(([a], [b]) => compare(a, b));
  const ordered = Object.entries(tensors)
    .map(([name, tensor]) => ({ name, tensor, code: codeOf(tensor) }))
    .sort((a, b) => codes.indexOf(a.code) - codes.indexOf(b.code) || compare(a.name, b.name));
  for (const { name, tensor } of ordered) checkStorable(name, tensor);
  for (const text of [...Object.keys(tensors), ...strings.flat()]) checkWellFormed(text);

  const header: [string, unknown][] = [];
  if (strings.length > 0) header.push([METADATA, Object.fromEntries(strings)]);
  let dataBytes = 0;
  for (const { name, tensor, code } of ordered) {
    const begin = dataBytes;
    dataBytes += tensor.data.byteLength;
    header.push([name, { dtype: code, shape: tensor.shape, data_offsets: [begin, dataBytes] }]);
  }

  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const headerBytes = Math.ceil(json.length / ALIGNMENT) * ALIGNMENT;
  let position = LENGTH_BYTES + headerBytes;
  const file = new Uint8Array(position + dataBytes).fill(0x20, LENGTH_BYTES, position);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerBytes), true);
  file.set(json, LENGTH_BYTES);
  for (const { tensor } of ordered) {
    file.set(bytesOf(tensor.data), position);
    position += tensor.data.byteLength;
  }
  return file;
}

/**
 * What a .safetensors file says; the arrays are copies of their own.
 * Throws a `UserError` of one line when `bytes` is not a whole and valid file; `place` is the name
 * under which the user knows it, such as its path.
 */
export function decodeSafetensors(bytes: Uint8Array, place: string): Safetensors {
  const { header, data } = splitFile(bytes, place);
  const { [METADATA]: metadata = {}, ...described } = header;
  if (!isStringMap(metadata)) {
    throw refusal(place, `${METADATA} must map strings to strings`, mends.damaged);
  }
  const entries = Object.entries(described).map(([name, value]) => readEntry(name, value, place));
  checkCoverage(entries, data.length, place);
  const tensors = entries.map((entry) => [entry.name, readTensor(entry, data)] as const);
  return { tensors: Object.fromEntries(tensors), metadata };
}

/** The parsed header and the bytes that its offsets count in. */
function splitFile(bytes: Uint8Array, place: string): { header: JsonObject; data: Uint8Array } {
  if (bytes.length < LENGTH_BYTES) {
    throw refusal(place, `it has ${bytes.length} bytes, too few for any header`, mends.foreign);
  }
  const announced = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (announced > LONGEST_HEADER) {
    throw refusal(place, `it announces a header of ${announced} bytes`, mends.foreign);
  }
  if (bytes.length > LENGTH_BYTES && bytes[LENGTH_BYTES] !== "{".charCodeAt(0)) {
    throw refusal(place, `its header does not begin with "{"`, mends.foreign);
  }
  const dataStart = LENGTH_BYTES + Number(announced);
  if (dataStart > bytes.length) {
    const there = bytes.length - LENGTH_BYTES;
    throw refusal(place, `of its header's ${announced} bytes ${there} are there`, mends.cut);
  }
  const header = parseHeader(bytes.subarray(LENGTH_BYTES, dataStart));
  if (header === undefined) {
    throw refusal(place, "its header is not a JSON object with distinct keys", mends.damaged);
  }
  return { header, data: bytes.subarray(dataStart) };
}

/** The header's object, or undefined when it is not UTF-8, not JSON, or names a key twice. */
function parseHeader(bytes: Uint8Array): JsonObject | undefined {
  try {
    const json = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    const header: unknown = JSON.parse(json);
    return isObject(header) && countKeys(header) === countColons(json) ? header : undefined;
  } catch {
    return undefined; // TextDecoder's and JSON.parse's messages speak of neither file nor mend.
  }
}

/** How many keys `JSON.parse` kept; of two equal ones it keeps one. */
function countKeys(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  const values: unknown[] = Object.values(value);
  const own = Array.isArray(value) ? 0 : values.length;
  return values.reduce<number>((sum, inner) => sum + countKeys(inner), own);
}

/** How many keys were written: in JSON every colon outside a string follows one. */
function countColons(json: string): number {
  let colons = 0;
  let inString = false;
  for (let i = 0; i < json.length; i++) {
    if (json[i] === '"') inString = !inString;
    else if (inString && json[i] === "\\") i++;
    else if (!inString && json[i] === ":") colons++;
  }
  return colons;
}

function readEntry(name: string, value: unknown, place: string): Entry {
  const { dtype, shape, data_offsets: offsets } = isObject(value) ? value : {};
  if (typeof dtype !== "string" || !isCounts(shape) || !isCounts(offsets) || offsets.length !== 2) {
    const rule = `${quote(name)} must have a dtype, a shape and two data_offsets`;
    throw refusal(place, rule, mends.damaged);
  }
  const code = codes.find((known) => known === dtype);
  if (code === undefined) {
    const rule = `${quote(name)} has dtype ${quote(dtype)}, Heed reads ${codes.join(", ")}`;
    throw refusal(place, rule, mends.convert);
  }
  return { name, code, shape, begin: offsets[0], end: offsets[1] };
}

/** Throws unless the tensors, as large as their shapes say, cover every byte of the data once. */
function checkCoverage(entries: readonly Entry[], dataBytes: number, place: string): void {
  let covered = 0;
  const inFileOrder = entries.toSorted((a, b) => a.begin - b.begin || a.end - b.end);
  for (const { name, code, shape, begin, end } of inFileOrder) {
    if (begin !== covered || end < begin) {
      const rule = `${quote(name)} must begin at byte ${covered} of the data, not at ${begin}`;
      throw refusal(place, rule, mends.damaged);
    }
    if (sizeOf(shape) * elementTypes[code].width !== end - begin) {
      const rule = `${quote(name)} of shape (${shape.join(", ")}) and dtype ${code} does not fill`;
      throw refusal(place, `${rule} its ${end - begin} bytes`, mends.damaged);
    }
    covered = end;
  }
  if (covered !== dataBytes) {
    const rule = `its tensors take ${covered} bytes, ${dataBytes} are there`;
    throw refusal(place, rule, covered > dataBytes ? mends.cut : mends.damaged);
  }
}

function readTensor({ code, shape, begin, end }: Entry, data: Uint8Array): StoredTensor {
  const { dtype, allocate } = elementTypes[code];
  const elements = allocate(sizeOf(shape));
  bytesOf(elements).set(data.subarray(begin, end));
  return { dtype, shape, data: elements } as StoredTensor; // `code` chose both, which types do not see.
}

function codeOf({ dtype }: StoredTensor): Code {
  const code = codes.find((known) => elementTypes[known].dtype === dtype);
  if (code === undefined) throw new Error(`encodeSafetensors: no dtype is named ${dtype}`);
  return code;
}

function checkStorable(name: string, { shape, data }: StoredTensor): void {
  if (name === METADATA) throw new Error(`encodeSafetensors: no tensor can be named ${METADATA}`);
  if (!isCounts(shape) || sizeOf(shape) !== data.length) {
    const got = `shape (${shape.join(", ")}) and ${data.length} elements`;
    throw new Error(`encodeSafetensors: ${quote(name)} must fill its shape; got ${got}`);
  }
}

/** Throws for half a surrogate pair, which other languages' readers do not take. */
function checkWellFormed(text: string): void {
  if (/\p{Surrogate}/u.test(text)) {
    throw new Error(`encodeSafetensors: text must be well-formed Unicode; got ${quote(text)}`);
  }
}

const mends = {
  foreign: "it is no .safetensors file, give the path of a saved model",
  cut: "it is cut short, copy or save it again",
  damaged: "it is damaged, copy or save it again",
  convert: "convert it and save it again",
} as const;

function refusal(file: string, reason: string, mend: string): UserError {
  return new UserError(reason, { file, mend });
}

/** The text in quotes on one line, shortened where a damaged file makes it absurdly long. */
function quote(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isStringMap(value: unknown): value is Record<string, string> {
  return isObject(value) && Object.values(value).every((text) => typeof text === "string");
}

function isCounts(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0);
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, extent) => size * extent, 1);
}

function bytesOf({ buffer, byteOffset, byteLength }: StoredTensor["data"]): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** By code units, not by the reader's language: the same on every machine. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
