/**
 * @file What every view shows, as a map from the indices of the result to those of the operand. The
 * formulas are those of the operators' headers; there are no strides in them.
 */
import { sizeOf, type operators, type Shape } from "@heed/tensor";
import { indexAt, indicesOf, rankOf, shrunkIndex } from "../indices.js";
import { isInOrder, type ModelTensor } from "./tensorModel.js";

/** One of so many, from 0: how attributes are drawn. */
export type Choose = (count: number) => number;

/** A result of a view: where its element of an index is in the operand. */
interface Sight {
  readonly shape: Shape;
  readonly source: (index: readonly number[]) => readonly number[];
}

interface ViewRule<A extends object> {
  /** Some attributes for an operand of this shape; `undefined` where there are none. */
  readonly attributes: (shape: Shape, choose: Choose) => A | undefined;
  readonly sights: (shape: Shape, attributes: A) => readonly Sight[];
  /** Whether it copies where no strides can say what it shows. */
  readonly mayCopy?: boolean;
}

/** A rule whose attributes are its own affair. */
export interface View {
  readonly attributes: (shape: Shape, choose: Choose) => object | undefined;
  /** What it makes of a tensor. */
  apply(x: ModelTensor, attributes: object): ModelTensor[];
}

function view<A extends object>({ attributes, sights, mayCopy = false }: ViewRule<A>): View {
  return {
    attributes,
    apply: (x, given) => {
      const copies = mayCopy && !isInOrder(x);
      return sights(x.shape, given as A).map(({ shape, source }) => {
        const seen = indicesOf(shape).map((index) => x.places[rankOf(source(index), x.shape)]);
        if (!copies) return { shape, storage: x.storage, places: seen };
        const numbers = seen.map((place) => x.storage.numbers[place]);
        return { shape, storage: { ...x.storage, numbers }, places: [...numbers.keys()] };
      });
    },
  };
}

const axisOf = (shape: Shape, choose: Choose): { axis: number } | undefined =>
  shape.length === 0 ? undefined : { axis: choose(shape.length) };

/** The most axes that a view gets: what any backend can copy. */
const mostAxes = 4;

/** Every view of the list of operators, by name. */
export const viewRules: Readonly<Partial<Record<keyof typeof operators, View>>> = {
  reshape: view({
    mayCopy: true,
    attributes: (shape, choose) => {
      const joined = choose(Math.max(1, shape.length - 1));
      const pair = sizeOf(shape.slice(joined, joined + 2));
      return {
        shape: [
          [sizeOf(shape)],
          [...shape].reverse(),
          [...shape.slice(0, joined), pair, ...shape.slice(joined + 2)],
        ][choose(3)],
      };
    },
    sights: (from, { shape }: { shape: Shape }) => [
      { shape, source: (index) => indexAt(rankOf(index, shape), from) },
    ],
  }),
  contiguous: view({
    mayCopy: true,
    attributes: () => ({}),
    sights: (shape) => [{ shape, source: (index) => index }],
  }),
  squeeze: view({
    attributes: (shape, choose) => {
      const ones = [...shape.keys()].filter((d) => shape[d] === 1);
      return ones.length === 0 ? undefined : { axis: ones[choose(ones.length)] };
    },
    sights: (from, { axis }: { axis: number }) => [
      { shape: from.toSpliced(axis, 1), source: (index) => index.toSpliced(axis, 0, 0) },
    ],
  }),
  unsqueeze: view({
    attributes: (shape, choose) =>
      shape.length >= mostAxes ? undefined : { axis: choose(shape.length + 1) },
    sights: (from, { axis }: { axis: number }) => [
      { shape: from.toSpliced(axis, 0, 1), source: (index) => index.toSpliced(axis, 1) },
    ],
  }),
  expand: view({
    attributes: (shape, choose) => {
      const stretched = shape.map((extent) => (extent === 1 ? 1 + choose(3) : extent));
      const isFull = shape.length >= mostAxes || choose(2) === 0;
      return { shape: isFull ? stretched : [1 + choose(2), ...stretched] };
    },
    sights: (from, { shape }: { shape: Shape }) => [
      { shape, source: (index) => shrunkIndex(index, from) },
    ],
  }),
  permute: view({
    attributes: ({ length }, choose) => {
      const left = [...new Array<number>(length).keys()];
      return { axes: Array.from({ length }, () => left.splice(choose(left.length), 1)[0]) };
    },
    sights: (from, { axes }: { axes: readonly number[] }) => [
      {
        shape: axes.map((d) => from[d]),
        source: (index) => from.map((_, d) => index[axes.indexOf(d)]),
      },
    ],
  }),
  transpose: view({
    attributes: ({ length }) => (length < 2 ? undefined : {}),
    sights: (from) => [{ shape: lastTwoSwapped(from), source: lastTwoSwapped }],
  }),
  slice: view({
    attributes: (shape, choose) => {
      const chosen = axisOf(shape, choose);
      if (chosen === undefined) return undefined;
      const extent = shape[chosen.axis];
      const start = choose(extent + 1);
      return { ...chosen, start, end: extent - choose(extent - start + 1) };
    },
    sights: (from, { axis, start, end }: { axis: number; start: number; end: number }) => [
      {
        shape: from.with(axis, end - start),
        source: (index) => index.with(axis, start + index[axis]),
      },
    ],
  }),
  flip: view({
    attributes: ({ length }, choose) => ({
      axes: [...new Array<number>(length).keys()].filter(() => choose(2) === 1),
    }),
    sights: (shape, { axes }: { axes: readonly number[] }) => [
      {
        shape,
        source: (index) => index.map((i, d) => (axes.includes(d) ? shape[d] - 1 - i : i)),
      },
    ],
  }),
  split: view({
    attributes: (shape, choose) => {
      const chosen = axisOf(shape, choose);
      if (chosen === undefined) return undefined;
      const first = choose(shape[chosen.axis] + 1);
      return { ...chosen, sizes: [first, shape[chosen.axis] - first] };
    },
    sights: (from, { axis, sizes }: { axis: number; sizes: readonly number[] }) =>
      sizes.map((size, k) => ({
        shape: from.with(axis, size),
        source: (index) => {
          const before = sizes.slice(0, k).reduce((sum, part) => sum + part, 0);
          return index.with(axis, before + index[axis]);
        },
      })),
  }),
  unstack: view({
    attributes: axisOf,
    sights: (from, { axis }: { axis: number }) =>
      Array.from({ length: from[axis] }, (_, i) => ({
        shape: from.toSpliced(axis, 1),
        source: (index) => index.toSpliced(axis, 0, i),
      })),
  }),
};

function lastTwoSwapped(list: readonly number[]): number[] {
  return [...list.slice(0, -2), ...list.slice(-2).reverse()];
}
