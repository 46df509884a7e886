/**
 * @file Scores, and soft attention within each window, by queries, encoder states and all
 * parameters.
 *
 * B batch, Q queries, S source length.
 */
import {
  scores,
  softAttention,
  windows,
  type Attention,
  type AttentionSizes,
  type Score,
  type Window,
} from "@heed/attention";
import { Random, tensor, type Operand } from "@heed/tensor";
import { exact, numbers, randomized } from "./numbers.js";
import type { Case, Subject } from "./subject.js";

interface Given<P> {
  /** (B, Q, H) */
  readonly queries: Operand;
  /** (B, S, M) */
  readonly states: Operand;
  readonly parameters: P;
}

export const attentionSubjects: readonly Subject[] = [
  ...Object.entries<Score>(scores).map(([name, score]): Subject => ({
    kind: "score",
    name,
    cases: 6,
    draw: (seed) => drawScore(score, new Random(seed)),
  })),
  ...Object.entries<Window>(windows).map(([name, window]): Subject => ({
    kind: "window",
    name,
    cases: 6,
    draw: (seed) => drawLook(window, new Random(seed)),
  })),
];

/** Sizes that differ wherever the score lets them differ. */
function sizesFor({ equalWidths }: Score): AttentionSizes {
  return { query: 3, states: equalWidths ? 3 : 5, alignment: 2, longestSource: 6 };
}

function drawScore(score: Score, random: Random): Case<Given<object>> {
  const sizes = sizesFor(score);
  const [B, Q, S] = [random.integer(1, 3), random.integer(1, 3), random.integer(1, 5)];
  return {
    compute: ({ queries, states, parameters }) =>
      score.score(parameters, queries, score.keys(parameters, states)),
    inputs: {
      queries: numbers([B, Q, sizes.query], random),
      states: numbers([B, S, sizes.states], random),
      parameters: randomized(score.init(sizes, exact), random),
    },
  };
}

/** The general score's attention within a window. */
function drawLook(window: Window, random: Random): Case {
  const score = scores.general;
  const reach = random.integer(1, 3);
  return lookWith(
    softAttention({ score, window, reach, coverage: false }),
    sizesFor(score),
    random,
  );
}

/** Context vectors and weights, (B, Q, M) and (B, Q, S), of sources of which some are padded. */
function lookWith<P extends object, M extends object>(
  attention: Attention<P, M>,
  sizes: AttentionSizes,
  random: Random,
): Case<Given<P>> {
  const [B, Q, S] = [random.integer(1, 3), random.integer(1, 3), random.integer(3, 6)];
  const step = random.integer(0, S);
  // Of a single word, the weight is 1, and nothing flows to the scores.
  const words = Array.from({ length: B }, () => random.integer(2, S));
  const isWord = words.flatMap((length) => Array.from({ length: S }, (_, j) => Number(j < length)));
  return {
    compute({ queries, states, parameters }) {
      const { dtype, value } = queries;
      const { backend } = value;
      const lengths = tensor(words, { backend, dtype, shape: [B, 1, 1] });
      const mask = tensor(isWord, { backend, dtype: "int32", shape: [B, S] });
      const memory = attention.prepare(parameters, { states, lengths, mask, ends: [] });
      const { contexts, weights } = attention.attend(parameters, queries, memory, { step });
      return [contexts, weights].filter((result) => result !== undefined);
    },
    inputs: {
      queries: numbers([B, Q, sizes.query], random),
      states: numbers([B, S, sizes.states], random),
      parameters: randomized(attention.init(sizes, exact), random),
    },
  };
}
