/**
 * @file A fault of one call: what comes of it is wrong, and has the right shape.
 */
import { full, HeedError, ops, sameShape, sizeOf, type Operand } from "@heed/tensor";
import type { OperatorCall } from "./calls.js";
import type { MutationKind } from "./mutationKind.js";

/** A call, and what should come of it. */
export interface Answered extends OperatorCall {
  readonly results: readonly Operand[];
}

/** One way to get a call wrong. */
export interface CallFault {
  readonly kind: MutationKind;
  /** What is done instead: unlike that of any other fault of the same operator. */
  readonly name: string;
  /** What comes of it instead; `undefined` where this call leaves nothing to get wrong. */
  readonly apply: (call: Answered) => readonly Operand[] | undefined;
}

/** What comes of a call instead: numbers stand for tensors full of them. */
type Wrong = (call: Answered) => readonly (Operand | number | undefined)[] | undefined;

/**
 * Whatever the wrong results are, they get the shapes of the right ones: an engine that checks
 * shapes would report others at once. Where they cannot, there is no such fault.
 */
export function fault(kind: MutationKind, name: string, wrong: Wrong): CallFault {
  return {
    kind,
    name,
    apply: (call) => {
      try {
        const results = wrong(call);
        if (results?.length !== call.results.length) return undefined;
        const fitted = results.map((result, i) => fitTo(call.results[i], result));
        return fitted.every((result) => result !== undefined) ? fitted : undefined;
      } catch (error) {
        if (error instanceof HeedError) return undefined;
        throw error;
      }
    },
  };
}

function fitTo(right: Operand, wrong: Operand | number | undefined): Operand | undefined {
  const { shape, dtype, value } = right;
  if (typeof wrong === "number") return full(shape, wrong, { backend: value.backend, dtype });
  if (wrong === undefined || sameShape(wrong.shape, shape)) return wrong;
  if (sizeOf(wrong.shape) === sizeOf(shape)) return ops.reshape(wrong, { shape });
  return ops.expand(wrong, { shape });
}

/** A fault only where it gives other numbers: what is left out may have had nothing to do. */
export function unlessSame({ kind, name, apply }: CallFault): CallFault {
  return {
    kind,
    name,
    apply: (call) => {
      const wrong = apply(call);
      return wrong?.some((result, i) => !sameNumbers(result, call.results[i])) ? wrong : undefined;
    },
  };
}

/** Whether two operands of one shape hold the same. */
export function sameNumbers(a: Operand, b: Operand): boolean {
  const [left, right] = [a, b].map(({ value }) => value.dataSync());
  return left.every((x, i) => Object.is(x, right[i]));
}
