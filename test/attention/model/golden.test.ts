/**
 * @file Whole models, cells and the additive score against PyTorch: the numbers of
 * test/golden/torch_model.json, made by the script beside it.
 */
import {
  adamUpdate,
  cells,
  forced,
  globalNorm,
  initSeq2seq,
  linear,
  loss,
  padIds,
  zeroMoments,
  type AttentionName,
  type Batch,
  type PaddedIds,
  type Seq2seqConfig,
  type Seq2seqParameters,
} from "@heed/attention";
import { disposeTree, mapTree, valueAndGrad, vjp } from "@heed/autograd";
import { ops, scope, tensor, type Operand, type Tensor } from "@heed/tensor";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  disagreement,
  numbersOf,
  readTree,
  roundings,
  tolerance,
  type Numbers,
} from "./numbersOf.js";
import { places, type Place } from "./smallModels.js";

interface Stored {
  readonly shape: number[];
  readonly data: number[];
}

type StoredTree = Readonly<Record<string, Stored>>;

interface ModelCase {
  readonly attention: AttentionName;
  readonly layers: number;
  readonly parameters: StoredTree;
  readonly gradients: StoredTree;
  readonly loss: Stored;
  readonly logits: Stored;
  readonly weights: Stored | null;
}

interface ComputationCase {
  readonly inputs: StoredTree;
  readonly cotangent: Stored;
  readonly output: Stored;
  readonly gradients: StoredTree;
}

interface Golden {
  readonly sizes: Omit<Seq2seqConfig, "cell" | "attention" | "layers">;
  readonly batch: Readonly<
    Record<"source" | "sourceLengths" | "decoderInput" | "decoderTarget" | "targetLengths", Stored>
  >;
  readonly models: Readonly<Record<string, ModelCase>>;
  readonly adam: {
    readonly settings: Readonly<
      Record<"learningRate" | "beta1" | "beta2" | "epsilon" | "clipNorm", number>
    >;
    readonly losses: Stored[];
    readonly norms: Stored[];
    readonly after: StoredTree;
  };
  readonly computations: Readonly<
    Record<"gru" | "gruResetBefore" | "additiveScore", ComputationCase>
  >;
}

const file = new URL("../../golden/torch_model.json", import.meta.url);
const golden = JSON.parse(readFileSync(file, "utf8")) as Golden;

const batch: Batch = {
  pairs: Int32Array.from(golden.batch.sourceLengths.data, (_, i) => i),
  source: unpadded(golden.batch.source, golden.batch.sourceLengths),
  decoderInput: unpadded(golden.batch.decoderInput, golden.batch.targetLengths),
  decoderTarget: unpadded(golden.batch.decoderTarget, golden.batch.targetLengths),
};
const [B, S] = golden.batch.source.shape;
const [, T] = golden.batch.decoderInput.shape;

/** The rows without their padding, which `padIds` puts back as the library has it. */
function unpadded({ shape: [, columns], data }: Stored, { data: lengths }: Stored): PaddedIds {
  const ids = padIds(lengths.map((n, row) => data.slice(row * columns, row * columns + n)));
  expect([...ids.ids]).toEqual(data);
  return ids;
}

function configOf({ attention, layers }: ModelCase): Seq2seqConfig {
  return { ...golden.sizes, cell: "gru", attention, layers };
}

/** The parameters of a case; their paths must be ours. */
function parametersOf(model: ModelCase, { backend, dtype }: Place): Seq2seqParameters {
  const paths = new Set(Object.keys(model.parameters));
  const parameters = scope(() =>
    mapTree(initSeq2seq(configOf(model), { backend, dtype }), ({ shape }, path) => {
      expect(model.parameters[path]).toMatchObject({ shape });
      paths.delete(path);
      return place(model.parameters[path], { backend, dtype });
    }),
  );
  expect([...paths]).toEqual([]);
  return parameters;
}

function place({ data, shape }: Stored, at: Omit<Place, "name">): Tensor {
  return tensor(data, { ...at, shape });
}

function numbersIn(tree: StoredTree, prefix = ""): Numbers {
  return Object.fromEntries(Object.entries(tree).map(([path, { data }]) => [prefix + path, data]));
}

