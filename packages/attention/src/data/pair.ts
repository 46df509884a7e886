/**
 * @file The types that all data passes through. Training sees `Pair`s, one right target each;
 * evaluation sees `Example`s, one source with every target that counts as right.
 */

/** A sequence cut into tokens: letters, phones, words. */
export type Tokens = readonly string[];

/** One source and one right target. */
export interface Pair {
  readonly source: Tokens;
  readonly target: Tokens;
}

/** One source and all its right targets, such as variants of a pronunciation; no two are alike. */
export interface Example {
  readonly source: Tokens;
  readonly targets: readonly Tokens[];
}

/** A text for use as a key: two sequences share it only if they have the same tokens. */
export function tokensKey(tokens: Tokens): string {
  return JSON.stringify(tokens);
}

/** One example for each different source of `pairs`, in order of first appearance. */
export function groupBySource(pairs: Iterable<Pair>): Example[] {
  const examples = new Map<string, { source: Tokens; targets: Tokens[] }>();
  for (const { source, target } of pairs) {
    const key = tokensKey(source);
    let example = examples.get(key);
    if (example === undefined) examples.set(key, (example = { source, targets: [] }));
    if (!example.targets.some((known) => isSame(known, target))) example.targets.push(target);
  }
  return [...examples.values()];
}

function isSame(a: Tokens, b: Tokens): boolean {
  return a.length === b.length && a.every((token, i) => token === b[i]);
}

/** Every (source, target) of `examples`, in order: a source with two variants gives two pairs. */
export function pairsOf(examples: Iterable<Example>): Pair[] {
  return Array.from(examples).flatMap(({ source, targets }) =>
    targets.map((target) => ({ source, target })),
  );
}
