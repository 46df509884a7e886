/**
 * @file What may stand after an option: parsers for commander, whose refusals say what is wanted.
 */
import { InvalidArgumentError } from "commander";
import { hintFor } from "./closest.js";

/** Turns the text of an argument into its value, or throws `InvalidArgumentError`. */
export type Parser<T> = (text: string) => T;

/** The path of a file or a folder. That of a shell's variable which is not set is empty. */
export const path: Parser<string> = (text) => {
  if (text.trim() !== "") return text;
  throw new InvalidArgumentError("It must be a path.");
};

/** A whole number of at least `least`. */
export function wholeNumber(least: number): Parser<number> {
  return (text) => {
    const number = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(number) && number >= least) return number;
    throw new InvalidArgumentError(`It must be a whole number of at least ${least}.`);
  };
}

/** A number above 0. */
export const positiveNumber: Parser<number> = (text) => {
  const number = Number(text);
  if (text.trim() !== "" && number > 0 && number < Infinity) return number;
  throw new InvalidArgumentError("It must be a number above 0.");
};

/** A number of at least 0. */
export const notNegative: Parser<number> = (text) => {
  const number = Number(text);
  if (text.trim() !== "" && number >= 0 && number < Infinity) return number;
  throw new InvalidArgumentError("It must be a number of at least 0.");
};

/** A number from 0 to less than 1. */
export const fraction: Parser<number> = (text) => {
  const number = Number(text);
  if (text.trim() !== "" && number >= 0 && number < 1) return number;
  throw new InvalidArgumentError("It must be a number from 0 to less than 1.");
};

/** A number above 0, up to 1. */
export const share: Parser<number> = (text) => {
  const number = Number(text);
  if (number > 0 && number <= 1) return number;
  throw new InvalidArgumentError("It must be a number above 0, up to 1.");
};

/** One of the names. */
export function oneOf<Name extends string>(names: readonly Name[]): Parser<Name> {
  return (text) => {
    const name = names.find((known) => known === text);
    if (name !== undefined) return name;
    const hint = hintFor(text, names);
    throw new InvalidArgumentError(`${hint[0].toUpperCase()}${hint.slice(1)}`);
  };
}
