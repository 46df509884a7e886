/** @file A column, measured: every row of the suite, and the elementary functions. */
import { conformanceRows } from "../support/conformance.js";
import type { Column } from "./columns.js";
import type { FunctionError } from "./functionError.js";
import { elementary } from "./functions.js";
import type { Cases } from "./gauge.js";
import type { RowError } from "./rowError.js";

/** What to measure. */
export interface Wanted extends Cases {
  /** How many arguments of each elementary function. */
  readonly arguments: number;
  /** SIMD kernels are tried on every n-th float32 as well, this being n. */
  readonly every: number;
}

export interface Measured {
  readonly name: string;
  /** What computed; empty where nothing did. */
  readonly by: string;
  /** Why it did not run; empty where it did. */
  readonly why: string;
  /** Of each row of the suite, in its order; a text where it failed. */
  readonly rows: readonly (RowError | string)[];
  /** Of each elementary function, in the list's order. */
  readonly functions: readonly (FunctionError | string)[];
  /** The same over every n-th float32, of those with one argument; none but of SIMD. */
  readonly every: readonly (FunctionError | string)[];
}

export async function measure(column: Column, wanted: Wanted): Promise<Measured> {
  const { name } = column;
  const began = performance.now();
  const say = (text: string) => {
    const seconds = (performance.now() - began) / 1e3;
    console.error(`${name}: ${text} (${seconds.toFixed(0)} s)`);
  };
  let gauge;
  try {
    gauge = await column.open();
  } catch (error) {
    say(messageOf(error));
    return { name, by: "", why: messageOf(error), rows: [], functions: [], every: [] };
  }
  const { by } = gauge;
  const { cases, seed } = wanted;
  const rows: (RowError | string)[] = [];
  for (const row of conformanceRows) {
    rows.push(await gauge.row(row, { cases, seed }).catch(messageOf));
  }
  say("operators");
  const functions: (FunctionError | string)[] = [];
  for (const { name } of elementary) {
    functions.push(await gauge.sweep(name, wanted.arguments).catch(messageOf));
  }
  say("functions");
  const every: (FunctionError | string)[] = [];
  if (by.startsWith("wasm-")) {
    for (const { name } of elementary.filter((f) => f.arguments.length === 1)) {
      every.push(await gauge.sweepEvery(wanted.every, name).catch(messageOf));
    }
    say(`one float32 in ${wanted.every}`);
  }
  await gauge.close();
  return { name, by, why: "", rows, functions, every };
}

function messageOf(error: unknown): string {
  const [line] = (error instanceof Error ? error.message : String(error)).split("\n");
  return line;
}
