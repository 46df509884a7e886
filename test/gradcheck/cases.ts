/**
 * @file The cases that both checkers are tried on, and what PyTorch's says of them.
 */
import { readFileSync } from "node:fs";
import type { CheckOrder } from "@heed/autograd";
import { reference, sizeOf, tensor, type Tensor } from "@heed/tensor";
import { functions, type Tried } from "./functions.js";

/** An input as stored: its numbers are repeated until the shape is full, unless strides say how they lie. */
interface Stored {
  readonly shape: readonly number[];
  readonly values: readonly number[];
  readonly strides?: readonly number[];
}

type StoredInputs = Readonly<Record<string, Stored>>;

/** What a checker says: the rule is right, it is wrong, or the inputs are none to check with. */
export type Verdict = "right" | "wrong" | "refused";

export interface Case {
  readonly function: string;
  readonly rule: string;
  /** What is true. */
  readonly truth: "right" | "wrong";
  readonly order: CheckOrder;
  readonly about: string;
  readonly inputs: string;
  /** Why checkGradient lets it pass though it is wrong, where it does. */
  readonly limit?: string;
}

/** What torch.autograd.gradcheck says, or gradgradcheck for order 2. */
export interface Peer {
  readonly default: { readonly verdict: Verdict; readonly says: string };
  readonly fast: { readonly verdict: Verdict; readonly says: string };
}

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(name, import.meta.url), "utf8"));

const given = read("cases.json") as { inputs: Record<string, StoredInputs>; cases: Case[] };
const peer = read("torch_gradcheck.json") as { version: string; rows: Peer[] };

export const cases: readonly Case[] = given.cases;

/** Its version, and what it says of each case. */
export const torch: { readonly version: string; readonly rows: readonly Peer[] } = peer;

/** The function of a case, and its inputs. */
export function place(tried: Case): { f: Tried; inputs: Record<string, Tensor> } {
  const inputs = Object.entries(given.inputs[tried.inputs]).map(([name, stored]) => [
    name,
    placeInput(stored),
  ]);
  return {
    f: functions[tried.function][tried.rule],
    inputs: Object.fromEntries(inputs) as Record<string, Tensor>,
  };
}

function placeInput({ shape, values, strides }: Stored): Tensor {
  const at = { backend: reference, dtype: "float64" as const };
  const stored = tensor(values, at);
  if (strides !== undefined) return stored.view(shape, strides);
  const full = Array.from({ length: sizeOf(shape) }, (_, i) => values[i % values.length]);
  return tensor(full, { ...at, shape });
}
