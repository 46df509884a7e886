/**
 * @file Random programs on every backend and in every mode of gpu.js that runs in Node: values and
 * gradients are the float64 reference's. Operators one by one: test/tensor/conformance.test.ts; here
 * they meet, read each other's views, and their gradients add up.
 */
import { backpropagate, Variable } from "@heed/autograd";
import { isFloat, ones, sizeOf, zeros, type Backend, type Operand } from "@heed/tensor";
import { program, rowMajor, runProgram, type Program, type TensorData } from "@heed/testing";
import fc from "fast-check";
import { afterAll, describe, test } from "vitest";
import { correctlyRounded, promisedByWgsl, type Accuracy } from "../../support/accuracy.js";
import { builds } from "../../support/backends.js";
import { notRun } from "../../support/browser.js";
import { evaluate, type Computation } from "../../support/computation.js";
import { devices } from "../../support/devices.js";
import { runs } from "../../support/runs.js";
import { consult, worstMiss } from "../../support/tolerance.js";

/** The numbers of a program's inputs, float32 ones. */
function dataOf({ inputs }: Program): TensorData[] {
  return inputs.map(({ shape, dtype, values }) => ({
    shape,
    domain: dtype === "int32" ? { indexBelow: 2 ** 20 } : "real",
    values: Float64Array.from(values, Math.fround),
    layout: rowMajor(shape),
  }));
}

/** A program's results, then the gradients of their sum by its float inputs. */
function computationOf(random: Program): Computation {
  return (tensors) => {
    const leaves: Variable[] = [];
    const named = random.inputs.map(({ name }, i): [string, Operand] => {
      if (!isFloat(tensors[i].dtype)) return [name, tensors[i]];
      const leaf = new Variable(tensors[i]);
      leaves.push(leaf);
      return [name, leaf];
    });
    const results = Object.values(runProgram(random, Object.fromEntries(named)));
    const { backend } = tensors[0];
    const cotangents = results.map(({ shape, dtype }) => ones(shape, { backend, dtype }));
    const gradients = backpropagate(results, cotangents, leaves);
    return [
      ...results.map(({ value }) => value),
      ...gradients.map((found, i) => {
        const { shape, dtype } = leaves[i];
        return found?.value ?? zeros(shape, { backend, dtype });
      }),
    ];
  };
}

/** How many roundings an element may have behind it: all of a program's, and back. */
function roundingsOf({ steps }: Program, data: readonly TensorData[]): number {
  const elements = data.reduce((total, { shape }) => total + sizeOf(shape), 1);
  return 3 * steps.length * elements;
}

async function agree(backend: Backend, count: number, accuracy: Accuracy): Promise<void> {
  await fc.assert(
    fc.asyncProperty(program({ steps: { min: 1, max: 12 } }), async (random) => {
      const data = dataOf(random);
      const computation = computationOf(random);
      const { values, tolerance } = await consult(
        computation,
        data,
        roundingsOf(random, data),
        accuracy,
      );
      const actual = await evaluate(computation, data, backend, "float32");
      const miss = worstMiss(actual, values, tolerance.float32);
      if (miss !== undefined) throw new Error(miss);
    }),
    runs(count),
  );
}

const about = "random programs give the float64 reference's values and gradients";

describe.each(Object.entries(builds))("on %s", (_, backend) => {
  test(about, () => agree(backend, 60, correctlyRounded));
});

for (const { mode, backend, why } of devices) {
  describe.skipIf(backend === undefined)(`on gpu:${mode}${notRun(why)}`, () => {
    test(about, async () => {
      if (backend !== undefined) await agree(backend, 6, promisedByWgsl);
    });
    afterAll(() => backend?.close());
  });
}
