/**
 * @file A row of `heed gradcheck`: what it says of derivatives that are right, and of those that are
 * not.
 */
import { ops, operators, reference, tensor, type AnyOperator, type Operand } from "@heed/tensor";
import { expect, test } from "vitest";
import { operatorSubject } from "../../../packages/cli/src/gradcheck/operatorSubjects.js";
import {
  emptyRow,
  partOf,
  withCase,
  type Manner,
  type Row,
} from "../../../packages/cli/src/gradcheck/row.js";
import { seedOf, type Subject } from "../../../packages/cli/src/gradcheck/subject.js";
import { subjectsNamed } from "../../../packages/cli/src/gradcheck/subjects.js";

const usual: Manner = { order: 1, mode: "projected", seed: 1 };

/** A product that takes a² for a in one of its gradients. */
const wrongMul: AnyOperator = {
  ...operators.mul,
  vjp: ({ inputs: [a, b], cotangent }, algebra) => [
    algebra.sumTo(algebra.mul(cotangent, b), { shape: a.shape }),
    algebra.sumTo(algebra.mul(cotangent, algebra.square(a)), { shape: b.shape }),
  ],
};

/** A function of x, checked where its elements are these. */
function subjectOf(x: number[], compute: (x: Operand) => Operand): Subject {
  return {
    ...{ kind: "operator", name: "f", cases: 1 },
    draw: () => ({
      compute: (inputs: { x: Operand }) => compute(inputs.x),
      inputs: { x: tensor(x, { backend: reference, dtype: "float64" }) },
    }),
  };
}

function rowOf(subject: Subject, cases: readonly number[], manner = usual): Row {
  return cases.reduce(
    (row, n) => (row.ok ? withCase(row, subject, manner, n) : row),
    emptyRow(subject, manner),
  );
}

const first = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

test.for([1, 2] as const)("of order %s, a right derivative is within its tolerance", (order) => {
  const row = rowOf(operatorSubject(operators.tanh), first, { ...usual, order });
  expect(row).toMatchObject({ kind: "operator", name: "tanh", ok: true, cases: 10, failures: [] });
  expect(row.worst).toBeGreaterThan(0);
  expect(row.worst).toBeLessThan(row.tolerance);
  expect([...new Set(row.checks.map((check) => check.order))]).toEqual(order === 1 ? [1] : [1, 2]);
});

test("the error that is told is the one that took most of its tolerance", () => {
  const row = rowOf(operatorSubject(operators.matmul), first);
  const parts = row.checks.map(partOf);
  expect(partOf(row)).toBe(Math.max(...parts));
});

test("a wrong derivative ends its row, shrinks, and names who is guilty", () => {
  const row = rowOf(operatorSubject(wrongMul), first);
  expect(row.ok).toBe(false);
  const [failure] = row.failures;
  expect(failure.case).toBe(row.cases - 1);
  expect(failure.report).toMatch(/WRONG \(full/);
  expect(failure.report).toContain("guilty: mul of (), ()");
  // The smallest product there is, as it can be pasted.
  expect(failure.report).toMatch(/mul\)\(\n {2}tensor\(-?\d/);
});

test("a failing case fails alone as it did among others", () => {
  const subject = operatorSubject(wrongMul);
  const [failure] = rowOf(subject, first).failures;
  expect(failure.replay).toBe(
    `npx heed gradcheck operator/mul --seed 1 --case ${String(failure.case)}`,
  );
  expect(rowOf(subject, [failure.case]).failures).toEqual([failure]);
});

test("a replay says what is not as usual", () => {
  const [{ replay }] = rowOf(operatorSubject(wrongMul), first, {
    ...{ order: 2, mode: "full", seed: 7 },
  }).failures;
  expect(replay).toMatch(/mul --seed 7 --case \d+ --order 2 --mode full$/);
});

test("a kink is counted, and is no failure", () => {
  const row = rowOf(
    subjectOf([0, 1], (x) => ops.abs(x)),
    [0],
    { ...usual, mode: "full" },
  );
  expect(row).toMatchObject({ ok: true, kinks: 1 });
});

test("a function that cannot be differentiated fails with its reason", () => {
  const throws: AnyOperator = {
    ...(operators.tanh as AnyOperator),
    vjp: () => {
      throw new RangeError("no idea");
    },
  };
  const row = rowOf(operatorSubject(throws), first);
  expect(row).toMatchObject({ ok: false, cases: 1 });
  expect(row.failures[0].report).toContain("no idea");
});

test("cases of one subject differ from each other, and from those of another seed or subject", () => {
  const [gru] = subjectsNamed("cell/gru");
  const [lstm] = subjectsNamed("cell/lstm");
  const seeds = [seedOf(gru, 1, 0), seedOf(gru, 1, 1), seedOf(gru, 2, 0), seedOf(lstm, 1, 0)];
  expect(new Set(seeds).size).toBe(4);
  expect(seedOf(gru, 1, 1)).toBe(seeds[1]);
});
