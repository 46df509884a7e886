/**
 * @file A stream that somebody reads: lines wrapped to its width, colours where it has them.
 */
import { Help } from "commander";
import pc from "picocolors";
import { lookOf, type TextLook } from "./figures/terminal.js";

export interface Screen {
  readonly look: TextLook;
  readonly colors: ReturnType<typeof pc.createColors>;
  /** Prints a paragraph, wrapped at spaces; without a text an empty line. */
  say(text?: string): void;
  /** Prints lines as they are. */
  show(text: string): void;
}

/** What suits a stream: no colours and no wrapping surprises where it is a pipe or a file. */
export function screenOn(stream: NodeJS.WriteStream): Screen {
  const look = lookOf(stream, process.env);
  const { NO_COLOR, TERM } = process.env;
  const colors = pc.createColors(stream.isTTY && !NO_COLOR && TERM !== "dumb");
  const layout = new Help();
  layout.minWidthToWrap = 20;
  const show = (text: string): void => void stream.write(`${text}\n`);
  return { look, colors, show, say: (text = "") => show(layout.boxWrap(text, look.width)) };
}
