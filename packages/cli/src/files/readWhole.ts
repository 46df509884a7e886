/** @file A file's bytes at once. */
import { readBytes } from "@heed/attention/files/readBytes";

/** All bytes of a file. Throws `UserError` if it is missing or may not be read. */
export async function readWhole(file: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of readBytes(file)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
