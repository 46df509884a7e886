/**
 * @file What happened in one step of a search, as plain data: nothing of it lives on a backend, and
 * JSON holds it as it stands.
 *
 * S source length without padding, H state, M context, F features of the readout.
 */
import { leavesOf } from "@heed/autograd";
import type { Operand } from "@heed/tensor";
import type { TracedStep } from "../decoder/next.js";
import { Best } from "./best.js";

/** What a search reads back of each step, besides what it decides by. Reading takes time. */
export type Inspection = "nothing" | "weights" | "everything";

/** What went on inside the model, whatever was then said. What a model does not have is absent. */
export interface InsideStep {
  /** The decoder state that looked: H numbers. */
  readonly query: readonly number[];
  /** e_t, before the window; with several heads, their mean: S numbers. */
  readonly scores?: readonly number[];
  /** a_t, likewise: S numbers. */
  readonly weights?: readonly number[];
  /** c_t: M numbers. */
  readonly context?: readonly number[];
  /** Of each layer of the decoder, the first one first. */
  readonly layers: readonly {
    /** By the letters of the cell's formula, H numbers each. */
    readonly gates: Readonly<Record<string, readonly number[]>>;
    /** After the step: h and, of an LSTM, c; H numbers each. */
    readonly state: { readonly h: readonly number[]; readonly c?: readonly number[] };
  }[];
  /** t̃_t, from which the last product makes the logits: F numbers. */
  readonly features: readonly number[];
  /** The tokens that the model found likeliest, best first, whether a search may say them or not. */
  readonly likeliest: readonly { readonly token: number; readonly logProbability: number }[];
}

/** One step of one hypothesis. */
export interface StepTrace extends InsideStep {
  /** y_{t−1}, which the step read, and y_t, which it said. */
  readonly previous: number;
  readonly token: number;
  /** log p(y_t | y_{<t}, x), in nats. */
  readonly logProbability: number;
}

/** How many of the likeliest tokens a trace names. */
const NAMED = 5;

/** Reads all numbers of a step. The answer gives one row of them, whose source has S words. */
export async function readTrace(
  traced: TracedStep,
): Promise<(row: number, S: number) => Omit<InsideStep, "likeliest">> {
  const numbers = new Map<Operand, ArrayLike<number>>();
  await Promise.all(
    leavesOf(traced).map(async ({ operand }) => {
      numbers.set(operand, await operand.value.data());
    }),
  );
  const { query, scores, weights, context, layers, features } = traced;
  return (row, S) => {
    const all = (operand: Operand): number[] =>
      rowOf(numbers.get(operand) ?? [], row, operand.shape[1]);
    const words = (operand: Operand): number[] => all(operand).slice(0, S);
    return {
      query: all(query),
      ...(scores && { scores: words(scores) }),
      ...(weights && { weights: words(weights) }),
      ...(context && { context: all(context) }),
      layers: layers.map(({ gates, state: { h, c } }) => ({
        gates: Object.fromEntries(
          Object.entries(gates).map(([letter, gate]) => [letter, all(gate)]),
        ),
        state: { h: all(h), ...(c && { c: all(c) }) },
      })),
      features: all(features),
    };
  };
}

/** One row of a matrix whose rows are so wide. */
export function rowOf(matrix: ArrayLike<number>, row: number, width: number): number[] {
  return Array.from({ length: width }, (_, column) => matrix[row * width + column]);
}

/** The likeliest few tokens, best first. */
export function likeliestOf(logProbabilities: ArrayLike<number>): InsideStep["likeliest"] {
  const best = new Best<InsideStep["likeliest"][number]>(NAMED);
  for (let token = 0; token < logProbabilities.length; token++) {
    const logProbability = logProbabilities[token];
    if (best.admits(logProbability)) best.add({ token, logProbability }, logProbability);
  }
  return best.items;
}
