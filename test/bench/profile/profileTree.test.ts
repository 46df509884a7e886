import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { profileTable } from "../../../bench/src/profile/profileTable.js";
import {
  profileTree,
  type PhasedCall,
  type ProfileNode,
} from "../../../bench/src/profile/profileTree.js";

const call: fc.Arbitrary<PhasedCall> = fc.record(
  {
    phase: fc.constantFrom("forward", "update"),
    name: fc.constantFrom("matmul", "add", "tanh"),
    shapes: fc.constantFrom("2×3", "4"),
    seconds: fc.double({ min: 0, max: 1, noNaN: true }),
    flops: fc.integer({ min: 1, max: 1e9 }),
  },
  { requiredKeys: ["phase", "name", "shapes", "seconds"] },
);

function treeOf(calls: readonly PhasedCall[], steps = 1): ProfileNode {
  const inPhase = (phase: string): number =>
    calls.reduce((sum, call) => sum + (call.phase === phase ? call.seconds : 0), 0.25);
  const phases = { forward: inPhase("forward"), update: inPhase("update") };
  return profileTree("step", calls, { steps, total: phases.forward + phases.update + 0.5, phases });
}

function nodesOf(node: ProfileNode): ProfileNode[] {
  return [node, ...node.children.flatMap(nodesOf)];
}

describe("a profile", () => {
  test.prop([fc.array(call)])("accounts for all of the time, at every level", (calls) => {
    for (const { ms, share, children } of nodesOf(treeOf(calls))) {
      if (children.length === 0) continue;
      const sum = (figure: "ms" | "share"): number =>
        children.reduce((total, child) => total + child[figure], 0);
      expect(sum("ms")).toBeCloseTo(ms, 6);
      expect(sum("share")).toBeCloseTo(share, 9);
    }
  });

  test.prop([fc.array(call), fc.integer({ min: 1, max: 9 })])(
    "is of one step, however many were made",
    (calls, steps) => {
      const [one, many] = [treeOf(calls), treeOf(calls, steps)];
      expect(many.ms * steps).toBeCloseTo(one.ms, 6);
      expect(many.launches * steps).toBeCloseTo(calls.length, 9);
      expect(many.share).toBe(1);
      expect(many.gflops).toBe(one.gflops);
    },
  );

  test.prop([fc.array(call)])("keeps the order of phases, and of operators by time", (calls) => {
    const [forward, update, rest] = treeOf(calls).children;
    expect([forward.name, update.name, rest.name]).toEqual([
      "forward",
      "update",
      "between operators",
    ]);
    const times = forward.children.slice(0, -1).map(({ ms }) => ms);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
  });

  test.prop([fc.array(call)])("fits as a table into 80 columns", (calls) => {
    const { columns, rows } = profileTable(treeOf(calls));
    const widths = columns.map(({ title }, c) =>
      Math.max(title.length, ...rows.map((row) => row[c].length)),
    );
    expect(widths.reduce((sum, width) => sum + width + 2, -2)).toBeLessThanOrEqual(80);
    expect(rows[0].slice(0, 3)).toEqual(["step", expect.any(String), "100.0 %"]);
  });
});
