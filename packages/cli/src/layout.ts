/**
 * @file Text laid out for a width: paragraphs, and terms with what is to be said of them.
 */
import { Help } from "commander";

/** Columns below which a description goes under its term, not beside it. */
const NARROWEST = 24;

/** How commander is to lay out its help, and how everything else here is laid out. */
export const layout: Pick<Help, "minWidthToWrap" | "formatItem"> = {
  minWidthToWrap: 12,
  formatItem(term, termWidth, about, helper) {
    const width = helper.helpWidth ?? 80;
    const isWide = width - termWidth - 4 >= NARROWEST;
    if (isWide) return Help.prototype.formatItem.call(helper, term, termWidth, about, helper);
    const below = helper.boxWrap(about, width - 6).replaceAll(/^/gm, "      ");
    return about === "" ? `  ${term}` : `  ${term}\n${below}`;
  },
};

function helperFor(width: number): Help {
  return Object.assign(new Help(), layout, { helpWidth: width });
}

/** The text wrapped at spaces. */
export function paragraph(text: string, width: number): string {
  return helperFor(width).boxWrap(text, width);
}

/** Terms in one column, what is said of each in another. */
export function itemList(
  items: readonly (readonly [term: string, about: string])[],
  width: number,
): string {
  const helper = helperFor(width);
  const termWidth = Math.max(0, ...items.map(([term]) => helper.displayWidth(term)));
  return items.map(([term, about]) => layout.formatItem(term, termWidth, about, helper)).join("\n");
}
