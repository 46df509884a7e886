/**
 * @file Pictures as .svg files without a browser: Observable Plot draws charts into linkedom's
 * document, and a sheet of white paper holds them under one title.
 */
import * as Plot from "@observablehq/plot";
import { DOMParser } from "linkedom";
import stringWidth from "string-width";

/** What is used here of an SVG element; the compiler knows no DOM outside a browser. */
export interface SvgElement {
  readonly outerHTML: string;
  textContent: string | null;
  setAttribute(name: string, value: string): void;
  removeAttribute(name: string): void;
  append(child: SvgElement): void;
  querySelector(selector: string): (SvgElement & { remove(): void }) | null;
}

/** A picture and where its upper left corner lies on the sheet, in pixels. */
export interface Placed {
  readonly x: number;
  readonly y: number;
  readonly svg: SvgElement;
}

const NAMESPACE = "http://www.w3.org/2000/svg";
const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif";
const MARGIN = 16;
const TITLE_SIZE = 16;

/** Below the title: where the first picture begins, in pixels from the top. */
export const SHEET_TOP: number = 44;

/** An XML document: what it prints is well-formed, whatever the tokens. */
const page = new DOMParser().parseFromString(`<svg xmlns="${NAMESPACE}"/>`, "image/svg+xml");

/** An element with these attributes. */
export function svgElement(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  text?: string,
): SvgElement {
  const element = page.createElementNS(NAMESPACE, name) as unknown as SvgElement;
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  if (text !== undefined) element.textContent = text;
  return element;
}

/** A chart by Observable Plot. */
export function drawPlot(options: Plot.PlotOptions): SvgElement {
  const svg = Plot.plot({ ...options, document: page }) as unknown as SvgElement;
  // Its style sheet lays a chart out in a web page; inside another picture it would stretch it.
  svg.querySelector("style")?.remove();
  svg.removeAttribute("class");
  return svg;
}

/** About how wide this text is, in pixels; an upper bound for most fonts. */
export function textExtent(text: string, fontSize: number): number {
  return stringWidth(text) * fontSize * 0.62;
}

/** The .svg file: the pictures on white, so wide that the title fits; sizes are in pixels. */
export function svgSheet(
  title: string,
  size: { readonly width: number; readonly height: number },
  pictures: readonly Placed[],
): string {
  const width = Math.ceil(Math.max(size.width, 2 * MARGIN + textExtent(title, TITLE_SIZE)));
  const sheet = svgElement("svg", {
    xmlns: NAMESPACE,
    width,
    height: size.height,
    viewBox: `0 0 ${width} ${size.height}`,
    role: "img",
    "aria-label": title,
    "font-family": FONT,
    fill: "#222",
  });
  sheet.append(svgElement("style", {}, "text { white-space: pre }"));
  sheet.append(svgElement("rect", { width: "100%", height: "100%", fill: "white" }));
  const heading = { x: MARGIN, y: 28, "font-size": TITLE_SIZE, "font-weight": 600 };
  sheet.append(svgElement("text", heading, title));
  for (const { x, y, svg } of pictures) {
    svg.setAttribute("x", String(x));
    svg.setAttribute("y", String(y));
    sheet.append(svg);
  }
  return `${sheet.outerHTML}\n`;
}
