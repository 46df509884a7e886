/**
 * @file What the parent and the process of a contender say to each other: a JSON object a line, the
 * parent's on the child's stdin, the child's on its stdout, one answer to each request. Times are in
 * seconds where they are samples, in milliseconds where their name says so.
 *
 *   {"do":"prepare","workload":W}  {"ok":true,"ran":{…},"threads":n,"compileMs":x,"firstMs":y,"check":[…]}
 *                                  {"missing":"why it cannot be done here, in one line"}
 *   {"do":"time","seconds":0.5}    {"samples":[seconds of a run, …],"split":{"upload":…,"read":…}}
 *   {"do":"release"}               {"ok":true,"memory":{"baselineBytes":n,"rssBytes":n,"peakBytes":n}}
 *   any of them                    {"error":"what went wrong, in one line"}
 */

/** What is to be computed; each kind of benchmark has workloads of its own. Plain data. */
export interface Workload {
  readonly kind: string;
}

/** What did the work, in the words of the backend that did it. */
export interface Ran {
  readonly backend: string;
  readonly executor: string;
  /** Why it is not what was asked for; absent where it is. */
  readonly fallback?: string;
}

export type Request =
  | { readonly do: "prepare"; readonly workload: Workload }
  | { readonly do: "time"; readonly seconds: number }
  | { readonly do: "release" };

/** Ready to be timed: it ran once. */
export interface Prepared {
  readonly ok: true;
  readonly ran: Ran;
  /** How many carry out the work. */
  readonly threads: number;
  /** Making what computes ready: modules compiled, a device opened. */
  readonly compileMs: number;
  /** The first run, which also compiles what is compiled for a shape. */
  readonly firstMs: number;
  /** Numbers of the first run's result, to be held against the oracle's. */
  readonly check: readonly number[];
  /** Floating-point operations of a run, where only the contender knows. */
  readonly flops?: number;
  /** Bytes that a run moves, where only the contender knows. */
  readonly bytes?: number;
}

/** The contender cannot do this here. */
export interface Missing {
  readonly missing: string;
}

export interface Failed {
  readonly error: string;
}

/** What is timed apart from a run: bringing the operands there, and bringing the result back. */
export type Part = "upload" | "read";

export interface Timed {
  /** Seconds of a run whose result is waited for, one for each measurement. */
  readonly samples: readonly number[];
  /** Medians, in seconds. */
  readonly split?: Partial<Readonly<Record<Part, number>>>;
}

export interface Memory {
  /** Resident before the workload was prepared. */
  readonly baselineBytes: number;
  /** Resident now. */
  readonly rssBytes: number;
  /** The most that was ever resident. */
  readonly peakBytes: number;
}

export interface Released {
  readonly ok: true;
  readonly memory: Memory;
}

/** What a request is answered with. */
export interface Answers {
  readonly prepare: Prepared | Missing | Failed;
  readonly time: Timed | Failed;
  readonly release: Released | Failed;
}
