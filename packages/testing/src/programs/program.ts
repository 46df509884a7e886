/**
 * @file Program: a graph of operators as plain data. Inputs and the results of steps have names, and
 * steps come in an order in which each reads only what is there.
 */
import {
  apply,
  isFloat,
  ops,
  reference,
  tensor,
  type AnyOperator,
  type Attributes,
  type Domain,
  type Operand,
  type Placement,
  type Shape,
  type Tensor,
} from "@heed/tensor";

/** What a program is given: numbers to differentiate by, or indices and masks (int32). */
export interface ProgramInput {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: "float64" | "int32";
  /** In row-major order. */
  readonly values: readonly number[];
}

/** An operator, applied. */
export interface Step {
  readonly operator: AnyOperator;
  /** Names of inputs or of earlier results. */
  readonly operands: readonly string[];
  /** What each operand may hold. */
  readonly domains: readonly Domain[];
  readonly attributes: Attributes;
  /** Names of what it returns. */
  readonly results: readonly string[];
}

export interface Program {
  readonly inputs: readonly ProgramInput[];
  readonly steps: readonly Step[];
  /** Names of what it returns: floats. */
  readonly results: readonly string[];
}

/** Operands by name. */
export type NamedOperands = Readonly<Record<string, Operand>>;

/** The inputs as tensors, by name: float64 on the reference backend unless said. */
export function inputsOf(
  { inputs }: Program,
  { backend, dtype = "float32" }: Placement = { backend: reference, dtype: "float64" },
): Record<string, Tensor> {
  return Object.fromEntries(
    inputs.map(({ name, shape, values, dtype: own }) => [
      name,
      tensor(values, { backend, dtype: own === "int32" ? own : dtype, shape }),
    ]),
  );
}

/**
 * What the program returns for these inputs, by name. On variables it is recorded. Throws what its
 * operators throw where the inputs are not of the shapes and types that the program was made for.
 */
export function runProgram({ steps, results }: Program, inputs: NamedOperands): NamedOperands {
  const dtype = Object.values(inputs).find((input) => isFloat(input.dtype))?.dtype;
  const known = new Map(Object.entries(inputs));
  const read = (name: string): Operand => {
    const operand = known.get(name);
    if (operand === undefined) throw new ReferenceError(`program: nothing is named ${name}`);
    return operand;
  };
  for (const { operator, operands, attributes, results: names } of steps) {
    // What makes floats of integers makes those that all others are.
    const typed = "dtype" in attributes ? { ...attributes, dtype } : attributes;
    const outputs = apply(operator, operands.map(read), typed, ops);
    names.forEach((name, i) => known.set(name, outputs[i]));
  }
  return Object.fromEntries(results.map((name) => [name, read(name)]));
}

/** The program as a function of its inputs: what `checkGradient` takes, with `inputsOf`. */
export function functionOf(program: Program): (inputs: NamedOperands) => Operand | NamedOperands {
  return (inputs) => {
    const results = runProgram(program, inputs);
    return program.results.length === 1 ? results[program.results[0]] : results;
  };
}
