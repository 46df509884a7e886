/**
 * @file Pairs of SCAN (Lake & Baroni 2018): commands in words, and the actions they mean.
 *
 *   IN: jump twice OUT: I_JUMP I_JUMP
 *
 * Source: github.com/brendenlake/SCAN, the files tasks_*.txt.
 */
import type { TokenKinds } from "../model.js";
import type { LineFormat } from "./pairLines.js";

const LINE = /^IN:\s(?<source>.*)\sOUT:(?<target>.*)$/;

export const scan: LineFormat = {
  form: "IN: source OUT: target",
  cut(text) {
    const sides = LINE.exec(text)?.groups;
    if (sides === undefined) {
      return { problem: "no IN: and OUT:", mend: "write IN: source OUT: target" };
    }
    return { source: sides.source, target: sides.target };
  },
};

export const scanTokens: TokenKinds = { source: "words", target: "words" };

/** Whether a file that begins with this line is SCAN's: no table would begin so. */
export function isScan(firstLine: string): boolean {
  return LINE.test(firstLine) && !firstLine.includes("\t");
}
