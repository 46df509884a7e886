/**
 * @file A function of inputs: its numbers, and its gradients, on any backend.
 */
import { backpropagate, Variable } from "@heed/autograd";
import { scope, tensor, zeros, type Operand } from "@heed/tensor";
import { place, type TensorData } from "@heed/testing";
import type { Computation } from "../../support/computation.js";

export type SmoothFunction = (inputs: readonly Operand[]) => Operand;

/** What the reference backend computes in float64. */
export function exactly(f: SmoothFunction, inputs: readonly TensorData[]): number[] {
  return scope(() => {
    const tensors = inputs.map((input) => place(input));
    return Array.from(f(tensors).value.dataSync());
  });
}

/** The result of a function of inputs, then its gradients by them for a cotangent of 1, ½, ⅓, … */
export function valueAndGradients(f: SmoothFunction): Computation {
  return (inputs) => {
    const variables = inputs.map((input) => new Variable(input));
    const result = f(variables);
    const { shape, dtype, value } = result;
    const at = { backend: value.backend, dtype };
    const weights = Float32Array.from({ length: value.size }, (_, i) => 1 / (1 + i));
    const cotangent = tensor(weights, { ...at, shape });
    const gradients = backpropagate([result], [cotangent], variables);
    return [value, ...gradients.map((dX, i) => dX?.value ?? zeros(inputs[i].shape, at))];
  };
}
