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
import { differencesOf, isWrong, opinionOf, residueOf } from "./differences.js";
import type { Comparison, Guilty } from "./gradientReport.js";
import { dot, Probe } from "./probe.js";
import { signed } from "./signed.js";
import { noiseOf, type Line } from "./slope.js";

/** The node whose rule is wrong; undefined where each is right by itself. */
export function guiltyOf(probe: Probe, u: Float64Array, seed: number): Guilty | undefined {
  return scope(() => {
    const { tree } = probe.variables();
    const outputs = probe.run(tree).map(({ operand }) => operand);
    const nodes = nodesBefore(outputs);
    const tape = { probe, u, outputs, nodes, random: new Random(seed) };
    let [wrong, right] = [0, nodes.length];
    while (right - wrong > 1) {
      const middle = (wrong + right) >> 1;
      if (isWrongFrom(middle, tape)) wrong = middle;
      else right = middle;
    }
    // Should rounding have hidden the error at a cut, the others are looked at, too.
    const order = [wrong, ...nodes.keys()];
    for (const place of order) {
      const worst = worstOf(nodes[place], seed);
      if (worst !== undefined) return nameOf(nodes[place], place, nodes.length, worst);
    }
    return undefined;
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
  const line: Line = (t) =>
    scope(() => {
      const standins = new Map(
        crossing.map((operand, i): [Operand, Operand] => {
          const moved = point[i].map((value, j) => value + t * steps[i][j]);
          const { shape } = operand;
          return [operand, tensor(moved, { backend: reference, dtype: "float64", shape })];
        }),
      );
      const y = probe.read(replayFrom(k, nodes, outputs, standins));
      const size = y.reduce((total, value, i) => total + Math.abs(u[i] * value), 0);
      return { values: Float64Array.of(dot(u, y)), sizes: Float64Array.of(size) };
    });
  const terms = gradients.flatMap((gradient, i) => Array.from(gradient, (g, j) => g * steps[i][j]));
  const { comparison, kink } = opinionOf(line, noiseOf(line), terms, terms.length * residueOf(u));
  return kink === undefined && isWrong({ where: "", input: "", ...comparison });
}

/** The worst error of a node's own rule at the node's own operands. */
function worstOf(node: TapeNode, seed: number): Comparison | undefined {
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
  const asked = { mode: "projected" as const, samples: 1, only: undefined, random, u };
  const { comparisons } = differencesOf(alone, { ...asked, gradients: alone.pullBack(u) });
  return worstFirst(comparisons.filter(isWrong))[0];
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
