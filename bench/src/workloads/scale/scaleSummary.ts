/**
 * @file What the points of a scaling come down to: the power of each size that time and memory grow
 * with, as numbers and as pictures.
 */
import type { Chart, Report, Series, Table } from "../../report/report.js";
import type { StepSizes } from "../step/stepSizes.js";
import { fitPowerLaw, type Measured, type PowerLaw } from "./powerLaw.js";
import { referencePoint, sizeFactors } from "./scalePoints.js";

/** What a step at one point costs one contender. */
export interface Cost {
  readonly sizes: StepSizes;
  readonly name: string;
  readonly threads: number;
  readonly seconds: number;
  /** More than before the first step, at most. */
  readonly bytes?: number;
}

const quantities = {
  time: { title: "Time of a step", label: "ms", of: ({ seconds }: Cost) => 1000 * seconds },
  memory: {
    title: "Memory of a step",
    label: "MB",
    of: ({ bytes }: Cost) => (bytes === undefined ? undefined : bytes / 1e6),
  },
} as const;

type Quantity = keyof typeof quantities;

/** How one contender's quantity grows with one factor. */
interface Growth {
  readonly factor: string;
  readonly name: string;
  readonly quantity: Quantity;
  readonly points: readonly Measured[];
  readonly law: PowerLaw | undefined;
}

/** Tables, notes, charts and keys of JSON; `only` names the factors. */
export function scaleSummary(
  costs: readonly Cost[],
  only: readonly string[],
  seed: number,
): Required<Pick<Report, "more" | "tables" | "notes" | "charts">> {
  const growths = Object.keys(quantities).flatMap((quantity) =>
    only.flatMap((factor) => growthsOf(costs, factor, quantity as Quantity, seed)),
  );
  return {
    more: {
      exponents: growths.map(({ factor, name, quantity, points, law }) => ({
        ...{ factor, name, quantity, points },
        ...(law && { exponent: law.exponent, ...law.interval, at1: law.factor }),
      })),
    },
    tables: [exponentTable(growths)],
    notes: [
      "One size at a time, all others as in the reference step. An exponent of 1 is in proportion, " +
        "less is overhead that is shared; the interval is as wide as the points lie off the line.",
    ],
    charts: Object.keys(quantities).map((quantity) => growthChart(growths, quantity as Quantity)),
  };
}

/** Of each contender that was at two points at least. */
function growthsOf(
  costs: readonly Cost[],
  factor: string,
  quantity: Quantity,
  seed: number,
): Growth[] {
  const { of } = quantities[quantity];
  const rows = factor in sizeFactors ? sizeRows(costs, factor) : threadRows(costs);
  const lines = new Map<string, Measured[]>();
  for (const { name, x, cost } of rows) {
    const y = of(cost);
    if (y !== undefined && y > 0) lines.set(name, [...(lines.get(name) ?? []), { x, y }]);
  }
  return Array.from(lines, ([name, points]) => {
    const sorted = points.toSorted((a, b) => a.x - b.x);
    return { factor, name, quantity, points: sorted, law: fitPowerLaw(sorted, seed) };
  }).filter(({ points }) => points[0].x < points[points.length - 1].x);
}

interface Placed {
  readonly name: string;
  readonly x: number;
  readonly cost: Cost;
}

/** The points that differ from the reference in this factor alone, and the reference itself. */
function sizeRows(costs: readonly Cost[], factor: string): Placed[] {
  const { letter } = sizeFactors[factor];
  const others = Object.entries(referencePoint.sizes).filter(([size]) => size !== letter);
  const isOnLine = ({ sizes }: Cost): boolean =>
    others.every(([size, value]) => sizes[size as keyof StepSizes] === value);
  return costs.filter(isOnLine).map((cost) => ({ name: cost.name, x: cost.sizes[letter], cost }));
}

/** SIMD at the reference, with each number of threads. */
function threadRows(costs: readonly Cost[]): Placed[] {
  return costs
    .filter(({ name, sizes }) => /^simd\b/.test(name) && sizes === referencePoint.sizes)
    .map((cost) => ({ name: "simd", x: cost.threads, cost }));
}

function exponentTable(growths: readonly Growth[]): Table {
  const right = (title: string): Table["columns"][number] => ({ title, align: "right" });
  return {
    title: "Exponents: time and memory as a power of each size",
    columns: [
      { title: "of", align: "left" },
      { title: "by", align: "left" },
      ...[right("what"), right("exponent"), right("95 %"), right("from"), right("to")],
    ],
    rows: growths.map(({ factor, name, quantity, points, law }) => {
      const { label } = quantities[quantity];
      const told = ({ x, y }: Measured): string => `${x}: ${threeDigits(y)} ${label}`;
      const range = law && [law.interval.low, law.interval.high].map((k) => k.toFixed(2)).join("…");
      return [
        ...[factor, name, quantity, law?.exponent.toFixed(2) ?? "", range ?? ""],
        ...[told(points[0]), told(points[points.length - 1])],
      ];
    }),
  };
}

/** Sizes as multiples of the reference's, so that all lines meet in one point. */
function growthChart(growths: readonly Growth[], quantity: Quantity): Chart {
  const { title, label } = quantities[quantity];
  const sized = growths.filter(
    (growth) => growth.quantity === quantity && growth.factor in sizeFactors,
  );
  return {
    file: `scale-${quantity}`,
    title,
    caption: "One size of the reference step at a time; dashed, the power law that fits.",
    x: { label: "size, as a multiple of the reference's" },
    y: { label },
    series: sized.flatMap(({ factor, name, points, law }): Series[] => {
      const { letter } = sizeFactors[factor];
      const unit = referencePoint.sizes[letter];
      const group = `${factor}, ${name}`;
      const fitted =
        law && points.map(({ x }) => ({ x: x / unit, y: law.factor * x ** law.exponent }));
      return [
        {
          name: group,
          group,
          mark: "dots",
          points: points.map(({ x, y }) => ({ x: x / unit, y })),
        },
        ...(fitted
          ? [{ name: `${group}, fitted`, group, mark: "dashed", points: fitted } as const]
          : []),
      ];
    }),
  };
}

function threeDigits(x: number): string {
  return x.toLocaleString("en", { maximumSignificantDigits: 3 });
}
