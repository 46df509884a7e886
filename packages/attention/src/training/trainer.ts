/**
 * @file Training: batches in, a better model out. All that a run needs to go on after a stop is in
 * its state; given the same state and options, the same updates follow, bit for bit: what is random
 * about an update is a function of the seed and of its number.
 */
import { disposeTree } from "@heed/autograd";
import { ones, Random, scope, type Operand } from "@heed/tensor";
import type { Batch } from "../data/batch.js";
import type { EncodedPairs } from "../data/encodedPairs.js";
import { Epoch } from "../data/epoch.js";
import { stableHash } from "../data/stableHash.js";
import type { Seq2seqParameters } from "../seq2seq.js";
import type { Seq2seqConfig } from "../seq2seqConfig.js";
import { movingAverage } from "./average.js";
import { clipFactor } from "./clipping.js";
import { gradientOf } from "./gradient.js";
import { learningRate } from "./learningRate.js";
import { optimize, optimizers, zeroSlots, type Optimized } from "./optimize.js";
import type { TrainingOptions } from "./trainingOptions.js";
import { truthAt } from "./truthfulness.js";

/** Where a run is in its data. */
export interface Progress {
  /** Updates made. */
  readonly updates: number;
  /** Pairs seen, repeats included. */
  readonly pairs: number;
  /** The epoch under way, from 0, and how many of its batches are done. */
  readonly epoch: number;
  readonly batch: number;
}

/** Weights that did well on development data. */
export interface BestWeights {
  /** What the data said of them; lower is better. */
  readonly figure: number;
  /** The update that made them. */
  readonly updates: number;
  readonly parameters: Seq2seqParameters;
}

/** What a run has learnt. */
export interface TrainingState extends Optimized<Seq2seqParameters> {
  /** The moving average of the weights; absent where none is asked for. */
  readonly ema?: Seq2seqParameters;
  /** What development data said so far, the latest last; lower is better. */
  readonly figures: readonly number[];
  /** The best weights so far, the best first. */
  readonly best: readonly BestWeights[];
}

/** One update. */
export interface Update extends Progress {
  /** Mean loss of the batch's target tokens before the update, in nats. */
  readonly loss: number;
  /** η of this update. */
  readonly learningRate: number;
}

export class Trainer {
  readonly config: Seq2seqConfig;
  readonly options: TrainingOptions;
  readonly #pairs: EncodedPairs;
  #state: TrainingState;
  #progress: Progress;
  #epoch: Epoch;

  /** Goes on from a state and its progress, or starts from weights. It takes over the tensors. */
  constructor(
    config: Seq2seqConfig,
    pairs: EncodedPairs,
    options: TrainingOptions,
    from: TrainingState | Seq2seqParameters,
    progress: Progress = { updates: 0, pairs: 0, epoch: 0, batch: 0 },
  ) {
    this.config = config;
    this.options = options;
    this.#pairs = pairs;
    this.#state = "slots" in from ? from : startState(from, options);
    this.#progress = progress;
    this.#epoch = this.#openEpoch(progress.epoch);
  }

  get parameters(): Seq2seqParameters {
    return this.#state.parameters;
  }

  /** What is learnt so far; the tensors stay the trainer's. */
  get state(): TrainingState {
    return this.#state;
  }

  get progress(): Progress {
    return this.#progress;
  }

