/**
 * @file The npm packages of bench/peers: other libraries to measure beside, installed when first asked
 * for, so that nobody else downloads them.
 */
import { spawn } from "node:child_process";
import { statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** bench/peers, whether this file is the source or built. */
export const peersFolder: string = fileURLToPath(new URL("../../peers", import.meta.url));

/** Installs them if they are not; why that failed, in one line, if it did. */
export async function installPeers(say: (line: string) => void): Promise<string | undefined> {
  if (isInstalled()) return undefined;
  say("installing peers from npm (once, about 400 MB): npm ci in bench/peers");
  // Nothing is compiled: what needs a binary of its own is not measured.
  const said = await run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
  return said && `npm ci in bench/peers failed: ${said}`;
}

/** npm notes there what it has installed; an older note is of other versions. */
function isInstalled(): boolean {
  const changed = (file: string): number =>
    statSync(join(peersFolder, file), { throwIfNoEntry: false })?.mtimeMs ?? -Infinity;
  return changed("node_modules/.package-lock.json") >= changed("package-lock.json");
}

/** Runs a program in that folder; the first line that it complains in, if it fails. */
function run(program: string, args: readonly string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    // npm is a script of the shell on Windows.
    const shell = process.platform === "win32";
    const stdio: ["ignore", "ignore", "pipe"] = ["ignore", "ignore", "pipe"];
    const child = spawn(program, args, { cwd: peersFolder, stdio, shell });
    let complaint = "";
    child.stderr.on("data", (data: Buffer) => (complaint += data.toString()));
    child.once("error", ({ message }) => resolve(message));
    child.once("close", (code) => resolve(code === 0 ? undefined : firstError(complaint, code)));
  });
}

/** npm warns of much before it says what failed. */
function firstError(complaint: string, code: number | null): string {
  const lines = complaint.split("\n").filter((line) => !/^npm (warn|notice)\b/.test(line));
  return lines.find((line) => line.trim() !== "")?.trim() ?? `it ended with ${String(code)}`;
}
