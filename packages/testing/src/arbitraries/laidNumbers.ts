/**
 * @file Numbers and the layout that they lie in, drawn together, so that each stays as it is when the
 * other shrinks, and both when the shape does.
 */
import { sizeOf, type Shape } from "@heed/tensor";
import fc from "fast-check";
import { Adaptable } from "./adaptable.js";
import type { ValueDomain } from "./domain.js";
import { placesOf, rowMajor, stridesOf, type Layout, type ViewKind } from "./layout.js";
import type { viewLayout } from "./layouts.js";
import { numbers } from "./numbers.js";
import type { TensorData } from "./tensorData.js";

/** Both as they were drawn, without what expanded axes repeat. */
interface Drawn {
  readonly layout: fc.Value<Layout>;
  readonly stored: fc.Value<Float64Array>;
}

/** Numbers of a domain that lie as one of the layouts. Shrinks to row-major, then to simple numbers. */
export function laidNumbers(
  shape: Shape,
  domain: ValueDomain,
  kinds: readonly ViewKind[],
  lies: typeof viewLayout,
): fc.Arbitrary<TensorData> {
  return new LaidNumbers(shape, domain, lies(shape, kinds));
}

class LaidNumbers extends Adaptable<TensorData> {
  readonly #shape: Shape;
  readonly #domain: ValueDomain;
  readonly #layouts: fc.Arbitrary<Layout>;

  constructor(shape: Shape, domain: ValueDomain, layouts: fc.Arbitrary<Layout>) {
    super();
    this.#shape = shape;
    this.#domain = domain;
    this.#layouts = layouts;
  }

  override generate(random: fc.Random, bias: number | undefined): fc.Value<TensorData> {
    const layout = this.#layouts.generate(random, bias);
    const stored = this.#numbersIn(layout.value_).generate(random, bias);
    return this.#laid({ layout, stored });
  }

  override canShrinkWithoutContext(_value: unknown): _value is TensorData {
    return false;
  }

  override shrink(data: TensorData, context: unknown): fc.Stream<fc.Value<TensorData>> {
    return context === undefined
      ? fc.Stream.nil()
      : fc.stream(this.#smaller(data, context as Drawn));
  }

  *#smaller(
    { values }: TensorData,
    { layout, stored }: Drawn,
  ): Generator<fc.Value<TensorData>, void> {
    for (const plainer of this.#layouts.shrink(layout.value_, layout.context)) {
      yield this.#lay(values, plainer);
    }
    for (const simpler of this.#numbersIn(layout.value_).shrink(stored.value_, stored.context)) {
      yield this.#laid({ layout, stored: simpler });
    }
  }

  /** Where each axis is one of the earlier ones, or a part of it, its layout and numbers stay. */
  override adapt(earlier: unknown): fc.Value<TensorData> | undefined {
    const { shape, values, layout, domain } = earlier as TensorData;
    const kept = keptAxes(shape, this.#shape);
    if (domain !== this.#domain || kept === undefined) return undefined;
    const { strides } = stridesOf(shape, rowMajor(shape));
    const places = placesOf(
      this.#shape,
      kept.map((d) => strides[d]),
    );
    const adapted: Layout = {
      offset: layout.offset,
      order: layout.order.filter((d) => kept.includes(d)).map((d) => kept.indexOf(d)),
      axes: kept.map((d) => layout.axes[d]),
    };
    const shown = Float64Array.from(places, (place) => values[place]);
    return this.#lay(shown, new fc.Value(adapted, undefined));
  }

  #numbersIn(layout: Layout): fc.Arbitrary<Float64Array> {
    return numbers(sizeOf(storedShape(this.#shape, layout)), this.#domain);
  }

  /** Numbers in row-major order; along an expanded axis, the first stands for all. */
  #lay(values: Float64Array, layout: fc.Value<Layout>): fc.Value<TensorData> {
    const { strides } = stridesOf(this.#shape, rowMajor(this.#shape));
    const places = placesOf(storedShape(this.#shape, layout.value_), strides);
    const stored = Float64Array.from(places, (place) => values[place]);
    return this.#laid({ layout, stored: new fc.Value(stored, undefined) });
  }

  #laid(drawn: Drawn): fc.Value<TensorData> {
    const [shape, domain] = [this.#shape, this.#domain];
    const layout = drawn.layout.value_;
    const { strides } = stridesOf(storedShape(shape, layout), rowMajor(shape));
    const places = placesOf(
      shape,
      strides.map((stride, d) => (layout.axes[d].expanded ? 0 : stride)),
    );
    const values = Float64Array.from(places, (place) => drawn.stored.value_[place]);
    return new fc.Value({ shape, domain, values, layout }, drawn);
  }
}

/** Along an expanded axis there is but one value. */
function storedShape(shape: Shape, { axes }: Layout): number[] {
  return shape.map((extent, d) => (axes[d].expanded ? 1 : extent));
}

/** For each axis of `shape` the one of `earlier` that it is a part of; nothing where one is not. */
function keptAxes(earlier: Shape, shape: Shape): number[] | undefined {
  const kept: number[] = [];
  let next = earlier.length - 1;
  for (const extent of shape.toReversed()) {
    while (next >= 0 && earlier[next] < extent) next--;
    if (next < 0) return undefined;
    kept.unshift(next--);
  }
  return kept;
}
