/**
 * @file Arbitraries of things that are drawn step by step, each step depending on those before it:
 * a shape, then a layout for it, then numbers to fill it. What `st.composite` is in Hypothesis.
 *
 * fast-check's own `fc.gen()` does nearly this. It cannot be replayed by a path, though, and keeps
 * every arbitrary that was ever asked for, which long searches pay for. Here the drawn value itself
 * remembers what it was drawn from. When one choice shrinks, all others stay as they were, as long
 * as they could have been made, or can be made to fit (`Adaptable`). Where fewer choices are needed,
 * each of them is tried without.
 */
import fc from "fast-check";
import { Adaptable } from "./adaptable.js";

/**
 * Draws from an arbitrary, or from the one that a builder makes of its arguments. What is built anew
 * for each value, as `draw(fc.integer({ max }))`, shrinks less well than `draw(fc.integer, { max })`.
 */
export interface Drawer {
  <T>(arbitrary: fc.Arbitrary<T>): T;
  <T, A extends readonly unknown[]>(builder: (...args: A) => fc.Arbitrary<T>, ...args: A): T;
}

type Builder<T> = (...args: readonly unknown[]) => fc.Arbitrary<T>;

/** One choice: what was drawn, and from what. */
interface Choice {
  readonly source: fc.Arbitrary<unknown> | Builder<unknown>;
  readonly args: readonly unknown[];
  readonly arbitrary: fc.Arbitrary<unknown>;
  readonly value: fc.Value<unknown>;
}

/** What a value shrinks by. */
interface Drawing {
  readonly choices: readonly Choice[];
  readonly random: fc.Random;
  readonly bias: number | undefined;
}

class Composite<T> extends fc.Arbitrary<T> {
  readonly #body: (draw: Drawer) => T;

  constructor(body: (draw: Drawer) => T) {
    super();
    this.#body = body;
  }

  override generate(random: fc.Random, bias: number | undefined): fc.Value<T> {
    return this.#draw({ choices: [], random: random.clone(), bias }, random);
  }

  override canShrinkWithoutContext(_value: unknown): _value is T {
    return false;
  }

  override shrink(_value: T, context: unknown): fc.Stream<fc.Value<T>> {
    return context === undefined ? fc.Stream.nil() : fc.stream(this.#smaller(context as Drawing));
  }

  /** Earlier choices shrink first: on them the later ones depend. */
  *#smaller(drawing: Drawing): Generator<fc.Value<T>, void> {
    for (const [i, choice] of drawing.choices.entries()) {
      for (const value of choice.arbitrary.shrink(choice.value.value_, choice.value.context)) {
        const choices = drawing.choices.with(i, { ...choice, value });
        const drawn = this.#draw({ ...drawing, choices }, drawing.random.clone());
        yield drawn;
        // Fewer choices were needed: not the last of them may be those to do without.
        const count = (drawn.context as Drawing).choices.length;
        const spare = choices.length - count;
        for (let start = i + 1; spare > 0 && start < count; start++) {
          const fewer = choices.toSpliced(start, spare);
          yield this.#draw({ ...drawing, choices: fewer }, drawing.random.clone());
        }
      }
    }
  }

  /** Runs the body, with the given choices where they fit and with new ones where they do not. */
  #draw(given: Drawing, stream: fc.Random): fc.Value<T> {
    const { random: start, bias } = given;
    const choices: Choice[] = [];
    const draw = <U>(source: fc.Arbitrary<U> | Builder<U>, ...args: readonly unknown[]): U => {
      const earlier = given.choices.at(choices.length);
      const same = earlier?.source === source && isEqual(earlier.args, args);
      const arbitrary = typeof source === "function" ? source(...args) : source;
      const kept = same ? (earlier.value as fc.Value<U>) : earlier && fitting(arbitrary, earlier);
      const value = kept ?? arbitrary.generate(stream, bias);
      choices.push({ source, args, arbitrary, value });
      return value.value;
    };
    const value = this.#body(draw);
    return new fc.Value(value, { choices, random: start, bias } satisfies Drawing);
  }
}

/** What was chosen earlier, if it could have been drawn from this arbitrary too, or nearly. */
function fitting<U>(arbitrary: fc.Arbitrary<U>, { value }: Choice): fc.Value<U> | undefined {
  const chosen = value.value_;
  if (arbitrary instanceof Adaptable) return (arbitrary as Adaptable<U>).adapt(chosen);
  return arbitrary.canShrinkWithoutContext(chosen) ? new fc.Value(chosen, undefined) : undefined;
}

/**
 * The arbitrary of what `body` makes of what it draws. `body` must draw the same way when it draws
 * the same: everything random comes from `draw`.
 *
 * @example
 * const sorted = composite((draw) => [draw(fc.nat), draw(fc.nat)].sort((a, b) => a - b));
 * fc.sample(sorted, 1)[0].length; // 2
 */
export function composite<T>(body: (draw: Drawer) => T): fc.Arbitrary<T> {
  return new Composite(body);
}

function isEqual(a: unknown, b: unknown): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) {
    return Object.is(a, b);
  }
  const [keys, others] = [Object.keys(a), Object.keys(b)];
  return (
    Object.getPrototypeOf(a) === Object.getPrototypeOf(b) &&
    keys.length === others.length &&
    keys.every((key) => isEqual(a[key as keyof typeof a], b[key as keyof typeof b]))
  );
}
