/** @file What changed since an earlier run, as a table. */
import type { Comparison, Table } from "@heed/bench";
import { formatTime } from "./formatRow.js";

/** Those rows that changed, the slower ones first. */
export function comparisonTable({ rows }: Comparison): Table {
  const slower = rows.filter(({ change }) => change === "slower");
  const faster = rows.filter(({ change }) => change === "faster");
  return {
    title: `Against the earlier run: ${slower.length} slower, ${faster.length} faster, of ${rows.length}`,
    columns: [
      { title: "work", align: "left" },
      { title: "contender", align: "left" },
      { title: "", align: "left" },
      { title: "before", align: "right" },
      { title: "now", align: "right" },
      { title: "now / before", align: "right" },
    ],
    rows: [...slower, ...faster].map(({ work, name, change, beforeMs, nowMs }) => [
      work,
      name,
      change,
      formatTime(beforeMs),
      formatTime(nowMs),
      (nowMs / beforeMs).toFixed(2),
    ]),
  };
}
