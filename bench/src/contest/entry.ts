/**
 * @file What came of one contender and one workload.
 */
import type { Memory, Part, Ran } from "../protocol.js";
import type { Summary } from "../statistics.js";
import type { Contender } from "./contender.js";

/** Right and timed, off the oracle's numbers, not here, or broken. */
export type Verdict = "timed" | "wrong" | "missing" | "failed";

export interface Entry {
  readonly contender: Contender;
  readonly verdict: Verdict;
  /** Why it is not timed. */
  readonly why?: string;
  readonly ran?: Ran;
  readonly threads?: number;
  readonly compileMs?: number;
  readonly firstMs?: number;
  readonly flops?: number;
  readonly bytes?: number;
  /** Numbers of its first result. */
  readonly check?: readonly number[];
  /** Seconds of a run. */
  readonly time?: Summary;
  /** Medians of what is timed apart, in seconds. */
  readonly split?: Partial<Readonly<Record<Part, number>>>;
  readonly memory?: Memory;
}

/** An entry with a time. */
export type TimedEntry = Entry & Required<Pick<Entry, "ran" | "threads" | "time">>;

export function isTimed(entry: Entry): entry is TimedEntry {
  return entry.verdict === "timed";
}
