/**
 * @file Optimizers and the plateau schedule against PyTorch: the numbers of
 * test/golden/optimizers.json, made by the script beside it.
 */
import {
  choose,
  clipFactor,
  learningRate,
  optimize,
  optimizers,
  schedules,
  zeroSlots,
  type OptimizerName,
} from "@heed/attention";
import { disposeTree } from "@heed/autograd";
import { scope, tensor, type Tensor } from "@heed/tensor";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { disagreement, readTree, tolerance } from "../model/numbersOf.js";
import { places, type Place } from "../../support/places.js";

type StoredTree = readonly { readonly shape: number[]; readonly data: number[] }[];

interface Golden {
  readonly clipNorm: number;
  readonly rates: readonly number[];
  readonly start: StoredTree;
  readonly gradients: readonly StoredTree[];
  readonly optimizers: Readonly<
    Record<
      OptimizerName,
      { readonly settings: Readonly<Record<string, number>>; readonly after: readonly StoredTree[] }
    >
  >;
  readonly plateau: readonly {
    readonly figures: readonly number[];
    readonly factor: number;
    readonly patience: number;
    readonly rates: readonly number[];
  }[];
}

const file = new URL("../../golden/optimizers.json", import.meta.url);
const golden = JSON.parse(readFileSync(file, "utf8")) as Golden;

function place(tree: StoredTree, { backend, dtype }: Place): Tensor[] {
  return tree.map(({ shape, data }) => tensor(data, { shape, backend, dtype }));
}

test("there are golden values for every optimizer of the list", () => {
  expect(Object.keys(golden.optimizers).sort()).toEqual(Object.keys(optimizers).sort());
});

describe.each(places)("on $name", (at) => {
  test.each(Object.keys(optimizers) as OptimizerName[])(
    "clipped updates by %s leave PyTorch's parameters",
    async (name) => {
      const { settings, after } = golden.optimizers[name];
      const choice = choose(optimizers, name, settings);
      const parameters = place(golden.start, at);
      let state = { parameters, slots: zeroSlots(optimizers[name], parameters) };
      for (const [i, expected] of after.entries()) {
        const gradient = place(golden.gradients[i], at);
        const before = state;
        state = scope(() => {
          const clip = clipFactor(gradient, golden.clipNorm);
          return optimize(choice, before, gradient, {
            learningRate: golden.rates[i],
            step: i + 1,
            clip,
          });
        });
        disposeTree([before, gradient]);
        const wanted = Object.fromEntries(expected.map(({ data }, k) => [k, data]));
        // Some twenty roundings a number and step; Adam and Adadelta divide by at least √ε.
        const amplification = 1 / Math.sqrt(settings.epsilon ?? 1);
        const bound = amplification * tolerance(at.dtype, 20 * (i + 1), wanted);
        expect(disagreement(await readTree(state.parameters), wanted, bound)).toBeUndefined();
      }
      disposeTree(state);
    },
  );
});

test("a plateau cuts the rate where PyTorch's does", () => {
  for (const { figures, factor, patience, rates } of golden.plateau) {
    const choice = choose(schedules, "plateau", { factor, patience });
    const found = figures.map((_, i) =>
      learningRate(1, choice, {
        update: 1,
        warmup: 0,
        fraction: 0,
        figures: figures.slice(0, i + 1),
      }),
    );
    expect(found).toEqual(rates);
    expect(rates.at(-1)).toBeLessThan(1);
  }
});
