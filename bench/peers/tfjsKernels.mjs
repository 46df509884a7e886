/** @file Operators of TensorFlow.js: `node tfjsKernels.mjs wasm`, or `cpu`. */
import { openTfjs } from "./openTfjs.mjs";
import { axesOf, serveOperators, spread } from "./serveOperators.mjs";

const [backend] = process.argv.slice(2);
const { tf, ...opened } = await openTfjs(backend);

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
    add: spread(tf.add),
    sub: spread(tf.sub),
    mul: spread(tf.mul),
    div: spread(tf.div),
    maximum: spread(tf.maximum),
    minimum: spread(tf.minimum),
    exp: spread(tf.exp),
    log: spread(tf.log),
    tanh: spread(tf.tanh),
    sigmoid: spread(tf.sigmoid),
    relu: spread(tf.relu),
    sqrt: spread(tf.sqrt),
    square: spread(tf.square),
    abs: spread(tf.abs),
    neg: spread(tf.neg),
    sum: reduction(tf.sum),
    mean: reduction(tf.mean),
    max: reduction(tf.max),
    logSumExp: reduction(tf.logSumExp),
    softmax: spread(tf.softmax),
    logSoftmax: spread(tf.logSoftmax),
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
