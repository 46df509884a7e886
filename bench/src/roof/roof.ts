/**
 * @file Roofs: the most arithmetic and the most traffic that a contender's means allow on this
 * machine, measured on the spot (Williams, Waterman & Patterson 2009).
 *
 *   multiply-add   c = c · x + x in so many registers that none waits for the one before; no memory
 *   triad          a[i] = b[i] + s c[i] (McCalpin 1995), over arrays of several sizes: as fast as
 *                  the cache that holds them
 */
import type { Company } from "../contest/company.js";
import { contest } from "../contest/contest.js";
import { ourContender, type Contender } from "../contest/contender.js";
import { isTimed, type Entry, type TimedEntry } from "../contest/entry.js";
import type { Workload } from "../protocol.js";

/** What a contender is asked to run for its roof. */
export interface RoofWorkload extends Workload {
  readonly kind: "roof";
  readonly loop: "multiplyAdd" | "triad";
  /** Bytes of all three arrays of a triad. */
  readonly bytes?: number;
}

/** Thousand millions a second. */
export interface Roof {
  /** How many carry it. */
  readonly threads: number;
  readonly gflops: number;
  /** Of triads, by rising bytes of all arrays. */
  readonly triads: readonly { readonly bytes: number; readonly gigabytes: number }[];
  /** What traffic over so many bytes cannot exceed: the rate of triads over about as many, or more. */
  gigabytesOf(bytes: number): number;
}

/** By the contender's name. */
export type Roofs = ReadonlyMap<string, Roof>;

/** Bytes of all arrays together: in the first cache, the second, the third, at its end, and in none. */
const workingSets = [13, 17, 20, 22, 25].map((power) => 3 * 2 ** power);

/** Seconds of timing for each loop, where a contender has as many for a workload. */
const usualSeconds = 0.2;

export interface RoofOptions {
  /** What each contender has for a workload. */
  readonly budget: number;
  readonly seed: number;
  readonly stop?: AbortSignal;
}

/** The roofs of those contenders that have one: our backends. */
export async function measureRoofs(
  company: Company,
  contenders: readonly Contender[],
  { budget, ...options }: RoofOptions,
): Promise<Roofs> {
  const seconds = Math.min(usualSeconds, budget);
  const loops: readonly RoofWorkload[] = [
    { kind: "roof", loop: "multiplyAdd" },
    ...workingSets.map((bytes): RoofWorkload => ({ kind: "roof", loop: "triad", bytes })),
  ];
  const found = new Map<string, Measured[]>();
  for (const workload of loops) {
    const asked = {
      workload,
      contenders,
      twice: false,
      miss: () => undefined,
      seconds,
      ...options,
    };
    const { entries } = await contest(company, asked);
    for (const entry of entries.filter(isTimed)) {
      const { name } = entry.contender;
      found.set(name, [...(found.get(name) ?? []), { workload, entry }]);
    }
  }
  return new Map(Array.from(found, ([name, measured]) => [name, roofFrom(measured)]));
}

interface Measured {
  readonly workload: RoofWorkload;
  readonly entry: TimedEntry;
}

/** What is compared with what our fastest means allow: "simd" with all threads. */
export const usualRoof: string = ourContender("simd").name;

/** The roof of what an entry's contender computes with: its own, or that of the machine. */
export function roofFor({ contender: { name } }: Entry, roofs: Roofs): Roof | undefined {
  return roofs.get(name) ?? roofs.get(usualRoof);
}

function roofFrom(measured: readonly Measured[]): Roof {
  // What can be had at all, not what is usual: the least time that the interval leaves.
  const perSecond = (count: number | undefined, { time }: TimedEntry): number =>
    (count ?? 0) / time.low / 1e9;
  const arithmetic = measured.filter(({ workload }) => workload.loop === "multiplyAdd");
  const triads = measured
    .filter(({ workload }) => workload.loop === "triad")
    .map(({ workload: { bytes = 0 }, entry }) => ({
      // Each thread has arrays of its own.
      bytes: bytes * entry.threads,
      gigabytes: perSecond(entry.bytes, entry),
    }));
  return {
    threads: measured[0].entry.threads,
    gflops: Math.max(0, ...arithmetic.map(({ entry }) => perSecond(entry.flops, entry))),
    triads,
    gigabytesOf(bytes) {
      // The largest that is no larger: what is in between may still be as fast as that.
      const least = triads.findLast((triad) => triad.bytes <= bytes)?.bytes ?? 0;
      const asLarge = triads.filter((triad) => triad.bytes >= least);
      return Math.max(...asLarge.map(({ gigabytes }) => gigabytes));
    },
  };
}
