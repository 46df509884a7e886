/**
 * @file The file of first weights and token ids that every contender of another library begins with:
 * .safetensors, which is a JSON index followed by raw float32 and int32. Names are paths in the tree
 * of parameters, and `source`, `previous`, `targets`; sizes follow from the shapes.
 */
import { encodeSafetensors, type StoredTensor } from "@heed/attention";
import { leavesOf } from "@heed/autograd";
import type { Tensor } from "@heed/tensor";
import type { StepStart } from "./referenceStep.js";

export async function encodeStart({ parameters, ...ids }: StepStart): Promise<Uint8Array> {
  const weights = leavesOf(parameters).map(({ path, operand }) => [path, operand.value] as const);
  const named = [...weights, ...Object.entries(ids)];
  const stored = named.map(async ([name, tensor]) => [name, await store(tensor)] as const);
  return encodeSafetensors({
    tensors: Object.fromEntries(await Promise.all(stored)),
    metadata: {},
  });
}

async function store(tensor: Tensor): Promise<StoredTensor> {
  const { dtype, shape } = tensor;
  // The array's type follows from the element type, which the compiler cannot see here.
  return { dtype, shape, data: await tensor.data() } as StoredTensor;
}
