/**
 * @file The backends that a command can run on, by the name that `--backend` gives them. A new one
 * is one line here.
 */
import { reference, type Backend } from "@heed/tensor";

export const backends = {
  reference: () => Promise.resolve(reference),
} as const satisfies Readonly<Record<string, () => Promise<Backend>>>;

export type BackendName = keyof typeof backends;

export const usualBackend: BackendName = "reference";
