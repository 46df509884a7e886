/**
 * @file Arbitraries whose values can be made to fit when what they depend on shrinks.
 */
import fc from "fast-check";

/** An arbitrary that can take over most of what another one of its kind has drawn. */
export abstract class Adaptable<T> extends fc.Arbitrary<T> {
  /** What is left of an earlier value, as a value of this arbitrary; nothing where too little is. */
  abstract adapt(earlier: unknown): fc.Value<T> | undefined;
}
