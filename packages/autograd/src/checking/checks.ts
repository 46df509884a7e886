/**
 * @file The list of checks, in the order in which they are done: what fails of the first two makes
 * every other worthless. A new check is one file (or one object beside its kin) and one line here.
 */
import { adjoint } from "./adjoint.js";
import type { Check } from "./check.js";
import { differences } from "./differences.js";
import type { CheckName } from "./gradientReport.js";
import { linear } from "./linearity.js";
import { defined } from "./partial.js";
import { recorded } from "./recorded.js";
import { deterministic, pure, typed } from "./repeatability.js";
import { symmetric } from "./symmetry.js";

/** Every check by its name. */
export const checks: Readonly<Record<CheckName, Check>> = {
  deterministic,
  pure,
  typed,
  differences,
  linear,
  defined,
  recorded,
  adjoint,
  symmetric,
};
