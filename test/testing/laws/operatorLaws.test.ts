/**
 * @file Every law over every operator of the list to which it applies. Which one that is, the
 * operator's own values tell: where f keeps to a law in every sample, its derivative must too. So a
 * new operator gets its rows by itself.
 */
import {
  operators,
  ops,
  reference,
  scope,
  sizeOf,
  tensor,
  type AnyOperator,
  type Operand,
} from "@heed/tensor";
import {
  adjointness,
  chainRule,
  checkpointing,
  homogeneity,
  isDifferentiable,
  isInteger,
  linearity,
  operatorCases,
  paddingInvariance,
  permutationEquivariance,
  place,
  shiftInvariance,
  stretching,
  type LawMiss,
  type OperatorCase,
} from "@heed/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { call } from "../../support/computation.js";
import { runs } from "../../support/runs.js";

const table = Object.values(operators as Record<string, AnyOperator>).filter(isDifferentiable);

/** An operator's results as a function of all its operands, and these. */
function whole(operator: AnyOperator, { inputs, attributes }: OperatorCase) {
  return {
    f: (xs: Operand[]) => call(operator, xs, attributes),
    inputs: inputs.map((input) => place(input)) as Operand[],
  };
}

function holdsEverywhere(
  operator: AnyOperator,
  law: (f: (xs: Operand[]) => Operand[], inputs: Operand[], seed: number) => LawMiss | undefined,
): void {
  fc.assert(
    fc.property(operatorCases(operator), fc.nat(), (drawn, seed) => {
      const miss = scope(() => {
        const { f, inputs } = whole(operator, drawn);
        return law(f, inputs, seed);
      });
      expect(miss?.toString()).toBeUndefined();
    }),
    runs(6),
  );
}

describe.each(table)("$name", (operator) => {
  test("⟨u, J t⟩ = ⟨Jᵀu, t⟩", () => {
    holdsEverywhere(operator, adjointness);
  });

  test("something after it: the chain rule", () => {
    const after = (y: Operand) => ops.mul(y, ops.tanh(y));
    holdsEverywhere(operator, (f, inputs, seed) => chainRule(f, after, inputs, seed));
  });

  test("computed twice: a checkpoint changes no bit", () => {
    holdsEverywhere(operator, checkpointing);
  });

  test("where values keep to a law, derivatives do", () => {
    expect(rowsOf(operator).flatMap(({ misses }) => misses.map(String))).toEqual([]);
  });
});

/** A law that an operator's values keep to, by one operand, and where its derivative does not. */
interface Row {
  readonly law: string;
  readonly operand: string;
  readonly misses: readonly LawMiss[];
}

/** One operand of an operator; all others stay as they are. */
interface Moved {
  readonly operator: AnyOperator;
  readonly drawn: OperatorCase;
  readonly k: number;
  readonly f: (x: Operand) => Operand[];
  readonly x: Operand;
}

/** A law for functions of one operand; `undefined` where the sample says nothing about it. */
type Trial = (moved: Moved) => { readonly miss: LawMiss | undefined } | undefined;

const trials: Readonly<Record<string, Trial>> = {
  linear: ({ f, x }) => ({ miss: linearity(f, x) }),
  "shift-invariant along the last axis": ({ f, x }) =>
    x.shape.length === 0 ? undefined : { miss: shiftInvariance((y) => single(f(y)), x) },
  ...Object.fromEntries(
    [-2, -1, 0, 0.5, 1, 2, 3].map((degree): [string, Trial] => [
      `homogeneous of degree ${degree}`,
      ({ f, x }) => ({ miss: homogeneity(f, x, degree) }),
    ]),
  ),
  ...Object.fromEntries(
    [-1, -2, -3].flatMap((from) =>
      [undefined, -1, -2, -3].map((to): [string, Trial] => [
        `axis ${from} in another order, ${to === undefined ? "nothing" : `axis ${to}`} of the result in it`,
        ({ f, x }) => {
          const y = single(f(x));
          const fits = (axis: number, shape: readonly number[]) =>
            shape.at(axis) === x.shape.at(from);
          if ((x.shape.at(from) ?? 0) < 2 || (to !== undefined && !fits(to, y.shape)))
            return undefined;
          const n = x.shape.at(from) ?? 0;
          const order = Array.from({ length: n }, (_, i) => (i + 1) % n);
          const axes = { inputs: { "": from }, ...(to !== undefined && { result: to }), order };
          return { miss: permutationEquivariance((z) => single(f(z)), x, axes) };
        },
      ]),
    ),
  ),
  "stretched by itself as by expand": ({ drawn, operator, k, f, x }) => {
    const [output] = operator.shapes(
      drawn.inputs.map(({ shape }) => shape),
      drawn.attributes,
    );
    const isStretched = x.shape.length <= output.length && sizeOf(x.shape) < sizeOf(output);
    const stretched = drawn.inputs.map(({ shape }, i) => (i === k ? output : shape));
    try {
      ops.expand(x, { shape: output });
      const [same] = operator.shapes(stretched, drawn.attributes);
      if (!isStretched || same.join() !== output.join()) return undefined;
    } catch {
      return undefined;
    }
    return { miss: stretching(f, x, { "": output }) };
  },
};

