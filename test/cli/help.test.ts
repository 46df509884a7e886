import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { linesOf, small, spelling, Workplace } from "./program.js";

const here = new Workplace();
const commands = [
  ...["demo", "train", "predict", "eval", "attend", "compare", "explain", "gradcheck"],
  ...["bench", "doctor"],
];

beforeAll(async () => {
  here.write("train.tsv", spelling(60));
  for (const name of ["dev.tsv", "test.tsv", "words.txt"]) here.write(name, spelling(20));
  const run = ["--train", "train.tsv", "--out", "runs/demo", "--updates", "2", ...small];
  expect((await here.heed(["train", ...run])).code).toBe(0);
}, 60_000);

/** What has been run, and ended well. */
const ran = new Set<string>();

/** Runs a command, cut down, unless it has been; cut down, some are the same. */
async function tryOnce(command: string): Promise<void> {
  const brief = shorter(command);
  if (ran.has(brief)) return;
  const ending = await here.shell(brief);
  expect({ command, ...ending }).toMatchObject({ command, code: 0 });
  ran.add(brief);
}

/** The commands that a help shows as examples. */
async function examplesOf(command: string): Promise<string[]> {
  const { stdout } = await here.heed([command, "--help"]);
  const lines = linesOf(stdout.split("Examples:\n")[1] ?? "").filter((line) => line !== "");
  return lines.map((line) => line.replace(/^ {2}\$ /, ""));
}

/** A comparison of models that train in a moment. */
const briefly =
  "--updates 2 --batch 4 --hidden 8 --embedding 4 --lengths 2..5 --seeds 1 --sources 4";

/** What a benchmark is done with soonest. */
const lightest = "--only neg --backends reference";

/** The same command with what would take minutes cut down to a moment. */
const shorter = (command: string): string =>
  command
    .replace("--minutes 10", `--updates 2 ${small.join(" ")}`)
    .replace(/--optimizer adadelta$/, `$& --updates 2 ${small.join(" ")}`)
    .replace("--minutes 20", "--updates 4")
    .replace("--updates 7000", "--updates 2")
    .replace(/^npx heed compare.*/, `$& ${briefly}`)
    .replace(/ +#.*$/, "")
    .replace(/^npx heed gradcheck(?=$| operator)/, "$& tanh --cases 2")
    .replace(/^(npx heed gradcheck gru dot) /, "$1 --cases 2 ")
    .replace("--task cmudict", "--data test.tsv")
    // Others are not installed here, and whether this machine has become slower is not the question.
    .replace(/bench step --peers$/, "bench kernels")
    .replace(" --compare before.json", "")
    .replace(/^(npx heed bench kernels)( --only \S+)?( --backends \S+)?/, `$1 ${lightest}`)
    .replace(/^npx heed bench \w+/, "$& --budget 0.02")
    // What is resumed here has not been stopped: it needs a later end.
    .replace(/--resume$/, "--resume --updates 4");

describe("help", () => {
  test("names every command", async () => {
    const { stdout } = await here.heed(["--help"]);
    for (const command of commands) expect(stdout).toMatch(new RegExp(`^  ${command} `, "m"));
  });

  test.for(commands)("of %s has examples, and fits 40 columns", async (command) => {
    expect(await examplesOf(command)).not.toEqual([]);
    const { stdout } = await here.heed([command, "--help"], { env: { COLUMNS: "40" } });
    const prose = linesOf(stdout.split("Examples:")[0]);
    expect(Math.max(...prose.map((line) => line.length))).toBeLessThanOrEqual(40);
  });

  test.for(commands.filter((command) => command !== "demo"))(
    "of %s has examples that run",
    { timeout: 180_000 },
    async (command) => {
      for (const example of await examplesOf(command)) await tryOnce(example);
    },
  );

  test("of the README holds: its commands run", { timeout: 180_000 }, async () => {
    here.write("pairs.tsv", spelling(60));
    const readme = readFileSync(new URL("../../packages/cli/README.md", import.meta.url), "utf8");
    const blocks = Array.from(readme.matchAll(/^```sh\n(.*?)^```/gms), ([, block]) =>
      linesOf(block),
    );
    const commands = blocks.flat().filter((command) => !command.startsWith("npx heed demo"));
    expect(commands.length).toBeGreaterThan(3);
    for (const command of commands) await tryOnce(command);
  });
});
