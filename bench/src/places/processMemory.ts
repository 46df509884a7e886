/**
 * @file Resident memory of processes, as the system counts it.
 */
import { execFileSync } from "node:child_process";

/** A process, its parent, and what it was started with. */
export interface ProcessFacts {
  readonly pid: number;
  readonly parent: number;
  /** Bytes in memory. */
  readonly resident: number;
  readonly command: string;
}

/** A process and all that it started, directly or not; nothing where there is no `ps`. */
export function processesUnder(root: number): ProcessFacts[] {
  const all = allProcesses();
  const found = all.filter(({ pid }) => pid === root);
  // Grows while it is walked: children of children come after them.
  for (const { pid } of found) found.push(...all.filter(({ parent }) => parent === pid));
  return found;
}

function allProcesses(): ProcessFacts[] {
  const columns = ["-o", "pid=,ppid=,rss=,args="];
  const lines = execFileSync("ps", ["-A", "-ww", ...columns], { encoding: "utf8" }).split("\n");
  return lines.flatMap((line) => {
    const [, pid, parent, kilobytes, command] =
      /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    if (pid === undefined) return [];
    return [
      { pid: Number(pid), parent: Number(parent), resident: 1024 * Number(kilobytes), command },
    ];
  });
}
