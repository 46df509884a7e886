/**
 * @file Every error the engine throws, and the one form they share:
 *
 *   <op>: <what must hold>; got <values> (<hint>)
 */

/** The root of the engine's errors: catch this to catch them all. */
export class HeedError extends Error {
  override name = "HeedError";

  /** `where` is the operator or function that refuses, `rule` what must hold, `got` what came. */
  constructor(where: string, rule: string, got: string, hint?: string) {
    super(`${where}: ${rule}; got ${got}${hint === undefined ? "" : ` (${hint})`}`);
  }
}

/** Shapes, axes or sizes that do not fit together. */
export class ShapeError extends HeedError {
  override name = "ShapeError";
}

/** An element type that an operator or a backend does not take. */
export class DTypeError extends HeedError {
  override name = "DTypeError";
}

/** A backend that cannot do what was asked, or tensors of two backends in one operation. */
export class BackendError extends HeedError {
  override name = "BackendError";
}

/** An index that points outside of what it indexes. */
export class IndexError extends HeedError {
  override name = "IndexError";
}

/** A tensor used after it was freed. */
export class DisposedError extends HeedError {
  override name = "DisposedError";
}

/** A derivative asked of something that has none. */
export class DerivativeError extends HeedError {
  override name = "DerivativeError";
}
