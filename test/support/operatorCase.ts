/**
 * @file Random cases of an operator, from its own sample: operands as views of any layout, values
 * from each operand's domain, attributes, and cotangents for the derivative. They shrink.
 */
import {
  callable,
  formatShape,
  type AnyOperator,
  type Attributes,
  type Backend,
  type Domain,
  type DType,
  type Operand,
  type Shape,
  type Tensor,
} from "@heed/tensor";
import fc, { type GeneratorValue } from "fast-check";
import { lay, layouts, type Layout } from "./layout.js";
import { numbersFor } from "./numbers.js";
import { broadcastIndex, indicesOf, rank } from "./indices.js";
import { drawThrough } from "./shapes.js";

/** An operand: what it shows, and how that lies in its storage. */
export interface Input {
  readonly shape: Shape;
  readonly domain: Domain;
  /** In row-major order. */
  readonly values: Float64Array;
  readonly layout: Layout;
}

/** An operator and what to apply it to. */
export interface OperatorCase {
  readonly inputs: readonly Input[];
  readonly attributes: Attributes;
  /** One for each output. */
  readonly cotangents: readonly Input[];
  /** What fast-check prints of a counterexample. */
  readonly [fc.toStringMethod]: () => string;
}

/** Random cases of one operator, small unless an axis may be `longest`. */
export function casesOf(operator: AnyOperator, longest?: number): fc.Arbitrary<OperatorCase> {
  return fc.gen().map((g) => {
    const { inputs, attributes = {} } = operator.sample(drawThrough(g, longest));
    const shapes = inputs.map(({ shape }) => shape);
    const outputs = operator.shapes(shapes, attributes);
    const cotangents = outputs.map((shape) => ({ shape, domain: "real" as const }));
    const drawn = {
      inputs: drawInputs(g, inputs),
      attributes,
      cotangents: drawInputs(g, cotangents),
    };
    return { ...drawn, [fc.toStringMethod]: () => describeCase(drawn) };
  });
}

/** Values and layouts for operands of given shapes and domains. */
export function drawInputs(
  g: GeneratorValue,
  operands: readonly { readonly shape: Shape; readonly domain: Domain }[],
): Input[] {
  const placed = operands.map((operand) => ({
    ...operand,
    layout: g(layouts, operand.shape, operand.domain !== "distinct"),
  }));
  // Along a stretched axis there is but one value.
  const stored = placed.map(({ shape, domain, layout }) => ({
    shape: shape.map((extent, d) => (layout.axes[d].stretched ? 1 : extent)),
    domain,
  }));
  const numbers = numbersFor(stored, g(fc.nat));
  return placed.map((operand, i) => ({
    ...operand,
    values: Float64Array.from(
      indicesOf(operand.shape),
      (index) => numbers[i][rank(broadcastIndex(index, stored[i].shape), stored[i].shape)],
    ),
  }));
}

/** Whether an operand holds integers. */
export function isInteger({ domain }: { readonly domain: Domain }): boolean {
  return domain === "mask" || typeof domain === "object";
}

/** The operand as a tensor; `dtype` is the type of floats. */
export function place(input: Input, backend: Backend, dtype: DType): Tensor {
  const { values, shape, layout } = input;
  return lay(values, shape, layout, backend, isInteger(input) ? "int32" : dtype);
}

/** Calls the operator as users do, on tensors or variables; always an array of results. */
export function call<T extends Operand>(
  operator: AnyOperator,
  operands: readonly (T | Tensor)[],
  attributes: Attributes,
): T[] {
  const apply = callable(operator) as unknown as (...args: unknown[]) => T | T[];
  const args = operator.arity === "many" ? [operands] : operands;
  const result = apply(...args, attributes);
  return Array.isArray(result) ? result : [result];
}

function describeCase({ inputs, attributes, cotangents }: Omit<OperatorCase, symbol>): string {
  const lines = [
    ...inputs.map((input) => `operand ${describeInput(input)}`),
    `attributes ${fc.stringify(attributes)}`,
    ...cotangents.map((cotangent) => `cotangent ${describeInput(cotangent)}`),
  ];
  return lines.join("\n  ");
}

function describeInput({ shape, values, layout }: Input): string {
  const axes = layout.axes.map(({ before, after, flipped, stretched }, d) =>
    stretched ? "stretched" : `${before}+${shape[d]}+${after}${flipped ? " flipped" : ""}`,
  );
  const lies = `axes [${axes.join(", ")}] in order [${layout.order.join(", ")}]`;
  return `${formatShape(shape)} of [${values.join(", ")}], ${lies}`;
}
