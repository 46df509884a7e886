/**
 * @file One model of a comparison: trained, then asked for sources of every length.
 *
 * The pairs that it trains on and the order of their batches depend on task, lengths, seed and
 * budget, not on the model; the sources that it answers depend on the task alone.
 */
import {
  accuracy,
  createModel,
  encodePairs,
  meanLoss,
  parameterCount,
  predictGreedy,
  stableHash,
  Trainer,
  UserError,
  usualTraining,
  type Answer,
  type Model,
  type Pair,
} from "@heed/attention";
import { Random, type Backend } from "@heed/tensor";
import { usualPadding } from "../backends.js";
import { lengthsOf } from "../arguments/ranges.js";
import {
  lengthTasks,
  modelChoice,
  type Comparison,
  type LengthTask,
  type Trial,
} from "./comparison.js";
import { looksOf } from "./looks.js";
import type { Accuracies } from "./measures.js";

/** Answers to sources of one length. */
export interface LengthPoint extends Accuracies {
  readonly length: number;
}

/** What is said of sources of the lengths trained on, none of which it has seen. */
export interface Familiar extends Accuracies {
  /** Mean cross-entropy of a target token, in nats. */
  readonly loss: number;
  /** Alignment error rate in percent, under teacher forcing; absent without attention. */
  readonly aer?: number;
  /** Mean entropy of the weights of a step, in nats; absent without attention. */
  readonly entropy?: number;
}

/** What came of a trial. */
export interface TrialResult {
  /** The contestant's. */
  readonly name: string;
  readonly seed: number;
  readonly parameters: number;
  /** Seconds of training. */
  readonly seconds: number;
  readonly points: readonly LengthPoint[];
  readonly familiar: Familiar;
}

/** No more training pairs than this are drawn; a longer training sees them again. */
const MOST_PAIRS = 50_000;

/** About how much of a trial is training rather than answering. */
const TRAINING = 0.9;

/** Makes a trial on a backend of its own. `onProgress` is told how much is done, from 0 to 1. */
export async function runTrial(
  comparison: Comparison,
  { contestant, seed }: Trial,
  backend: Backend,
  onProgress: (fraction: number) => void = () => undefined,
): Promise<TrialResult> {
  const task = lengthTasks[comparison.task];
  const pairs = trainingPairs(task, comparison, seed);
  const tokens = { source: task.sourceTokens, target: task.targetTokens };
  const init = { backend, random: new Random(seed) };
  const untrained = createModel(modelChoice(comparison, contestant), pairs, tokens, init);
  const trainer = trainerOf(untrained, pairs, comparison, seed);
  const parameters = parameterCount(untrained);

  const started = performance.now();
  const { updates } = comparison;
  for (let update = 0; update < updates; update++) {
    const { loss } = await trainer.update(update / updates);
    if (!Number.isFinite(loss)) {
      const problem = `${contestant.name}, seed ${seed}: the loss of update ${update + 1} is not a number`;
      throw new UserError(problem, { mend: "compare with a lower --learning-rate" });
    }
    onProgress((TRAINING * (update + 1)) / updates);
  }
  const seconds = (performance.now() - started) / 1000;

  const model = { ...untrained, parameters: trainer.parameters };
  const measured = await measure(model, task, comparison, (fraction) =>
    onProgress(TRAINING + (1 - TRAINING) * fraction),
  );
  trainer.dispose();
  return { name: contestant.name, seed, parameters, seconds, ...measured };
}

function trainingPairs(
  task: LengthTask,
  { updates, batch, trainLengths: lengths }: Comparison,
  seed: number,
): Pair[] {
  const count = Math.min(updates * batch, MOST_PAIRS);
  return task.sample({ count, lengths, seed: stableHash(`${task.name}/train/${seed}`) });
}

function trainerOf(
  { config, parameters, sourceVocabulary, targetVocabulary }: Model,
  pairs: readonly Pair[],
  { batch: batchSize, learningRate, backend }: Comparison,
  seed: number,
): Trainer {
  const encoded = encodePairs(pairs, sourceVocabulary, targetVocabulary);
  return new Trainer(
    config,
    encoded,
    { ...usualTraining, batchSize, padToMultipleOf: usualPadding(backend), learningRate, seed },
    parameters,
  );
}

async function measure(
  model: Model,
  task: LengthTask,
  { lengths, trainLengths: [shortest, longest], sources: count, backend }: Comparison,
  onProgress: (fraction: number) => void,
): Promise<Pick<TrialResult, "points" | "familiar">> {
  const padToMultipleOf = usualPadding(backend);
  const all = lengthsOf(lengths);
  const points: LengthPoint[] = [];
  const familiar: { pairs: Pair[]; answers: Answer[] } = { pairs: [], answers: [] };
  for (const length of all) {
    const seed = stableHash(`${task.name}/test/${length}`);
    const pairs = task.sample({ count, lengths: [length, length], seed });
    const predictions = await predictGreedy(
      model,
      pairs.map(({ source }) => source),
      { padToMultipleOf },
    );
    const answers = pairs.map(({ target }, i) => ({
      hypothesis: predictions[i].tokens,
      references: [target],
    }));
    points.push({ length, ...accuraciesOf(answers) });
    if (length >= shortest && length <= longest) {
      familiar.pairs.push(...pairs);
      familiar.answers.push(...answers);
    }
    onProgress(points.length / all.length);
  }
  const examples = familiar.pairs.map(({ source, target }) => ({ source, targets: [target] }));
  const loss = await meanLoss(model, examples, undefined, padToMultipleOf);
  const looks = await looksOf(model, task, familiar.pairs);
  return { points, familiar: { ...accuraciesOf(familiar.answers), loss, ...looks } };
}

function accuraciesOf(answers: readonly Answer[]): Accuracies {
  const { token, sequence } = accuracy(answers);
  return { token, exact: sequence };
}