const single = ([y]: readonly Operand[]): Operand => y;

const known = new Map<AnyOperator, Row[]>();

/** The laws that hold of an operator's values in every sample that says something about them. */
function rowsOf(operator: AnyOperator): Row[] {
  const before = known.get(operator);
  if (before !== undefined) return before;
  const cases = fc.sample(operatorCases(operator), { numRuns: 40, seed: 11 });
  const rows = operator.operands.flatMap((operand, k) =>
    Object.entries(trials).flatMap(([law, trial]): Row[] => {
      const misses: LawMiss[] = [];
      let said = 0;
      for (const drawn of cases) {
        const verdict = scope(() => {
          const moved = movedOf(operator, drawn, k);
          return moved && trial(moved);
        });
        if (verdict === undefined) continue;
        if (verdict.miss?.of === "values") return [];
        if (verdict.miss !== undefined) misses.push(verdict.miss);
        said++;
      }
      return said >= 5 ? [{ law, operand, misses }] : [];
    }),
  );
  known.set(operator, rows);
  return rows;
}

function movedOf(operator: AnyOperator, drawn: OperatorCase, k: number): Moved | undefined {
  const { inputs, attributes, cotangents } = drawn;
  const isEmpty = (shape: readonly number[]) => shape.includes(0);
  if (inputs.length <= k || isInteger(inputs[k]) || isEmpty(inputs[k].shape)) return undefined;
  if (cotangents.some(({ shape }) => isEmpty(shape))) return undefined;
  // Equal elements look the same in any order.
  if (new Set(inputs[k].values).size < inputs[k].values.length) return undefined;
  const others = inputs.map((input): Operand => place(input));
  const f = (x: Operand) => call<Operand>(operator, others.with(k, x), attributes);
  return { operator, drawn, k, f, x: others[k] };
}

/** What no operand says by itself: only some axes stretch, or a row is left out by a target. */
describe("beside what is found by itself", () => {
  test("a matrix that matmul stretches over a batch has the sum of the batch's gradients", () => {
    fc.assert(
      fc.property(operatorCases(operators.matmul as AnyOperator), (drawn) => {
        const [a, b] = drawn.inputs.map(({ shape }) => shape);
        const [product] = drawn.cotangents.map(({ shape }) => shape);
        const batch = product.slice(0, -2);
        const shapes = { 0: [...batch, ...a.slice(-2)], 1: [...batch, ...b.slice(-2)] };
        const miss = scope(() => {
          const { f, inputs } = whole(operators.matmul, drawn);
          return stretching(f, inputs, shapes);
        });
        expect(miss?.toString()).toBeUndefined();
      }),
      runs(20),
    );
  });

  test("crossEntropy sees nothing of rows whose target is ignored", () => {
    scope(() => {
      const logits = tensor(
        [
          [1, 2, 3],
          [4, -5, 6],
          [0.5, 0, 1],
        ],
        { backend: reference, dtype: "float64" },
      );
      const targets = tensor([2, 9, 0], { backend: reference, dtype: "int32" });
      const words = tensor([[1], [0], [1]], { backend: reference, dtype: "int32" });
      const loss = (e: Operand) => ops.crossEntropy(e, targets, { ignoreIndex: 9 });
      expect(paddingInvariance(loss, logits, { "": words })?.toString()).toBeUndefined();
    });
  });
});

describe("among these laws are", () => {
  const shift = "shift-invariant along the last axis";
  const rows = "axis -2 in another order, axis -2 of the result in it";
  const facts: readonly (readonly [keyof typeof operators, operand: string, law: string])[] = [
    ["softmax", "scores", shift],
    ["logSoftmax", "scores", shift],
    ["crossEntropy", "logits", shift],
    ["layerNorm", "x", shift],
    ["matmul", "a", "linear"],
    ["matmul", "b", "linear"],
    ["matmul", "a", rows],
    ["gatherRows", "table", "linear"],
    ["div", "b", "homogeneous of degree -1"],
    ["sqrt", "x", "homogeneous of degree 0.5"],
    ["square", "x", "homogeneous of degree 2"],
    ["max", "x", "homogeneous of degree 1"],
    ["softmax", "scores", "axis -1 in another order, axis -1 of the result in it"],
    ["additiveScore", "keys", "axis -2 in another order, axis -1 of the result in it"],
    ["pow", "b", "stretched by itself as by expand"],
    ["where", "a", "stretched by itself as by expand"],
  ];

  test.each(facts)("that %s is, by its %s, %s", (name, operand, law) => {
    const held = rowsOf(operators[name] as AnyOperator).filter((row) => row.operand === operand);
    expect(held.map((row) => row.law)).toContain(law);
  });
});
