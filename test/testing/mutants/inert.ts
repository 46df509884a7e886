/**
 * @file Mutants that are right: why each gives the same numbers as the operator itself. A mutant that
 * is inert and not listed here fails a test, so that no survivor can hide among them.
 */

/** By reason. */
const reasons: Readonly<Record<string, readonly RegExp[]>> = {
  "a second derivative that is 0, whatever it flows through": [
    /^(relu|abs|clamp|max|maximum|minimum): (x|y|a|b) cut from the tape$/,
    /^(equal|greater|sign): dy cut from the tape$/,
  ],
  "a term that counts at a tie alone, and no two numbers of the sample are near each other": [
    /^(maximum|minimum): (equal|mul) \d: (negated|too large by 1e-6|shifted by one)$/,
    /^(maximum|minimum): (mul|add) \d: b left out$/,
    /^max: div 1: (b left out|mul instead)$/,
    /^max: sum 1: shifted by one$/,
  ],
  "a factor of numerator and denominator": [/^max: equal 1: (negated|too large by 1e-6)$/],
  "a floor that only a row of −Infinity reaches": [/^logSumExp: maximum 1: b left out$/],
  "[y > 0] is [x > 0]": [/^relu: the result for the operand$/],
  "the shapes are the same where a reduction runs over one element, which is the result": [
    /^(max|logSumExp): the (operand|result) for the (operand|result)$/,
  ],
  "the shapes are the same where there is one class, and no doubt which": [
    /^crossEntropyVjp: mul \d: the (operand|result) for the (operand|result)$/,
  ],
};

/** Those that no reason is given for. */
export function unexplained(inert: readonly string[]): string[] {
  const known = Object.values(reasons).flat();
  return inert.filter((name) => !known.some((pattern) => pattern.test(name)));
}
