/**
 * @file One contender and one workload as numbers: what JSON has, what tables show, what an earlier
 * run is compared by.
 */
import { isTimed, type Entry } from "../contest/entry.js";
import { roofFor, type Roof, type Roofs } from "../roof/roof.js";

/** Times are in milliseconds, rates per second; what is not known is absent. */
export interface RowMeasure {
  /** What was computed: "matmul 256×256×256". */
  readonly work: string;
  readonly name: string;
  /** Asked for. */
  readonly backend: string;
  /** What ran: "simd/wasm-fma". */
  readonly ran?: string;
  /** Why that is not what was asked for. */
  readonly fallback?: string;
  readonly threads?: number;
  /** Whether its numbers are right and it has a time. */
  readonly ok: boolean;
  /** `wrong`, `missing` or `failed` where it has none, and why. */
  readonly verdict: Entry["verdict"];
  readonly why?: string;
  readonly medianMs?: number;
  /** The 95 % interval of the median. */
  readonly lowMs?: number;
  readonly highMs?: number;
  /** Median absolute deviation. */
  readonly deviationMs?: number;
  readonly samples?: number;
  readonly gflops?: number;
  readonly gigabytes?: number;
  /** Floating-point operations a byte. */
  readonly intensity?: number;
  /** Part of what the machine allows at that intensity. */
  readonly ofRoof?: number;
  readonly compileMs?: number;
  readonly firstMs?: number;
  readonly uploadMs?: number;
  readonly readMs?: number;
  readonly rssBytes?: number;
  readonly peakBytes?: number;
  /** Relative difference of two entries of the same contender in this contest. */
  readonly noise?: number;
}

/** What a row is computed from, besides the entry. */
export interface RowFacts {
  readonly work: string;
  /** Of one run; 0 where it only moves. */
  readonly flops?: number | undefined;
  /** That one run moves. */
  readonly bytes?: number | undefined;
  readonly roofs?: Roofs;
  readonly noise?: number | undefined;
}

export function rowOf(entry: Entry, facts: RowFacts): RowMeasure {
  const { contender, verdict, why, ran, threads, compileMs, firstMs, split, memory } = entry;
  const { work, noise, flops = entry.flops, bytes = entry.bytes, roofs } = facts;
  const seconds = entry.time?.median;
  const milliseconds = (value: number | undefined): number | undefined =>
    value === undefined ? undefined : 1000 * value;
  const row: Record<keyof RowMeasure, unknown> = {
    work,
    name: contender.name,
    backend: contender.backend,
    ran: ran && `${ran.backend}/${ran.executor}`,
    fallback: ran?.fallback,
    threads,
    ok: isTimed(entry),
    verdict,
    why,
    medianMs: milliseconds(seconds),
    lowMs: milliseconds(entry.time?.low),
    highMs: milliseconds(entry.time?.high),
    deviationMs: milliseconds(entry.time?.deviation),
    samples: entry.time?.samples,
    gflops: rate(flops, seconds),
    gigabytes: rate(bytes, seconds),
    intensity: flops !== undefined && bytes ? flops / bytes : undefined,
    ofRoof: roofs && partOfRoof(roofFor(entry, roofs), flops, bytes, seconds),
    compileMs,
    firstMs,
    uploadMs: milliseconds(split?.upload),
    readMs: milliseconds(split?.read),
    rssBytes: memory?.rssBytes,
    peakBytes: memory?.peakBytes,
    noise,
  };
  return Object.fromEntries(
    Object.entries(row).filter(([, value]) => value !== undefined),
  ) as unknown as RowMeasure;
}

/** So many thousand millions of it a second. */
function rate(count: number | undefined, seconds: number | undefined): number | undefined {
  return count === undefined || count === 0 || seconds === undefined
    ? undefined
    : count / seconds / 1e9;
}

/** How long the roof would take, as a part of how long it took: by arithmetic or by memory. */
function partOfRoof(
  roof: Roof | undefined,
  flops = 0,
  bytes = 0,
  seconds: number | undefined,
): number | undefined {
  if (roof === undefined || seconds === undefined || flops + bytes === 0) return undefined;
  const gigabytes = roof.gigabytesOf(bytes);
  return Math.max(flops / roof.gflops, bytes / gigabytes) / 1e9 / seconds;
}
