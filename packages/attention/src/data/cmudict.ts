/**
 * @file The CMU Pronouncing Dictionary as examples: letters in, phones out.
 *
 *   "aalborg":    "AO1 L B AO0 R G # place, danish"
 *   "aalborg(2)": "AA1 L B AO0 R G"
 *
 * become one example, a a l b o r g, with the targets AO L B AO R G and AA L B AO R G: a number in
 * parentheses marks a variant; the digit of a vowel is its stress, left out as in the published
 * comparisons; what follows # is a comment. Words with anything but letters and apostrophes (a.m.,
 * e-mail) are left out.
 *
 * Source: github.com/cmusphinx/cmudict, as packed by npm's `cmu-pronouncing-dictionary`.
 */
import { type Example, groupBySource, type Pair } from "./pair.js";
import { chars, words } from "./tokenizer.js";

const KEY = /^(?<word>[a-z']+)(?:\(\d+\))?$/;

/**
 * The examples of `dictionary`, the object that the package exports, in its order. Variants that
 * differ in stress alone are one target.
 */
export function parseCmudict(dictionary: Readonly<Record<string, string>>): Example[] {
  const pairs: Pair[] = [];
  for (const [key, pronunciation] of Object.entries(dictionary)) {
    const word = KEY.exec(key)?.groups?.word;
    if (word === undefined) continue;
    const phones = pronunciation.replace(/#.*/, "").replace(/\d/g, "");
    pairs.push({ source: chars.split(word), target: words.split(phones) });
  }
  return groupBySource(pairs);
}
