/**
 * @file A stream that somebody reads: lines wrapped to its width, colours where it has them.
 */
import pc from "picocolors";
import { lookOf, type TextLook } from "./figures/terminal.js";
import { itemList, paragraph } from "./layout.js";

export interface Screen {
  readonly look: TextLook;
  readonly colors: ReturnType<typeof pc.createColors>;
  /** Prints a paragraph, wrapped at spaces; without a text an empty line. */
  readonly say: (text?: string) => void;
  /** Prints terms in one column and what is said of them in another. */
  readonly list: (items: readonly (readonly [term: string, about: string])[]) => void;
  /** Prints lines as they are. */
  readonly show: (text: string) => void;
}

/** What suits a stream: a pipe or a file gets no colours. */
export function screenOn(stream: NodeJS.WriteStream): Screen {
  const look = lookOf(stream, process.env);
  const { NO_COLOR, TERM } = process.env;
  const show = (text: string): void => void stream.write(`${text}\n`);
  return {
    look,
    // A pipe has no isTTY at all, and without an argument picocolors would ask the environment.
    colors: pc.createColors(stream.isTTY ? !NO_COLOR && TERM !== "dumb" : false),
    show,
    say: (text = "") => show(paragraph(text, look.width)),
    list: (items) => show(itemList(items, look.width)),
  };
}
