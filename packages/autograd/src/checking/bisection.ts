/**
 * @file Who made a gradient wrong: the tape cut in two, and in two again.
 *
 * Cut before node k, the function is g ∘ h, with the operands that cross the cut between. If the
 * rules' gradient of g by those operands is what differences of g say, the error lies in h, before
 * the cut; else in g, behind it. After log₂ n cuts one node is left, whose rule is then checked alone.
 */
import { apply, ops, Random, reference, scope, tensor, type Operand } from "@heed/tensor";
import { replayFrom } from "../recording.js";
import { isTracked, nodesBefore, type TapeNode } from "../tape.js";
import { differencesOf, type Differences } from "./differences.js";
import { gainOf } from "./gain.js";
import { isWrong, opinionsOf } from "./opinion.js";
import type { Comparison, Guilty } from "./gradientReport.js";
import { Probe } from "./probe.js";
import { gradientAt, residueOf } from "./rounding.js";
import { signed } from "./signed.js";
import { epsilon } from "./slope.js";

/** Who is to blame: a rule that is wrong, or else an operator that has no derivative where it is. */
export interface Blame {
  readonly guilty?: Guilty;
  /** The operator and its place, in words. */
  readonly bent?: string;
}

export function blameFor(probe: Probe, u: Float64Array, seed: number): Blame {
  return scope(() => {
    const { tree } = probe.variables();
    const outputs = probe.run(tree).map(({ operand }) => operand);
    const nodes = nodesBefore(outputs);
    // A result that no variable reaches is on no tape.
    if (nodes.length === 0) return {};
    const tape = { probe, u, outputs, nodes, random: new Random(seed) };
    let [wrong, right] = [0, nodes.length];
    while (right - wrong > 1) {
      const middle = (wrong + right) >> 1;
      if (isWrongFrom(middle, tape)) wrong = middle;
      else right = middle;
    }
    // The first to be looked at is who the cuts point to; should it be right, so may be the cuts not.
    let bent: string | undefined;
    for (const place of new Set([wrong, ...nodes.keys()])) {
      const node = nodes[place];
      const { comparisons, kinks } = aloneAt(node, seed);
      const [worst] = worstFirst(comparisons.filter(isWrong));
      if (worst !== undefined) return { guilty: nameOf(node, place, nodes.length, worst) };
      if (kinks.length === 0) continue;
      bent ??= `${node.operator.name}, operator ${String(place + 1)} of ${String(nodes.length)}`;
    }
    return bent === undefined ? {} : { bent };
  });
}

interface Tape {
  readonly probe: Probe;
  readonly u: Float64Array;
  readonly outputs: readonly Operand[];
  readonly nodes: readonly TapeNode[];
  readonly random: Random;
}

/** Whether the gradient by what crosses the cut before node `k` is wrong. */
function isWrongFrom(k: number, { probe, u, outputs, nodes, random }: Tape): boolean {
  const behind = nodes.slice(k);
  const made = new Set<Operand>(behind.flatMap((node) => node.outputs));
  const read = [...behind.flatMap((node) => node.inputs), ...outputs];
  const crossing = [...new Set(read)].filter((x) => isTracked(x) && !made.has(x));
  const gradients = probe.gradients(outputs, probe.cotangents(u), crossing);
  const point = crossing.map(({ value }) => Float64Array.from(value.dataSync()));
  const steps = point.map(({ length }) => signed(length, random));
  const line = gainOf(probe.values, u, (t) =>
    scope(() => {
      const standins = new Map(
        crossing.map((operand, i): [Operand, Operand] => {
          const moved = point[i].map((value, j) => value + t * steps[i][j]);
          const { shape } = operand;
          return [operand, tensor(moved, { backend: reference, dtype: "float64", shape })];
        }),
      );
      return probe.read(replayFrom(k, nodes, outputs, standins));
    }),
  );
  const terms = gradients.flatMap((gradient, i) => Array.from(gradient, (g, j) => g * steps[i][j]));
  const size = terms.reduce((total, term) => total + Math.abs(term), 0);
  const [{ comparison, kink }] = opinionsOf(line, [
    {
      value: terms.reduce((total, term) => total + term, 0),
      size,
      rounding: terms.length * residueOf(u) + 64 * epsilon * size,
    },
  ]);
  return kink === undefined && isWrong(comparison);
}

/** A node's own rule against differences, at the node's own operands. */
function aloneAt(node: TapeNode, seed: number): Differences {
  const { operator, inputs, attributes } = node;
  const names = inputs.map((_, i) => operandName(node, i));
  const named = Object.fromEntries(inputs.map(({ value }, i) => [names[i], value]));
  const alone = new Probe<Readonly<Record<string, Operand>>>(
    (operands) =>
      apply(
        operator,
        names.map((name) => operands[name]),
        attributes,
        ops,
      ),
    named,
  ) as Probe;
  const random = new Random(seed);
  const u = signed(alone.outputSize, random);
  const asked = { mode: "projected" as const, samples: 1, only: undefined, random, explain: true };
  return differencesOf(alone, { ...asked, ...gradientAt(alone, u) });
}

/** Comparisons by how far they are beyond their tolerance, or how near to it. */
export function worstFirst(comparisons: readonly Comparison[]): Comparison[] {
  const ratio = ({ analytic, numeric, tolerance }: Comparison): number => {
    const off = Math.abs(analytic - numeric);
    return Number.isNaN(off) ? Infinity : off === 0 ? 0 : off / tolerance;
  };
  return [...comparisons].sort((a, b) => (ratio(b) === ratio(a) ? 0 : ratio(b) - ratio(a)));
}

function operandName({ operator: { arity, operands } }: TapeNode, i: number): string {
  return arity === "many" ? `${operands[0]}${String(i)}` : operands[i];
}

function nameOf(
  { operator, inputs, attributes }: TapeNode,
  place: number,
  of: number,
  worst: Comparison,
): Guilty {
  const shapes = inputs.map(({ shape }) => shape);
  return { operator: operator.name, place, of, shapes, attributes, operand: worst.input, worst };
}
