/**
 * @file The examples print what their README shows. After a change that is meant,
 * `npx vitest run test/testing/examples.test.ts -u` writes the README anew.
 */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test, vi } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const readme = `${root}examples/README.md`;

test("the examples print what their README shows, and nothing else is shown", async () => {
  const text = readFileSync(readme, "utf8");
  const printed = [await programOutput(), failureIn(await runVitest("failing"))];
  let i = 0;
  const updated = text.replaceAll(/(?<=```text\n)[^]*?(?=```)/g, (block) => {
    const fresh = `${printed[i++]}\n`;
    return comparable(fresh) === comparable(block) ? block : fresh;
  });
  expect(i).toBe(printed.length);
  await expect(updated).toMatchFileSnapshot(readme);
});

/**
 * Of error bars, and of what came nearest to one where nothing is wrong, only that they are there:
 * they measure rounding.
 */
function comparable(text: string): string {
  return text
    .replace(/± \d\S*/g, "± …")
    .replace(/(?<=nearest to its tolerance: ).*\n +by the rules.*\n +by differences.*/g, "…");
}

/** What `npm run example` prints. */
async function programOutput(): Promise<string> {
  const lines: string[] = [];
  const log = vi.spyOn(console, "log").mockImplementation((line: string) => void lines.push(line));
  try {
    await import("../../examples/wrongDerivative.js");
  } finally {
    log.mockRestore();
  }
  return lines.join("\n");
}

/** What vitest prints of the examples' tests of this name, failing as they may. */
function runVitest(name: string): Promise<string> {
  const args = [`${root}node_modules/vitest/vitest.mjs`, "run", "--root", "examples", name];
  const env = { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined };
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: root, env }, (_error, stdout, stderr) =>
      resolve(`${stdout}\n${stderr}`),
    );
  });
}

/** The first failure, without where in the sources it was thrown. */
function failureIn(printed: string): string {
  const whole = printed.slice(printed.indexOf("Error: Property failed"));
  const lines = whole.split("\n").filter((line) => !/^\s+(❯|at) |^Hint|^$/.test(line));
  const end = lines.findIndex((line) => line.includes("again: "));
  return lines.slice(0, end + 1).join("\n");
}
