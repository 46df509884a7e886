/**
 * @file The ways in which a derivative is made wrong.
 */

/** Each kind of mutation in a sentence. */
export const mutationKinds = {
  sign: "a gradient, or a step on the way to it, with the wrong sign",
  factor: "a gradient, or a step on the way to it, too large by one part in a million",
  "dropped term": "one term of a sum left out, or one of several cotangents",
  "dropped factor": "one factor of a product left out, or a divisor",
  "dropped gradient": "no gradient by an operand that has one",
  "dropped accumulation": "one use of a value that is used several times passes no gradient",
  "dropped element": "the last row of a gradient not written",
  "made-up gradient": "a gradient by an operand that has none",
  "missing un-broadcast": "a sum that takes the first element, or a stretching that fills in one",
  "mean for sum": "a mean where there should be a sum, or a sum for a mean",
  transposed: "an operand, a result or a gradient with its rows for its columns",
  exchanged: "two operands, results or gradients in each other's place",
  "off by one": "elements shifted by one place along an axis",
  "off by one in time": "the saved values of the step before",
  "stale saved value": "saved values of another run",
  "input for output": "the operand read where the rule reads the result, or the other way round",
  "wrong function": "a function on the way left out, or another one in its place",
  "wrong mask": "a mask inverted or ignored, indices that name others",
  "wrong axis": "a sum along another axis",
  "wrong attribute": "attributes forgotten",
  "cut from the tape": "numbers that are right, but that no second derivative flows through",
} as const;

export type MutationKind = keyof typeof mutationKinds;
