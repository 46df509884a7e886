/**
 * @file How many times as fast we are: a peer's time over ours, each in its best setting. More than 1
 * is faster.
 */
import type { RowMeasure } from "../../report/row.js";

/** `null` where one of the two has no time. */
export interface StepRatios {
  /** PyTorch in its fastest setting. */
  readonly torch: number | null;
  /** PyTorch with one thread, over ours with one. */
  readonly torchSingle: number | null;
  readonly tfjsWasm: number | null;
  readonly tfjsCpu: number | null;
}

type Condition = (row: RowMeasure) => boolean;

const isBackend =
  (...names: readonly string[]): Condition =>
  ({ backend }) =>
    names.includes(backend);

const isSingle: Condition = ({ threads }) => threads === 1;

/** Of the rows of one workload; `ours` are the names of our backends. */
export function stepRatios(rows: readonly RowMeasure[], ours: readonly string[]): StepRatios {
  const best = (...conditions: readonly Condition[]): RowMeasure | undefined =>
    fastest(rows.filter((row) => conditions.every((holds) => holds(row))));
  const ratio = (peer: RowMeasure | undefined, own: RowMeasure | undefined): number | null =>
    peer?.medianMs === undefined || own?.medianMs === undefined
      ? null
      : peer.medianMs / own.medianMs;
  const ourBest = best(isBackend(...ours));
  return {
    torch: ratio(best(isBackend("torch")), ourBest),
    torchSingle: ratio(best(isBackend("torch"), isSingle), best(isBackend(...ours), isSingle)),
    tfjsWasm: ratio(best(isBackend("tfjs-wasm")), ourBest),
    tfjsCpu: ratio(best(isBackend("tfjs-cpu")), ourBest),
  };
}

/** Of those that are right and have a time. */
export function fastest(rows: readonly RowMeasure[]): RowMeasure | undefined {
  const timed = rows.filter(({ ok, medianMs }) => ok && medianMs !== undefined);
  return timed.sort((a, b) => (a.medianMs ?? 0) - (b.medianMs ?? 0))[0];
}
