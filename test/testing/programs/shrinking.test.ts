/**
 * @file Random programs shrink to what makes a property fail, and everything on the way runs.
 */
import { operators, Random, sizeOf, type AnyOperator } from "@heed/tensor";
import { checkPrograms, inputsOf, program, runProgram, type Program } from "@heed/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { runs } from "../../support/runs.js";
import { withDroppedSums } from "./droppedSums.js";

const list = operators as Record<string, AnyOperator>;

/** The smallest program found that lacks the property. */
function smallest(holds: (grown: Program) => boolean, steps: number, seed: number): Program {
  const { counterexample } = fc.check(fc.property(program({ steps }), holds), {
    seed,
    numRuns: 200,
  });
  if (counterexample === null) throw new Error("no program lacks the property");
  return counterexample[0];
}

function elements({ inputs }: Program): number {
  return inputs.reduce((count, { shape }) => count + sizeOf(shape), 0);
}

describe("a derivative wrong by one dropped un-broadcast, deep in a program of 30 operators", () => {
  test.each([
    ["sub", 9],
    ["mul", 14],
    ["div", 15],
  ])("of %s shrinks to that operator alone (seed %i)", (name, seed) => {
    const wrong = withDroppedSums(list[name]);
    const spoilt = Object.values({ ...list, [name]: wrong });
    const report = checkPrograms({ operators: spoilt, steps: 30, seed });
    expect(report.wrong?.grown.steps).toHaveLength(30);
    const { steps, inputs } = report.wrong?.program ?? { steps: [], inputs: [] };
    expect(steps.map(({ operator }) => operator)).toEqual([wrong]);
    // One number, and the two that it is stretched to: nothing smaller shows it.
    expect(inputs.map(({ shape }) => sizeOf(shape)).sort()).toEqual([1, 2]);
    for (const { values } of inputs) for (const x of values) expect([0, 1]).toContain(x);
    expect(report.wrong?.report?.guilty).toMatchObject({ operator: name });
  });
});

test("what takes two operators shrinks to these two", () => {
  const readsTanh = ({ steps }: Program): boolean => {
    const made = steps.flatMap(({ operator, results }) => (operator === list.tanh ? results : []));
    return steps.some(
      ({ operator, operands }) => operator === list.mul && operands.some((x) => made.includes(x)),
    );
  };
  const found = smallest((grown) => !readsTanh(grown), 30, 1);
  expect(found.steps.map(({ operator }) => operator.name)).toEqual(["tanh", "mul"]);
  expect(elements(found)).toBeLessThanOrEqual(2);
});

describe("a program with a given operator shrinks to it alone, on few numbers:", () => {
  // Not trained through: no program has it.
  const { adam, ...others } = list;
  test.each(Object.values(others).map((operator) => ({ operator, name: operator.name })))(
    "$name",
    ({ operator }) => {
      expect(operator).not.toBe(adam);
      const found = smallest(
        ({ steps }) => !steps.some((step) => step.operator === operator),
        10,
        0,
      );
      // Results must be floats, and one input at least.
      const takesOne = operator.integers?.length !== operator.operands.length;
      const isAlone = takesOne && operator !== list.argmax;
      expect(found.steps).toHaveLength(isAlone ? 1 : 2);
      for (const { shape, values } of found.inputs) {
        // Four gates, side by side.
        expect(sizeOf(shape)).toBeLessThanOrEqual(4);
        for (const x of values) expect(x).toSatisfy(Number.isInteger);
      }
    },
  );
});

test("whatever a program shrinks to runs, and shrinking ends", () => {
  const programs = program({ steps: { min: 1, max: 12 } });
  fc.assert(
    fc.property(programs, fc.nat(), (grown, seed) => {
      const random = new Random(seed);
      let current = grown;
      for (let rounds = 0; ; rounds++) {
        expect(rounds).toBeLessThan(500);
        const results = runProgram(current, inputsOf(current));
        expect(Object.keys(results).length).toBeGreaterThan(0);
        let skipped = random.integer(0, 5);
        const next = [...programs.shrink(current, undefined).takeWhile(() => skipped-- >= 0)].at(
          -1,
        );
        if (next === undefined) return;
        current = next.value;
      }
    }),
    runs(10),
  );
});
