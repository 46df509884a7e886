/**
 * @file A view with its attributes, as it is done to model tensors and to real operands.
 */
import { apply, operators, ops, sizeOf, type AnyOperator, type Operand } from "@heed/tensor";
import fc from "fast-check";
import type { ModelTensor } from "./tensorModel.js";
import { viewRules, type Choose, type View } from "./viewRules.js";

export interface ViewStep {
  /** `ops.flip(t1, {"axes":[0]})` */
  text(x: string): string;
  readonly isSeveral: boolean;
  model(x: ModelTensor): ModelTensor[];
  call(x: Operand): Operand[];
}

/** Which view, and what its attributes are chosen by, whatever the operand will be. */
export interface ViewChoice {
  readonly name: string;
  readonly choices: readonly number[];
}

/** Beyond this, counterexamples are only long. */
const mostElements = 200;

export const viewChoices: fc.Arbitrary<ViewChoice> = fc.record({
  name: fc.constantFrom(...Object.keys(viewRules)),
  choices: fc.array(fc.nat({ max: 11 }), { minLength: 5, maxLength: 5 }),
});

/** The view of this operand; `undefined` where there is none, or where it is too large. */
export function viewStep({ name, choices }: ViewChoice, x: ModelTensor): ViewStep | undefined {
  const rule = (viewRules as Readonly<Record<string, View>>)[name];
  const operator = (operators as Readonly<Record<string, AnyOperator>>)[name];
  const attributes = rule.attributes(x.shape, chooser(choices));
  if (attributes === undefined) return undefined;
  if (rule.apply(x, attributes).some(({ shape }) => sizeOf(shape) > mostElements)) return undefined;
  const given = Object.keys(attributes).length === 0 ? "" : `, ${fc.stringify(attributes)}`;
  return {
    text: (name) => `ops.${operator.name}(${name}${given})`,
    isSeveral: operator.returns === "several",
    model: (operand) => rule.apply(operand, attributes),
    call: (operand) => apply(operator, [operand], attributes, ops),
  };
}

function chooser(choices: readonly number[]): Choose {
  let used = 0;
  return (count) => choices[used++ % choices.length] % count;
}
