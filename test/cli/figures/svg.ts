/**
 * @file Reading .svg files in tests: elements by a pattern, and well-formedness by a strict parser.
 */
import { spawnSync } from "node:child_process";

/** One element without children but a title: its attributes, and its text or its title's. */
export interface SvgPart {
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
}

/** All elements of this name that hold text, or a title and nothing else. */
export function partsOf(svg: string, name: "rect" | "text"): SvgPart[] {
  const pattern = new RegExp(`<${name}([^>]*)>(?:<title>)?([^<]*)(?:</title>)?</${name}>`, "g");
  return Array.from(svg.matchAll(pattern), ([, attributes, text]) => ({
    attributes: Object.fromEntries(
      Array.from(attributes.matchAll(/([\w-]+)="([^"]*)"/g), ([, key, value]) => [key, value]),
    ),
    text: text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&"),
  }));
}

/** Whether Python is there to parse with. */
export const hasStrictParser: boolean = spawnSync("python3", ["--version"]).status === 0;

/** What a strict XML parser says against any of these files; nothing when they are well-formed. */
export function xmlErrors(files: readonly string[]): string {
  const program = [
    "import json, sys, xml.etree.ElementTree as tree",
    "for file in json.load(sys.stdin): tree.fromstring(file)",
  ].join("\n");
  const { stderr } = spawnSync("python3", ["-I", "-X", "utf8", "-c", program], {
    input: JSON.stringify(files),
    encoding: "utf8",
  });
  return stderr;
}
