/**
 * @file A thread that makes derivatives wrong: it is told `MutationOrder`, one after the other, and
 * says `MutationNews`.
 */
import { parentPort } from "node:worker_threads";
import { mutate, type MutationRow } from "./mutate.js";
import { subjectsNamed } from "./subjects.js";

/** What the thread is told. */
export interface MutationOrder {
  /** Of one subject: `cell/gru`. */
  readonly fullName: string;
  readonly seed: number;
}

/** What the thread says: how far it is with that subject, and at last what came of it. */
export type MutationNews =
  | { readonly kind: "progress"; readonly fraction: number }
  | { readonly kind: "row"; readonly row: MutationRow };

const tell = (news: MutationNews): void => parentPort?.postMessage(news);

parentPort?.on("message", ({ fullName, seed }: MutationOrder) => {
  const [subject] = subjectsNamed(fullName);
  tell({
    kind: "row",
    row: mutate(subject, seed, (fraction) => tell({ kind: "progress", fraction })),
  });
});
