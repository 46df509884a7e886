/**
 * @file Operators of jax-js on its WebAssembly backend. An operator of its takes over its operands;
 * `ref` lends them. In Node it has no threads: they need a browser's Worker.
 */
import { availableParallelism } from "node:os";
import { axesOf, serveOperators } from "./serveOperators.mjs";
import { versionOf } from "./versionOf.mjs";

// It asks the browser for these, which Node has only from version 21 on.
globalThis.navigator ??= { userAgent: "", hardwareConcurrency: availableParallelism() };

const start = performance.now();
const jax = await import("@jax-js/jax");
await jax.init("wasm");
jax.defaultDevice("wasm");
const compileMs = performance.now() - start;
const { numpy: np, nn } = jax;

const unary =
  (call) =>
  ([x]) =>
    call(x.ref);
const binary =
  (call) =>
  ([a, b]) =>
    call(a.ref, b.ref);
const reduction =
  (call) =>
  ([x], attributes) =>
    call(x.ref, axesOf(attributes, x.ndim), { keepdims: attributes.keepDims ?? false });

serveOperators({
  name: "jax-js",
  ran: { backend: `jax-js ${versionOf("@jax-js/jax")}`, executor: jax.defaultDevice() },
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
    sigmoid: unary(nn.sigmoid),
    relu: unary(nn.relu),
    sqrt: unary(np.sqrt),
    square: unary(np.square),
    abs: unary(np.abs),
    neg: unary(np.negative),
    sum: reduction(np.sum),
    mean: reduction(np.mean),
    max: reduction(np.max),
    logSumExp: reduction(nn.logsumexp),
    softmax: ([x]) => nn.softmax(x.ref, -1),
    logSoftmax: ([x]) => nn.logSoftmax(x.ref, -1),
    transpose: unary(np.matrixTranspose),
    concat: (list, { axis }) =>
      np.concatenate(
        list.map((x) => x.ref),
        axis,
      ),
    gatherRows: ([table, ids]) => np.take(table.ref, ids.ref, 0),
  },
  upload: (elements, shape) =>
    np.array(elements, {
      shape,
      dtype: elements instanceof Int32Array ? np.int32 : np.float32,
      device: "wasm",
    }),
  transpose: np.matrixTranspose,
  wait: (result) => jax.blockUntilReady(result),
  read: (result) => result.ref.data(),
  free: (array) => array.dispose(),
});
