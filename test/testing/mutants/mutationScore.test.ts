/**
 * @file What a mutation score is worth: that it finds a check blind which is, that it cannot be had by
 * crying wolf, and that it counts nothing as wrong that is right.
 */
import { checkGradient } from "@heed/autograd";
import {
  HeedError,
  operators,
  ops,
  reference,
  tensor,
  zeros,
  type AnyOperator,
  type Operand,
} from "@heed/tensor";
import {
  functionSubject,
  mutationKinds,
  mutationScore,
  operatorSubject,
  type Judge,
  type MutationSubject,
  type OpenSubject,
  type SubjectOptions,
} from "@heed/testing";
import { describe, expect, test } from "vitest";

const at = { backend: reference, dtype: "float64" } as const;
const tanh = operatorSubject(operators.tanh);

/** A check of a fixed tolerance, as others have it: of one part in a thousand. */
const lenient: Judge = (f, inputs, options) => {
  const { checks } = checkGradient(f, inputs, { ...options, mode: "full" });
  const { worst } = checks.find(({ name }) => name === "differences") ?? {};
  if (worst === undefined) return undefined;
  const { analytic, numeric } = worst;
  const isRight = Math.abs(analytic - numeric) <= 1e-5 + 1e-3 * Math.abs(numeric);
  return isRight ? undefined : "differences";
};

describe("the mutation score of a check", () => {
  test("names every mutant that a blind one lets live", () => {
    const { mutants, killed, survivors } = mutationScore([tanh], { judge: () => undefined });
    expect(killed).toBe(0);
    expect(survivors).toHaveLength(mutants);
    expect(survivors).toContain("tanh: dx negated");
  });

  test("is 0 for one that calls everything wrong, and each call is a false alarm", () => {
    const { killed, falseAlarms } = mutationScore([tanh], { judge: () => "everything", cases: 5 });
    expect(killed).toBe(0);
    expect(falseAlarms).toContain("tanh: case 0, order 1: everything");
  });

  test("shows what a fixed tolerance lets pass", () => {
    const { survivors, killed } = mutationScore([tanh], { judge: lenient, cases: 2 });
    expect(survivors).toContain("tanh: dx too large by 1e-6");
    expect(killed).toBeGreaterThan(0);
  });

  test("is of the same mutants for the same seed", () => {
    const subject = operatorSubject(operators.matmul, { atMost: 5, seed: 3 });
    const judge = (): undefined => undefined;
    const names = () => mutationScore([subject], { judge, cases: 5 }).survivors;
    expect(names()).toEqual(names());
    expect(names()).toHaveLength(5);
  });

  test("leaves nothing alive", () => {
    const before = reference.live.storages;
    mutationScore([tanh, operatorSubject(operators.sumTo)], { cases: 5 });
    expect(reference.live.storages).toBe(before);
  });

  test("tells of its progress, mutant by mutant", () => {
    const done: number[] = [];
    const { mutants, inert } = mutationScore([tanh], {
      onProgress: (progress) => done.push(progress.done),
    });
    expect(done).toEqual(Array.from({ length: mutants + inert.length }, (_, i) => i + 1));
  });
});

describe("a mutant", () => {
  test("that gives the right numbers in every case is inert, and counts neither way", () => {
    const { mutants, killed, inert } = mutationScore([operatorSubject(operators.relu)]);
    expect(inert).toContain("relu: the result for the operand");
    expect(killed).toBe(mutants);
  });

  test("whose rule throws is killed by that", () => {
    const open = (): OpenSubject => ({
      caseOf: () => ({ f: ([x]) => ops.exp(x), inputs: [zeros([2], at)] }),
      mutants: [{ name: "thrown", kind: "wrong function", order: 1, wrongIn: () => refuse }],
    });
    const refuse = (): never => {
      throw new HeedError("exp", "its rule must give up", "anything");
    };
    const { killed, byCheck } = mutationScore([{ name: "exp", open }], { cases: 1 });
    expect(killed).toBe(1);
    expect(byCheck).toEqual({ error: 1 });
  });
});

describe("every kind of mutation", () => {
  test("there is of some operator, or of some step of a recurrence", () => {
    const found = new Set<string>();
    const note = (kind: string): void => void found.add(kind);
    for (const operator of various) {
      for (const { kind } of operatorSubject(operator).open(12).mutants) note(kind);
    }
    for (const { kind } of recurrence().open(1).mutants) note(kind);
    expect([...found].sort()).toEqual(Object.keys(mutationKinds).sort());
  });
});

/** Operators whose rules are of many sorts. */
const various: readonly AnyOperator[] = [
  operators.crossEntropy,
  operators.div,
  operators.expand,
  operators.gatherRows,
  operators.greater,
  operators.matmul,
  operators.softmax,
  operators.tanh,
  operators.unstack,
  operators.where,
];

/** s ← tanh(s W) ∘ m, three times. */
const recurrence = (options?: SubjectOptions): MutationSubject =>
  functionSubject(
    "a recurrence",
    ({ W, s, mask }: { W: Operand; s: Operand; mask: Operand }) => {
      let state = s;
      for (let t = 0; t < 3; t++) {
        const next = ops.tanh(ops.matmul(state, W));
        state = ops.where(mask, next, state);
      }
      return state;
    },
    (n) => ({
      W: tensor([[0.5, -0.3], [0.7, 0.2 + n / 10]], at), // prettier-ignore
      s: tensor([[1, -0.5], [0.3, 0.8]], at), // prettier-ignore
      mask: tensor([[1], [0]], { backend: reference, dtype: "int32" }),
    }),
    options,
  );

describe("of a recurrence", () => {
  test("what was saved a step before is found where a rule reads it", () => {
    const late = recurrence()
      .open(1)
      .mutants.filter(({ kind }) => kind === "off by one in time");
    expect(late.map(({ name }) => name)).toEqual([
      "matmul at 3 of 9: what was saved at 0",
      "tanh at 4 of 9: what was saved at 1",
      "matmul at 6 of 9: what was saved at 3",
      "tanh at 7 of 9: what was saved at 4",
    ]);
  });

  test("every mutant is killed", () => {
    const { survivors, falseAlarms, killed, byKind } = mutationScore([recurrence({ atMost: 60 })], {
      cases: 3,
    });
    expect(survivors).toEqual([]);
    expect(falseAlarms).toEqual([]);
    expect(killed).toBeGreaterThan(50);
    expect(byKind["dropped accumulation"].killed).toBeGreaterThan(0);
  });

  test("a function that does other things in other cases is refused", () => {
    const fickle = functionSubject(
      "fickle",
      (x: Operand) => (x.value.item() > 0 ? ops.tanh(x) : ops.exp(x)),
      (n) => tensor(n === 0 ? 1 : -1, at),
    );
    expect(() => mutationScore([fickle], { judge: () => undefined })).toThrow(
      "functionSubject: fickle must do the same in every case",
    );
  });
});
