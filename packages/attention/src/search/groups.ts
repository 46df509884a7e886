/**
 * @file Groups of quests that are carried on together: sources of like lengths, so that little is
 * computed on padding, and few enough that a group's keys and values stay near the processor.
 */
import { padIds, type PaddedIds } from "../data/batch.js";

/** Quests of one group: their sources, and which of all quests they are. */
export interface Group {
  readonly source: PaddedIds;
  /** For each quest its row of `source`. */
  readonly rows: readonly number[];
  /** For each quest its place among all. */
  readonly places: readonly number[];
}

/** Cuts quests, named by their rows of `source`, into groups of so many at most, shortest first. */
export function groupsOf(
  source: PaddedIds,
  quests: readonly number[],
  size: number,
  multiple: number,
): Group[] {
  if (quests.length <= size) return [{ source, rows: quests, places: [...quests.keys()] }];
  const { ids, shape, lengths } = source;
  const [, limit] = shape;
  const order = [...quests.keys()].sort((a, b) => lengths[quests[a]] - lengths[quests[b]]);
  const groups: Group[] = [];
  for (let start = 0; start < order.length; start += size) {
    const places = order.slice(start, start + size);
    const sources = [...new Set(places.map((place) => quests[place]))];
    const rowOf = new Map(sources.map((b, row) => [b, row]));
    const idsOf = (b: number): Int32Array => ids.subarray(b * limit, b * limit + lengths[b]);
    groups.push({
      source: padIds(sources.map(idsOf), { multiple, limit }),
      rows: places.map((place) => rowOf.get(quests[place]) ?? 0),
      places,
    });
  }
  return groups;
}
