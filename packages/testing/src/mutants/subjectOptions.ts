/**
 * @file How a subject's cases and mutants are chosen.
 */
import { Random } from "@heed/tensor";

export interface SubjectOptions {
  /** What cases are drawn from, and mutants where not all are tried. 0 unless said. */
  readonly seed?: number;
  /** How many mutants are tried, drawn by lot. All of them unless said. */
  readonly atMost?: number;
}

/** So many of a list, in its order. */
export function byLot<T>(all: readonly T[], { seed = 0, atMost = Infinity }: SubjectOptions): T[] {
  const random = new Random(seed);
  const lots = all.map((item) => ({ item, lot: random.uniform() }));
  const drawn = new Set(lots.toSorted((a, b) => a.lot - b.lot).slice(0, atMost));
  return lots.filter((lot) => drawn.has(lot)).map(({ item }) => item);
}
