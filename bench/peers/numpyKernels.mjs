/** @file Operators of numpy-ts, whose faster ones are WebAssembly. */
import { serveOperators, spread } from "./serveOperators.mjs";
import { versionOf } from "./versionOf.mjs";

const start = performance.now();
const np = await import("numpy-ts");
const compileMs = performance.now() - start;

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
    matmul: spread(np.matmul),
    add: spread(np.add),
    sub: spread(np.subtract),
    mul: spread(np.multiply),
    div: spread(np.divide),
    maximum: spread(np.maximum),
    minimum: spread(np.minimum),
    exp: spread(np.exp),
    log: spread(np.log),
    tanh: spread(np.tanh),
    sqrt: spread(np.sqrt),
    square: spread(np.square),
    abs: spread(np.abs),
    neg: spread(np.negative),
    sum: reduction(np.sum),
    mean: reduction(np.mean),
    max: reduction(np.max),
    transpose: spread(np.matrix_transpose),
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
