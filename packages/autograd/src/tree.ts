/**
 * @file Trees of operands: the nested records and arrays that hold a model's parameters. The path
 * of a leaf (`encoder.forward.bias`) is its name in checkpoints and messages.
 */
import type { Operand } from "@heed/tensor";

/** A leaf and where it is. */
export interface Leaf {
  readonly path: string;
  readonly operand: Operand;
}

/** The same tree with every operand replaced; other values stay what they are. */
export function mapTree<T>(tree: T, replace: (operand: Operand, path: string) => Operand): T {
  const walk = (node: unknown, path: string): unknown => {
    if (isOperand(node)) return replace(node, path);
    if (Array.isArray(node)) return node.map((item, i) => walk(item, join(path, String(i))));
    if (!isRecord(node)) return node;
    return Object.fromEntries(
      Object.entries(node).map(([key, child]) => [key, walk(child, join(path, key))]),
    );
  };
  return walk(tree, "") as T;
}

/** The operands of a tree, in the order of its keys. */
export function leavesOf(tree: unknown): Leaf[] {
  const leaves: Leaf[] = [];
  mapTree(tree, (operand, path) => {
    leaves.push({ path, operand });
    return operand;
  });
  return leaves;
}

/** Frees every tensor of a tree. */
export function disposeTree(tree: unknown): void {
  for (const { operand } of leavesOf(tree)) operand.value.dispose();
}

function join(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}

function isOperand(node: unknown): node is Operand {
  return typeof node === "object" && node !== null && "shape" in node && "value" in node;
}

/** A plain object; what has a class (an array of bytes, a vocabulary) is no part of the tree. */
function isRecord(node: unknown): node is Record<string, unknown> {
  return (
    typeof node === "object" && node !== null && Object.getPrototypeOf(node) === Object.prototype
  );
}
