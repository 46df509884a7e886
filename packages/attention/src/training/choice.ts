/**
 * @file One entry of a list, chosen by its name, with the numbers that it may be set by.
 */

/** A number that an entry of a list may be set by. */
export interface Setting {
  readonly usual: number;
  /** It must lie in [least, most]. */
  readonly least: number;
  readonly most: number;
}

/** Numbers by their names. */
export type Settings<Name extends string = string> = Readonly<Record<Name, number>>;

/** An entry of a list: what it is, where it was published, and what it is set by. */
export interface Listed<Name extends string = string> {
  readonly about: string;
  readonly formula: string;
  readonly from: string;
  readonly settings: Readonly<Record<Name, Setting>>;
}

/** A name of a list, and all settings of what it names. */
export interface Choice<Name extends string> {
  readonly name: Name;
  readonly settings: Settings;
}

/**
 * The entry `name` of `list` with its usual settings, but for `changes`. Throws RangeError at a
 * setting that it does not have, and at a value that it cannot have.
 *
 * @example choose(optimizers, "adamw", { weightDecay: 0.1 })
 */
export function choose<Name extends string>(
  list: Readonly<Record<Name, Listed>>,
  name: Name,
  changes: Settings = {},
): Choice<Name> {
  const { settings } = list[name];
  for (const [key, value] of Object.entries(changes)) {
    if (!Object.hasOwn(settings, key)) {
      const known = Object.keys(settings).join(", ") || "nothing";
      throw new RangeError(`${name}: it is set by ${known}; got ${key}`);
    }
    const { least, most } = settings[key];
    if (value >= least && value <= most) continue;
    const range = most === Infinity ? `at least ${least}` : `from ${least} to ${most}`;
    throw new RangeError(`${name}: ${key} must be ${range}; got ${value}`);
  }
  const usual = Object.entries(settings).map(([key, setting]) => [key, setting.usual]);
  return { name, settings: { ...(Object.fromEntries(usual) as Settings), ...changes } };
}
