/**
 * @file What an earlier `heed bench --json` printed.
 */
import { UserError } from "@heed/attention";
import type { MeasuredRun } from "@heed/bench";
import * as v from "valibot";
import { readWhole } from "@heed/attention/files/readBytes";

const optionalNumber = v.exactOptional(v.number());

const Run = v.object({
  what: v.string(),
  machine: v.object({
    cpu: v.string(),
    cores: v.number(),
    memoryBytes: v.number(),
    platform: v.string(),
    node: v.string(),
  }),
  contenders: v.array(
    v.object({
      work: v.string(),
      name: v.string(),
      backend: v.string(),
      ok: v.boolean(),
      verdict: v.picklist(["timed", "wrong", "missing", "failed"]),
      medianMs: optionalNumber,
      lowMs: optionalNumber,
      highMs: optionalNumber,
      noise: optionalNumber,
    }),
  ),
});

/** Throws `UserError` where the file is none of that kind. */
export async function readRun(file: string): Promise<MeasuredRun> {
  const text = Buffer.from(await readWhole(file)).toString();
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (cause) {
    throw new UserError("it holds no JSON", { file, mend, cause });
  }
  const { success, output, issues } = v.safeParse(Run, data);
  if (success) return output;
  const [{ message }] = issues;
  const place = v.getDotPath(issues[0]) ?? "the whole";
  throw new UserError(`it is no run of heed bench: ${place}: ${message}`, { file, mend });
}

const mend = "make one with `npx heed bench … --json > file`";
