/**
 * @file An operator on a backend of ours, made ready to be timed.
 */
import { callable, ops, Tensor } from "@heed/tensor";
import { arrival, ranFor, type OpenBackend } from "../contender/backend.js";
import type { Ready } from "../contender/ready.js";
import { isGpu } from "../places/backends.js";
import { digest } from "./digest.js";
import { operandValues } from "./operandValues.js";
import { operatorTable, storedShape, type OperatorWorkload } from "./operatorWorkload.js";

/** Result in place of result: each run frees the one before. */
export async function prepareOperator(
  workload: OperatorWorkload,
  { backend, threads, openMs }: OpenBackend,
): Promise<Ready> {
  const { inputs, attributes, dtype } = workload;
  const operator = operatorTable[workload.operator];
  const values = operandValues(workload);
  const upload = (): Tensor[] =>
    inputs.map((input, i) => {
      const type = values[i] instanceof Int32Array ? "int32" : dtype;
      const stored = new Tensor(
        backend.allocate(type, values[i].length, values[i]),
        storedShape(input),
      );
      if (input.transposed !== true) return stored;
      const view = ops.transpose(stored);
      stored.dispose();
      return view;
    });
  const operands = upload();
  const call = callable(operator) as (...args: unknown[]) => Tensor | Tensor[];
  const args = operator.arity === "many" ? [operands, attributes] : [...operands, attributes];
  let results: readonly Tensor[] = [];
  const compute = (): void => {
    free(results);
    const result = call(...args);
    results = Array.isArray(result) ? result : [result];
  };
  const read = async (): Promise<ArrayLike<number>[]> =>
    Promise.all(results.map((result) => result.data()));
  return {
    ran: () => ranFor(results[0]),
    threads,
    compileMs: openMs,
    run: isGpu(backend)
      ? async () => {
          compute();
          await arrival(results[results.length - 1]);
        }
      : () => {
          compute();
          backend.finish?.();
        },
    // A view moves nothing.
    get bytes() {
      const isView = results.every(({ storage }) => operands.some((x) => x.storage === storage));
      return isView ? 0 : undefined;
    },
    check: async () => digest(await read()),
    ...(isGpu(backend) && {
      parts: {
        upload: async () => {
          const again = upload();
          await arrival(again[again.length - 1]);
          free(again);
        },
        read: async () => {
          await read();
        },
      },
    }),
    release() {
      free(results);
      free(operands);
    },
  };
}

function free(tensors: readonly Tensor[]): void {
  for (const tensor of tensors) tensor.dispose();
}
