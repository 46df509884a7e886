/**
 * @file A name of a list with settings of its own behind a colon: `adamw:beta2=0.98,weightDecay=0.1`.
 */
import { choose, type Choice, type Listed } from "@heed/attention";
import { InvalidArgumentError, Option } from "commander";
import { hintFor } from "./closest.js";

type List<Name extends string> = Readonly<Record<Name, Listed>>;

/** What `text` chooses of a list. Throws RangeError where it is none, or a setting does not fit. */
export function parseChoice<Name extends string>(list: List<Name>, text: string): Choice<Name> {
  const [, given = "", rest = ""] = /^([^:]*):?(.*)$/s.exec(text) ?? [];
  const names = Object.keys(list) as Name[];
  const name = names.find((known) => known === given);
  if (name === undefined) throw new RangeError(hintFor(given, names));
  const changes = rest === "" ? [] : rest.split(",").map(parseSetting);
  return choose(list, name, Object.fromEntries(changes));
}

function parseSetting(text: string): [name: string, value: number] {
  const [, name, value] = /^(\w+)=(.+)$/.exec(text) ?? [];
  if (name === undefined || !(value.trim() !== "" && Number.isFinite(Number(value)))) {
    throw new RangeError(`a setting is name=number; got ${text}`);
  }
  return [name, Number(value)];
}

/** The shortest text of a choice: settings that are as usual are left out. */
export function choiceText<Name extends string>(
  list: List<Name>,
  { name, settings }: Choice<Name>,
): string {
  const changed = Object.entries(settings).filter(
    ([key, value]) => value !== list[name].settings[key].usual,
  );
  return [name, changed.map(([key, value]) => `${key}=${value}`).join(",")]
    .filter(Boolean)
    .join(":");
}

/** An option whose value is the text of a choice. `read` turns what is typed into such a text. */
export function choiceOption<Name extends string>(
  flags: string,
  about: string,
  list: List<Name>,
  read: (typed: string) => string = (typed) => typed,
): Option {
  return new Option(flags, `${about}: ${Object.keys(list).join(", ")}`).argParser((typed) => {
    try {
      return choiceText(list, parseChoice(list, read(typed)));
    } catch (error) {
      const { message } = error as RangeError;
      throw new InvalidArgumentError(`${message[0].toUpperCase()}${message.slice(1)}`);
    }
  });
}

/** Every name of a list with its usual settings, to be read: "sgd; momentum: momentum=0.9". */
export function listedSettings(list: Readonly<Record<string, Listed>>): string {
  const settingsOf = ({ settings }: Listed): string =>
    Object.entries(settings)
      .map(([key, { usual }]) => `${key}=${usual}`)
      .join(", ");
  return Object.entries(list)
    .map(([name, entry]) => [name, settingsOf(entry)].filter(Boolean).join(": "))
    .join("; ");
}
