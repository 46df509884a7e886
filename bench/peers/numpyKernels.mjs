/** @file Operators of numpy-ts, whose faster ones are WebAssembly. */
import { serveOperators } from "./serveOperators.mjs";
import { versionOf } from "./versionOf.mjs";

const start = performance.now();
const np = await import("numpy-ts");
const compileMs = performance.now() - start;

const unary =
  (call) =>
  ([x]) =>
    call(x);
const binary =
  (call) =>
  ([a, b]) =>
    call(a, b);
/** Over one axis, or over all: it has no reduction over some of them. */
const reduction =
  (call) =>
  ([x], { axes, keepDims = false }) =>
    call(x, axes?.[0], keepDims);

serveOperators({
  name: "numpy-ts",
  ran: { backend: `numpy-ts ${versionOf("numpy-ts")}`, executor: "wasm and javascript" },
  threads: 1,
  compileMs,
  operators: {
    matmul: binary(np.matmul),
    add: binary(np.add),
    sub: binary(np.subtract),
    mul: binary(np.multiply),
    div: binary(np.divide),
    maximum: binary(np.maximum),
    minimum: binary(np.minimum),
    exp: unary(np.exp),
    log: unary(np.log),
    tanh: unary(np.tanh),
    sqrt: unary(np.sqrt),
    square: unary(np.square),
    abs: unary(np.abs),
    neg: unary(np.negative),
    sum: reduction(np.sum),
    mean: reduction(np.mean),
    max: reduction(np.max),
    transpose: unary(np.matrix_transpose),
    concat: (list, { axis }) => np.concatenate(list, axis),
    gatherRows: ([table, ids]) => np.take(table, ids, 0),
  },
  upload: (elements, shape) => {
    const dtype = elements instanceof Int32Array ? "int32" : "float32";
    return np.array(elements, dtype).reshape(shape);
  },
  transpose: np.matrix_transpose,
  read: (result) =>
    typeof result === "number" ? [result] : np.ascontiguousarray(result).flatten().data,
  free: (array) => {
    if (typeof array !== "number") array.dispose();
  },
});
