/**
 * @file Operators of js-pytorch: plain JavaScript over nested arrays. Its relu is a leaky one, which is
 * another operator.
 */
import { serveOperators, spread } from "./serveOperators.mjs";
import { versionOf } from "./versionOf.mjs";

const start = performance.now();
const { torch } = await import("js-pytorch");
const compileMs = performance.now() - start;

const softmax = new torch.nn.Softmax();

serveOperators({
  name: "js-pytorch",
  ran: { backend: `js-pytorch ${versionOf("js-pytorch")}`, executor: "javascript" },
  threads: 1,
  compileMs,
  operators: {
    matmul: spread(torch.matmul),
    add: spread(torch.add),
    mul: spread(torch.mul),
    div: spread(torch.div),
    exp: spread(torch.exp),
    log: spread(torch.log),
    sqrt: spread(torch.sqrt),
    neg: spread(torch.neg),
    softmax: ([x]) => softmax.forward(x, -1),
    transpose: ([x]) => torch.transpose(x, x.shape.length - 2, x.shape.length - 1),
  },
  refusal: (operator, [a, b]) =>
    ["add", "mul", "div"].includes(operator) && sizeOf(a.shape) < sizeOf(b.shape)
      ? "js-pytorch stretches second operands only"
      : undefined,
  upload: (elements, shape) => torch.tensor(nested(Array.from(elements), shape)),
  transpose: (x) => torch.transpose(x, x.shape.length - 2, x.shape.length - 1),
  read: (result) => result.data.flat(Infinity),
});

/** Elements as arrays of arrays. */
function nested(elements, shape) {
  return shape.slice(1).reduceRight((rows, size) => {
    const length = rows.length / size;
    return Array.from({ length }, (_, i) => rows.slice(i * size, (i + 1) * size));
  }, elements);
}

function sizeOf(shape) {
  return shape.reduce((product, size) => product * size, 1);
}
