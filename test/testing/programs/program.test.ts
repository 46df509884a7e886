/**
 * @file What random programs are like: of every operator, deep, of moderate numbers, and the same for
 * the same seed.
 */
import { operators, Random, sameShape, type AnyOperator } from "@heed/tensor";
import {
  checkPrograms,
  functionOf,
  inputsOf,
  isDifferentiable,
  program,
  runProgram,
  toTypeScript,
  type Program,
} from "@heed/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { runs } from "../../support/runs.js";

const all = Object.values(operators as Record<string, AnyOperator>);

describe("a hundred programs of thirty steps", () => {
  const programs = fc.sample(program({ steps: 30 }), { seed: 1, numRuns: 100 });
  const steps = programs.flatMap((each) => each.steps);

  test("have thirty steps each, all of which lead to a result", () => {
    for (const { steps: own, results } of programs) {
      expect(own).toHaveLength(30);
      const read = new Set(own.flatMap(({ operands }) => operands));
      for (const step of own) {
        expect(step.results.some((name) => read.has(name) || results.includes(name))).toBe(true);
      }
    }
  });

  test.each(all.filter(isDifferentiable).map(({ name }) => name))(
    "apply %s now and then",
    (name) => {
      expect(steps.filter(({ operator }) => operator.name === name).length).toBeGreaterThan(5);
    },
  );

  test("apply what has no derivative, but not what none could pass by", () => {
    const names = new Set(steps.map(({ operator }) => operator.name));
    expect(names).toContain("argmax");
    expect(names).toContain("oneHot");
    expect(names).not.toContain("adam");
  });

  test("mostly read what earlier steps made, and now and then read it again", () => {
    const made = programs.map((each) => new Set(each.steps.flatMap(({ results }) => results)));
    const reading = programs.flatMap((each, i) =>
      each.steps.filter(({ operands }) => operands.some((name) => made[i].has(name))),
    );
    expect(reading.length / steps.length).toBeGreaterThan(0.75);
    const readTwice = programs.flatMap((each, i) => {
      const reads = each.steps.flatMap(({ operands }) => operands);
      return [...made[i]].filter((name) => reads.filter((read) => read === name).length > 1);
    });
    expect(readTwice.length / programs.length).toBeGreaterThan(3);
  });

  test("are eight steps deep at least, on average", () => {
    const total = programs.reduce((sum, each) => sum + depthOf(each), 0);
    expect(total / programs.length).toBeGreaterThan(8);
  });
});

/** Steps on the longest way from an input to a result. */
function depthOf({ steps }: Program): number {
  const depths = new Map<string, number>();
  for (const { operands, results } of steps) {
    const depth = 1 + Math.max(0, ...operands.map((name) => depths.get(name) ?? 0));
    for (const name of results) depths.set(name, depth);
  }
  return Math.max(...depths.values());
}

test("a program's results are finite, not large, and change moderately", () => {
  fc.assert(
    fc.property(program({ steps: { min: 1, max: 20 } }), fc.nat(), (grown, seed) => {
      const random = new Random(seed);
      const inputs = inputsOf(grown);
      const delta = 2 ** -20;
      const moved = inputsOf({
        ...grown,
        inputs: grown.inputs.map((input) => ({
          ...input,
          values: input.values.map((x) =>
            input.dtype === "int32" ? x : x + delta * (2 * random.uniform() - 1),
          ),
        })),
      });
      const there = runProgram(grown, moved);
      for (const [name, { value }] of Object.entries(runProgram(grown, inputs))) {
        const beside = there[name].value;
        expect(sameShape(value.shape, beside.shape)).toBe(true);
        const far = beside.dataSync();
        value.dataSync().forEach((y, i) => {
          expect(Math.abs(y)).toBeLessThanOrEqual(1000);
          // Grown with a bound of 100 in one direction; this is another.
          expect(Math.abs(far[i] - y)).toBeLessThan(1000 * delta);
        });
      }
    }),
    runs(60),
  );
});

test("the same seed gives the same program, whatever its rules of derivatives are", () => {
  const texts = (list: readonly AnyOperator[]): string[] =>
    fc.sample(program({ operators: list }), { seed: 3, numRuns: 20 }).map((each) => {
      const steps = each.steps.map(
        ({ operator: { name }, operands, results }) =>
          `${name} ${operands.join()} ${results.join()}`,
      );
      return JSON.stringify([each.inputs, steps, each.results]);
    });
  const ruleless = all.map((operator) => ({ ...operator, vjp: () => [] }));
  expect(texts(all)).toEqual(texts(all));
  const keepsAll = ({ name }: AnyOperator): boolean => name !== "adam";
  expect(texts(ruleless.filter(keepsAll))).toEqual(texts(all.filter(keepsAll)));
});

test("seed 8 gives this program on every machine", () => {
  const [first] = fc.sample(program({ steps: 3 }), { seed: 8, numRuns: 1 });
  expect(toTypeScript(first)).toMatchInlineSnapshot(`
    "import { checkGradient } from "@heed/autograd";
    import { ops, reference, tensor, type Operand } from "@heed/tensor";

    const at = { backend: reference, dtype: "float64" } as const;
    const integers = { backend: reference, dtype: "int32" } as const;
    const inputs = {
      logits: tensor([-2.73, 2.97], at),
      targets: tensor(1, integers),
      x: tensor([-1.8], at),
      a: tensor(1.17, at),
    };

    function f({ logits, targets, x, a }: Record<keyof typeof inputs, Operand>) {
      const y = ops.crossEntropy(logits, targets, { labelSmoothing: 0 });
      const y2 = ops.sign(x);
      const y3 = ops.pow(a, y);
      return { y2, y3 };
    }

    console.log(checkGradient(f, inputs).toString());
    "
  `);
});

test("an operator of one's own may join, or be all there is", () => {
  const own: AnyOperator = { ...(operators.tanh as AnyOperator), name: "squash" };
  const only = fc.sample(program({ operators: [own], steps: 4 }), { seed: 0, numRuns: 5 });
  for (const { steps } of only) {
    expect(steps.map(({ operator }) => operator)).toEqual([own, own, own, own]);
  }
  const among = fc.sample(program({ operators: [...all, own], steps: 20 }), {
    seed: 0,
    numRuns: 20,
  });
  const steps = among.flatMap((each) => each.steps);
  expect(steps.filter(({ operator }) => operator === own).length).toBeGreaterThan(0);
});

test("operators that no program can be made of are refused by name", () => {
  const { adam, mean } = operators as Record<string, AnyOperator>;
  expect(() => program({ operators: [adam] })).toThrow(
    "program: a derivative must pass by some operator; got adam",
  );
  const huge: AnyOperator = {
    ...mean,
    name: "huge",
    shapes: ([x]) => [x],
    composition: ([x], _, ops) => ops.mul(x, Infinity),
  };
  expect(() => fc.sample(program({ operators: [huge] }), 1)).toThrow(
    "program: some operator must make floats of moderate size of floats; got huge",
  );
});

test("a program of one result is a function to that result, else to all by name", () => {
  fc.assert(
    fc.property(program(), (grown) => {
      const inputs = inputsOf(grown);
      const value = functionOf(grown)(inputs);
      expect("shape" in value ? 1 : Object.keys(value).length).toBe(grown.results.length);
    }),
    runs(20),
  );
});

test("the derivatives of random programs are right", () => {
  const report = checkPrograms({ runs: runs(40).numRuns, seed: 1 });
  expect(report.toString()).toMatch(/^programs: all right \(/);
  expect(report).toMatchObject({ ok: true, seed: 1, runs: runs(40).numRuns });
});