  /** How many updates one epoch takes. */
  get updatesPerEpoch(): number {
    return Math.ceil(this.#epoch.length / this.options.accumulate);
  }

  /** One update. `fraction`, in [0, 1], says how much of the whole run is over. */
  async update(fraction: number): Promise<Update> {
    const { config, options } = this;
    const before = this.#state;
    const { batches, progress } = this.#nextBatches();
    const step = progress.updates;
    const random = new Random(stableHash(`${options.seed}/update ${step}`));
    const objective = { ...options, truth: truthAt(options.truth, step) };
    const moment = { update: step, warmup: options.warmup, fraction, figures: before.figures };
    const rate = learningRate(options.learningRate, options.schedule, moment);

    const { value, ...learnt } = scope(() => {
      const { value, gradient } = gradientOf(config, before.parameters, batches, objective, random);
      const clip = clipOf(gradient, value, options);
      const facts = { learningRate: rate, step, clip };
      const optimized = optimize(options.optimizer, before, gradient, facts);
      return { value, ...optimized, ...averageOf(before, optimized, options, step) };
    });

    // Both at once, before any waiting: whoever saves in between must find them of one update.
    this.#state = { ...before, ...learnt };
    this.#progress = progress;
    disposeTree([before.slots, before.ema]);
    if (!isAmong(before.best, before.parameters)) disposeTree(before.parameters);
    const [loss] = await value.value.data();
    disposeTree(value);
    return { ...progress, loss, learningRate: rate };
  }

  /**
   * Takes note of what development data say of the weights as they are; lower is better. A plateau
   * and early stopping go by it, and the best weights are kept. Throws RangeError at what is no
   * number.
   */
  look(figure: number): void {
    if (!Number.isFinite(figure)) {
      throw new RangeError(`look: a figure must be a finite number; got ${figure}`);
    }
    const { figures, best, parameters } = this.#state;
    const ranked = [...best, { figure, updates: this.#progress.updates, parameters }];
    // Sorting keeps the order of equals: the earlier weights win.
    ranked.sort((a, b) => a.figure - b.figure);
    const dropped = ranked.splice(this.options.keep);
    this.#state = { ...this.#state, figures: [...figures, figure], best: ranked };
    disposeTree(dropped.filter((weights) => weights.parameters !== parameters));
  }

  /** Frees all that it has learnt. */
  dispose(): void {
    disposeTree(this.#state);
  }

  /** The batches of the next update, and where the run is after it. */
  #nextBatches(): { batches: readonly Batch[]; progress: Progress } {
    let { epoch, batch: first } = this.#progress;
    if (first === this.#epoch.length) {
      [epoch, first] = [epoch + 1, 0];
      this.#epoch = this.#openEpoch(epoch);
    }
    const end = Math.min(first + this.options.accumulate, this.#epoch.length);
    const batches = Array.from({ length: end - first }, (_, i) => this.#epoch.batch(first + i));
    const pairs = batches.reduce((sum, batch) => sum + batch.pairs.length, this.#progress.pairs);
    const updates = this.#progress.updates + 1;
    return { batches, progress: { updates, pairs, epoch, batch: end } };
  }

  #openEpoch(epoch: number): Epoch {
    const { batchSize, seed, padToMultipleOf = 1 } = this.options;
    return new Epoch(this.#pairs, { batchSize, seed, epoch, padToMultipleOf });
  }
}

/** The state before the first update. */
function startState(parameters: Seq2seqParameters, { optimizer }: TrainingOptions): TrainingState {
  const slots = zeroSlots(optimizers[optimizer.name], parameters);
  return { parameters, slots, figures: [], best: [] };
}

/** What the gradient is to be multiplied with: one number, placed like the loss. */
function clipOf(gradient: unknown, { value }: Operand, { clipNorm }: TrainingOptions): Operand {
  if (clipNorm !== false) return clipFactor(gradient, clipNorm);
  return ones([], { backend: value.backend, dtype: value.dtype });
}

/** The moving average after an update, if one is asked for; it starts from the first weights. */
function averageOf(
  before: TrainingState,
  { parameters }: Optimized<Seq2seqParameters>,
  { ema }: TrainingOptions,
  step: number,
): Pick<TrainingState, "ema"> {
  if (ema === false) return {};
  return { ema: movingAverage(before.ema ?? before.parameters, parameters, ema, step) };
}

function isAmong(best: readonly BestWeights[], parameters: Seq2seqParameters): boolean {
  return best.some((weights) => weights.parameters === parameters);
}
