/**
 * @file checkPrograms: is the derivative of every program right that can be made of these operators?
 */
import { checkGradient, type CheckOptions, type GradientReport } from "@heed/autograd";
import fc from "fast-check";
import { functionOf, inputsOf, type Program } from "./program.js";
import { program, type ProgramOptions } from "./programArbitrary.js";
import { toTypeScript } from "./toTypeScript.js";

/** What programs to check, and how. */
export interface CheckProgramsOptions extends ProgramOptions, Pick<CheckOptions, "mode" | "order"> {
  /** How many programs. 100 unless said. */
  readonly runs?: number;
  /** What programs, and the checks of each, are drawn from. 0 unless said. */
  readonly seed?: number;
  /** With the same seed, operators and steps: the program that a report names, and no other. */
  readonly path?: string;
  /** Called after each program. */
  readonly onProgram?: (checked: number) => void;
}

/** The smallest program found whose derivative is wrong. */
export interface WrongProgram {
  readonly program: Program;
  /** It, as TypeScript that runs when pasted. */
  readonly text: string;
  /** What the check of it says. Absent where it threw: see `error`. */
  readonly report?: GradientReport;
  readonly error?: unknown;
  /** With the seed, what makes it again. */
  readonly path: string;
  /** The call that does. */
  readonly replay: string;
  /** The program that was found first. */
  readonly grown: Program;
  /** How many smaller programs were wrong, too, and how many were tried. */
  readonly shrinks: number;
  readonly tries: number;
  /** Milliseconds that shrinking took. */
  readonly shrinkMs: number;
}

/** The verdict on many programs. */
export interface ProgramsReport {
  readonly ok: boolean;
  readonly seed: number;
  /** How many programs were checked, the wrong one included. */
  readonly runs: number;
  /** Operators by how often they occurred in the programs that were grown. */
  readonly occurrences: Readonly<Record<string, number>>;
  /** Milliseconds that all of it took. */
  readonly ms: number;
  readonly wrong?: WrongProgram;
  /** All of it, to be read. */
  toString(): string;
}

/**
 * Checks the derivatives of random programs, in float64 on the reference backend, until one is
 * wrong, and shrinks that one. Throws `RangeError` where none of the operators can be used.
 *
 * @example
 * checkPrograms({ runs: 2, steps: { min: 1, max: 4 }, seed: 1 }).ok; // true
 */
export function checkPrograms(options: CheckProgramsOptions = {}): ProgramsReport {
  const { runs = 100, seed = 0, path, mode, order, onProgram } = options;
  const settings: CheckOptions = { ...(mode && { mode }), ...(order && { order }), seed };
  const started = performance.now();
  const occurrences: Record<string, number> = {};
  let checked = 0;
  let found: Finding | undefined;
  const property = fc.property(program(options), (grown) => {
    const faults = faultsOf(outcomeOf(grown, { ...settings, explain: false }));
    if (found !== undefined) {
      // Whatever comes after the first wrong one was shrunk from it, and must be wrong as it was.
      found.tries++;
      const first = found.faults;
      return !faults.some((fault) => first.includes(fault));
    }
    for (const { operator } of grown.steps) {
      occurrences[operator.name] = (occurrences[operator.name] ?? 0) + 1;
    }
    checked++;
    onProgram?.(checked);
    if (faults.length > 0) found = { grown, faults, at: performance.now(), tries: 0 };
    return faults.length === 0;
  });
  const asked = path === undefined ? { numRuns: runs } : { numRuns: 1, path };
  const { counterexample, counterexamplePath, numShrinks } = fc.check(property, { ...asked, seed });
  const ended = performance.now();
  const facts = { seed, runs: checked, occurrences, ms: ended - started };
  if (counterexample === null || found === undefined) return reportOf(facts);
  const [smallest] = counterexample;
  const replay = replayOf(options, counterexamplePath ?? "");
  return reportOf({
    ...facts,
    wrong: {
      program: smallest,
      text: `// ${replay}\n${toTypeScript(smallest, settings)}`,
      ...outcomeOf(smallest, settings),
      path: counterexamplePath ?? "",
      replay,
      grown: found.grown,
      shrinks: numShrinks,
      tries: found.tries,
      shrinkMs: ended - found.at,
    },
  });
}

/** The report on one program's derivative. Throws what the program throws. */
export function checkProgram(checked: Program, options: CheckOptions = {}): GradientReport {
  return checkGradient(functionOf(checked), inputsOf(checked), options);
}

/** The first wrong program. */
interface Finding {
  readonly grown: Program;
  readonly faults: readonly string[];
  readonly at: number;
  tries: number;
}

type Outcome = { readonly report: GradientReport } | { readonly error: unknown };

function outcomeOf(checked: Program, options: CheckOptions): Outcome {
  try {
    return { report: checkProgram(checked, options) };
  } catch (error) {
    return { error };
  }
}

/** Names of the checks that failed. A program that ran when it grew, but now throws, is wrong, too. */
function faultsOf(outcome: Outcome): string[] {
  if ("error" in outcome) return ["throws"];
  return outcome.report.checks.filter(({ ok }) => !ok).map(({ name }) => name);
}

/** The call that makes the program again. Operators have no text: theirs is the name of the option. */
function replayOf(options: CheckProgramsOptions, path: string): string {
  const { operators, steps, mode, order, seed = 0 } = options;
  const range = typeof steps === "object" ? `{ min: ${steps.min}, max: ${steps.max} }` : steps;
  const settings = [
    ...(operators === undefined ? [] : ["operators"]),
    ...(range === undefined ? [] : [`steps: ${range}`]),
    ...(mode === undefined ? [] : [`mode: "${mode}"`]),
    ...(order === undefined ? [] : [`order: ${order}`]),
    ...[`seed: ${seed}`, `path: "${path}"`],
  ];
  return `checkPrograms({ ${settings.join(", ")} })`;
}

function reportOf(facts: Omit<ProgramsReport, "ok" | "toString">): ProgramsReport {
  const { wrong, runs, seed, ms } = facts;
  const toString = (): string => {
    const seconds = (ms / 1000).toFixed(1);
    const checked = `${runs} ${runs === 1 ? "program" : "programs"}, seed ${seed}, ${seconds} s`;
    if (wrong === undefined) return `programs: all right (${checked})`;
    const size = `${wrong.grown.steps.length} steps shrunk to ${wrong.program.steps.length}`;
    const verdict = wrong.report?.toString() ?? String(wrong.error);
    return `programs: WRONG (${checked}; ${size})\n${verdict}\n\n${wrong.text}`;
  };
  return { ok: wrong === undefined, ...facts, toString };
}
