/**
 * @file The process of a library that computes single operators: operands are brought there once, and
 * the same call is repeated on them.
 */
import { serve } from "../dist/contender/serve.js";
import { digest } from "../dist/kernels/digest.js";
import { operandValues } from "../dist/kernels/operandValues.js";
import { storedShape } from "../dist/kernels/operatorWorkload.js";

/** What a library calls with one operand after the other, as what is called with their list. */
export const spread = (call) => (operands) => call(...operands);

/**
 * A library has
 *
 *   name, ran, threads, compileMs
 *   operators        functions (operands, attributes, inputs) => result, by our names
 *   refusal          (operator, inputs) => why it cannot do it on these; where it has none, it can
 *   upload           (elements, shape) => operand
 *   transpose        operand => its view, last two axes exchanged; where it has none, operands come as
 *                    they are stored, and `inputs` says which
 *   wait             result => promise of when it is there; where it has none, it is at once
 *   read             result => its elements, row-major, or a promise of them
 *   free             frees an operand or a result; where it has none, that is left to the collector
 */
export function serveOperators(library) {
  const { name, operators, upload, wait, read } = library;
  const { refusal = () => undefined, transpose = (x) => x, free = leave } = library;
  serve(async (workload) => {
    const { operator, inputs, attributes } = workload;
    if (!Object.hasOwn(operators, operator)) return { missing: `${name} has no such operator` };
    const missing = refusal(operator, inputs);
    if (missing !== undefined) return { missing };
    const values = operandValues(workload);
    const uploadAll = () =>
      inputs.map((input, i) => {
        const operand = upload(values[i], storedShape(input));
        return input.transposed ? transpose(operand) : operand;
      });
    const operands = uploadAll();
    let result;
    const compute = () => {
      if (result !== undefined) free(result);
      result = operators[operator](operands, attributes, inputs);
    };
    return {
      ran: () => library.ran,
      threads: library.threads,
      compileMs: library.compileMs,
      run: wait
        ? async () => {
            compute();
            await wait(result);
          }
        : compute,
      check: async () => digest([await read(result)]),
      parts: {
        upload: () => uploadAll().forEach(free),
        read: async () => void (await read(result)),
      },
      release: () => [result, ...operands].forEach(free),
    };
  });
}

/** The axes of a reduction over `x` of so many axes: all unless said. */
export function axesOf({ axes }, ndim) {
  return axes?.map((axis) => (axis < 0 ? axis + ndim : axis)) ?? [...Array(ndim).keys()];
}

/** Left to the collector. */
function leave() {
  return undefined;
}
