/** @file What a printed expression is, once it is pasted. */
type Program = (...values: unknown[]) => unknown;

/** A constructor that no rule takes for an evaluation by accident. */
const Program = (() => undefined).constructor as new (...lines: string[]) => Program;

/** The value of a TypeScript expression without types, in which these names are known. */
export function valueOf(expression: string, names: Readonly<Record<string, unknown>>): unknown {
  return new Program(...Object.keys(names), `return ${expression}`)(...Object.values(names));
}
