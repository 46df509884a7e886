/**
 * @file The mutation score of `checkGradient` over every operator that has a rule and no composition:
 * all that can be got wrong with them by machine, and which of it is found.
 */
import { operators, type AnyOperator } from "@heed/tensor";
import { isDifferentiable } from "@heed/testing";
import { describe } from "vitest";
import { findsEveryMutantOf } from "./findsEveryMutantOf.js";

describe("the check finds every wrong derivative", () => {
  for (const operator of Object.values<AnyOperator>(operators)) {
    if (isDifferentiable(operator) && operator.composition === undefined) {
      findsEveryMutantOf(operator);
    }
  }
});
