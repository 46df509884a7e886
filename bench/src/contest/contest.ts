/**
 * @file One workload, several contenders: each prepares it and is held against the oracle; then, in
 * rounds, each is timed for a short while in an order that is shuffled anew every round, so that what
 * the machine does at one time of all that happens to all of them. Only one process works at a time.
 */
import { Random } from "@heed/tensor";
import type { Memory, Part, Prepared, Workload } from "../protocol.js";
import { median, noiseBetween, summarize } from "../statistics.js";
import type { Company } from "./company.js";
import type { Contender } from "./contender.js";
import { isTimed, type Entry } from "./entry.js";

export interface ContestOptions {
  readonly workload: Workload;
  readonly contenders: readonly Contender[];
  /**
   * Whether the first is entered twice: two of the same differ by what no difference means. It is unless
   * said.
   */
  readonly twice?: boolean;
  /** What is off, in words, where a contender's numbers are not the oracle's; else nothing. */
  readonly miss: (check: readonly number[]) => string | undefined;
  /** Seconds of timing for each contender. */
  readonly seconds: number;
  readonly rounds?: number;
  readonly seed: number;
  readonly stop?: AbortSignal;
  /** How much is done, from 0 to 1. */
  readonly onProgress?: (fraction: number) => void;
}

export interface Contest {
  /** One a contender, in their order. */
  readonly entries: readonly Entry[];
  /** Relative difference between the medians of the first contender's two entries. */
  readonly noise?: number;
}

const usualRounds = 5;

/** One process in the contest. */
interface Seat {
  readonly contender: Contender;
  /** Tells the two entries of the first contender apart. */
  readonly place: "first" | "again";
  readonly samples: number[];
  readonly parts: Partial<Record<Part, number[]>>;
  prepared?: Prepared;
  outcome?: Pick<Entry, "verdict" | "why">;
  memory?: Memory;
}

/** Lets `contenders` of the company do the workload. Stopped, it gives the entries that have a time. */
export async function contest(company: Company, options: ContestOptions): Promise<Contest> {
  const { contenders, twice = true, seconds, rounds = usualRounds, seed, stop } = options;
  const { onProgress } = options;
  const seats = contenders.map((contender): Seat => newSeat(contender, "first"));
  const again = contenders
    .slice(0, twice ? 1 : 0)
    .map((contender): Seat => newSeat(contender, "again"));
  const all = [...seats, ...again];
  const turns = all.length * (rounds + 1);
  let done = 0;
  const advance = (): void => onProgress?.(++done / turns);

  for (const seat of all) {
    if (stop?.aborted) break;
    await prepare(company, seat, options);
    await warmUp(company, seat, seconds, rounds);
    advance();
  }
  const random = new Random(seed);
  for (let round = 0; round < rounds; round++) {
    for (const seat of shuffled(all, random)) {
      if (stop?.aborted) break;
      // Who took its share in fewer rounds, by one long run, waits for the others.
      const spent = seat.samples.reduce((sum, x) => sum + x, 0);
      if (seat.outcome === undefined && spent < seconds) {
        await time(company, seat, seconds / rounds, stop);
      }
      advance();
    }
  }
  for (const seat of all) {
    if (seat.prepared === undefined) continue;
    const released = await company.ask(seat.contender, seat.place, { do: "release" });
    if ("memory" in released) seat.memory = released.memory;
  }
  const entries = seats.map((seat) => entryOf(seat, seed));
  return {
    entries: stop?.aborted ? entries.filter(isTimed) : entries,
    ...noiseOf(seats[0], again[0]),
  };
}

/** What the two entries of one contender differ by, where both have a time. */
function noiseOf(first?: Seat, second?: Seat): Pick<Contest, "noise"> {
  const [a, b] = [first, second].map((seat) => seat?.samples ?? []);
  return a.length > 0 && b.length > 0 ? { noise: noiseBetween(median(a), median(b)) } : {};
}

function newSeat(contender: Contender, place: Seat["place"]): Seat {
  const { missing } = contender;
  const outcome = missing === undefined ? {} : { outcome: { verdict: "missing", why: missing } };
  return { contender, place, samples: [], parts: {}, ...(outcome as Pick<Seat, "outcome">) };
}

async function prepare(
  company: Company,
  seat: Seat,
  { workload, miss, stop }: Pick<ContestOptions, "workload" | "miss" | "stop">,
): Promise<void> {
  if (seat.outcome !== undefined) return;
  const answer = await company.ask(seat.contender, seat.place, { do: "prepare", workload });
  if (stop?.aborted) return;
  if ("missing" in answer) {
    seat.outcome = { verdict: "missing", why: answer.missing };
  } else if ("error" in answer) {
    seat.outcome = { verdict: "failed", why: answer.error };
  } else {
    seat.prepared = answer;
    const off = miss(answer.check);
    if (off !== undefined) seat.outcome = { verdict: "wrong", why: off };
  }
}

/** So many runs, or so many seconds of them, and compilers are done with what is run. */
const warmRuns = 20;
const warmSeconds = 1;

/** Times it for nothing, as long as it takes to get warm; who needs longer than that for one run does not. */
async function warmUp(
  company: Company,
  { contender, place, outcome, prepared }: Seat,
  budget: number,
  rounds: number,
): Promise<void> {
  if (outcome !== undefined || prepared === undefined) return;
  const first = prepared.firstMs / 1000;
  const needed = Math.min(warmRuns * first, warmSeconds, budget);
  const seconds = Math.max(needed, budget / rounds);
  if (first < seconds) await company.ask(contender, place, { do: "time", seconds });
}

async function time(
  company: Company,
  seat: Seat,
  seconds: number,
  stop: AbortSignal | undefined,
): Promise<void> {
  const answer = await company.ask(seat.contender, seat.place, { do: "time", seconds });
  if (stop?.aborted) return;
  if ("error" in answer) {
    seat.outcome = { verdict: "failed", why: answer.error };
    return;
  }
  seat.samples.push(...answer.samples);
  for (const [part, taken] of Object.entries(answer.split ?? {}) as [Part, number][]) {
    (seat.parts[part] ??= []).push(taken);
  }
}

function entryOf(
  { contender, samples, parts, prepared, outcome, memory }: Seat,
  seed: number,
): Entry {
  const known = { contender, ...prepared, ...(memory && { memory }) };
  if (outcome !== undefined) return { ...known, ...outcome };
  if (samples.length === 0) return { ...known, verdict: "missing", why: "its turn never came" };
  const medians = Object.entries(parts).map(([part, taken]) => [part, median(taken)] as const);
  return {
    ...known,
    verdict: "timed",
    time: summarize(samples, seed),
    ...(medians.length > 0 && { split: Object.fromEntries(medians) }),
  };
}

/** The same in an order that only the generator determines (Fisher & Yates; Durstenfeld 1964). */
export function shuffled<T>(list: readonly T[], random: Random): T[] {
  const mixed = [...list];
  for (let i = mixed.length - 1; i > 0; i--) {
    const j = random.integer(0, i);
    [mixed[i], mixed[j]] = [mixed[j], mixed[i]];
  }
  return mixed;
}
