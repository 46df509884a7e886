/**
 * @file The built program `heed` as a child process, in a folder of its own with small data: what a
 * user types is what is tested. `npm test` builds it first.
 */
import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";

const bin = fileURLToPath(new URL("../../packages/cli/bin/heed.js", import.meta.url));

/** How a command ended. */
export interface Ending {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder in which commands run. */
export class Workplace {
  readonly folder: string = mkdtempSync(join(tmpdir(), "heed-cli-"));

  constructor() {
    afterAll(() => rmSync(this.folder, { recursive: true }));
  }

  /** The full path of a file here. */
  path(...names: readonly string[]): string {
    return join(this.folder, ...names);
  }

  write(name: string, contents: string | Uint8Array): void {
    writeFileSync(this.path(name), contents);
  }

  /** Starts `heed` with these arguments. */
  start(
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): ChildProcessWithoutNullStreams {
    // Whoever runs the tests may have set what changes the output.
    const neutral = { HEED_DEBUG: "", COLUMNS: "80" };
    return spawn(process.execPath, [bin, ...args], {
      cwd: this.folder,
      env: { ...process.env, ...neutral, ...env },
    });
  }

  /** Runs `heed` to its end, with `input` on standard input. */
  async heed(
    args: readonly string[],
    { input = "", env }: { input?: string; env?: Readonly<Record<string, string>> } = {},
  ): Promise<Ending> {
    const child = this.start(args, env);
    child.stdin.on("error", () => undefined); // a command need not read it
    child.stdin.end(input);
    return endOf(child);
  }

  /** Runs a command as the documentation writes it, `npx heed` being the program. */
  async shell(command: string): Promise<Ending> {
    const line = command.replaceAll("npx heed", `"${process.execPath}" "${bin}"`);
    const child = spawn("sh", ["-c", line], { cwd: this.folder });
    child.stdin.end();
    return endOf(child);
  }
}

/** Waits for the end of a command, gathering what it still prints. */
export async function endOf(child: ChildProcessWithoutNullStreams): Promise<Ending> {
  const printed = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (printed.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (printed.stderr += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject).on("close", resolve);
  });
  return { code, ...printed };
}

/** Waits until a stream of text holds `sign`; all it said until then. */
export async function until(
  stream: NodeJS.ReadableStream,
  isThere: (text: string) => boolean,
): Promise<string> {
  let text = "";
  return new Promise((resolve, reject) => {
    const read = (chunk: Buffer | string): void => {
      text += chunk.toString();
      if (!isThere(text)) return;
      stream.off("data", read);
      resolve(text);
    };
    stream.on("data", read).on("end", () => reject(new Error(`ended with ${text}`)));
  });
}

/** The lines of a text that ends with a newline. */
export function linesOf(text: string): string[] {
  return text === "" ? [] : text.replace(/\n$/, "").split("\n");
}

/**
 * Pairs to learn in a moment: letters are said one by one, "ab" as "A B"; `count` different words
 * of 1 to 4 letters in a fixed order.
 */
export function spelling(count: number): string {
  const words = ["a", "b", "c"];
  for (let i = 0; words.length < count; i++) {
    for (const letter of ["a", "b", "c"]) words.push(words[i] + letter);
  }
  return words
    .slice(0, count)
    .map((word) => `${word}\t${Array.from(word.toUpperCase()).join(" ")}\n`)
    .join("");
}

/** Options of `heed train` for a model that learns spelling in about a second. */
export const small: readonly string[] = [
  ...["--hidden", "16", "--embedding", "8", "--alignment", "8", "--batch", "8"],
  ...["--learning-rate", "0.02"],
];
