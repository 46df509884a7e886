/**
 * @file Programs with fewer operands, axes and elements. Whether what comes out is still a program
 * is not asked here: the operators' shape rules know.
 */
import { sizeOf, type Attributes, type Domain, type Shape } from "@heed/tensor";
import type { Program, ProgramInput, Step } from "./program.js";

/** Operators of a list of operands with one less of them. */
export function* fewerOperands(program: Program): Generator<Program> {
  for (const [at, step] of program.steps.entries()) {
    if (step.operator.arity !== "many") continue;
    for (const i of step.operands.keys()) {
      const operands = step.operands.toSpliced(i, 1);
      const domains = step.domains.toSpliced(i, 1);
      yield { ...program, steps: program.steps.with(at, { ...step, operands, domains }) };
    }
  }
}

/** Without the first axis: of all inputs that have most axes, then of one input after the other. */
export function* fewerAxes(program: Program): Generator<Program> {
  const { inputs } = program;
  const most = Math.max(...inputs.map(({ shape }) => shape.length));
  if (most === 0) return;
  const without = (chosen: (input: ProgramInput, i: number) => boolean): Program => ({
    ...program,
    inputs: inputs.map((input, i) => {
      const { shape } = input;
      if (!chosen(input, i) || shape.length === 0) return input;
      return {
        ...input,
        shape: shape.slice(1),
        values: input.values.slice(0, sizeOf(shape.slice(1))),
      };
    }),
  });
  const deepest = without(({ shape }) => shape.length === most);
  yield deepest;
  yield withAttributes(deepest, (attributes) => mapAxes(attributes, (axis) => axis - 1));
  for (const [i, { shape }] of inputs.entries()) {
    if (shape.length > 0) yield without((_, j) => i === j);
  }
}

/** How sizes change. */
interface Resizing {
  /** What becomes of a size wherever sizes are named: as the bound of indices, in attributes. */
  readonly to: (size: number) => number;
  /** Which axes change. */
  readonly isChosen: (axis: Axis) => boolean;
  readonly inAttributes: boolean;
}

/** An axis of an input. */
interface Axis {
  readonly input: number;
  readonly axis: number;
}

/**
 * Each size as 1, then as one less: wherever it occurs, on the same axis of all inputs, on one axis
 * of one input, on two axes of two inputs.
 */
export function* smallerSizes(program: Program): Generator<Program> {
  const axes = program.inputs.flatMap(({ shape }, input) =>
    shape.map((size, axis) => ({ input, axis, size })),
  );
  const isLong = axes.filter(({ size }) => size > 1);
  for (const size of new Set(isLong.map((axis) => axis.size).sort((a, b) => b - a))) {
    for (const smaller of new Set([1, size - 1])) {
      const alone = (n: number): number => (n === size ? smaller : n);
      // A gate's projections are several times as wide as its state.
      const multiples = (n: number): number => (n % size === 0 ? (n / size) * smaller : n);
      for (const to of [alone, multiples]) {
        for (const inAttributes of [false, true]) {
          yield resized(program, { to, isChosen: () => true, inAttributes });
        }
      }
      // Rows may be as many as columns without being the same.
      const ofSize = isLong.filter((axis) => axis.size === size);
      for (const place of new Set(ofSize.map(({ axis }) => axis))) {
        const isChosen = ({ axis }: Axis): boolean => axis === place;
        yield resized(program, { to: alone, isChosen, inAttributes: false });
      }
    }
  }
  for (const [i, one] of isLong.entries()) {
    for (const smaller of [() => 1, (n: number) => n - 1]) {
      const to = (n: number): number => (n === one.size ? smaller(n) : n);
      const isOne = same(one);
      const narrower = resized(program, { to, isChosen: isOne, inAttributes: false });
      yield narrower;
      yield* shorterItems(narrower, one.size - smaller(one.size));
      for (const other of isLong.slice(i + 1)) {
        if (other.input === one.input) continue;
        const isOther = same(other);
        const isChosen = (axis: Axis): boolean => isOne(axis) || isOther(axis);
        yield resized(program, {
          to: (n) => Math.max(1, smaller(n)),
          isChosen,
          inAttributes: false,
        });
      }
    }
  }
}

function same(one: Axis): (other: Axis) => boolean {
  return ({ input, axis }) => input === one.input && axis === one.axis;
}

/** One number in a list of an attribute less by `difference`: parts of an axis that got shorter. */
function* shorterItems(program: Program, difference: number): Generator<Program> {
  for (const [at, step] of program.steps.entries()) {
    for (const [key, value] of Object.entries(step.attributes) as [string, unknown][]) {
      if (!Array.isArray(value)) continue;
      const list: readonly unknown[] = value;
      for (const [i, item] of list.entries()) {
        if (typeof item !== "number" || item <= difference) continue;
        const attributes = { ...step.attributes, [key]: list.with(i, item - difference) };
        yield { ...program, steps: program.steps.with(at, { ...step, attributes }) };
      }
    }
  }
}

function resized(program: Program, { to, isChosen, inAttributes }: Resizing): Program {
  const bound = (domain: Domain): Domain =>
    typeof domain === "object" ? { indexBelow: to(domain.indexBelow) } : domain;
  const steps = program.steps.map((step) => ({ ...step, domains: step.domains.map(bound) }));
  const inputs = program.inputs.map((old, input) => {
    const shape = old.shape.map((size, axis) => (isChosen({ input, axis }) ? to(size) : size));
    const below = indexBound(steps, old.name);
    const values = leading(old, shape).map((x) => (x >= below ? below - 1 : x));
    return { ...old, shape, values };
  });
  const smaller = { ...program, inputs, steps };
  return inAttributes
    ? withAttributes(smaller, (attributes) => mapNumbers(attributes, to))
    : smaller;
}

/** The least bound of the indices that an input may hold. */
function indexBound(steps: readonly Step[], name: string): number {
  const bounds = steps.flatMap(({ operands, domains }) =>
    domains.flatMap((domain, i) =>
      operands[i] === name && typeof domain === "object" ? [domain.indexBelow] : [],
    ),
  );
  return Math.min(Infinity, ...bounds);
}

/** The elements whose indices lie within a smaller shape of as many axes. */
function leading({ shape, values }: ProgramInput, smaller: Shape): number[] {
  return values.filter((_, at) => {
    let left = at;
    return shape.reduceRight((isWithin, extent, d) => {
      const index = left % extent;
      left = Math.floor(left / extent);
      return isWithin && index < smaller[d];
    }, true);
  });
}

function withAttributes(program: Program, map: (attributes: Attributes) => Attributes): Program {
  const steps = program.steps.map((step) => ({ ...step, attributes: map(step.attributes) }));
  return { ...program, steps };
}

/** Attributes with every number replaced, in lists as well. */
function mapNumbers(attributes: Attributes, to: (n: number) => number): Attributes {
  return Object.fromEntries(
    Object.entries(attributes).map(([key, value]) => [key, mapNumber(value, to)]),
  );
}

/** Attributes with their axes replaced: `axis` and `axes`, as operators share them. */
function mapAxes(attributes: Attributes, to: (axis: number) => number): Attributes {
  return Object.fromEntries(
    Object.entries(attributes).map(([key, value]) => [
      key,
      key === "axis" || key === "axes" ? mapNumber(value, to) : (value as unknown),
    ]),
  );
}

function mapNumber(value: unknown, to: (n: number) => number): unknown {
  if (typeof value === "number") return to(value);
  return Array.isArray(value) ? value.map((item: unknown) => mapNumber(item, to)) : value;
}
