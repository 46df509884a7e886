/**
 * @file Averages of weights: over the last updates, and over checkpoints.
 */
import { leavesOf, mapTree } from "@heed/autograd";
import { ops, scope, type Operand } from "@heed/tensor";

/**
 * The exponential moving average after update `step`, which counts from 1: average' = d average +
 * (1 − d) parameters. While the run is young, d = min(decay, (1 + step) / (10 + step)), so that the
 * first weights are soon forgotten (as TensorFlow's ExponentialMovingAverage with `num_updates`).
 */
export function movingAverage<P>(average: P, parameters: P, decay: number, step: number): P {
  const d = Math.min(decay, (1 + step) / (10 + step));
  return mix([average, parameters], [d, 1 - d]);
}

/** The mean of trees of parameters, weight by weight. Throws RangeError where there is none. */
export function averageParameters<P>(trees: readonly P[]): P {
  if (trees.length === 0) throw new RangeError("averageParameters: there must be one at least");
  return mix(
    trees,
    trees.map(() => 1 / trees.length),
  );
}

/** Σ share · tree, operand by operand. */
function mix<P>([first, ...rest]: readonly P[], [share, ...shares]: readonly number[]): P {
  const others = rest.map(leavesOf);
  let i = 0;
  return mapTree(first, (operand) => {
    const at = i++;
    return scope(() =>
      others.reduce<Operand>(
        (sum, leaves, k) => ops.add(sum, ops.mul(leaves[at].operand, shares[k])),
        ops.mul(operand, share),
      ),
    );
  });
}
