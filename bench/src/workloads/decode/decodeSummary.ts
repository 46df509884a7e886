/**
 * @file What decoding comes down to: how long one word takes, at the middle and at the slow end, how
 * many words a second a batch gives, and how that compares with others' libraries.
 */
import type { Chart, Report, Table } from "../../report/report.js";
import type { Pronouncer } from "./pronouncer.js";

/** One contender in one case; times are seconds of a batch. */
export interface Pace {
  readonly work: string;
  readonly name: string;
  /** K of the beam. */
  readonly width: number;
  /** Words together. */
  readonly batch: number;
  readonly median: number;
  readonly p95: number;
  /** Whether it is somebody else's. */
  readonly isPeer: boolean;
}

/** Tables, notes, charts and keys of JSON. */
export function decodeSummary(
  paces: readonly Pace[],
  { isTrained, maxLength, sources }: Pick<Pronouncer, "isTrained" | "maxLength" | "sources">,
): Required<Pick<Report, "more" | "tables" | "notes" | "charts">> {
  const letters = sources.reduce((sum, { length }) => sum + length, 0) / sources.length;
  const ratios = ratiosOf(paces);
  return {
    more: {
      words: sources.length,
      ...{ isTrained, maxLength },
      decode: paces.map(({ median, p95, isPeer: _, ...pace }) => ({
        ...pace,
        p50Ms: 1000 * median,
        p95Ms: 1000 * p95,
        wordsPerSecond: pace.batch / median,
      })),
      ...(Object.keys(ratios).length > 0 && { ratios }),
    },
    tables: [paceTable(paces)],
    notes: [
      `${sources.length} words of the dictionary that no training sees, ${letters.toFixed(1)} letters on average.`,
      isTrained
        ? "The model is a trained one: answers end by themselves."
        : `The model is untrained, every answer ${maxLength} phones long; --model takes a trained one.`,
      ...Object.entries(ratios).map(
        ([work, ratio]) => `${work}: ${ratio.toFixed(2)} × as fast as the fastest of the others.`,
      ),
    ],
    charts: [paceChart(paces)],
  };
}

/** The fastest peer's time over ours, by case: more than 1 is faster. */
function ratiosOf(paces: readonly Pace[]): Record<string, number> {
  const works = [...new Set(paces.map(({ work }) => work))];
  const ratios = works.map((work) => {
    const fastest = (peers: boolean): number =>
      Math.min(
        ...paces
          .filter((pace) => pace.work === work && pace.isPeer === peers)
          .map(({ median }) => median),
      );
    return [work, fastest(true) / fastest(false)] as const;
  });
  return Object.fromEntries(ratios.filter(([, ratio]) => Number.isFinite(ratio)));
}

function paceTable(paces: readonly Pace[]): Table {
  const right = (title: string): Table["columns"][number] => ({ title, align: "right" });
  return {
    title: "Latency of a batch, and throughput",
    columns: [
      { title: "what", align: "left" },
      { title: "by", align: "left" },
      ...[right("p50 ms"), right("p95 ms"), right("words/s")],
    ],
    rows: paces.map(({ work, name, batch, median, p95 }) => [
      ...[work, name, (1000 * median).toFixed(2), (1000 * p95).toFixed(2)],
      Math.round(batch / median).toLocaleString("en"),
    ]),
  };
}

function paceChart(paces: readonly Pace[]): Chart {
  const series = new Map<string, Pace[]>();
  for (const pace of paces) {
    const name = `${pace.work.split(",", 1)[0]}, ${pace.name}`;
    series.set(name, [...(series.get(name) ?? []), pace]);
  }
  return {
    file: "decode",
    title: "Words a second",
    caption: "The median of all runs; words of a batch are decoded together.",
    x: { label: "words together" },
    y: { label: "words a second" },
    series: Array.from(series, ([name, points]) => ({
      name,
      mark: "line",
      points: points.map(({ batch, median }) => ({ x: batch, y: batch / median })),
    })),
  };
}
