/**
 * @file Which steps a program needs: what reads what.
 */
import type { Program, Step } from "./program.js";

/** The names that the steps read. */
export function namesRead(steps: readonly Step[]): ReadonlySet<string> {
  return new Set(steps.flatMap(({ operands }) => operands));
}

/** The program without the steps and inputs that its results do not depend on. */
export function withoutDead({ inputs, steps, results }: Program): Program {
  const needed = new Set(results);
  const live: Step[] = [];
  for (const step of steps.toReversed()) {
    if (!step.results.some((name) => needed.has(name))) continue;
    live.push(step);
    for (const name of step.operands) needed.add(name);
  }
  return { inputs: inputs.filter(({ name }) => needed.has(name)), steps: live.reverse(), results };
}
