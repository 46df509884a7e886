/**
 * @file What is there at once on most modes, and later on WebGPU.
 */
export type Eventually<T> = T | Promise<T>;

/** Goes on with a value, now or when it is there. */
export function andThen<T, R>(value: Eventually<T>, next: (value: T) => R): Eventually<R> {
  return value instanceof Promise ? value.then(next) : next(value);
}

/** Does some work, and something else where it fails, now or later. */
export function orElse<T>(
  work: () => Eventually<T>,
  otherwise: (error: unknown) => T,
): Eventually<T> {
  try {
    const result = work();
    return result instanceof Promise ? result.catch(otherwise) : result;
  } catch (error) {
    return otherwise(error);
  }
}
