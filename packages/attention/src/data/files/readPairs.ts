/** @file Pairs from a file on disk. */
import type { TokenKinds } from "../../model.js";
import { parsePairs, type TokenizedPairs } from "../pairFile.js";
import { readBytes } from "./readBytes.js";

/** All pairs of `file`, as `parsePairs` reads them; throws UserError as it does. */
export async function readPairs(file: string, tokens: TokenKinds): Promise<TokenizedPairs> {
  return parsePairs(readBytes(file), file, tokens);
}
