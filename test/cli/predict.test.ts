import { beforeAll, describe, expect, test } from "vitest";
import { endOf, linesOf, small, spelling, until, Workplace } from "./program.js";

const here = new Workplace();

beforeAll(async () => {
  here.write("pairs.tsv", spelling(120));
  const run = ["--train", "pairs.tsv", "--out", "runs/demo", "--updates", "200", ...small];
  expect((await here.heed(["train", ...run])).code).toBe(0);
}, 60_000);

describe("heed predict", () => {
  test("answers words, a file, a table and standard input alike", async () => {
    here.write("words.txt", "ab\r\n\r\ncab\n");
    here.write("table.tsv", "ab\tA B\ncab\tC A B\n");
    const expected = { code: 0, stdout: "ab\tA B\ncab\tC A B\n" };
    expect(await here.heed(["predict", "ab", "cab"])).toMatchObject({ ...expected, stderr: "" });
    expect(await here.heed(["predict", "words.txt"])).toMatchObject(expected);
    expect(await here.heed(["predict", "table.tsv"])).toMatchObject(expected);
    expect(await here.heed(["predict"], { input: "ab\ncab" })).toMatchObject(expected);
  });

  test("takes a folder or the model's file, and runs/demo where neither is named", async () => {
    const { stdout } = await here.heed(["predict", "ab"]);
    for (const model of ["runs/demo", "runs/demo/", "runs/demo/model.safetensors"]) {
      expect((await here.heed(["predict", "--model", model, "ab"])).stdout).toBe(stdout);
    }
  });

  test("answers a line as soon as it is typed", async () => {
    const child = here.start(["predict"]);
    for (const word of ["ab", "ba", "cc"]) {
      child.stdin.write(`${word}\n`);
      expect(await until(child.stdout, (text) => text.endsWith("\n"))).toMatch(
        new RegExp(`^${word}\t`),
      );
    }
    child.stdin.end();
    expect(await endOf(child)).toMatchObject({ code: 0 });
  });

  test("the batch that a word is in does not change its answer", async () => {
    const words = linesOf(spelling(120)).map((line) => line.split("\t")[0]);
    const together = linesOf((await here.heed(["predict", ...words])).stdout);
    expect(together).toHaveLength(words.length);
    for (const i of [0, 63, 64, 119]) {
      expect(linesOf((await here.heed(["predict", words[i]])).stdout)).toEqual([together[i]]);
    }
  });

  test("an answer has no more tokens than allowed", async () => {
    const { stdout } = await here.heed(["predict", "--max-length", "2", "abcabc"]);
    expect(stdout).toMatch(/^abcabc\t[A-Z]( [A-Z])?\n$/);
  });

  test("n-best answers fall in probability, the first is the answer of the beam", async () => {
    const best = linesOf((await here.heed(["predict", "--nbest", "4", "cab"])).stdout);
    const columns = best.map((line) => line.split("\t"));
    expect(columns.map(([word]) => word)).toEqual(["cab", "cab", "cab", "cab"]);
    const probabilities = columns.map((column) => Number(column[2]));
    expect(probabilities.every((p) => p >= 0 && p <= 1)).toBe(true);
    expect(new Set(columns.map(([, answer]) => answer)).size).toBe(4);
    const { stdout } = await here.heed(["predict", "--beam", "4", "cab"]);
    expect(stdout).toBe(`cab\t${columns[0][1]}\n`);
  });

  test("answers of a beam change with its penalties, and no n-gram is said twice", async () => {
    const asked = ["predict", "--beam", "4", "--nbest", "4"];
    const { stdout } = await here.heed([...asked, "--block-ngrams", "1", "abab", "ccc"]);
    const answers = linesOf(stdout).map((line) => line.split("\t")[1].split(" "));
    for (const tokens of answers) expect(new Set(tokens).size).toBe(tokens.length);
    // A steep reward for length ranks longer answers first.
    const lengths = async (alpha: string): Promise<number[]> => {
      const { stdout } = await here.heed([...asked, "--alpha", alpha, "abca"]);
      return linesOf(stdout).map((line) => line.split("\t")[1].split(" ").length);
    };
    const long = await lengths("50");
    expect(long).toEqual([...long].sort((a, b) => b - a));
    const penalised = await here.heed([...asked, "--coverage-penalty", "0.4", "abca"]);
    expect(linesOf(penalised.stdout)).toHaveLength(4);
  });

  test("samples depend on the seed, not on the batch; cut to one token they are the answer", async () => {
    const asked = ["predict", "--sample", "3", "--temperature", "3"];
    const { stdout } = await here.heed([...asked, "ab", "cab", "abca"]);
    expect(linesOf(stdout).map((line) => line.split("\t")[0])).toEqual(
      ["ab", "cab", "abca"].flatMap((word) => [word, word, word]),
    );
    expect((await here.heed([...asked, "ab", "cab", "abca"])).stdout).toBe(stdout);
    expect((await here.heed([...asked, "--seed", "2", "ab", "cab", "abca"])).stdout).not.toBe(
      stdout,
    );
    // Line by line, typed: every word keeps its place.
    const child = here.start(asked);
    let typed = "";
    for (const word of ["ab", "cab", "abca"]) {
      child.stdin.write(`${word}\n`);
      typed += await until(
        child.stdout,
        (text) => linesOf(text).length === 3 && text.endsWith("\n"),
      );
    }
    child.stdin.end();
    await endOf(child);
    expect(typed).toBe(stdout);
    const greedy = (await here.heed(["predict", "ab", "cab"])).stdout;
    for (const cut of [
      ["--top-k", "1"],
      ["--top-p", "0.000001"],
      ["--temperature", "0.000001"],
    ]) {
      expect((await here.heed(["predict", "--sample", "1", ...cut, "ab", "cab"])).stdout).toBe(
        greedy,
      );
    }
  });

  test("options that contradict each other end it in one clear line", async () => {
    for (const [args, said] of [
      [["--sample", "2", "--beam", "3"], "--sample <N>' cannot be used with option '--beam <K>"],
      [["--sample", "2", "--nbest", "3"], "--sample <N>' cannot be used with option '--nbest <N>"],
      [["--top-k", "3"], "--top-k is for answers drawn at random"],
      [["--seed", "3"], "--seed is for answers drawn at random"],
      [["--alpha", "1"], "--alpha ranks what a beam holds"],
      [["--coverage-penalty", "1", "--beam", "1"], "--coverage-penalty ranks what a beam holds"],
      [["--nbest", "5", "--beam", "4"], "--nbest 5 needs a beam as wide, such as --beam 5"],
      [["--sample", "2", "--top-p", "1.5"], "It must be a number above 0, up to 1"],
      [["--sample", "0"], "It must be a whole number of at least 1"],
    ] as const) {
      const { code, stdout, stderr } = await here.heed(["predict", ...args, "ab"]);
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr).toContain(said);
      expect(linesOf(stderr)).toHaveLength(1);
    }
  });

  test("--json prints an object an answer, and nothing else", async () => {
    const { stdout } = await here.heed(["predict", "--json", "--nbest", "2", "ab", "cab"]);
    const answers = linesOf(stdout).map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(answers.map(({ source, rank }) => [source, rank])).toEqual([
      ["ab", 1],
      ["ab", 2],
      ["cab", 1],
      ["cab", 2],
    ]);
    expect(answers[0]).toEqual({
      source: "ab",
      rank: 1,
      target: "A B",
      logProbability: expect.closeTo(0, 0) as number,
      ended: true,
    });
  });

  test("says once which characters the model has never seen, and answers all the same", async () => {
    const { code, stdout, stderr } = await here.heed(["predict", "Ab", "Azb"]);
    expect(code).toBe(0);
    expect(linesOf(stdout)).toHaveLength(2);
    expect(linesOf(stderr)).toEqual([
      'note: this model never saw the character "A"; it knows "a"',
      'note: this model never saw the character "z"',
    ]);
  });

  test("a reader that goes away ends it without a word", async () => {
    const child = here.start(["predict"]);
    child.stdin.on("error", () => undefined);
    child.stdout.destroy();
    child.stdin.write("ab\n".repeat(100));
    const stderr = endOf(child).then((ending) => ending.stderr);
    const code = new Promise((resolve) => child.on("exit", resolve));
    child.stdin.end();
    expect(await stderr).toBe("");
    expect(await code).toBe(0);
  });

  test("a word that is empty, as an unset variable is, is a mistake", async () => {
    expect(await here.heed(["predict", ""])).toEqual({
      code: 2,
      stdout: "",
      stderr: "error: nothing to answer (give a word)\n",
    });
  });

  test("nothing to answer is no error", async () => {
    expect(await here.heed(["predict"], { input: "\n\n" })).toEqual({
      code: 0,
      stdout: "",
      stderr: "",
    });
  });

  test("loads no other command, nor the drawing libraries, the dictionary or gpu.js", async () => {
    const tell = "export const load = (url, c, next) => (process._rawDebug(url), next(url, c))";
    const hook = `import { register } from "node:module"; register("data:text/javascript,${encodeURIComponent(tell)}")`;
    const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(hook)}` };
    const loaded = (...args: readonly string[]) => here.heed(args, { env });
    expect((await loaded("predict", "ab")).stderr).not.toMatch(
      /commands\/(?!predict\.js)|observablehq|linkedom|cmu-pronouncing|gpu\.js/,
    );
    // The same eyes see what is loaded.
    const { stderr } = await loaded("attend", "ab", "--svg", "ab.svg");
    expect(stderr).toMatch(/commands\/attend\.js/);
    expect(stderr).toMatch(/observablehq/);
  });

  test("every backend gives the same answers", async () => {
    const answers = new Set<string>();
    for (const backend of ["simd", "reference", "gpu-webasm", "gpu-cpu"]) {
      const { code, stdout } = await here.heed(["predict", "--backend", backend, "ab", "cab"]);
      expect(code).toBe(0);
      answers.add(stdout);
    }
    expect([...answers]).toEqual(["ab\tA B\ncab\tC A B\n"]);
  });

  test("keeps to a line an answer, whatever white space a word has", async () => {
    const { stdout } = await here.heed(["predict", "a\tb", "a\nb", " "]);
    expect(linesOf(stdout).map((line) => line.split("\t"))).toEqual([
      ["a b", expect.any(String)],
      ["a b", expect.any(String)],
    ]);
  });
});
