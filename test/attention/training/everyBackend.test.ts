/**
 * @file One whole training step (forward, backward, clipping, Adam) of the usual model and of each of
 * its variations, on every backend and in every mode of gpu.js that runs here: loss, gradients, updated
 * weights and moments are the float64 reference's.
 *
 * The tolerance is that of support/tolerance.ts. What a model makes of the roundings of its kernels,
 * it measures; K, then, is how many roundings there are inside one kernel.
 */
import {
  choose,
  clipFactor,
  gradientOf,
  optimize,
  optimizers,
  plainObjective,
  zeroSlots,
  type Objective,
} from "@heed/attention";
import { disposeTree, leavesOf, mapTree } from "@heed/autograd";
import { Random, reference, sizeOf, type Backend, type Operand } from "@heed/tensor";
import { rowMajor, type TensorData } from "@heed/testing";
import { describe, expect, test } from "vitest";
import {
  batchOfSentences,
  configurations,
  drawParameters,
  sizes,
  type TitledConfig,
} from "../../../packages/cli/src/gradcheck/smallModels.js";
import { correctlyRounded, promisedByWgsl, type Accuracy } from "../../support/accuracy.js";
import { backends } from "../../support/backends.js";
import { evaluate, type Computation } from "../../support/computation.js";
import { devices } from "../../support/devices.js";
import { consult, worstMiss } from "../../support/tolerance.js";

/** Of two lengths on each side, so that there is padding. */
const batch = batchOfSentences([
  { source: [4, 5, 6], target: [4, 5, 6] },
  { source: [7, 3], target: [3] },
]);

/** Adam as usual, but for an ε that keeps it from dividing a gradient's rounding by itself. */
const adam = choose(optimizers, "adam", { epsilon: 0.1 });

/** A step of a model with all that an objective can have. */
function stepOf(config: TitledConfig): { step: Computation; inputs: TensorData[]; K: number } {
  const drawn = drawParameters(config, 1, { backend: reference, dtype: "float32" });
  const inputs = leavesOf(drawn).map(({ operand: { shape, value } }): TensorData => {
    const values = Float64Array.from(value.dataSync());
    return { shape, domain: "real", values, layout: rowMajor(shape) };
  });
  disposeTree(drawn);
  const objective: Objective = {
    ...plainObjective,
    labelSmoothing: 0.1,
    coverage: config.coverage ? 0.5 : 0,
  };
  const step: Computation = (weights) => {
    let i = 0;
    const parameters = mapTree(drawn, (): Operand => weights[i++]);
    const learnt = gradientOf(config, parameters, [batch], objective, new Random(1));
    const clip = clipFactor(learnt.gradient, 1);
    const facts = { learningRate: 0.1, step: 1, clip };
    const before = { parameters, slots: zeroSlots(optimizers.adam, parameters) };
    const after = optimize(adam, before, learnt.gradient, facts);
    return leavesOf([learnt, after]).map(({ operand }) => operand.value);
  };
  const [B, T] = batch.decoderTarget.shape;
  const sums = [B * T * sizes.targetVocabulary, ...inputs.map(({ shape }) => sizeOf(shape))];
  return { step, inputs, K: 2 * Math.max(...sums) };
}

const hosts = backends.filter((backend) => backend !== reference);

/** Throws unless a step on each of the backends is the reference's, and leaves nothing alive. */
async function check(
  config: TitledConfig,
  on: readonly Backend[],
  accuracy: Accuracy,
): Promise<void> {
  const { step, inputs, K } = stepOf(config);
  const { values, tolerance } = await consult(step, inputs, K, accuracy);
  for (const backend of on) {
    const before = { ...backend.live };
    const found = await evaluate(step, inputs, backend, "float32");
    expect(worstMiss(found, values, tolerance.float32), backend.name).toBeUndefined();
    expect(backend.live).toEqual(before);
  }
}

describe(`a training step on each of ${hosts.map(({ name }) => name).join(", ")}`, () => {
  test.each(configurations)("is that of the reference: $title", (config) =>
    check(config, hosts, correctlyRounded),
  );
});

for (const { mode, backend, why } of devices) {
  describe.skipIf(backend === undefined)(`a training step on gpu:${mode} ${why}`, () => {
    test.each(configurations)("is that of the reference: $title", async (config) => {
      if (backend !== undefined) await check(config, [backend], promisedByWgsl);
    });
  });
}
