/**
 * @file How far rounding may take the results of a computation: c · ε · √K · scale, all read off its
 * tape.
 *
 *   ε      2⁻⁵³, the relative error of one rounding in float64.
 *   K      how many roundings a result may have behind it: the tape's floating-point operations.
 *          Their signs are as good as random, so that they add up like √K (Higham & Mary 2019, SIAM
 *          J. Sci. Comput. 41, Theorem 2.4).
 *   scale  max_i |y_i| + r_i, at least 1. r_i is how strongly y_i answers to roundings: the tape is
 *          replayed with each input and each result on the way off by η at random (Parker, Pierce &
 *          Eggert 2000, Comput. Sci. Eng. 2(4)), and r_i = |change of y_i| / η.
 *   c      8: a rounding or two for each operation, and the tail of a random sum.
 */
import { recordingOf, replay, type Recording } from "@heed/autograd";
import {
  applyEagerly,
  isFloat,
  ops,
  Random,
  scope,
  tensor,
  type DType,
  type Interpreter,
  type Operand,
  type Shape,
  type Tensor,
} from "@heed/tensor";

const c = 8;
const epsilon = 2 ** -53;
/** So small that no curvature shows, so large that ε does not. */
const eta = 2 ** -32;
/** The chance that an answer is small every time is small. */
const trials = 6;

/** For each output, how far off rounding may take its elements. */
export function roundingOf(inputs: readonly Operand[], outputs: readonly Operand[]): number[] {
  const recording = recordingOf(inputs, outputs);
  const K = operationsIn(recording);
  if (K === 0) return outputs.map(() => 0);
  const exact = outputs.map(({ value }) => Array.from(value.dataSync()));
  const scales = exact.map((values) => values.reduce((most, y) => larger(most, Math.abs(y)), 1));
  for (let seed = 1; seed <= trials; seed++) {
    scope(() => {
      const random = new Random(seed);
      const interpreter = noisy(random);
      const standins = inputs.map(({ value }) => new Noisy(perturbed(value, random), interpreter));
      const off = replay(recording, standins);
      off.forEach(({ value }, k) => {
        value.dataSync().forEach((y, i) => {
          const answer = Math.abs(y - exact[k][i]) / eta;
          scales[k] = larger(scales[k], Math.abs(exact[k][i]) + answer);
        });
      });
    });
  }
  return scales.map((scale) => c * epsilon * Math.sqrt(K) * scale);
}

function operationsIn({ nodes }: Recording): number {
  return nodes.reduce((total, { operator, inputs, outputs, attributes }) => {
    const [ins, outs] = [inputs, outputs].map((list) => list.map(({ shape }) => shape));
    return total + (operator.flops?.(ins, outs, attributes) ?? 0);
  }, 0);
}

/** What is infinite, or no number, says nothing about the others. */
function larger(most: number, y: number): number {
  return Number.isFinite(y) ? Math.max(most, y) : most;
}

/** A tensor on the way through a noisy computation. */
class Noisy implements Operand {
  readonly value: Tensor;
  readonly interpreter: Interpreter;

  constructor(value: Tensor, interpreter: Interpreter) {
    this.value = value;
    this.interpreter = interpreter;
  }

  get shape(): Shape {
    return this.value.shape;
  }

  get dtype(): DType {
    return this.value.dtype;
  }
}

/** Applies operators, and puts their results off by η. Moving a number rounds nothing. */
function noisy(random: Random): Interpreter {
  const interpreter: Interpreter = {
    apply: (operator, inputs, attributes) => {
      const values = inputs.map(({ value }) => value);
      const results = applyEagerly(operator, values, attributes, ops);
      const exact = operator.flops === undefined;
      return results.map((y) => new Noisy(exact ? y : perturbed(y, random), interpreter));
    },
  };
  return interpreter;
}

function perturbed(x: Tensor, random: Random): Tensor {
  const { backend, dtype, shape } = x;
  if (!isFloat(dtype)) return x;
  const off = x.dataSync().map((y) => y * (1 + eta * (2 * random.integer(0, 1) - 1)));
  return tensor(off, { backend, dtype, shape });
}
