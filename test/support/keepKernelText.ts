/**
 * @file A plugin for Vite: kernels show in a minified bundle, too, the text that they were written
 * in. gpu.js compiles that text, and misreads what minifiers make of it: locals named like
 * arguments, several declarations in the head of a `for`.
 *
 * In @heed/tensor a `function` expression, or a declared function that says `this`, is a kernel or
 * what a kernel calls; all else is an arrow, a method or a plain declaration.
 */
import type { Plugin } from "vite";

export function keepKernelText(): Plugin {
  return {
    name: "heed:keep-kernel-text",
    // Behind the plugin that strips types.
    enforce: "post",
    transform: {
      filter: { id: /\/packages\/tensor\/src\//, code: "function" },
      handler(code) {
        let kept = code;
        // From the last on: what is put in moves nothing that is still to be found.
        for (const found of kernelFunctions(this.parse(code)).reverse()) {
          const { start, end, id } = found;
          const text = code.slice(start, end);
          const shown = `{ toString: () => ${JSON.stringify(text)} }`;
          if (isDeclared(found)) kept += `\nObject.assign(${id?.name ?? ""}, ${shown});`;
          else kept = `${kept.slice(0, start)}Object.assign(${text}, ${shown})${kept.slice(end)}`;
        }
        return { code: kept, map: null };
      },
    },
  };
}

/** What a parser says of a function. */
interface ParsedFunction {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly id: { readonly name: string } | null;
}

/** The outermost of them, in the order of the text. */
function kernelFunctions(node: unknown): ParsedFunction[] {
  if (Array.isArray(node)) return node.flatMap(kernelFunctions);
  if (!isNode(node)) return [];
  if (node.type === "FunctionExpression" || (isDeclared(node) && saysThis(node))) {
    return [node as ParsedFunction];
  }
  return Object.entries(node).flatMap(([key, child]: [string, unknown]) =>
    key === "value" && isMethod(node) ? [] : kernelFunctions(child),
  );
}

function isNode(node: unknown): node is { readonly type: string } {
  return typeof node === "object" && node !== null && "type" in node;
}

function isDeclared({ type }: { readonly type: string }): boolean {
  return type === "FunctionDeclaration";
}

function saysThis(node: unknown): boolean {
  if (isNode(node) && node.type === "ThisExpression") return true;
  return typeof node === "object" && node !== null && Object.values(node).some(saysThis);
}

/** Of a class, or of an object: a getter, a setter, or shorthand. */
function isMethod(node: object): boolean {
  if ("type" in node && node.type === "MethodDefinition") return true;
  const isShort = "method" in node && node.method === true;
  return isShort || ("kind" in node && (node.kind === "get" || node.kind === "set"));
}
