/**
 * @file Training: batches in, a better model out. All that a run needs to go on after a stop is in
 * its state; given the same state and options, the same updates follow, bit for bit.
 */
import { disposeTree, valueAndGrad } from "@heed/autograd";
import { scope } from "@heed/tensor";
import type { EncodedPairs } from "../data/encodedPairs.js";
import { Epoch } from "../data/epoch.js";
import type { Batch } from "../data/batch.js";
import { loss, type Seq2seqConfig, type Seq2seqParameters } from "../seq2seq.js";
import {
  adamDefaults,
  adamUpdate,
  zeroMoments,
  type AdamOptions,
  type AdamState,
} from "./optimizer.js";
import { learningRate, type Schedule } from "./schedule.js";

export interface TrainingOptions {
  /** B */
  readonly batchSize: number;
  readonly schedule: Schedule;
  /** Orders the batches of every epoch. */
  readonly seed: number;
  readonly adam?: AdamOptions;
}

/** Where a run is: enough to go on with. */
export interface Progress {
  /** Updates made. */
  readonly updates: number;
  /** Pairs seen, repeats included. */
  readonly pairs: number;
  /** The epoch under way, from 0, and how many of its batches are done. */
  readonly epoch: number;
  readonly batch: number;
}

/** One update. */
export interface Update extends Progress {
  /** Mean cross-entropy of the batch's target tokens before the update, in nats. */
  readonly loss: number;
  /** η of this update. */
  readonly learningRate: number;
}

export class Trainer {
  readonly config: Seq2seqConfig;
  readonly options: TrainingOptions;
  readonly #pairs: EncodedPairs;
  #state: AdamState<Seq2seqParameters>;
  #progress: Progress;
  #epoch: Epoch;

  /** Goes on from `state` and `progress`, or starts from `parameters`. It takes over the tensors. */
  constructor(
    config: Seq2seqConfig,
    pairs: EncodedPairs,
    options: TrainingOptions,
    from: AdamState<Seq2seqParameters> | Seq2seqParameters,
    progress: Progress = { updates: 0, pairs: 0, epoch: 0, batch: 0 },
  ) {
    this.config = config;
    this.options = options;
    this.#pairs = pairs;
    this.#state =
      "moments" in from ? from : { parameters: from, moments: zeroMoments(from), updates: 0 };
    this.#progress = progress;
    this.#epoch = this.#openEpoch(progress.epoch);
  }

  get parameters(): Seq2seqParameters {
    return this.#state.parameters;
  }

  /** Weights and moments as they are now; they stay the trainer's. */
  get state(): AdamState<Seq2seqParameters> {
    return this.#state;
  }

  get progress(): Progress {
    return this.#progress;
  }

  /** How many updates one epoch takes. */
  get updatesPerEpoch(): number {
    return this.#epoch.length;
  }

  /** One update. `fraction`, in [0, 1], says how much of the whole run is over. */
  async update(fraction: number): Promise<Update> {
    const batch = this.#nextBatch();
    const updates = this.#state.updates + 1;
    const rate = learningRate(this.options.schedule, updates, fraction);
    const { config, options } = this;
    const step = scope(() => {
      const objective = valueAndGrad((p: Seq2seqParameters) => loss(config, p, batch));
      const { value, gradient } = objective(this.#state.parameters);
      const state = adamUpdate(this.#state, gradient, rate, options.adam ?? adamDefaults);
      return { value, state };
    });
    const { epoch, pairs, batch: index } = this.#progress;
    const progress = { updates, pairs: pairs + batch.pairs.length, epoch, batch: index + 1 };
    // Both at once, before any waiting: whoever saves in between must find them of one update.
    this.#state = step.state;
    this.#progress = progress;
    const [lossValue] = await step.value.value.data();
    disposeTree(step.value);
    return { ...progress, loss: lossValue, learningRate: rate };
  }

  /** Frees weights and moments. */
  dispose(): void {
    disposeTree([this.#state.parameters, this.#state.moments]);
  }

  #nextBatch(): Batch {
    if (this.#progress.batch === this.#epoch.length) {
      this.#progress = { ...this.#progress, epoch: this.#progress.epoch + 1, batch: 0 };
      this.#epoch = this.#openEpoch(this.#progress.epoch);
    }
    return this.#epoch.batch(this.#progress.batch);
  }

  #openEpoch(epoch: number): Epoch {
    const { batchSize, seed } = this.options;
    return new Epoch(this.#pairs, { batchSize, seed, epoch });
  }
}
