/**
 * @file What a contender is asked to decode: sources by a model, so many together.
 */
import type { Workload } from "../../protocol.js";

export interface DecodeWorkload extends Workload {
  readonly kind: "decode";
  /** The model's file. */
  readonly model: string;
  /** Token ids of each source. Each run takes the next batch of them, the first after the last. */
  readonly sources: readonly (readonly number[])[];
  /** How many are decoded together. */
  readonly batch: number;
  /** K of the beam; 1 is greedy search. */
  readonly width: number;
  /** The most tokens an answer may have. */
  readonly maxLength: number;
  /** The answers to so many of the first sources are what is checked. */
  readonly checked: number;
}

/** Stands after each answer in a check. */
const between = -1;

/** Answers as the numbers that are checked, token by token. */
export function checkOf(answers: readonly (readonly number[])[]): number[] {
  return answers.flatMap((ids) => [...ids, between]);
}

/** The sources in batches, all equally large. */
export function batchesOf({ sources, batch }: DecodeWorkload): (readonly number[])[][] {
  return Array.from({ length: Math.floor(sources.length / batch) }, (_, i) =>
    sources.slice(i * batch, (i + 1) * batch),
  );
}

/** The first answer that is not the oracle's, in words; nothing where all are. */
export function answerMiss(
  check: readonly number[],
  expected: readonly number[],
): string | undefined {
  const [answers, truths] = [answersIn(check), answersIn(expected)];
  const i = truths.findIndex((truth, i) => truth !== answers[i]);
  if (i < 0 && answers.length === truths.length) return undefined;
  return `answer ${i < 0 ? truths.length : i} is ${answers[i] ?? "missing"}, not ${truths[i] ?? "there"}`;
}

/** Each answer as text, "4 17 5". */
function answersIn(check: readonly number[]): string[] {
  const text = check.map((id) => (id === between ? "\n" : String(id))).join(" ");
  return text
    .split("\n")
    .slice(0, -1)
    .map((answer) => answer.trim());
}
