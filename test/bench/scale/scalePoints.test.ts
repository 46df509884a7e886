import { describe, expect, test } from "vitest";
import {
  pointsOf,
  referencePoint,
  sizeFactors,
} from "../../../bench/src/workloads/scale/scalePoints.js";
import { stepSizes, type StepSizes } from "../../../bench/src/workloads/step/stepSizes.js";

const factors = Object.keys(sizeFactors);
const letters = Object.keys(stepSizes()) as (keyof StepSizes)[];

describe("the points of a scaling", () => {
  test("are the reference, and others that differ from it in one size", () => {
    const [first, ...others] = pointsOf(factors);
    expect(first.sizes).toEqual(stepSizes());
    for (const { sizes } of others) {
      const changed = letters.filter((letter) => sizes[letter] !== first.sizes[letter]);
      expect(changed).toHaveLength(1);
    }
  });

  test("have each place once, under a name of its own", () => {
    const points = pointsOf(factors);
    expect(new Set(points.map(({ work }) => work)).size).toBe(points.length);
    expect(new Set(points.map(({ sizes }) => JSON.stringify(sizes))).size).toBe(points.length);
  });

  test.each(factors)("grow %s geometrically, through the reference", (factor) => {
    const { letter, grid } = sizeFactors[factor];
    expect(grid).toContain(referencePoint.sizes[letter]);
    const ratios = grid.slice(1).map((value, i) => value / grid[i]);
    expect(new Set(ratios).size).toBe(1);
  });
});
