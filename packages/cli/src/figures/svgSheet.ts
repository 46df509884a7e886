/**
 * @file Pictures as .svg files without a browser: Observable Plot draws charts into linkedom's
 * document, and a sheet of white paper holds them under one title.
 */
import * as Plot from "@observablehq/plot";
import { DOMParser } from "linkedom";
import stringWidth from "string-width";
import { harmless } from "./textColumns.js";

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
const TITLE = { x: MARGIN, y: 28, "font-size": 16, "font-weight": 600 };
const CAPTION = { x: MARGIN, y: 48, "font-size": 12, fill: "#666" };

/** Below title and caption: where pictures may begin, in pixels from the top. */
export const SHEET_TOP: number = 60;

/** An XML document: what it prints is well-formed, whatever the tokens. */
const page = new DOMParser().parseFromString(`<svg xmlns="${NAMESPACE}"/>`, "image/svg+xml");

/** An element with these attributes. */
export function svgElement(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  text?: string,
): SvgElement {
  const element = page.createElementNS(NAMESPACE, name, {}) as unknown as SvgElement;
  for (const [key, value] of Object.entries(attributes)) {
    element.setAttribute(key, harmless(String(value)));
  }
  if (text !== undefined) element.textContent = harmless(text);
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

/** What a sheet says above its pictures. */
export interface Heading {
  readonly title: string;
  /** One line on how to read the pictures. */
  readonly caption: string;
}

/** The .svg file: the pictures on white, so wide that the heading fits; sizes are in pixels. */
export function svgSheet(
  { title, caption }: Heading,
  size: { readonly width: number; readonly height: number },
  pictures: readonly Placed[],
): string {
  const headingWidth = Math.max(
    textExtent(title, TITLE["font-size"]),
    textExtent(caption, CAPTION["font-size"]),
  );
  const width = Math.ceil(Math.max(size.width, headingWidth + 2 * MARGIN));
  const sheet = svgElement("svg", {
    xmlns: NAMESPACE,
    width,
    height: size.height,
    viewBox: `0 0 ${width} ${size.height}`,
    role: "img",
    "aria-label": title,
    "font-family": FONT,
    color: "#222",
    fill: "currentColor",
  });
  sheet.append(svgElement("style", {}, "text { white-space: pre }"));
  sheet.append(svgElement("rect", { width: "100%", height: "100%", fill: "white" }));
  sheet.append(svgElement("text", TITLE, title));
  sheet.append(svgElement("text", CAPTION, caption));
  for (const { x, y, svg } of pictures) {
    svg.setAttribute("x", String(x));
    svg.setAttribute("y", String(y));
    sheet.append(svg);
  }
  return `${sheet.outerHTML}\n`;
}
