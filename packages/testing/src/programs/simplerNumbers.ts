/**
 * @file Programs with simpler attributes and simpler numbers. Each is simpler than what it stands
 * for, so that simplifying comes to an end.
 */
import type { Domain } from "@heed/tensor";
import { distinctNumbers } from "../arbitraries/distinctNumbers.js";
import type { Interval } from "../arbitraries/domain.js";
import { simplestIn, simplifications } from "../arbitraries/simplify.js";
import { roomOf } from "./domains.js";
import type { Program, ProgramInput } from "./program.js";

/** Attributes one by one: numbers as 0, 1 or whole, what is on switched off, lists shorter. */
export function* simplerAttributes(program: Program): Generator<Program> {
  for (const [at, step] of program.steps.entries()) {
    for (const [key, value] of Object.entries(step.attributes) as [string, unknown][]) {
      for (const simpler of simplerValues(value)) {
        const attributes = { ...step.attributes, [key]: simpler };
        yield { ...program, steps: program.steps.with(at, { ...step, attributes }) };
      }
    }
  }
}

function simplerValues(value: unknown): readonly unknown[] {
  if (value === true) return [false];
  if (typeof value === "number") {
    return [0, 1, Math.round(value)].filter((n) => lengthy(n) < lengthy(value));
  }
  if (!Array.isArray(value)) return [];
  const list: readonly unknown[] = value;
  return list.map((_, i) => list.toSpliced(i, 1));
}

/** 0, 1, then by the number of characters. */
function lengthy(n: number): number {
  return n === 0 || n === 1 ? n : 1 + String(n).length;
}

/**
 * Each input's numbers, within what its readers take: as `numbers` and `distinctNumbers` shrink. Those
 * that are distinct among each other shrink together.
 */
export function* simplerNumbers(program: Program): Generator<Program> {
  const holding = (input: ProgramInput, values: Float64Array): ProgramInput => {
    return { ...input, values: Array.from(values) };
  };
  // Each by its first such reader alone: two would call each other's numbers back.
  const simplified = new Set<string>();
  for (const { operands, domains } of program.steps) {
    const distinct = operands.filter(
      (name, i) => domains[i] === "distinct" && !simplified.has(name),
    );
    for (const name of distinct) simplified.add(name);
    const inputs = program.inputs.filter(({ name }) => distinct.includes(name));
    const values = Float64Array.from(inputs.flatMap((input) => input.values));
    for (const { value } of distinctNumbers(values.length).shrink(values, undefined)) {
      let start = 0;
      const simpler = inputs.map((input) =>
        holding(input, value.subarray(start, (start += input.values.length))),
      );
      const of = (input: ProgramInput): ProgramInput => simpler[inputs.indexOf(input)] ?? input;
      yield { ...program, inputs: program.inputs.map(of) };
    }
  }
  for (const [i, input] of program.inputs.entries()) {
    const domains = domainsOf(program, input);
    if (domains.includes("distinct")) continue;
    const values = Float64Array.from(input.values);
    // Of several readers, the one that leaves least room decides.
    const [intervals] = domains.map(roomOf).sort((a, b) => lengthOf(a) - lengthOf(b));
    const aim = { intervals, simplest: simplestIn(intervals) };
    for (const { value } of simplifications(values, aim, 0)) {
      yield { ...program, inputs: program.inputs.with(i, holding(input, value)) };
    }
  }
}

/** What the readers of an input ask of it. */
function domainsOf({ steps }: Program, { name }: ProgramInput): readonly Domain[] {
  return steps.flatMap(({ operands, domains }) => domains.filter((_, i) => operands[i] === name));
}

function lengthOf(room: readonly Interval[]): number {
  return room.reduce((length, [low, high]) => length + high - low, 0);
}
