/**
 * @file Dates in twenty formats, to be said in one, letter by letter: 2019-01-20. Fields change
 * places, months become numbers, and YY becomes a year of 1950 to 2049.
 *
 * Parts are made of different dates, each in all formats: 9,131 dates (a quarter) to train on,
 * 5,478 for choices, 21,916 for the test. No text means two dates, so all answers can be right. A
 * month and a day above 9 look the same with and without leading zeros: six of such a date's twenty
 * texts come twice.
 *
 * Source: TensorFlow.js's example date-conversion-attention (train.js), which shuffles differently
 * at every run.
 */
import type { Pair, Tokens } from "../pair.js";
import { permutation } from "../permutation.js";
import type { Split } from "../split.js";
import { chars } from "../tokenizer.js";
import { dateFormats, findFields, writeDate, type CalendarDate, type Span } from "./dateFormat.js";
import type { Alignment, Task } from "./task.js";

const FIRST_YEAR = 1950;
const PAST_YEAR = 2050;

/** How many dates each part has; the published ones leave none over. */
export interface DateCounts {
  readonly train: number;
  readonly dev: number;
  readonly test: number;
}

const published: DateCounts = { train: 9_131, dev: 5_478, test: 21_916 };

/** 182,620 / 109,560 / 438,320 pairs. */
export const dates: Task = {
  name: "dates",
  summary: "JAN 20, 2019 → 2019-01-20: dates of 1950 to 2049 from twenty formats to one",
  sourceTokens: "chars",
  targetTokens: "chars",
  generate: (seed) => generateDates(seed, published),
  alignment: alignDate,
};

/** The task with fewer dates; each date's formats stand together. Throws RangeError for more. */
export function generateDates(seed: number, { train, dev, test }: DateCounts): Split<Pair> {
  const all = allDates();
  if (!(train + dev + test <= all.length)) {
    throw new RangeError(
      `dates: there are ${all.length} dates; got ${train} + ${dev} + ${test} (ask for fewer)`,
    );
  }
  const shuffled = Array.from(permutation(all.length, `dates ${seed}`), (i) => all[i]);
  const pairs = (start: number, count: number): Pair[] =>
    shuffled.slice(start, start + count).flatMap(pairsOfDate);
  return { train: pairs(0, train), dev: pairs(train, dev), test: pairs(train + dev, test) };
}

/** Every day, in order. */
function allDates(): CalendarDate[] {
  const found: CalendarDate[] = [];
  // In UTC, where every day has 24 hours.
  const day = new Date(Date.UTC(FIRST_YEAR, 0, 1));
  for (; day.getUTCFullYear() < PAST_YEAR; day.setUTCDate(day.getUTCDate() + 1)) {
    const [year, month] = [day.getUTCFullYear(), day.getUTCMonth() + 1];
    found.push({ year, month, day: day.getUTCDate() });
  }
  return found;
}

function pairsOfDate(date: CalendarDate): Pair[] {
  const target = chars.split(writeDate(date, "YYYY-MM-DD"));
  return dateFormats.map((format) => ({ source: chars.split(writeDate(date, format)), target }));
}

/**
 * Digits come from their digits; the century from the tens of YY; a leading zero from the digit
 * that stands alone; both digits of a month from the letters of its name.
 */
function alignDate(source: Tokens): Alignment {
  const text = source.join("");
  const found = findFields(text);
  if (found === undefined) {
    throw new RangeError(`dates: a source must be a date in one of the formats; got "${text}"`);
  }
  const [y] = found.y;
  const isShort = found.y[1] - y === 2;
  const year = isShort ? [[y], [y], [y], [y + 1]] : [[y], [y + 1], [y + 2], [y + 3]];
  return [...year, [], ...alignTwoDigits(found.m), [], ...alignTwoDigits(found.d)];
}

function alignTwoDigits([start, end]: Span): Alignment {
  if (end - start === 2) return [[start], [start + 1]];
  const whole = Array.from({ length: end - start }, (_, i) => start + i);
  return [whole, whole];
}
