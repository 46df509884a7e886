/** @file Whether a folder can take a new run. */
import { readdir } from "node:fs/promises";
import { UserError } from "@heed/attention";

/** Whether `folder` is empty or does not exist. Throws `UserError` where it cannot be a folder. */
export async function isFree(folder: string): Promise<boolean> {
  try {
    return (await readdir(folder)).length === 0;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT") return true;
    const problem = code === "ENOTDIR" ? "a file is in the way" : "may not be read";
    throw new UserError(problem, { file: folder, mend: "choose another --out", cause });
  }
}
