/**
 * @file How much memory this process takes, as the system counts it.
 */
import { readFileSync } from "node:fs";
import type { Memory } from "../protocol.js";

/** Bytes: now, and the most since it started. */
export function residentMemory(): Pick<Memory, "rssBytes" | "peakBytes"> {
  try {
    // Linux; there maxRSS counts what the process was before it became this program, too.
    const status = readFileSync("/proc/self/status", "utf8");
    const bytes = (field: string): number =>
      1024 * Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, "m").exec(status)?.[1]);
    return { rssBytes: bytes("VmRSS"), peakBytes: bytes("VmHWM") };
  } catch {
    const { rss } = process.memoryUsage();
    return { rssBytes: rss, peakBytes: 1024 * process.resourceUsage().maxRSS };
  }
}
