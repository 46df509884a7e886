/**
 * @file Commands that make tensors: from numbers, as views, and by operators.
 */
import {
  apply,
  broadcastShapes,
  DTypeError,
  isFloat,
  operators,
  ops,
  ShapeError,
  sizeOf,
  tensor,
  type AnyOperator,
  type DType,
  type Shape,
} from "@heed/tensor";
import fc from "fast-check";
import { areSmall, exactBinary, exactUnary } from "./exactFunctions.js";
import { expectRefusal } from "./refusal.js";
import { pick, tensorCommand, tensorText, type TensorCommand } from "./tensorCommand.js";
import { indicesOf, rankOf, shrunkIndex } from "../indices.js";
import { elementsOf, modelTensor, type ModelTensor, type TensorModel } from "./tensorModel.js";
import { viewChoices, viewStep } from "./viewStep.js";

/** Which of the tensors that are alive. */
const which = fc.nat({ max: 99 });

const extents = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: 1, max: 3 }) },
  { weight: 1, arbitrary: fc.constant(0) },
);

/** A new tensor of whole numbers, of a type that the backend can hold. */
export function create(dtypes: readonly DType[]): fc.Arbitrary<TensorCommand> {
  const choices = fc.record({
    shape: fc.array(extents, { maxLength: 3 }),
    first: fc.integer({ min: -9, max: 9 }),
    dtype: fc.constantFrom(...dtypes),
  });
  return choices.map(({ shape, first, dtype }) =>
    tensorCommand((model) => {
      const numbers = indicesOf(shape).map((_, i) => first + i);
      return {
        line: `const ${next(model)} = ${tensorText(numbers, dtype, shape)};`,
        run: (pool) => {
          const made = tensor(numbers, { backend: pool.backend, dtype, shape });
          pool.make(model, [modelTensor(shape, numbers, dtype)], [made]);
        },
      };
    }),
  );
}

/** A view of one of them; views, where an operator returns several. */
export const look: fc.Arbitrary<TensorCommand> = fc
  .record({ x: which, choice: viewChoices })
  .map(({ x: n, choice }) =>
    tensorCommand((model) => {
      const x = pick(model.alive, n);
      if (x === undefined) return undefined;
      const step = viewStep(choice, x);
      if (step === undefined) return undefined;
      const made = step.model(x);
      const names = made.map((_, i) => next(model, i)).join(", ");
      return {
        line: `const ${step.isSeveral ? `[${names}]` : names} = ${step.text(model.nameOf(x))};`,
        run: (pool) => {
          const results = step.call(pool.tensorOf(model, x)).map(({ value }) => value);
          pool.make(model, made, results);
        },
      };
    }),
  );

/** Whether an operand may be of any type: now and then, to be refused. */
const anyType = fc.nat({ max: 9 }).map((n) => n === 9);

/** The tensors that an operator of floats is tried on; beside a first operand, those of its type. */
function operandsFor(model: TensorModel, any: boolean, dtype?: DType): readonly ModelTensor[] {
  return model.alive.filter(
    ({ storage }) =>
      any || (dtype === undefined ? isFloat(storage.dtype) : storage.dtype === dtype),
  );
}

/** An operator of one operand, element by element. */
export const map: fc.Arbitrary<TensorCommand> = fc
  .record({ x: which, any: anyType, name: fc.constantFrom(...Object.keys(exactUnary)) })
  .map(({ x: n, any, name }) =>
    tensorCommand((model) => {
      const x = pick(operandsFor(model, any), n);
      if (x === undefined) return undefined;
      const f = (exactUnary as Readonly<Record<string, (x: number) => number>>)[name];
      return computation(model, name, [x], () => [x.shape, elementsOf(x).map(f)]);
    }),
  );

