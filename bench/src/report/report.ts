/**
 * @file What a benchmark finds, as plain data: the command prints it, writes it as JSON, draws it, and
 * compares it with an earlier one.
 */
import type { RowMeasure } from "./row.js";

/** A table of text; what tells most stands left, as a narrow terminal shows that. */
export interface Table {
  readonly title: string;
  readonly columns: readonly { readonly title: string; readonly align: "left" | "right" }[];
  /** A cell a column. */
  readonly rows: readonly (readonly string[])[];
}

/** A point of a chart; `label` stands beside it. */
export interface Point {
  readonly x: number;
  readonly y: number;
  readonly label?: string;
}

/** A line, or points that no line joins. */
export interface Series {
  readonly name: string;
  readonly points: readonly Point[];
  readonly mark: "line" | "dots" | "dashed";
  /** Series of one group share a colour; its name unless said. */
  readonly group?: string;
}

/** A picture in a plane whose axes are logarithmic unless said. */
export interface Chart {
  /** Of the file, without its ending. */
  readonly file: string;
  readonly title: string;
  readonly caption: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly Series[];
}

export interface Axis {
  readonly label: string;
  readonly scale?: "log" | "linear";
}

export interface Report {
  /** Whether no contender's numbers were wrong. */
  readonly ok: boolean;
  /** Whether nobody stopped it. */
  readonly done: boolean;
  /** The most that the machine gives, of the backend in question with all threads; per second. */
  readonly roof: { readonly gflops: number; readonly gigabytes: number };
  /** Every contender in every workload, as JSON has it. */
  readonly contenders: readonly RowMeasure[];
  /** What else JSON has. */
  readonly more?: Readonly<Record<string, unknown>>;
  readonly tables: readonly Table[];
  /** Sentences below the tables. */
  readonly notes: readonly string[];
  readonly charts: readonly Chart[];
}
