/**
 * @file A workload made ready in a contender's process: what is timed there.
 */
import type { Missing, Part, Ran, Workload } from "../protocol.js";

/** One run of something. Where it has to be waited for, a promise. */
export type Run = () => void | Promise<void>;

export interface Ready {
  /** What does the work; asked for after the first run. */
  ran(): Ran;
  /** How many carry out the work. */
  readonly threads: number;
  /** Milliseconds that it took to make what computes ready. */
  readonly compileMs: number;
  /**
   * One run. Its result is there when this returns, or when the promise resolves; what it leaves
   * alive, the next run or `release` frees.
   */
  readonly run: Run;
  /** Whether runs differ, so that each is a sample of its own; else short ones are repeated. */
  readonly eachRun?: true;
  /** Numbers of the last run's result, to be held against the oracle's. Called after the first. */
  check(): readonly number[] | Promise<readonly number[]>;
  /** What is timed apart from a run. */
  readonly parts?: Partial<Readonly<Record<Part, Run>>>;
  /** Of a run, where only the contender knows; asked for after the first run. */
  readonly flops?: number | undefined;
  readonly bytes?: number | undefined;
  /** Frees what was made ready. */
  release(): void | Promise<void>;
}

/** Makes a workload ready, or says in one line why it cannot be done here. */
export type Prepare = (workload: Workload) => Promise<Ready | Missing>;
