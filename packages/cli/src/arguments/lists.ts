/** @file Several names of a list after one option: "dot,general", or "all". */
import { InvalidArgumentError, Option } from "commander";
import { oneOf, type Parser } from "./parsers.js";

/** Some of the names, each once, in the order typed; "all" is all of them. */
export function someOf<Name extends string>(names: readonly Name[]): Parser<readonly Name[]> {
  const one = oneOf(names);
  return (text) => {
    if (text === "all") return names;
    const chosen = text.split(",").map((name) => one(name.trim()));
    const twice = chosen.find((name, i) => chosen.indexOf(name) !== i);
    if (twice !== undefined) throw new InvalidArgumentError(`It names ${twice} twice.`);
    return chosen;
  };
}

/** An option whose value is some of a list's names. */
export function listedSomeOption(
  flags: string,
  about: string,
  list: Readonly<Record<string, unknown>>,
): Option {
  const names = Object.keys(list);
  return new Option(flags, `${about}: all, or some of ${names.join(", ")}`).argParser(
    someOf(names),
  );
}
