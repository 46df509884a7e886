/**
 * @file Part of the gradients, asked of part of the results: by one input alone while the others are
 * constants, and of one result while no cotangent reaches the others. Both must give what the whole
 * gives. A rule that looks at `wants`, or is handed a cotangent of zeros, may do otherwise.
 */
import { scope, type Operand } from "@heed/tensor";
import { Variable } from "../variable.js";
import type { Check, Finding, Setting } from "./check.js";
import type { Comparison } from "./gradientReport.js";
import { compareGradients } from "./rounding.js";

/** A model has dozens of inputs: this many of them are tried alone. */
const most = 4;

export const defined: Check = {
  about: "part of the gradients is the same as in the whole",
  orders: [1],
  find(setting): Finding {
    const { probe, gradients } = setting;
    const undefinedAt = probe.inputs.find((_, i) =>
      gradients[i].some((value) => Number.isNaN(value)),
    );
    const comparisons = [...byOneInput(setting), ...ofOneOutput(setting)];
    return {
      comparisons,
      cases: comparisons.length + 1,
      ...(undefinedAt !== undefined && {
        wrong: `the gradient by ${undefinedAt.name} is not a number`,
      }),
    };
  },
};

function byOneInput({ probe, u, gradients, roundings }: Setting): Comparison[] {
  if (probe.inputs.length < 2) return [];
  return probe.inputs.slice(0, most).flatMap(({ name }, wanted) => {
    const alone = scope(() => {
      let leaf: Operand | undefined;
      const { leaves } = probe.variables();
      const tree = probe.operands((__, i) => {
        if (i !== wanted) return leaves[i].value;
        leaf = new Variable(leaves[i].value);
        return leaf;
      });
      const outputs = probe.run(tree).map(({ operand }) => operand);
      return probe.gradients(outputs, probe.cotangents(u), leaf === undefined ? [] : [leaf]);
    });
    return compareGradients(
      probe,
      gradients.map((gradient, i) => (i === wanted ? alone[0] : gradient)),
      gradients,
      roundings,
      "while the other inputs are constants",
    ).filter(({ input }) => input === name);
  });
}

function ofOneOutput({ probe, u, roundings }: Setting): Comparison[] {
  if (probe.outputs.length < 2) return [];
  let start = 0;
  return probe.outputs.slice(0, most).flatMap(({ name, size }, wanted) => {
    const [from, to] = [start, (start += size)];
    const masked = u.map((value, i) => (i >= from && i < to ? value : 0));
    const alone = scope(() => {
      const { tree, leaves } = probe.variables();
      const output = probe.run(tree)[wanted].operand;
      return probe.gradients([output], [probe.cotangents(u)[wanted]], leaves);
    });
    const what = `of ${name} alone`;
    return compareGradients(probe, alone, probe.pullBack(masked), roundings, what);
  });
}
