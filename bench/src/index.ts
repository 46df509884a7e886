/**
 * @file @heed/bench: kernels and models against honest roofs. The command `heed bench` is its face;
 * what runs in the processes of contenders is not reached from here.
 */
export { disciplines, type DisciplineName } from "./disciplines.js";
export type { BenchOptions, Discipline, Watching } from "./report/discipline.js";
export {
  compareRuns,
  whyNotComparable,
  type ComparedRow,
  type Comparison,
  type MeasuredRun,
} from "./report/comparison.js";
export type { Axis, Chart, Point, Report, Series, Table } from "./report/report.js";
export type { RowMeasure } from "./report/row.js";
export { stampHere, type Machine, type Stamp } from "./report/stamp.js";
