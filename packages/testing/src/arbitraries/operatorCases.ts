/**
 * @file Random cases of an operator, from its own sample: operands as views of any layout, values
 * from each operand's domain, attributes, and cotangents for the derivative.
 */
import { operators, type AnyOperator, type Attributes, type Draw } from "@heed/tensor";
import fc from "fast-check";
import { broadcastableTo } from "./broadcasting.js";
import { composite, type Drawer } from "./composite.js";
import { literalOf } from "./literal.js";
import { shape } from "./shape.js";
import type { TensorData } from "./tensorData.js";
import { drawTensors } from "./tensorOf.js";

/** What to apply an operator to. */
export interface OperatorCase {
  readonly inputs: readonly TensorData[];
  readonly attributes: Attributes;
  /** One for each output. */
  readonly cotangents: readonly TensorData[];
  /** What fast-check prints of a counterexample. */
  readonly [fc.toStringMethod]: () => string;
}

/** How large cases are. */
export interface CaseOptions {
  /** No axis of a shape in the sample is longer. 4 unless said. */
  readonly longest?: number;
}

/**
 * Random cases of one operator, yours or one of the list, drawn from its `sample`. They shrink to
 * small shapes, few operands, row-major layouts and simple values.
 *
 * @example
 * const [{ inputs }] = fc.sample(operatorCases(operators.matmul), 1);
 * inputs.length; // 2
 */
export function operatorCases(
  operator: AnyOperator,
  { longest }: CaseOptions = {},
): fc.Arbitrary<OperatorCase> {
  return composite((draw) => {
    const { inputs: sampled, attributes = {} } = operator.sample(sampleDraw(draw, longest));
    const shapes = sampled.map(({ shape }) => shape);
    const outputs = operator.shapes(shapes, attributes);
    const inputs = drawTensors(draw, sampled);
    const cotangents = drawTensors(
      draw,
      outputs.map((shape) => ({ shape })),
    );
    const toString = () => describe(operator, inputs, attributes, cotangents);
    return { inputs, attributes, cotangents, [fc.toStringMethod]: toString };
  });
}

/** The choices that an operator's own sample makes; no axis is longer than `longest`. */
export function sampleDraw(draw: Drawer, longest = 4): Draw {
  return {
    integer: (min, max) => draw(fc.integer, { min, max }),
    shape: (minRank, maxRank, minSize = 0) =>
      draw(shape, { minRank, maxRank, minSize, maxSize: Math.max(minSize, longest) }),
    pick: (choices) => choices[draw(fc.nat, { max: choices.length - 1 })],
    broadcastable: (target) => draw(broadcastableTo, target),
  };
}

/** The call as TypeScript, then the cotangents of its results. */
function describe(
  operator: AnyOperator,
  inputs: readonly TensorData[],
  attributes: Attributes,
  cotangents: readonly TensorData[],
): string {
  const { name, arity } = operator;
  const listed = (operators as Record<string, AnyOperator>)[name] === operator;
  const operands = inputs.map((input) => `  ${literalOf(input)},\n`).join("");
  const given = Object.keys(attributes).length > 0 ? `  ${fc.stringify(attributes)},\n` : "";
  const args =
    arity === "many" ? `  [\n${operands.replace(/^/gm, "  ").trimEnd()}\n  ],\n` : operands;
  return [
    `${listed ? `ops.${name}` : `callable(${name})`}(\n${args}${given})`,
    ...cotangents.map((cotangent) => `// cotangent ${literalOf(cotangent)}`),
  ].join("\n");
}
