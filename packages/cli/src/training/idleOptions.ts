/**
 * @file Options that would change nothing beside the others. Who types one expects what would not
 * happen.
 */
import { UserError, usualParts } from "@heed/attention";
import type { RunOptions } from "./runOptions.js";

/** When an option has nothing to change, and what it is for. */
interface Idle {
  readonly option: keyof RunOptions;
  readonly when: (options: RunOptions) => boolean;
  /** Ends "--reach is for …". */
  readonly purpose: string;
  readonly mend: string;
}

const isBlind = ({ task, dev }: RunOptions): boolean => task === undefined && dev === undefined;

const idle: readonly Idle[] = [
  {
    option: "reach",
    when: ({ window }) => (window ?? usualParts.window) === "global",
    purpose: "local windows",
    mend: "add --window local-p",
  },
  {
    option: "longestSource",
    when: ({ attention }) => attention !== "location",
    purpose: "the score location",
    mend: "add --attention location",
  },
  {
    option: "residual",
    when: ({ layers }) => layers === 1,
    purpose: "several layers",
    mend: "add --layers 2",
  },
  {
    option: "dropoutOverTime",
    when: ({ dropout }) => dropout === 0,
    purpose: "models with dropout",
    mend: "add --dropout 0.2",
  },
  {
    option: "coin",
    when: ({ truth }) => truth === "constant",
    purpose: "decoders that do not always read the true token",
    mend: "add --truth 0.9",
  },
  { option: "looks", when: isBlind, purpose: "development data", mend: "name --dev pairs.tsv" },
  { option: "watch", when: isBlind, purpose: "development data", mend: "name --dev pairs.tsv" },
];

/** Throws `UserError` where one of the options `typed` would change nothing. */
export function checkIdle(options: RunOptions, typed: readonly (keyof RunOptions)[]): void {
  const found = idle.find(({ option, when }) => typed.includes(option) && when(options));
  if (found === undefined) return;
  const { option, purpose, mend } = found;
  throw new UserError(`${flagOf(option)} is for ${purpose}`, { mend: `${mend}, or leave it out` });
}

/** How an option is typed: `--learning-rate`. */
export function flagOf(name: string): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
