/**
 * @file The profile as a table: the tree by indentation, small things gathered.
 */
import type { Table } from "../report/report.js";
import type { ProfileNode } from "./profileTree.js";

/** What takes less of the step is not worth a line of its own. */
const leastShare = 0.01;

/** So wide that all columns fit into 80. */
const widest = 42;

export function profileTable(tree: ProfileNode): Table {
  return {
    title: `Where the time goes: ${tree.name}`,
    columns: [
      { title: "", align: "left" },
      ...["ms", "share", "launches", "GFLOP/s"].map(
        (title) => ({ title, align: "right" }) as const,
      ),
    ],
    rows: rowsOf(tree, 0),
  };
}

function rowsOf(node: ProfileNode, depth: number): string[][] {
  const { name, ms, share, launches, gflops, children } = node;
  const row = [
    clip("  ".repeat(depth) + name),
    ms.toFixed(2),
    `${(100 * share).toFixed(1)} %`,
    launches === 0 ? "" : countText(launches),
    gflops === undefined ? "" : gflops.toFixed(1),
  ];
  // An operator of one shape says its own figures once.
  const [only] = children;
  if (children.length === 1 && only.children.length === 0) {
    return [[clip(`${row[0]} ${only.name}`), ...row.slice(1)]];
  }
  const large = children.filter(({ share }) => share >= leastShare);
  const small = children.filter(({ share }) => share < leastShare);
  const below = [...large, ...(small.length > 1 ? [gathered(small)] : small)];
  return [row, ...(large.length === 0 ? [] : below.flatMap((child) => rowsOf(child, depth + 1)))];
}

function gathered(nodes: readonly ProfileNode[]): ProfileNode {
  const sum = (figure: "ms" | "share" | "launches"): number =>
    nodes.reduce((total, node) => total + node[figure], 0);
  const name = `${nodes.length} more`;
  return { name, ms: sum("ms"), share: sum("share"), launches: sum("launches"), children: [] };
}

function clip(text: string): string {
  return text.length <= widest ? text : `${text.slice(0, widest - 1)}…`;
}

/** Launches a step, which is no whole number where steps differ. */
function countText(count: number): string {
  return Number.isInteger(count) ? String(count) : count.toFixed(1);
}
