/**
 * @file The gradient of an update: of one batch, or of several that count as one (gradient
 * accumulation), which takes the memory of the largest alone.
 */
import {
  disposeTree,
  leavesOf,
  mapTree,
  valueAndGrad,
  type ValueAndGradient,
} from "@heed/autograd";
import { ops, scope, type Operand, type Random } from "@heed/tensor";
import { targetTokens, type Batch } from "../data/batch.js";
import type { Objective } from "../objective.js";
import { summedLoss, type Seq2seqParameters } from "../seq2seq.js";
import type { Seq2seqConfig } from "../seq2seqConfig.js";

/**
 * The mean loss of all target tokens of the batches, and its gradient: each batch counts by its
 * tokens, so that it does not matter how the pairs are divided among batches.
 */
export function gradientOf(
  config: Seq2seqConfig,
  parameters: Seq2seqParameters,
  batches: readonly Batch[],
  objective: Objective,
  random: Random,
): ValueAndGradient<Seq2seqParameters> {
  const all = batches.reduce((sum, batch) => sum + targetTokens(batch), 0);
  const shareOf = (batch: Batch): ValueAndGradient<Seq2seqParameters> => {
    const share = (p: Seq2seqParameters): Operand =>
      ops.mul(summedLoss(config, p, batch, objective, random), 1 / all);
    return valueAndGrad(share)(parameters);
  };
  const [first, ...rest] = batches;
  return rest.reduce(
    (sum, batch) => {
      const more = scope(() => plus(sum, shareOf(batch)));
      disposeTree(sum);
      return more;
    },
    scope(() => shareOf(first)),
  );
}

/** The sum of two trees of one form. */
function plus<T>(a: T, b: T): T {
  const leaves = leavesOf(b);
  let i = 0;
  return mapTree(a, (operand) => ops.add(operand, leaves[i++].operand));
}