describe.each(places)("on $name", (at) => {
  describe.each(Object.entries(golden.models))("a model with attention %s", (_, model) => {
    const config = configOf(model);

    test("gives PyTorch's logits and attention weights", async () => {
      const p = parametersOf(model, at);
      const actual = await numbersOf(() => {
        const { logits, weights } = forced(config, p, batch);
        return { logits, ...(weights.length > 0 && { weights: ops.stack(weights, { axis: 1 }) }) };
      });
      const { logits, weights } = model;
      const expected = numbersIn({ logits, ...(weights && { weights }) });
      const bound = tolerance(at.dtype, roundings(p, B * (S + T)), expected);
      expect(disagreement(actual, expected, bound)).toBeUndefined();
      disposeTree(p);
    });

    test("gives PyTorch's loss and gradients", async () => {
      const p = parametersOf(model, at);
      const actual = await numbersOf(() =>
        valueAndGrad((q: Seq2seqParameters) => loss(config, q, batch))(p),
      );
      const expected = {
        value: model.loss.data,
        ...numbersIn(model.gradients, "gradient."),
      };
      const bound = tolerance(at.dtype, roundings(p, B * (S + T)), expected);
      expect(disagreement(actual, expected, bound)).toBeUndefined();
      disposeTree(p);
    });
  });

  test("three clipped updates of Adam leave PyTorch's parameters", async () => {
    const model = golden.models.additive;
    const { settings, losses, norms, after } = golden.adam;
    const { learningRate, ...rest } = settings;
    const parameters = parametersOf(model, at);
    const objective = valueAndGrad((p: Seq2seqParameters) => loss(configOf(model), p, batch));
    // An error of a gradient comes out of each update at most η / ε times as large.
    const amplification = (losses.length * learningRate) / rest.epsilon;
    const bound = amplification * tolerance(at.dtype, roundings(parameters, B * (S + T)));
    let state = { parameters, moments: zeroMoments(parameters), updates: 0 };
    for (let i = 0; i < losses.length; i++) {
      const before = state;
      const step = scope(() => {
        const { value, gradient } = objective(before.parameters);
        const norm = globalNorm(gradient);
        const options = { ...rest, weightDecay: 0 };
        return { value, norm, state: adamUpdate(before, gradient, learningRate, options) };
      });
      state = step.state;
      const { value, norm } = step;
      const actual = await readTree({ value, norm });
      const expected = { value: losses[i].data, norm: norms[i].data };
      expect(disagreement(actual, expected, bound)).toBeUndefined();
      disposeTree({ value, norm });
    }
    const actual = await readTree(state.parameters);
    expect(disagreement(actual, numbersIn(after), bound)).toBeUndefined();
    disposeTree(state);
  });

  const cellOf = (name: "gru" | "gruResetBefore") => (given: Readonly<Record<string, Operand>>) => {
    const { x, s, W, b, U, b_u: bias } = given;
    const p = { input: { weight: W, bias: b }, recurrent: { weight: U, bias } };
    return cells[name].step(p, linear(p.input, x), s);
  };
  const computations = {
    gru: cellOf("gru"),
    gruResetBefore: cellOf("gruResetBefore"),
    additiveScore: ({ q, k, v }: Readonly<Record<string, Operand>>) => ops.additiveScore(q, k, v),
  };

  test.each(Object.entries(computations))(
    "%s gives PyTorch's values and gradients",
    async (name, compute) => {
      const { inputs, cotangent, output, gradients } =
        golden.computations[name as keyof typeof computations];
      const given = Object.fromEntries(
        Object.entries(inputs).map(([path, stored]) => [path, place(stored, at)] as const),
      );
      const actual = await numbersOf(() => {
        const { value, pullback } = vjp(compute)(given);
        return { value, gradient: pullback(place(cotangent, at)) };
      });
      const expected = { value: output.data, ...numbersIn(gradients, "gradient.") };
      const bound = tolerance(at.dtype, roundings(given, B), expected);
      expect(disagreement(actual, expected, bound)).toBeUndefined();
      disposeTree(given);
    },
  );
});
