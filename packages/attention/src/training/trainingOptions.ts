/**
 * @file How a model is trained: all that is chosen about it, apart from the model and the data.
 */
import { plainObjective, type Objective } from "../objective.js";
import { choose, type Choice } from "./choice.js";
import { schedules, type ScheduleName } from "./learningRate.js";
import { optimizers, type OptimizerName } from "./optimize.js";
import { truths, type TruthName } from "./truthfulness.js";

export interface TrainingOptions extends Omit<Objective, "truth"> {
  /** B */
  readonly batchSize: number;
  /**
   * Lengths of batches, S and T, are rounded up to a multiple of this. A backend that compiles a
   * kernel for each shape then meets few shapes; losses and gradients stay what they are (but
   * dropout draws its masks for the padding, too). 1 unless said: no more padding than there must be.
   */
  readonly padToMultipleOf?: number;
  /** How many batches make one update: gradient accumulation. An epoch's last may have fewer. */
  readonly accumulate: number;
  /** Orders the batches of every epoch, and draws masks and coins. */
  readonly seed: number;
  /** How likely the decoder is to read the true token. */
  readonly truth: Choice<TruthName>;
  readonly optimizer: Choice<OptimizerName>;
  /** The norm that gradients are clipped to; `false`: they are not. */
  readonly clipNorm: number | false;
  /** η at its highest. */
  readonly learningRate: number;
  /** Updates from 0 to the highest rate. */
  readonly warmup: number;
  readonly schedule: Choice<ScheduleName>;
  /** The decay of a moving average of the weights; `false`: there is none. */
  readonly ema: number | false;
  /** How many of the weights that did best on development data are kept. */
  readonly keep: number;
}

/** What one would begin with. */
export const usualTraining: TrainingOptions = {
  ...plainObjective,
  batchSize: 64,
  padToMultipleOf: 1,
  accumulate: 1,
  seed: 1,
  truth: choose(truths, "constant"),
  optimizer: choose(optimizers, "adam"),
  clipNorm: 1,
  learningRate: optimizers.adam.usualRate,
  warmup: 100,
  schedule: choose(schedules, "cosine"),
  ema: false,
  keep: 0,
};
