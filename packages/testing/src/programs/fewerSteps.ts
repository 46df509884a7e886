/**
 * @file Programs with fewer steps and the same numbers: what a step left out would have made
 * becomes an input that holds it. So any choice of steps is a program, as well-conditioned as the
 * whole, and delta debugging applies (Zeller & Hildebrandt 2002, "Simplifying and Isolating
 * Failure-Inducing Input", Fig. 3): halves, then quarters, …, each alone and then all the others.
 */
import { namesRead } from "./liveSteps.js";
import type { Program, ProgramInput, Step } from "./program.js";
import type { Held } from "./valuation.js";

/** The program's steps in parts, and without a part; one step among thirty is found in ten tries. */
export function* fewerSteps(
  program: Program,
  values: ReadonlyMap<string, Held>,
): Generator<Program> {
  const { steps } = program;
  for (let parts = 2; parts < 2 * steps.length; parts *= 2) {
    const size = Math.ceil(steps.length / parts);
    const starts = Array.from({ length: Math.ceil(steps.length / size) }, (_, i) => i * size);
    for (const start of starts) {
      yield withSteps(program, values, steps.slice(start, start + size));
    }
    if (starts.length === 2) continue;
    for (const start of starts) {
      yield withSteps(program, values, steps.toSpliced(start, size));
    }
  }
}

/** One result instead of several; at first the halves of them. */
export function* fewerResults(program: Program): Generator<Program> {
  const { results } = program;
  for (
    let size = Math.ceil(results.length / 2);
    size < results.length;
    size = Math.ceil(size / 2)
  ) {
    for (let start = 0; start < results.length; start += size) {
      yield { ...program, results: results.slice(start, start + size) };
    }
    if (size === 1) return;
  }
}

/** These steps of a program, with inputs that hold what the others made for them. */
function withSteps(
  program: Program,
  values: ReadonlyMap<string, Held>,
  steps: readonly Step[],
): Program {
  const read = namesRead(steps);
  const made = new Set(steps.flatMap(({ results }) => results));
  const kept = program.inputs.filter(({ name }) => read.has(name));
  const cut = program.steps
    .flatMap(({ results }) => results)
    .filter((name) => read.has(name) && !made.has(name))
    .flatMap((name): ProgramInput[] => {
      const held = values.get(name);
      return held === undefined ? [] : [{ name, ...held, values: Array.from(held.values) }];
    });
  const results = [...made].filter(
    (name) =>
      values.get(name)?.dtype !== "int32" && (!read.has(name) || program.results.includes(name)),
  );
  return { inputs: [...kept, ...cut], steps, results };
}
