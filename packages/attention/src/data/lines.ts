/**
 * @file Bytes to lines of text, as strictly as a training file deserves, and without Node: a file,
 * standard input and a browser's `blob.stream()` are read alike. Of the text, one block is in
 * memory.
 */
import { UserError } from "../userError.js";

/** A line without its end (LF or CR LF), and its number in the file, from 1. */
export interface Line {
  readonly number: number;
  readonly text: string;
}

/** Bytes that arrive in pieces, cut anywhere. */
export type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** In bytes. What has no line end for so long is not gathered in memory: it is no list of lines. */
const LONGEST_LINE = 1 << 20;
const NEWLINE = 0x0a;

// `ignoreBOM` leaves byte order marks in: one is dropped below, at the start of the file only.
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * The lines of a UTF-8 text; a byte order mark at its start is dropped. `file` names the text in
 * errors. Throws UserError, with the line's number, for bytes that are not UTF-8 and for a line
 * above 1 MiB.
 */
export async function* readLines(chunks: Chunks, file: string): AsyncGenerator<Line> {
  let number = 1;
  for await (const block of wholeLines(chunks)) {
    if (block.length > LONGEST_LINE && !block.includes(NEWLINE)) {
      const mend = "give a text file of short lines";
      throw new UserError("the line is longer than 1 MiB", { file, line: number, mend });
    }
    let text = decode(block, file, number);
    if (number === 1 && text.startsWith("\uFEFF")) text = text.slice(1);
    if (text === "") continue;
    const texts = text.split("\n");
    if (text.endsWith("\n")) texts.pop(); // what follows the last newline is no line
    for (const line of texts) {
      yield { number: number++, text: line.endsWith("\r") ? line.slice(0, -1) : line };
    }
  }
}

/** `chunks` cut anew: each block but the last ends with a newline. A line too long is the last. */
async function* wholeLines(chunks: Chunks): AsyncGenerator<Uint8Array> {
  let rest: Uint8Array[] = []; // the beginning of a line
  let restLength = 0;
  for await (const chunk of chunks) {
    const end = chunk.lastIndexOf(NEWLINE) + 1;
    if (end > 0) {
      yield concat([...rest, chunk.subarray(0, end)]);
      rest = [];
      restLength = 0;
    }
    rest.push(chunk.slice(end)); // a copy: a reader may fill the same memory again
    restLength += chunk.length - end;
    if (restLength > LONGEST_LINE) break;
  }
  if (restLength > 0) yield concat(rest);
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The text of a block of lines, the first of which has the given number. */
function decode(block: Uint8Array, file: string, number: number): string {
  try {
    return utf8.decode(block);
  } catch (cause) {
    const line = number + countValidLines(block);
    throw new UserError("the line is not UTF-8", { file, line, mend: "save it as UTF-8", cause });
  }
}

/** How many lines of a block that is not UTF-8 come before the first one that is not. */
function countValidLines(block: Uint8Array): number {
  let start = 0;
  for (let count = 0; ; count++) {
    const end = block.indexOf(NEWLINE, start) + 1 || block.length;
    try {
      utf8.decode(block.subarray(start, end));
    } catch {
      return count;
    }
    start = end;
  }
}
