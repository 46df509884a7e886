/**
 * @file Trees of operands to the named arrays of a file, and back.
 */
import { leavesOf, mapTree } from "@heed/autograd";
import { formatShape, sameShape, Tensor, type Backend } from "@heed/tensor";
import { UserError } from "../userError.js";
import type { StoredTensor } from "./safetensors.js";

type StoredTensors = Readonly<Record<string, StoredTensor>>;

/** The operands of a tree, read to the host, under `prefix` and their paths. */
export async function storeTree(tree: unknown, prefix: string): Promise<StoredTensors> {
  const entries = leavesOf(tree).map(async ({ path, operand: { value } }) => {
    const stored = { dtype: value.dtype, shape: value.shape, data: await value.data() };
    // The array's type follows from the element type, which the compiler cannot see here.
    return [prefix + path, stored as StoredTensor] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

/**
 * A tree like `template`, its operands read from a file, whose name is `place`. Throws `UserError`
 * where one is missing or has another shape or element type; the template is not changed.
 */
export function restoreTree<T>(
  template: T,
  tensors: StoredTensors,
  prefix: string,
  backend: Backend,
  place: string,
): T {
  const mend = "the file does not fit its own configuration: save the model again";
  const made: Tensor[] = [];
  try {
    return mapTree(template, ({ shape, dtype }, path) => {
      const name = prefix + path;
      if (!Object.hasOwn(tensors, name)) {
        throw new UserError(`the tensor ${name} is missing`, { file: place, mend });
      }
      const stored = tensors[name];
      if (!sameShape(stored.shape, shape) || stored.dtype !== dtype) {
        const found = `${stored.dtype} ${formatShape(stored.shape)}`;
        const wanted = `${dtype} ${formatShape(shape)}`;
        throw new UserError(`${name} is ${found}, not ${wanted}`, { file: place, mend });
      }
      const tensor = new Tensor(backend.allocate(dtype, stored.data.length, stored.data), shape);
      made.push(tensor);
      return tensor;
    });
  } catch (error) {
    for (const tensor of made) tensor.dispose();
    throw error;
  }
}
