/**
 * @file Files that are either as they were or wholly new, whatever happens meanwhile.
 *
 * The contents go into a new file in the same folder, reach the disk, and only then take the name:
 * a rename within a folder is one step for every reader, and for a machine that loses its power.
 */
import { randomUUID } from "node:crypto";
import { mkdir, open, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { UserError } from "@heed/attention";

/** What the errors mean to whoever named the path, and what to do about them. */
const problems: Readonly<Record<string, readonly [problem: string, mend: string]>> = {
  EACCES: ["no permission to write here", "choose another folder, or ask for the right to write"],
  EPERM: ["no permission to write here", "choose another folder, or ask for the right to write"],
  EROFS: ["this disk can only be read", "choose a folder on another disk"],
  ENOSPC: ["the disk is full", "free some space, or choose a folder on another disk"],
  EDQUOT: ["your share of the disk is full", "free some space, or choose another folder"],
  ENOENT: ["the folder cannot be made", "choose another folder"],
  ENOTDIR: ["a part of this path is a file, not a folder", "choose another folder"],
  EEXIST: ["a part of this path is a file, not a folder", "choose another folder"],
  EISDIR: ["there is a folder of this name", "name a file"],
  ENAMETOOLONG: ["the name is too long", "choose a shorter one"],
};

/**
 * Writes `contents` to `path`, making its folder if there is none, and resolves when they are safe
 * on the disk. Where that fails, what was there before is untouched, no half-written file is left,
 * and a `UserError` names the path and the mend. A link keeps pointing where it does; what is no file,
 * such as /dev/stdout, is written to and stays what it is.
 */
export async function writeAtomically(path: string, contents: Uint8Array | string): Promise<void> {
  await told(path, async () => {
    const found = await stat(path).catch(() => undefined);
    if (found !== undefined && !found.isFile() && !found.isDirectory()) {
      return writeFile(path, contents);
    }
    const place = found === undefined ? path : await realpath(path);
    await withUnfinished(dirname(place), async (unfinished) => {
      await writeThrough(unfinished, contents);
      await rename(unfinished, place);
    });
  });
}

/**
 * Throws the `UserError` that `writeAtomically` would throw now: for what takes long, before it is
 * begun. Makes the folder of `path`, and leaves nothing else.
 */
export async function checkWritable(path: string): Promise<void> {
  await told(path, async () => {
    const found = await stat(path).catch(() => undefined);
    if (found?.isDirectory()) throw Object.assign(new Error(path), { code: "EISDIR" });
    if (found !== undefined && !found.isFile()) return;
    await withUnfinished(dirname(path), (unfinished) => writeThrough(unfinished, ""));
  });
}

/** Does `work`; what fails is said of `path`. */
async function told(path: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const [problem, mend] = problems[codeOf(error)] ?? [];
    if (problem === undefined) throw error;
    throw new UserError(problem, { file: path, mend, cause: error });
  }
}

/** Does `work` with the name of a new file in `folder`, of which nothing stays under that name. */
async function withUnfinished(
  folder: string,
  work: (unfinished: string) => Promise<void>,
): Promise<void> {
  const unfinished = join(folder, `.${randomUUID()}.unfinished`);
  try {
    await makeFolder(folder);
    await work(unfinished);
  } finally {
    await rm(unfinished, { force: true }).catch(() => undefined);
  }
  await settle(folder);
}

/**
 * Makes a folder and those above it. Node's own `recursive` never ends where a folder exists that
 * nothing can be made in, such as /proc.
 */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENOENT" && !(await isFolder(dirname(folder)))) {
      await makeFolder(dirname(folder));
      await makeFolder(folder);
    } else if (!(await isFolder(folder))) throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true;
}

/** Writes a file that does not exist yet, and waits until the disk has it. */
async function writeThrough(path: string, contents: Uint8Array | string): Promise<void> {
  const file = await open(path, "wx");
  try {
    await file.writeFile(contents);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Waits until the disk has the folder's new entry, where folders can be asked (not on Windows). */
async function settle(folder: string): Promise<void> {
  try {
    const handle = await open(folder, "r");
    await handle.sync().finally(() => handle.close());
  } catch {
    // The file itself is whole and in its place; only how soon its name is safe is unknown.
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
