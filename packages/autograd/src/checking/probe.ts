/**
 * @file A function at a point, as numbers in and numbers out: what all checks are made of. The point
 * is a copy in float64 on the reference backend, whatever its tensors were: views that overlap, or
 * one number stretched over an axis, come apart, so that each element can be moved alone.
 */
import {
  HeedError,
  isFloat,
  reference,
  scope,
  sizeOf,
  tensor,
  type DType,
  type Operand,
  type Tensor,
} from "@heed/tensor";
import { backpropagate, type BackwardOptions } from "../backward.js";
import { leavesOf, mapTree } from "../tree.js";
import { Variable } from "../variable.js";
import type { Place } from "./place.js";

/** A function of a tree of operands: one result, or a tree of results. */
export type Differentiable<P> = (
  inputs: P,
) => Operand | readonly Operand[] | Readonly<Record<string, Operand>>;

/** Numbers of each input, in row-major order. */
export type Numbers = readonly Float64Array[];

interface Input extends Place {
  readonly dtype: DType;
  readonly values: Float64Array;
}

export class Probe<P = unknown> {
  readonly #f: Differentiable<P>;
  readonly #tree: P;
  readonly #inputs: readonly Input[];
  /** The float inputs, which can be moved. */
  readonly inputs: readonly Place[];
  /** The float outputs. */
  readonly outputs: readonly Place[];
  /** Where the function is. */
  readonly point: Numbers;
  /** The elements of all outputs there, in a row; 0 for those that are not finite. */
  readonly values: Float64Array;
  /** 1 for each element of the outputs that is finite there, else 0: nothing is asked of those. */
  readonly #finite: Float64Array;

  constructor(f: Differentiable<P>, inputs: P) {
    this.#f = f;
    this.#tree = inputs;
    this.#inputs = leavesOf(inputs).map(({ path, operand }) => {
      const { shape, dtype, value } = operand;
      const values = Float64Array.from(value.dataSync());
      return { name: path || "x", shape, dtype, size: value.size, values };
    });
    const floats = this.#inputs.filter(({ dtype }) => isFloat(dtype));
    this.inputs = floats;
    this.point = floats.map(({ values }) => values);
    const { places, values } = scope(() => {
      const results = this.run(this.tensors());
      const values = results.flatMap(({ operand }) => Array.from(operand.value.dataSync()));
      return {
        places: results.map(({ path, operand: { shape } }) => {
          return { name: path || "y", shape, size: sizeOf(shape) };
        }),
        values: Float64Array.from(values),
      };
    });
    this.outputs = places;
    this.#finite = values.map((y) => (Number.isFinite(y) ? 1 : 0));
    this.values = values.map((y) => (Number.isFinite(y) ? y : 0));
  }

  /** How many elements the outputs have. */
  get outputSize(): number {
    return this.#finite.length;
  }

  /** For each output, 1 where an element is finite, else 0; undefined where all are. */
  finiteMasks(): (Tensor | undefined)[] {
    let start = 0;
    return this.outputs.map(({ shape, size }) => {
      const mask = this.#finite.slice(start, (start += size));
      return mask.includes(0)
        ? tensor(mask, { backend: reference, dtype: "float64", shape })
        : undefined;
    });
  }

  /** The tree of operands, as `lift` makes each of the float ones. */
  operands(lift: (input: Place, i: number) => Operand): P {
    let all = 0;
    let floats = 0;
    return mapTree(this.#tree, () => {
      const input = this.#inputs[all++];
      if (isFloat(input.dtype)) return lift(input, floats++);
      return tensor(input.values, { backend: reference, dtype: input.dtype, shape: input.shape });
    });
  }

  /** The float inputs as tensors; `moved` stand in for the point's own numbers. */
  tensors(moved: Numbers = this.point, dtype: DType = "float64"): P {
    return this.operands(({ shape }, i) => tensor(moved[i], { backend: reference, dtype, shape }));
  }

  /** The float inputs as variables, and the tree of them. */
  variables(): { readonly tree: P; readonly leaves: Variable[] } {
    const leaves: Variable[] = [];
    const tree = this.operands(({ shape }, i) => {
      const leaf = new Variable(
        tensor(this.point[i], { backend: reference, dtype: "float64", shape }),
      );
      leaves.push(leaf);
      return leaf;
    });
    return { tree, leaves };
  }

  /** The function's float results. Throws `HeedError` where it cannot be run in float64. */
  run(tree: P): { readonly path: string; readonly operand: Operand }[] {
    return leavesOf(this.#call(tree)).filter(({ operand }) => isFloat(operand.dtype));
  }

  #call(tree: P): unknown {
    try {
      return this.#f(tree);
    } catch (error) {
      if (!(error instanceof HeedError) || !/element type|one backend/.test(error.message)) {
        throw error;
      }
      throw new HeedError(
        "checkGradient",
        "the function must take every tensor that it reads as an input, to be run in float64 on the reference backend",
        "one that it holds itself",
        error.message,
      );
    }
  }

  /** The elements of all outputs in a row; those that are not finite at the point are 0. */
  evaluate(moved: Numbers = this.point): Float64Array {
    return scope(() => this.read(this.run(this.tensors(moved)).map(({ operand }) => operand)));
  }

  /** The elements of outputs in a row; those that are not finite at the point are 0. */
  read(outputs: readonly Operand[]): Float64Array {
    const values = Float64Array.from(outputs.flatMap(({ value }) => Array.from(value.dataSync())));
    return values.map((y, i) => (this.#finite[i] === 1 ? y : 0));
  }

  /** Numbers in a row as cotangents of the outputs, 0 where these are not finite. */
  cotangents(row: Float64Array): Tensor[] {
    let start = 0;
    return this.outputs.map(({ shape, size }) => {
      const values = row.slice(start, start + size).map((u, i) => u * this.#finite[start + i]);
      start += size;
      return tensor(values, { backend: reference, dtype: "float64", shape });
    });
  }

  /** Numbers of each float input as tensors of its shape. */
  tangents(t: Numbers): Tensor[] {
    const at = { backend: reference, dtype: "float64" as const };
    return this.inputs.map(({ shape }, i) => tensor(t[i], { ...at, shape }));
  }

  /** The same function elsewhere. */
  at(point: Numbers): Probe<P> {
    return scope(() => new Probe(this.#f, this.tensors(point)));
  }

  /** Jᵀ u: the gradients of ⟨u, f⟩ by the float inputs, by the rules. */
  pullBack(u: Float64Array, options: BackwardOptions = {}): Float64Array[] {
    return scope(() => {
      const { tree, leaves } = this.variables();
      const outputs = this.run(tree).map(({ operand }) => operand);
      return this.gradients(outputs, this.cotangents(u), leaves, options);
    });
  }

  /** Gradients by the float inputs as numbers; zeros where nothing flows. */
  gradients(
    outputs: readonly Operand[],
    cotangents: readonly Operand[],
    leaves: readonly Operand[],
    options: BackwardOptions = {},
  ): Float64Array[] {
    return backpropagate(outputs, cotangents, leaves, options).map((gradient, i) =>
      gradient === undefined
        ? new Float64Array(leaves[i].value.size)
        : Float64Array.from(gradient.value.dataSync()),
    );
  }
}

/** Σ a_i b_i. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i] * b[i];
  return total;
}
