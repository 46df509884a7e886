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

const lent = (call) => (operands) => call(...operands.map(({ ref }) => ref));
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
    matmul: lent(np.matmul),
    add: lent(np.add),
    sub: lent(np.subtract),
    mul: lent(np.multiply),
    div: lent(np.divide),
    maximum: lent(np.maximum),
    minimum: lent(np.minimum),
    exp: lent(np.exp),
    log: lent(np.log),
    tanh: lent(np.tanh),
    sigmoid: lent(nn.sigmoid),
    relu: lent(nn.relu),
    sqrt: lent(np.sqrt),
    square: lent(np.square),
    abs: lent(np.abs),
    neg: lent(np.negative),
    sum: reduction(np.sum),
    mean: reduction(np.mean),
    max: reduction(np.max),
    logSumExp: reduction(nn.logsumexp),
    softmax: ([x]) => nn.softmax(x.ref, -1),
    logSoftmax: ([x]) => nn.logSoftmax(x.ref, -1),
    transpose: lent(np.matrixTranspose),
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
