/**
 * @file What the demonstration tells: its data, the results, some words, where the model looked,
 * and what to try next.
 */
import type { Example, Prediction } from "@heed/attention";
import { attentionText } from "../figures/attentionText.js";
import type { Run } from "../runs/run.js";
import type { RunData } from "../runs/runData.js";
import { describeLength, type RunLength } from "../runs/runLength.js";
import type { Screen } from "../screen.js";
import { shellWord } from "../shellWord.js";
import type { Outcome } from "./learner.js";
import type { Look } from "./looks.js";
import { wordsShown } from "./recipe.js";

/** What is about to happen, and where it will be kept; `out` is where it was to be kept. */
export function tellPlan(folder: string, out: string, { say, colors }: Screen): void {
  say(
    colors.bold("Learning to pronounce English, from nothing but spelled words and their sounds"),
  );
  if (folder !== out) say(`${out} is kept as it is; this goes to ${folder}`);
}

/** The data, by how many words of it are for what. */
export function tellData({ train, dev, test }: RunData, length: RunLength, { list }: Screen): void {
  const words = new Set(train.map(({ source }) => source.join(""))).size;
  const count = (n: number): string => n.toLocaleString("en");
  list([
    ["data", "the CMU Pronouncing Dictionary (npm cmu-pronouncing-dictionary), stress left out"],
    [
      "",
      `${count(words)} words to learn from, ${count(dev.length)} to watch progress by, ` +
        `${count(test.length)} held out; split by a hash of the word`,
    ],
    ["training", describeLength(length)],
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
  say("It speaks freely, every time the likeliest sound; of several right answers the closest counts.");
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

/** What is in the folder, and commands that work as they stand. */
export function tellNext({ folder }: Run, hasTwin: boolean, { say, show, colors }: Screen): void {
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
    ...(hasTwin ? [] : ["npx heed demo --reuse --twin"]),
    "npx heed train --task cmudict --minutes 30 --out runs/pronouncer",
  ];
  show(commands.map((command) => `  ${command}`).join("\n"));
}
