/**
 * @file Kernels that show the text they were written in, whatever a minifier makes of their code.
 * gpu.js compiles what `toString()` of a kernel's function gives, and misreads what minifiers make of
 * it: locals named like arguments, several declarations in the head of a `for`.
 *
 *   function (x) { … }    becomes    Object.assign(function (x) { … }, { toString: () => "function (x) { … }" })
 *
 * The build of this package does this to what `tsc` wrote; the plugin of vite.ts does it to yours.
 */

/** Parses a module to its ESTree, positions counted in UTF-16 units. */
export type Parse = (code: string) => unknown;

/** Marks functions that show their text already. */
const shows = "{ toString: () => ";

/**
 * The module with the text of its kernels beside them, on the same lines; the module itself where
 * there is nothing to do, or all is done. A kernel, or what one calls, is a `function` expression or a
 * declared function that says `this`: let all else be arrows, methods and plain declarations.
 */
export function keepKernelTexts(code: string, parse: Parse): string {
  if (!code.includes("function") || code.includes(shows)) return code;
  let kept = code;
  // From the last on: what is put in moves nothing that is still to be found.
  for (const { type, start, end, id } of kernelFunctions(parse(code)).reverse()) {
    const text = code.slice(start, end);
    const toString = `${shows}${JSON.stringify(text)} }`;
    const shown =
      type === "FunctionExpression"
        ? `/* @__PURE__ */ Object.assign(${text}, ${toString})`
        : `${text} Object.assign(${id?.name ?? ""}, ${toString});`;
    kept = kept.slice(0, start) + shown + kept.slice(end);
  }
  return kept;
}

interface Node {
  readonly type: string;
}

interface FunctionNode extends Node {
  readonly type: "FunctionExpression" | "FunctionDeclaration";
  readonly start: number;
  readonly end: number;
  /** Missing where a module's default export has no name. */
  readonly id: { readonly name: string } | null;
}

/** The outermost ones, in the order of the text. */
function kernelFunctions(node: unknown): FunctionNode[] {
  if (Array.isArray(node)) return node.flatMap(kernelFunctions);
  if (!isNode(node)) return [];
  if (isKernel(node)) return [node];
  return Object.entries(node).flatMap(([key, child]: [string, unknown]) =>
    key === "value" && isMethod(node) ? [] : kernelFunctions(child),
  );
}

function isNode(node: unknown): node is Node {
  return typeof node === "object" && node !== null && "type" in node;
}

function isKernel(node: Node): node is FunctionNode {
  if (node.type === "FunctionExpression") return true;
  return (
    node.type === "FunctionDeclaration" && (node as FunctionNode).id !== null && saysThis(node)
  );
}

function saysThis(node: unknown): boolean {
  if (isNode(node) && node.type === "ThisExpression") return true;
  return typeof node === "object" && node !== null && Object.values(node).some(saysThis);
}

/** Of a class, or of an object: a getter, a setter, or shorthand. */
function isMethod(node: Node): boolean {
  const { type, method, kind } = node as Node & { method?: boolean; kind?: string };
  return type === "MethodDefinition" || method === true || kind === "get" || kind === "set";
}
