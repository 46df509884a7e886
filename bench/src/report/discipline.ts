/**
 * @file What `heed bench` can measure: kernels, a step of training, decoding, how they scale. Each is
 * one object; the command's options, its output and its files are the same for all of them.
 */
import type { Report } from "./report.js";
import type { RowMeasure } from "./row.js";

/** The command line's wishes. */
export interface BenchOptions {
  /** Some of the discipline's parts; all unless said. */
  readonly only?: readonly string[];
  /** Of our backends, by their names; those that suit the discipline unless said. */
  readonly backends?: readonly string[];
  /** Whether others are measured as well: npm packages, PyTorch. */
  readonly peers: boolean;
  /** Whether it is told where the time goes, by a discipline that can: `step`. */
  readonly profile?: boolean;
  /** Seconds of timing for each contender and workload; as many as suit it unless said. */
  readonly budget?: number;
  readonly seed: number;
  /** A model's file, for who decodes; an untrained model unless said. */
  readonly model?: string;
}

/** Who wants to know how it is going, and may stop it. */
export interface Watching {
  readonly stop: AbortSignal;
  /** How much is done, from 0 to 1. */
  readonly onProgress: (fraction: number) => void;
  /** Told once, before the first row: what rows there will be, so that a table has room for them. */
  readonly onStart: (rows: {
    readonly works: readonly string[];
    readonly names: readonly string[];
  }) => void;
  /** A row of the report, as soon as it is known. */
  readonly onRow: (row: RowMeasure) => void;
  /** A line for who waits: that something is installed, that something is missing. */
  readonly say: (line: string) => void;
}

export interface Discipline {
  /** What `only` may name. */
  readonly parts: readonly string[];
  /** What `backends` may name. */
  readonly backends: readonly string[];
  run(options: BenchOptions, watching: Watching): Promise<Report>;
}
