/**
 * @file Whole models against PyTorch: the numbers of test/golden/torch_model.json, made by the script
 * beside it.
 */
import {
  fixedContexts,
  forced,
  initSeq2seq,
  loss,
  orders,
  padIds,
  plainObjective,
  readings,
  readouts,
  starts,
  windows,
  type Batch,
  type Objective,
  type PaddedIds,
  type Seq2seqConfig,
  type Seq2seqParameters,
} from "@heed/attention";
import { disposeTree, valueAndGrad } from "@heed/autograd";
import { scope, type NestedNumbers } from "@heed/tensor";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { numbersIn, place, type Stored } from "../../golden/stored.js";
import { places, type Place } from "../../support/places.js";
import { disagreement, numbersOf, roundings, tolerance } from "./numbersOf.js";

interface GoldenModel {
  readonly config: Seq2seqConfig;
  /** What differs from the plain one. */
  readonly objective: Partial<Objective>;
  readonly parameters: Stored;
  /** (B, T, V) */
  readonly logits: NestedNumbers;
  /** (B, T, S) */
  readonly weights: NestedNumbers | null;
  readonly loss: number;
  readonly gradients: Stored;
}

interface Golden {
  readonly batch: Readonly<
    Record<"source" | "decoderInput" | "decoderTarget", number[][]> &
      Record<"sourceLengths" | "targetLengths", number[]>
  >;
  readonly models: Readonly<Record<string, GoldenModel>>;
}

const file = new URL("../../golden/torch_model.json", import.meta.url);
const golden = JSON.parse(readFileSync(file, "utf8")) as Golden;

const batch = batchIn(golden.batch);

function batchIn({ sourceLengths, targetLengths, ...rows }: Golden["batch"]): Batch {
  return {
    pairs: Int32Array.from(sourceLengths.keys()),
    source: unpadded(rows.source, sourceLengths),
    decoderInput: unpadded(rows.decoderInput, targetLengths),
    decoderTarget: unpadded(rows.decoderTarget, targetLengths),
  };
}

/** The rows without their padding, which `padIds` puts back as the library has it. */
function unpadded(rows: readonly number[][], lengths: readonly number[]): PaddedIds {
  const ids = padIds(rows.map((row, b) => row.slice(0, lengths[b])));
  expect([...ids.ids]).toEqual(rows.flat());
  return ids;
}

/** The parameters of a case; their paths and shapes must be ours. */
function parametersOf({ config, parameters }: GoldenModel, at: Place): Seq2seqParameters {
  return scope(() => place(parameters, initSeq2seq(config, at), at));
}

// Cells and scores, of which there are many, have golden values of their own.
const lists = {
  attention: fixedContexts,
  order: orders,
  reading: readings,
  readout: readouts,
  start: starts,
  window: windows,
};

test.each(Object.entries(lists))("every %s of the list stands in a golden model", (part, list) => {
  const models = Object.values(golden.models);
  const tried = new Set(models.map(({ config }) => config[part as keyof typeof lists] as string));
  expect(Object.keys(list).filter((name) => !tried.has(name))).toEqual([]);
});

/** How often a weight is used: in each sentence and step. */
const uses = batch.pairs.length * (batch.source.shape[1] + batch.decoderInput.shape[1]);

describe.each(places)("on $name", (at) => {
  describe.each(Object.entries(golden.models))("%s", (_, model) => {
    const { config } = model;

    test("gives PyTorch's logits and attention weights", async () => {
      const p = parametersOf(model, at);
      const actual = await numbersOf(() => {
        const { logits, weights } = forced(config, p, batch);
        return { logits, ...(weights && { weights }) };
      });
      const { logits, weights } = model;
      const expected = numbersIn({ logits, ...(weights && { weights }) });
      const bound = tolerance(at.dtype, roundings(p, uses), expected);
      expect(disagreement(actual, expected, bound)).toBeUndefined();
      disposeTree(p);
    });

    test("gives PyTorch's loss and gradients", async () => {
      const p = parametersOf(model, at);
      const objective = { ...plainObjective, ...model.objective };
      const actual = await numbersOf(() =>
        valueAndGrad((q: Seq2seqParameters) => loss(config, q, batch, objective))(p),
      );
      const expected = {
        ...numbersIn({ value: model.loss }),
        ...numbersIn(model.gradients, "gradient."),
      };
      const bound = tolerance(at.dtype, roundings(p, uses), expected);
      expect(disagreement(actual, expected, bound)).toBeUndefined();
      disposeTree(p);
    });
  });
});
