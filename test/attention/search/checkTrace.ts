/** @file What must hold of the steps that a search traces: the formulas of the model, in plain numbers. */
import {
  isFixedContext,
  read,
  special,
  type Hypothesis,
  type LinearParameters,
  type PaddedIds,
  type Seq2seqConfig,
  type Seq2seqParameters,
  type SoftMemory,
  type StepTrace,
} from "@heed/attention";
import { ops, scope, tensor } from "@heed/tensor";
import { expect } from "vitest";
import type { LayerNormLstmParameters } from "../../../packages/attention/src/cells/layerNormLstm.js";
import type { TitledConfig } from "../../../packages/cli/src/gradcheck/smallModels.js";
import { disagreement, numbersOf, type Numbers } from "../model/numbersOf.js";
import { exact } from "./searchCase.js";
import { teacherForced } from "./teacherForced.js";

/** Whether a model has attention weights to tell of. */
export const hasWeights = ({ attention }: Seq2seqConfig): boolean => !isFixedContext(attention);

function softmax(scores: readonly number[]): number[] {
  const powers = scores.map((score) => Math.exp(score - Math.max(...scores)));
  const sum = powers.reduce((a, b) => a + b);
  return powers.map((power) => power / sum);
}

type Vectors = Readonly<Record<string, readonly number[]>>;
type Plain = Readonly<Record<string, number>>;

/** The state that gates make of the state before, element by element: the formulas of the cells. */
const recombined: Readonly<Record<string, (gates: Plain, before: Plain) => Plain>> = {
  gru: ({ z, n }, { h }) => ({ h: (1 - z) * n + z * h }),
  "layer-norm-gru": ({ z, n }, { h }) => ({ h: (1 - z) * n + z * h }),
  "gru-reset-before": ({ z, n }, { h }) => ({ h: (1 - z) * h + z * n }),
  lstm: ({ i, f, g, o }, { c }) => ({ c: f * c + i * g, h: o * Math.tanh(f * c + i * g) }),
  "layer-norm-lstm": ({ i, f, g }, { c }) => ({ c: f * c + i * g }),
};

/** What the gates, applied to the state before, make of it. */
function afterGates(
  cell: string,
  gates: Vectors,
  before: { readonly h: readonly number[]; readonly c?: readonly number[] },
): Vectors {
  const at = (vectors: object, k: number): Plain =>
    Object.fromEntries(
      Object.entries(vectors as Vectors).map(([letter, vector]) => [letter, vector[k]]),
    );
  const units = before.h.map((_, k) => recombined[cell](at(gates, k), at(before, k)));
  const names = Object.keys(units[0]);
  return Object.fromEntries(names.map((name) => [name, units.map((unit) => unit[name])]));
}

/** What a search reads before its first step: states, and what attention can look at. */
export async function beginnings(
  config: Seq2seqConfig,
  p: Seq2seqParameters,
  source: PaddedIds,
): Promise<Numbers> {
  return numbersOf(() => {
    const { state, memory } = read(config, p, source);
    const { values } = memory.attention as Partial<SoftMemory>;
    return { layers: state.layers, ...(values && { values }) };
  });
}

