/**
 * @file What a model is asked: words of the command line, lines of a file, lines of standard input.
 */
import { stat } from "node:fs/promises";
import { setImmediate as turn } from "node:timers/promises";
import { readLines, UserError } from "@heed/attention";
import { readBytes } from "@heed/attention/files/readBytes";

/**
 * The texts that `words` mean: themselves; or, of a single one that is the name of a file, that
 * file's lines; or, where there are none, those of standard input. `say` hears which. Blank lines
 * are left out, and of a table only the first column is a source. Throws `UserError` where all words
 * are blank.
 */
export async function* sourcesOf(
  words: readonly string[],
  say: (line: string) => void,
): AsyncGenerator<string> {
  const [first] = words;
  if (words.length > 1 || (words.length === 1 && !(await isFile(first)))) {
    const texts = words.filter((word) => word.trim() !== "");
    if (texts.length === 0) throw new UserError("nothing to answer", { mend: "give a word" });
    yield* texts;
  } else if (words.length === 1) {
    say(`the words of the file ${first}:`);
    yield* linesOf(readBytes(first), first);
  } else {
    if (process.stdin.isTTY) say("Type words, one a line; Ctrl-D ends.");
    // Bytes, as no encoding is set.
    yield* linesOf(process.stdin as AsyncIterable<Uint8Array>, "standard input");
  }
}

/**
 * The items in groups of up to `most`: as many as are there without waiting, so that somebody who
 * types gets every answer at once, and a file is answered many words together.
 */
export async function* batched<T>(items: AsyncIterable<T>, most: number): AsyncGenerator<T[]> {
  const iterator = items[Symbol.asyncIterator]();
  let next = iterator.next();
  for (;;) {
    const first = await next;
    if (first.done === true) return;
    const batch = [first.value];
    next = iterator.next();
    while (batch.length < most) {
      const ready = await Promise.race([next, turn(undefined)]);
      if (ready?.done !== false) break;
      batch.push(ready.value);
      next = iterator.next();
    }
    yield batch;
    // Work on items that are all there waits for nothing: let Ctrl-C and a closed pipe in.
    await turn();
  }
}

async function* linesOf(chunks: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<string> {
  for await (const { text } of readLines(chunks, name)) {
    const [source] = text.split("\t", 1);
    if (source.trim() !== "") yield source.trim();
  }
}

async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() === true;
}