/** An operator of two, stretched to one shape; or its refusal where they do not go together. */
export const combine: fc.Arbitrary<TensorCommand> = fc
  .record({ a: which, b: which, any: anyType, name: fc.constantFrom(...Object.keys(exactBinary)) })
  .map(({ a: n, b: m, any, name }) =>
    tensorCommand((model) => {
      const a = pick(operandsFor(model, any), n);
      const b = a && pick(operandsFor(model, any, a.storage.dtype), m);
      if (a === undefined || b === undefined) return undefined;
      const f = (exactBinary as Readonly<Record<string, (a: number, b: number) => number>>)[name];
      return computation(model, name, [a, b], () => {
        const shape = broadcastShapes(name, a.shape, b.shape);
        const [x, y] = [a, b].map((operand) => {
          const elements = elementsOf(operand);
          return (index: number[]) =>
            elements[rankOf(shrunkIndex(index, operand.shape), operand.shape)];
        });
        return [shape, indicesOf(shape).map((index) => f(x(index), y(index)))];
      });
    }),
  );

/** The sum over some axes. */
export const add: fc.Arbitrary<TensorCommand> = fc
  .record({
    x: which,
    any: anyType,
    over: fc.array(fc.boolean(), { maxLength: 4 }),
    keepDims: fc.boolean(),
  })
  .map(({ x: n, any, over, keepDims }) =>
    tensorCommand((model) => {
      const x = pick(operandsFor(model, any), n);
      if (x === undefined) return undefined;
      const axes = [...x.shape.keys()].filter((d) => over[d]);
      const without = <T>(list: readonly T[]): T[] => list.filter((_, d) => !axes.includes(d));
      return computation(
        model,
        "sum",
        [x],
        () => {
          const rest = without(x.shape);
          const totals = new Array<number>(sizeOf(rest)).fill(0);
          const elements = elementsOf(x);
          indicesOf(x.shape).forEach((index, i) => {
            totals[rankOf(without(index), rest)] += elements[i];
          });
          const kept = x.shape.map((extent, d) => (axes.includes(d) ? 1 : extent));
          return [keepDims ? kept : rest, totals];
        },
        { axes, keepDims },
      );
    }),
  );

/**
 * An operator that makes a tensor of its own. `compute` gives shape and numbers, or throws what the
 * operator must throw; integers it must refuse.
 */
function computation(
  model: TensorModel,
  name: string,
  operands: readonly ModelTensor[],
  compute: () => [Shape, number[]],
  attributes: object = {},
): ReturnType<Parameters<typeof tensorCommand>[0]> {
  const operator = (operators as Readonly<Record<string, AnyOperator>>)[name];
  const given = Object.keys(attributes).length === 0 ? [] : [fc.stringify(attributes)];
  const call = `ops.${name}(${[...operands.map((x) => model.nameOf(x)), ...given].join(", ")})`;
  const dtypes = new Set(operands.map(({ storage }) => storage.dtype));
  const [dtype] = dtypes;
  const refused = (
    error: typeof ShapeError | typeof DTypeError,
  ): ReturnType<typeof computation> => ({
    line: `expect(() => ${call}).toThrow(${error.name});`,
    run: (pool) => {
      const tensors = operands.map((x) => pool.tensorOf(model, x));
      expectRefusal(call, error, () => apply(operator, tensors, attributes, ops));
    },
  });
  if (dtypes.size > 1 || !isFloat(dtype)) return refused(DTypeError);
  let result: [Shape, number[]];
  try {
    result = compute();
  } catch (error) {
    if (error instanceof ShapeError) return refused(ShapeError);
    throw error;
  }
  if (!areSmall(result[1])) return undefined;
  return {
    line: `const ${next(model)} = ${call};`,
    run: (pool) => {
      const tensors = operands.map((x) => pool.tensorOf(model, x));
      const results = apply(operator, tensors, attributes, ops).map(({ value }) => value);
      pool.make(model, [modelTensor(...result, dtype)], results);
    },
  };
}

/** The name of the tensor that will be made next, or after `i` others. */
function next(model: TensorModel, i = 0): string {
  return `t${String(model.tensors.length + i)}`;
}
