/**
 * @file An engine's refusal: the error that a call must throw, and that nothing may come of it.
 */
import { HeedError } from "@heed/tensor";

/** Throws unless the call throws an error of this class of the engine's. */
export function expectRefusal(
  what: string,
  error: new (...args: never[]) => HeedError,
  call: () => unknown,
): void {
  try {
    call();
  } catch (thrown) {
    if (thrown instanceof error) return;
    throw new Error(`${what} must throw ${error.name}, not ${String(thrown)}`, { cause: thrown });
  }
  throw new Error(`${what} must throw ${error.name}`);
}
