/**
 * @file Attention weights as text for the terminal: a row a target token, a column a source token.
 *
 * With colours a cell is painted by its weight; without, it is one of five shades, · for the
 * lightest. Source tokens stand over their columns, upright where that fits the width and otherwise
 * written downwards; what is wider still goes on in a further panel below.
 */
import { type AttentionMatrix, checkAttentionMatrix } from "./attentionMatrix.js";
import type { TextLook } from "./terminal.js";
import { charactersOf, padEnd, padStart, visible, widestOf } from "./textColumns.js";
import { glowRamp, weightColor } from "./weightRamp.js";

const shades = ["·", "░", "▒", "▓", "█"] as const;

/** Two columns by one line is about a square. */
const SQUARE = 2;

/** Lines that tokens written downwards may take. */
const TALLEST_HEADING = 12;

/** The matrix as lines of at most `look.width` columns, a scale of weights below. */
export function attentionText(matrix: AttentionMatrix, look: TextLook): string {
  checkAttentionMatrix("attentionText", matrix);
  const source = matrix.source.map(visible);
  const target = matrix.target.map(visible);
  const labelWidth = Math.min(widestOf(target), Math.floor(look.width / 4));
  const room = look.width - labelWidth - 1;
  const upright = Math.max(SQUARE, widestOf(source) + 1);
  const cellWidth = upright * source.length <= room ? upright : SQUARE;
  const perPanel = Math.max(1, Math.floor(room / cellWidth));

  const panels: string[] = [];
  for (let first = 0; first < Math.max(1, source.length); first += perPanel) {
    const heading = headingOf(source.slice(first, first + perPanel), cellWidth);
    const rows = matrix.weights.map((row, t) => {
      const cells = paint(row.slice(first, first + perPanel), cellWidth, look.truecolor);
      return `${padStart(target[t], labelWidth)} ${cells}`;
    });
    const indented = heading.map((line) => " ".repeat(labelWidth + 1) + line);
    panels.push([...indented, ...rows].map((line) => line.trimEnd()).join("\n"));
  }
  panels.push(" ".repeat(labelWidth + 1) + scale(look.truecolor));
  return panels.join("\n\n");
}

/** Shade of `weight`, from 0 to 4: the nearest quarter. */
export function shadeOf(weight: number): number {
  return Math.round(Math.min(weight, 1) * (shades.length - 1));
}

/** Tokens over their columns: side by side if that leaves gaps, otherwise downwards. */
function headingOf(tokens: readonly string[], cellWidth: number): string[] {
  if (widestOf(tokens) < cellWidth) {
    return [tokens.map((token) => padEnd(token, cellWidth)).join("")];
  }
  // Of tokens that are single characters, such as 大, this makes one line too.
  const downwards = tokens.map((token) => {
    const characters = charactersOf(token);
    const fits = characters.length <= TALLEST_HEADING;
    return fits ? characters : [...characters.slice(0, TALLEST_HEADING - 1), "…"];
  });
  const height = Math.max(...downwards.map((characters) => characters.length));
  return Array.from({ length: height }, (_, line) =>
    downwards
      .map((characters) => padEnd(characters[line - height + characters.length] ?? "", cellWidth))
      .join(""),
  );
}

function paint(weights: readonly number[], cellWidth: number, truecolor: boolean): string {
  if (truecolor) {
    const cells = weights.map((weight) => {
      const [red, green, blue] = weightColor(glowRamp, weight);
      return `\u001b[48;2;${red};${green};${blue}m${" ".repeat(cellWidth)}`;
    });
    return `${cells.join("")}\u001b[0m`;
  }
  return weights
    .map((weight) => {
      const shade = shadeOf(weight);
      return shade === 0 ? padEnd(shades[0], cellWidth) : shades[shade].repeat(cellWidth);
    })
    .join("");
}

/** Weights from 0 to 1 as the cells show them. */
function scale(truecolor: boolean): string {
  const steps = truecolor ? 16 : shades.length;
  const weights = Array.from({ length: steps }, (_, i) => i / (steps - 1));
  return `weight 0 ${paint(weights, truecolor ? 1 : SQUARE, truecolor)} 1`;
}
