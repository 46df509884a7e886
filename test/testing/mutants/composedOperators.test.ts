/**
 * @file The mutation score of `checkGradient` over every operator that has a composition: the fused
 * ones, their derivatives, and those that are nothing but a composition.
 */
import { operators, type AnyOperator } from "@heed/tensor";
import { isDifferentiable } from "@heed/testing";
import { describe } from "vitest";
import { findsEveryMutantOf } from "./findsEveryMutantOf.js";

describe("the check finds every wrong derivative", () => {
  for (const operator of Object.values<AnyOperator>(operators)) {
    if (isDifferentiable(operator) && operator.composition !== undefined) {
      findsEveryMutantOf(operator);
    }
  }
});
