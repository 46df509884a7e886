/**
 * @file Any function as what is mutated, by its tape: a score, some steps of a cell, a whole model.
 */
import {
  leavesOf,
  mapTree,
  recordingOf,
  Variable,
  type Differentiable,
  type Recording,
} from "@heed/autograd";
import { HeedError, isFloat, type Operand } from "@heed/tensor";
import type { ListFunction, Mutant, MutationSubject, OpenSubject } from "./mutant.js";
import { byLot, type SubjectOptions } from "./subjectOptions.js";
import { tapeMutants } from "./tapeMutants.js";

/**
 * Any function that can be recorded: a score, some steps of a cell, a whole model. `draw` gives the
 * inputs of the case of a number, a tree of operands in float64 on the reference backend, always of
 * the same shapes. Its mutants: everything that can be got wrong with each node of its tape. Throws
 * `HeedError` where the function does other things in other cases.
 */
export function functionSubject<P>(
  name: string,
  f: Differentiable<P>,
  draw: (number: number) => P,
  options: SubjectOptions = {},
): MutationSubject {
  return { name, open: () => openFunction({ name, f, draw, options }) };
}

interface FunctionSubject<P> {
  readonly name: string;
  readonly f: Differentiable<P>;
  readonly draw: (number: number) => P;
  readonly options: SubjectOptions;
}

function openFunction<P>({ name, f, draw, options }: FunctionSubject<P>): OpenSubject {
  const recordings: Recording[] = [];
  const recordingOfCase = (number: number, tree: P): Recording => {
    const recording = (recordings[number] ??= record(f, tree));
    checkSame(name, recordings[0] ?? recording, recording);
    return recording;
  };
  const caseOf: OpenSubject["caseOf"] = (number) => {
    const tree = draw(number);
    recordingOfCase(number, tree);
    const call: ListFunction = (operands) => {
      let i = 0;
      return f(mapTree(tree, () => operands[i++]));
    };
    return { f: call, inputs: leavesOf(tree).map(({ operand }) => operand) };
  };
  const all = tapeMutants(recordingOfCase(0, draw(0)));
  const mutants = byLot(all, options).map(({ replay, ...told }): Mutant => {
    return { ...told, wrongIn: (number) => (inputs) => replay(recordings[number], inputs) };
  });
  return { caseOf, mutants };
}

/** What a function does to a tree of inputs, on the tape. */
function record<P>(f: Differentiable<P>, tree: P): Recording {
  const inputs: Operand[] = [];
  const lifted = mapTree(tree, ({ dtype, value }) => {
    const input = isFloat(dtype) ? new Variable(value) : value;
    inputs.push(input);
    return input;
  });
  const outputs = leavesOf(f(lifted)).map(({ operand }) => operand);
  return recordingOf(inputs, outputs);
}

function checkSame(name: string, first: Recording, other: Recording): void {
  const [a, b] = [first, other].map(({ nodes }) => nodes.map(({ operator }) => operator.name));
  if (a.join() === b.join()) return;
  throw new HeedError(
    "functionSubject",
    `${name} must do the same in every case`,
    `${a.length} operators, then ${b.length}`,
    "draw inputs of the same shapes",
  );
}
