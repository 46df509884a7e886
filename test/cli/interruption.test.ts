import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { endOf, until } from "./program.js";

const built = new URL("../../packages/cli/dist/interruption.js", import.meta.url);

/** Work that says when it starts and when it is asked to stop, and then takes its time. */
const program = `
  import { interruptible } from "${built.href}";
  const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
  await interruptible(async (stop) => {
    stop.addEventListener("abort", () => console.log("asked"));
    console.log("started");
    while (!stop.aborted) await pause(10);
    await pause(2000);
    console.log("saved");
  });
`;

/** Starts the work and sends a signal. */
async function interrupted(signal: NodeJS.Signals): Promise<ChildProcessWithoutNullStreams> {
  const child = spawn(process.execPath, ["--input-type=module", "--eval", program]);
  await until(child.stdout, (text) => text.includes("started"));
  child.kill(signal);
  await until(child.stdout, (text) => text.includes("asked"));
  return child;
}

describe("interruptible work", () => {
  test.for(["SIGINT", "SIGTERM", "SIGHUP"] as const)("is asked to stop by %s", async (signal) => {
    const child = await interrupted(signal);
    expect(await endOf(child)).toEqual({ code: 0, stdout: "saved\n", stderr: "" });
  });

  test("takes one press of Ctrl-C, passed on by npx, for one", async () => {
    const child = await interrupted("SIGINT");
    child.kill("SIGINT");
    expect(await endOf(child)).toMatchObject({ code: 0, stdout: "saved\n" });
  });

  test("is ended at once by a second press", async () => {
    const child = await interrupted("SIGINT");
    await wait(1000);
    child.kill("SIGINT");
    expect(await endOf(child)).toMatchObject({ code: 130, stdout: "" });
  });
});
