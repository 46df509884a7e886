/** @file Operators of TensorFlow.js: `node tfjsKernels.mjs wasm`, or `cpu`. */
import { openTfjs } from "./openTfjs.mjs";
import { axesOf, serveOperators } from "./serveOperators.mjs";

const [backend] = process.argv.slice(2);
const { tf, ...opened } = await openTfjs(backend);

const unary =
  (call) =>
  ([x]) =>
    call(x);
const binary =
  (call) =>
  ([a, b]) =>
    call(a, b);
const reduction =
  (call) =>
  ([x], attributes) =>
    call(x, axesOf(attributes, x.rank), attributes.keepDims);

serveOperators({
  name: `tfjs ${backend}`,
  ...opened,
  threads: 1,
  operators: {
    // It reads transposed operands itself.
    matmul: ([a, b], _, inputs) => tf.matMul(a, b, inputs[0].transposed, inputs[1].transposed),
    add: binary(tf.add),
    sub: binary(tf.sub),
    mul: binary(tf.mul),
    div: binary(tf.div),
    maximum: binary(tf.maximum),
    minimum: binary(tf.minimum),
    exp: unary(tf.exp),
    log: unary(tf.log),
    tanh: unary(tf.tanh),
    sigmoid: unary(tf.sigmoid),
    relu: unary(tf.relu),
    sqrt: unary(tf.sqrt),
    square: unary(tf.square),
    abs: unary(tf.abs),
    neg: unary(tf.neg),
    sum: reduction(tf.sum),
    mean: reduction(tf.mean),
    max: reduction(tf.max),
    logSumExp: reduction(tf.logSumExp),
    softmax: unary(tf.softmax),
    logSoftmax: unary(tf.logSoftmax),
    transpose: ([x]) => tf.transpose(x, lastTwoExchanged(x.rank)),
    concat: (list, { axis }) => tf.concat(list, axis),
    gatherRows: ([table, ids]) => tf.gather(table, ids),
  },
  upload: (elements, shape) =>
    tf.tensor(elements, shape, elements instanceof Int32Array ? "int32" : "float32"),
  read: (result) => result.dataSync(),
  free: (tensor) => tensor.dispose(),
});

function lastTwoExchanged(rank) {
  const axes = [...Array(rank).keys()];
  return [...axes.slice(0, -2), rank - 1, rank - 2];
}
