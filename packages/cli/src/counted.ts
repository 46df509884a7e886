/** @file Numbers of things. */

/** "1 update", "7,000 updates" */
export function counted(count: number, thing: string): string {
  return `${count.toLocaleString("en")} ${thing}${count === 1 ? "" : "s"}`;
}
