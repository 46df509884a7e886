/**
 * @file All checks of all subjects, then all their mutants, written down.
 */
import { checkWritable, writeAtomically } from "../files/writeAtomically.js";
import { machineHere } from "../machineHere.js";
import { screenOn } from "../screen.js";
import type { Asked } from "./checkAll.js";
import { coverageMarkdown } from "./coverage.js";
import { gradcheck } from "./gradcheck.js";
import { mutation } from "./mutation.js";

/** What to do and where to write what came of it. */
export interface DocumentAsked extends Asked {
  readonly threads: number;
  readonly file: string;
  /** The command line that asks for it. */
  readonly command: string;
}

/** Writes the document, unless somebody stops it before. */
export async function document({ file, command, ...asked }: DocumentAsked): Promise<void> {
  await checkWritable(file);
  const checked = await gradcheck(asked, { json: false });
  if (!checked.done) return;
  const mutated = await mutation(asked, { json: false });
  if (!mutated.done) return;
  const facts = { checked, mutated, command, machine: machineHere(), date: new Date() };
  await writeAtomically(file, coverageMarkdown(facts));
  screenOn(process.stderr).say(`Written to ${file}.`);
}