/** All that must hold of the steps of one hypothesis. */
export async function checkTrace(
  config: TitledConfig,
  p: Seq2seqParameters,
  source: readonly number[],
  { ids, ended, weights, trace, logProbability }: Hypothesis,
  first: Numbers,
  bound: number,
): Promise<void> {
  const said = ended ? [...ids, special.end] : ids;
  expect(trace.map(({ token }) => token)).toEqual(said);
  expect(trace.map(({ previous }) => previous)).toEqual(
    [special.start, ...said].slice(0, said.length),
  );
  const total = trace.reduce((sum, step) => sum + step.logProbability, 0);
  expect(total).toBe(logProbability);
  expect(trace.flatMap((step) => (step.weights ? [step.weights] : []))).toEqual(weights);
  expect(JSON.parse(JSON.stringify(trace))).toEqual(trace);
  if (trace.length === 0) return;

  const [thought] = await teacherForced(config, p, [{ source, target: ids, ended }]);
  trace.forEach((step, t) => {
    const near = (name: string, actual: readonly number[], expected: readonly number[]): void => {
      const wrong = disagreement({ [name]: actual }, { [name]: expected }, bound);
      expect(wrong, `${config.title}: ${name} of step ${t}`).toBeUndefined();
    };
    // The readout's features lead to the probabilities, which are those of teacher forcing.
    const probabilities = saidBy(config, p, source, step);
    near("probabilities", probabilities, thought.steps[t]);
    near("said", [step.logProbability], [probabilities[step.token]]);
    const ranked = [...probabilities].sort((a, b) => b - a).slice(0, 5);
    const named = step.likeliest.map(({ logProbability }) => logProbability);
    near("likeliest", named, ranked);
    near(
      "likeliest tokens",
      step.likeliest.map(({ token }) => probabilities[token]),
      ranked,
    );
    expect(new Set(step.likeliest.map(({ token }) => token)).size).toBe(ranked.length);

    // Gates and the state before make the state after, in every layer.
    step.layers.forEach(({ gates, state }, l) => {
      const atFirst = (part: string): number[] => Array.from(first[`layers.${l}.${part}`]);
      const before =
        t > 0
          ? trace[t - 1].layers[l].state
          : { h: atFirst("h"), ...(state.c && { c: atFirst("c") }) };
      if (config.cell in recombined) {
        for (const [part, vector] of Object.entries(afterGates(config.cell, gates, before))) {
          near(`layer ${l} ${part}`, state[part as "h" | "c"] ?? [], vector);
        }
      } else expect(gates).toEqual({});
      if (config.cell === "layer-norm-lstm") {
        near(`layer ${l} h`, state.h, normalizedRead(p, l, gates.o, state.c ?? []));
      }
    });
    checkGlance(config, trace, t, source.length, first, near);
    if (hasWeights(config)) near("weights", step.weights ?? [], thought.weights[t]);
  });
}

/** Query, scores, weights and context of a step belong together. */
function checkGlance(
  config: TitledConfig,
  trace: readonly StepTrace[],
  t: number,
  S: number,
  first: Numbers,
  near: (name: string, actual: readonly number[], expected: readonly number[]) => void,
): void {
  const { query, scores, weights, context, layers } = trace[t];
  const top = layers.length - 1;
  if (!config.residual) {
    const looksBefore = config.order === "bahdanau";
    const before = t > 0 ? trace[t - 1].layers[top].state.h : Array.from(first[`layers.${top}.h`]);
    near("query", query, looksBefore ? before : layers[top].state.h);
  }
  expect([scores, weights].map((row) => row?.length)).toEqual(
    hasWeights(config) ? [S, S] : [undefined, undefined],
  );
  expect(context === undefined).toBe(config.attention === "sutskever");
  if (!scores || !weights || !context || config.heads > 1) return;
  if (config.window === "global") near("weights", weights, softmax(scores));
  const values = first.values;
  const M = values.length / S;
  const mean = Array.from({ length: M }, (_, m) =>
    weights.reduce((sum, weight, s) => sum + weight * values[s * M + m], 0),
  );
  near("context", context, mean);
}

/** What a step's features, and with a pointer its weights, make of the vocabulary: log p of each. */
function saidBy(
  { sourceInTarget = [] }: Seq2seqConfig,
  p: Seq2seqParameters,
  source: readonly number[],
  { features, weights = [] }: StepTrace,
): number[] {
  const { output, pointer } = p.decoder;
  const { weight = ops.transpose(p.targetEmbedding), bias } = output;
  const probabilities = softmax(affine(features, { weight, bias }));
  if (pointer === undefined) return probabilities.map(Math.log);
  const [x] = affine(features, pointer);
  const [generating, copying] = [x, -x].map((z) => 1 / (1 + Math.exp(-z)));
  const shares = probabilities.map((probability, token) => {
    const places = weights.filter((_, j) => sourceInTarget[source[j]] === token);
    const copied = places.reduce((a, b) => a + b, 0);
    return Math.max(1e-30, generating * probability + copying * copied);
  });
  // Under a window that fades, weights and so the shares sum to less than 1.
  const total = shares.reduce((a, b) => a + b);
  return shares.map((share) => Math.log(share / total));
}

/** x W + b. */
function affine(x: readonly number[], { weight, bias }: LinearParameters): number[] {
  return scope(() => {
    const sum = ops.add(ops.matmul(tensor([[...x]], exact), weight), bias);
    return Array.from(sum.value.dataSync());
  });
}

/** o ∘ tanh(LN(c)) of one layer. */
function normalizedRead(
  p: Seq2seqParameters,
  l: number,
  o: readonly number[],
  c: readonly number[],
): number[] {
  const { gain, bias } = (p.decoder.layers[l] as LayerNormLstmParameters).memoryNorm;
  return scope(() => {
    const read = ops.tanh(ops.layerNorm(tensor([[...c]], exact), gain, bias));
    return Array.from(ops.mul(tensor([[...o]], exact), read).value.dataSync());
  });
}
