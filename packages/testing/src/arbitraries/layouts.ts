/**
 * @file Random layouts.
 */
import { HeedError, type Shape } from "@heed/tensor";
import fc from "fast-check";
import {
  plainAxis,
  rowMajor,
  viewKinds,
  type AxisLayout,
  type Layout,
  type ViewKind,
} from "./layout.js";
import { permutation } from "./permutation.js";

/**
 * How a tensor of this shape may lie in its storage: half the time row-major, else anything that a
 * chain of views of these kinds can lead to. Shrinks to row-major.
 */
export function layout(shape: Shape, kinds: readonly ViewKind[] = viewKinds): fc.Arbitrary<Layout> {
  if (kinds.length === 0) return fc.constant(rowMajor(shape));
  return new Layouts(fc.oneof(fc.constant(rowMajor(shape)), drawnLayout(shape, kinds)), true);
}

/** As `layout`, but never row-major, as far as its kinds and the number of axes allow. */
export function viewLayout(shape: Shape, kinds: readonly ViewKind[]): fc.Arbitrary<Layout> {
  if (kinds.length === 0) {
    throw new HeedError(
      "stridedView",
      "there must be a kind of view that its domain allows",
      "none",
    );
  }
  const drawn = drawnLayout(shape, kinds);
  const views = fc
    .record({ drawn, sure: fc.constantFrom(...kinds) })
    .map(({ drawn, sure }) => (isRowMajor(drawn) ? withKind(drawn, sure) : drawn));
  return new Layouts(views, false);
}

/** Layouts that are drawn from another arbitrary, but shrink here, whatever they came from. */
class Layouts extends fc.Arbitrary<Layout> {
  readonly #drawn: fc.Arbitrary<Layout>;
  readonly #mayBeRowMajor: boolean;

  constructor(drawn: fc.Arbitrary<Layout>, mayBeRowMajor: boolean) {
    super();
    this.#drawn = drawn;
    this.#mayBeRowMajor = mayBeRowMajor;
  }

  override generate(random: fc.Random, bias: number | undefined): fc.Value<Layout> {
    return new fc.Value(this.#drawn.generate(random, bias).value, undefined);
  }

  override canShrinkWithoutContext(_value: unknown): _value is Layout {
    return false;
  }

  override shrink(layout: Layout): fc.Stream<fc.Value<Layout>> {
    return fc
      .stream(plainer(layout))
      .filter((simpler) => this.#mayBeRowMajor || !isRowMajor(simpler))
      .map((simpler) => new fc.Value(simpler, undefined));
  }
}

/** Layouts that differ less from row-major: not at all, or in one respect less. */
function* plainer(layout: Layout): Generator<Layout, void> {
  const { offset, order, axes } = layout;
  const ascending = axes.map((_, d) => d);
  if (isRowMajor(layout)) return;
  yield { offset: 0, order: ascending, axes: axes.map(() => plainAxis) };
  if (offset > 0) yield { offset: 0, order, axes };
  if (order.some((axis, d) => axis !== d)) yield { offset, order: ascending, axes };
  for (const [d, axis] of axes.entries()) {
    for (const part of Object.keys(plainAxis) as (keyof AxisLayout)[]) {
      if (axis[part] === plainAxis[part]) continue;
      yield { offset, order, axes: axes.with(d, { ...axis, [part]: plainAxis[part] }) };
    }
  }
  // The simplest of each kind.
  if (offset > 1) yield { offset: 1, order, axes };
  for (const [d, axis] of axes.entries()) {
    if (axis.before > 1) yield { offset, order, axes: axes.with(d, { ...axis, before: 1 }) };
    if (axis.after > 1) yield { offset, order, axes: axes.with(d, { ...axis, after: 1 }) };
    if (axis.step > 2) yield { offset, order, axes: axes.with(d, { ...axis, step: 2 }) };
  }
}

function drawnLayout(shape: Shape, kinds: readonly ViewKind[]): fc.Arbitrary<Layout> {
  const some = (kind: ViewKind, max: number): fc.Arbitrary<number> =>
    fc.nat({ max: kinds.includes(kind) ? max : 0 });
  const flag = (kind: ViewKind): fc.Arbitrary<boolean> =>
    kinds.includes(kind) ? fc.nat({ max: 4 }).map((n) => n > 2) : fc.constant(false);
  const axis = fc.record({
    before: some("sliced", 2),
    after: some("sliced", 2),
    // Now and then only: along every axis of a long shape, gaps would fill the memory.
    step: some("stepped", 9).map((n) => Math.max(1, n - 6)),
    flipped: flag("flipped"),
    expanded: flag("expanded"),
  });
  return fc.record({
    offset: some("offset", 3),
    order: kinds.includes("transposed")
      ? permutation(shape.length)
      : fc.constant(shape.map((_, d) => d)),
    axes: fc.array(axis, { minLength: shape.length, maxLength: shape.length }),
  });
}

function isRowMajor({ offset, order, axes }: Layout): boolean {
  const isPlain = (axis: AxisLayout): boolean =>
    axis.before + axis.after === 0 && axis.step === 1 && !axis.flipped && !axis.expanded;
  return offset === 0 && order.every((axis, d) => axis === d) && axes.every(isPlain);
}

/** A row-major layout, made a view of one kind as simply as can be. */
function withKind({ order, axes }: Layout, kind: ViewKind): Layout {
  const last = (changed: Partial<AxisLayout>): Layout => ({
    offset: 0,
    order,
    axes: axes.map((axis, d) => (d === axes.length - 1 ? { ...axis, ...changed } : axis)),
  });
  switch (kind) {
    case "offset":
      return { offset: 1, order, axes };
    case "sliced":
      return last({ after: 1 });
    case "stepped":
      return last({ step: 2 });
    case "transposed":
      return { offset: 0, order: [...order.slice(0, -2), ...order.slice(-2).reverse()], axes };
    case "flipped":
      return last({ flipped: true });
    case "expanded":
      return last({ expanded: true });
  }
}
