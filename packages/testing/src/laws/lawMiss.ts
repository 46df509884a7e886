/**
 * @file Where a law does not hold: two numbers that should be one.
 */

export interface LawMiss {
  /** In a formula. */
  readonly law: string;
  /** Whether the function itself breaks the law, or its derivative: then the law says how it should be. */
  readonly of: "values" | "derivatives";
  /** Which number: `gradient by w[1,2]`. */
  readonly where: string;
  readonly left: number;
  readonly right: number;
  /** How far rounding may take them apart; 0 where there is none. */
  readonly tolerance: number;
  /** All of it in one line. */
  toString(): string;
}

export function lawMiss(facts: Omit<LawMiss, "toString">): LawMiss {
  const { law, of, where, left, right, tolerance } = facts;
  const line = `${law} does not hold of the ${of}: ${where} is ${String(left)} on the left and ${String(right)} on the right (± ${tolerance.toPrecision(2)})`;
  return { ...facts, toString: () => line };
}
