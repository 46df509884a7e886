/**
 * @file The model behind `--model`: a run's folder or a file.
 */
import { stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { decodeModel, UserError, type Model } from "@heed/attention";
import type { Backend } from "@heed/tensor";
import { demoFolder } from "./arguments/shared.js";
import { readWhole } from "@heed/attention/files/readBytes";
import { runFiles } from "./training/runFiles.js";

/** The model at `path`, on a backend. Throws `UserError` where there is none. */
export async function openModel(path: string, backend: Backend): Promise<Model> {
  const file = await modelFileAt(path);
  return decodeModel(await readWhole(file), file, backend);
}

/** The file of the model at `path`. Throws `UserError` where there is none. */
export async function modelFileAt(path: string): Promise<string> {
  const place = await stat(path).catch(() => undefined);
  const file = place?.isDirectory() ? join(path, runFiles.model) : path;
  if (place === undefined || (await stat(file).catch(() => undefined)) === undefined) {
    const mend =
      path === demoFolder
        ? "`npx heed demo` trains one"
        : "give a run's folder or a .safetensors file; `npx heed demo` trains one";
    throw new UserError("there is no model here", { file, mend });
  }
  if (basename(file) === runFiles.training) {
    const mend = `its model is ${join(dirname(file), runFiles.model)}`;
    throw new UserError("this is where a run goes on from", { file, mend });
  }
  return file;
}
