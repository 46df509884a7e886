/**
 * @file Which backends work on this machine, found by having each compute something.
 */
import { fork } from "node:child_process";
import type { BackendName } from "../backends.js";
import type { Finding } from "./patient.js";

/** Milliseconds: with a driver in software, some take seconds. */
const PATIENCE = 60_000;

/** Tries a backend in a process of its own. */
export async function diagnose(name: BackendName): Promise<Finding> {
  const child = fork(new URL("./patient.js", import.meta.url), [name], {
    // Drivers print warnings; what they mean is in the finding.
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    timeout: PATIENCE,
  });
  let finding: Finding | undefined;
  child.on("message", (told: Finding) => (finding = told));
  const end = await new Promise<string>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  if (finding !== undefined && end === "exit code 0") return finding;
  const reason = `the process that tried it ended with ${end}: look for a newer driver`;
  return { works: false, executor: "", renderer: "", reason };
}
