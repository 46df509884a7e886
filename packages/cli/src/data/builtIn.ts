/**
 * @file Data that needs no file: the CMU Pronouncing Dictionary, and the tasks made by a rule. A
 * new one is one line here, or one line in @heed/attention's list of tasks.
 */
import {
  parseCmudict,
  splitBySource,
  tasks,
  type Example,
  type Pair,
  type Split,
  type Task,
  type TokenKinds,
} from "@heed/attention";

export interface BuiltIn {
  /** What it is, in one line. */
  readonly summary: string;
  readonly tokens: TokenKinds;
  readonly load: () => Promise<Split<Example>>;
}

/** Words to pronunciations; 5 and 10 in 100 words are held out, by a hash of the word. */
const cmudict: BuiltIn = {
  summary: "a a r d v a r k → AA R D V AA R K: the CMU Pronouncing Dictionary, stress left out",
  tokens: { source: "chars", target: "words" },
  async load() {
    // Loaded when asked for: reading it takes longer than most commands.
    const { dictionary } = await import("cmu-pronouncing-dictionary");
    return splitBySource(parseCmudict(dictionary), { dev: 0.05, test: 0.1 });
  },
};

export const builtIn: Readonly<Record<string, BuiltIn>> = {
  cmudict,
  ...Object.fromEntries(tasks.map((task) => [task.name, fromTask(task)])),
};

/** The published pairs of a task are those of this seed. */
const TASK_SEED = 42;

function fromTask({ summary, sourceTokens, targetTokens, generate }: Task): BuiltIn {
  return {
    summary,
    tokens: { source: sourceTokens, target: targetTokens },
    load: () => {
      const { train, dev, test } = generate(TASK_SEED);
      const examples = (pairs: readonly Pair[]): Example[] =>
        pairs.map(({ source, target }) => ({ source, targets: [target] }));
      return Promise.resolve({ train: examples(train), dev: examples(dev), test: examples(test) });
    },
  };
}
