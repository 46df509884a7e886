/**
 * @file What the demonstration tells: its data, the results, some words, where the model looked,
 * and what to try next.
 */
import type { Example, Prediction } from "@heed/attention";
import { attentionText } from "../figures/attentionText.js";
import type { Run } from "../training/run.js";
import { describeModel } from "../training/describeRun.js";
import { describeLength } from "../training/runLength.js";
import type { Screen } from "../screen.js";
import { shellWord } from "../shellWord.js";
import type { Outcome } from "./learner.js";
import type { Look } from "./looks.js";
import { wordsShown } from "./recipe.js";

/** What this is, and where it will be kept if not in `out`. */
export function tellTitle(folder: string, out: string, { say, colors }: Screen): void {
  say(
    colors.bold("Learning to pronounce English, from nothing but spelled words and their sounds"),
  );
  if (folder !== out) say(`${out} is kept as it is; this is in ${folder}`);
}

/** The data, by how many words of it are for what; the models; how long they train. */
export function tellPlan(runs: readonly Run[], { list }: Screen): void {
  const [{ data, record }] = runs;
  const count = (n: number): string => n.toLocaleString("en");
  const words = new Set(data.train.map(({ source }) => source.join(""))).size;
  list([
    ["data", "the CMU Pronouncing Dictionary (npm cmu-pronouncing-dictionary), stress left out"],
    [
      "words",
      `${count(words)} to learn from, ${count(data.dev.length)} to watch progress by, ` +
        `${count(data.test.length)} held out; split by a hash of the word`,
    ],
    ...runs.map(({ model }) => ["model", describeModel(model)] as const),
    ["training", describeLength(record.length)],
  ]);
}

/** How many held-out words were said right, by one model or by both. */
export function tellResults(outcomes: readonly Outcome[], { say, list, colors }: Screen): void {
  const [{ scores }] = outcomes;
  say();
  say(colors.bold(`${scores.sources.toLocaleString("en")} words it has never met`));
  list(
    outcomes.map(({ name, scores: { wer, per, exact }, run }) => [
      name,
      `${exact.toFixed(1)} % said exactly right: word error rate ${wer.toFixed(1)} %, ` +
        `phoneme error rate ${per.toFixed(1)} %, after ` +
        `${run.progress.pairs.toLocaleString("en")} pairs in ${run.seconds.toFixed(0)} s`,
    ]),
  );
  say(
    "It speaks freely, every time the likeliest sound; of several right answers the closest counts.",
  );
}

/** The first of the words, right or wrong: the hash that sampled them chose which these are. */
export function tellWords(
  examples: readonly Example[],
  predictions: readonly Prediction[],
  { say, list, colors }: Screen,
): void {
  say();
  say(colors.bold("Some of them, chosen by their hash"));
  list(
    examples.slice(0, wordsShown).map(({ source, targets }, i) => {
      const { text } = predictions[i];
      const right = targets.map((target) => target.join(" "));
      const isRight = right.includes(text);
      const mark = isRight ? colors.green("✓") : colors.red("✗");
      return [
        `${mark} ${source.join("")}`,
        isRight ? text : `${text} (it is ${right.join(" or ")})`,
      ];
    }),
  );
}

/** Where the model looked in a word. */
export function tellLook(
  { word, answer, matrix }: Look,
  { say, show, look, colors }: Screen,
): void {
  say();
  say(`${colors.bold(`Where it looked for every sound of "${word}"`)}: ${answer}`);
  show(`\n${attentionText(matrix, look)}`);
}

/** What is in the folder, and commands that work as they stand, `more` among them. */
export function tellNext(
  folder: string,
  more: readonly string[],
  { say, show, colors }: Screen,
): void {
  const model = shellWord(folder);
  say();
  say(`In ${folder}: model.safetensors, loss.svg, attention/*.svg`);
  say();
  say(colors.bold("Try next"));
  const commands = [
    `npx heed predict --model ${model} any words you like`,
    `npx heed predict --model ${model} --nbest 3 tear`,
    `npx heed attend --model ${model} metaphysics`,
    `npx heed eval --model ${model} --task cmudict --beam 4`,
    "npx heed explain additive",
    ...more,
    "npx heed train --task cmudict --minutes 30 --out runs/pronouncer",
  ];
  show(commands.map((command) => `  ${command}`).join("\n"));
}
