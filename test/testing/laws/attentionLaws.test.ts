/**
 * @file The laws over what is built of operators: every cell, every score, attention over every
 * score, whole models. Their lists are those of @heed/attention.
 */
import { loss, plainObjective } from "@heed/attention";
import { ops, reference, scope, tensor, type Operand } from "@heed/tensor";
import {
  adjointness,
  chainRule,
  checkpointing,
  paddingInvariance,
  permutationEquivariance,
  shiftInvariance,
  type LawMiss,
} from "@heed/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { softAttention } from "../../../packages/attention/src/attention/softAttention.js";
import type { Score } from "../../../packages/attention/src/attention/score.js";
import { global } from "../../../packages/attention/src/attention/windows/global.js";
import {
  batchOfSentences,
  configurations,
  drawParameters,
} from "../../../packages/cli/src/gradcheck/smallModels.js";
import { cells, holds, step, type Given } from "../../attention/cells/cellCase.js";
import { drawCase, extents, scores, sizesFor } from "../../attention/scores/scoreCase.js";
import { fill, firstParameters } from "../../attention/scores/parameterTree.js";
import { place } from "@heed/testing";
import { runs } from "../../support/runs.js";

const at = { backend: reference, dtype: "float64" } as const;

function expectNone(miss: LawMiss | undefined): void {
  expect(miss?.toString()).toBeUndefined();
}

/** The order of n things, turned by one. */
const turned = (n: number): number[] => Array.from({ length: n }, (_, i) => (i + 1) % n);

describe.each(cells)("the cell %s", (_, cell) => {
  const h = (given: Given): Operand => step(cell, given).h;

  test("⟨u, J t⟩ = ⟨Jᵀu, t⟩", () => {
    holds(cell, (given) => expectNone(adjointness((x: Given) => ({ ...step(cell, x) }), given)), 3);
  });

  test("two steps: the chain rule", () => {
    holds(
      cell,
      (given) => {
        // The next step reads h alone.
        const next = (state: Operand): Operand =>
          h({ ...given, state: { ...given.state, h: state } });
        expectNone(chainRule(h, next, given));
      },
      3,
    );
  });

  test("computed twice: a checkpoint changes no bit", () => {
    holds(
      cell,
      (given) => expectNone(checkpointing((x: Given) => ({ ...step(cell, x) }), given)),
      3,
    );
  });

  test("rows of a batch in another order, states in that order, and the same weights' gradients", () => {
    holds(
      cell,
      (given, { B }) => {
        const inputs = { x: 0, "state.h": 0, "state.c": 0 };
        expectNone(permutationEquivariance(h, given, { inputs, result: 0, order: turned(B) }));
      },
      3,
    );
  });
});

/** A score's inputs by name. */
interface Looked {
  readonly queries: Operand;
  readonly states: Operand;
  readonly p: object;
}

function looking(
  score: Score,
  law: (given: Looked, places: number, batch: number) => LawMiss | undefined,
): void {
  fc.assert(
    fc.property(extents, fc.nat(), (drawn, seed) => {
      scope(() => {
        const form = firstParameters(score, sizesFor(score));
        const [queries, states, ...leaves] = drawCase(score, drawn, seed).map((data) =>
          place(data),
        );
        expectNone(law({ queries, states, p: fill(form, leaves) }, drawn.S, drawn.B));
      });
    }),
    runs(4),
  );
}

describe.each(scores)("the score %s", (_, score) => {
  const scored = ({ queries, states, p }: Looked): Operand =>
    score.score(p, queries, score.keys(p, states));

  test("⟨u, J t⟩ = ⟨Jᵀu, t⟩", () => {
    looking(score, (given) => adjointness(scored, given));
  });

  test("and then its softmax: the chain rule", () => {
    looking(score, (given) => chainRule(scored, (e) => ops.softmax(e), given));
  });

  test("computed twice: a checkpoint changes no bit", () => {
    looking(score, (given) => checkpointing(scored, given));
  });

  test.skipIf(score.sees === "place")("states in another order, scores in that order", () => {
    looking(score, (given, S) =>
      permutationEquivariance(scored, given, {
        inputs: { states: 1 },
        result: 2,
        order: turned(S),
      }),
    );
  });

  /** Soft attention over it: the contexts, where the last place of each source is padding, or none. */
  const contexts = (words?: Operand) => {
    const attention = softAttention({ score, window: global, reach: 1, coverage: false });
    return ({ queries, states, p }: Looked): Operand => {
      const parameters = { score: p, window: {} };
      const lengths = ops.mul(
        ops.slice(ops.slice(states, { axis: 2, start: 0, end: 1 }), { axis: 1, start: 0, end: 1 }),
        0,
      );
      const encoding = { states, lengths, ends: [], ...(words && { mask: words }) };
      const memory = attention.prepare(parameters, encoding);
      const { contexts } = attention.attend(parameters, queries, memory, { step: 0 });
      if (contexts === undefined) throw new Error("soft attention has contexts");
      return contexts;
    };
  };

  test.skipIf(score.sees === "place")(
    "states in another order, attention's contexts as before",
    () => {
      looking(score, (given, S) =>
        permutationEquivariance(contexts(), given, { inputs: { states: 1 }, order: turned(S) }),
      );
    },
  );

  test("what stands in padding changes no bit of contexts or gradients", () => {
    looking(score, (given, S, B) => {
      if (S < 2) return undefined;
      const words = tensor(
        Array.from({ length: B }, (_, b) =>
          Array.from({ length: S }, (_, j) => (j < S - 1 - (b % (S - 1)) ? 1 : 0)),
        ),
        { backend: reference, dtype: "int32" },
      );
      return paddingInvariance(contexts(words), given, {
        states: ops.unsqueeze(words, { axis: 2 }),
      });
    });
  });
});

test("attention only sees differences of scores", () => {
  scope(() => {
    const values = tensor(
      [
        [
          [1, 2],
          [3, -4],
          [0.5, 6],
        ],
      ],
      at,
    );
    const e = tensor([[[0.1, -0.2, 0.3]]], at);
    expectNone(shiftInvariance((scores) => ops.matmul(ops.softmax(scores), values), e));
  });
});

describe("a whole model's loss", () => {
  const sentences = [
    { source: [5, 4, 6], target: [4, 5] },
    { source: [7], target: [6] },
  ];

  for (const config of configurations) {
    test(`is adjoint, and the same when computed twice: ${config.title}`, () => {
      scope(() => {
        const p = drawParameters(config, 3, at);
        const f = (weights: typeof p): Operand =>
          loss(config, weights, batchOfSentences(sentences), plainObjective);
        expectNone(adjointness(f, p));
        expectNone(checkpointing(f, p));
      });
    });
  }
});
