/** @file A new model for pairs, of sizes that somebody typed. */
import { createModel, UserError, type Model, type ModelChoice } from "@heed/attention";

/** Bytes: all that WebAssembly can address with 32 bits. */
const MEMORY = 2 ** 32;

/** As `createModel`; throws `UserError` where the model cannot fit into memory. */
export function newModel(
  choice: ModelChoice,
  ...others: Parameters<typeof createModel> extends [unknown, ...infer Others] ? Others : never
): Model {
  checkFits(choice);
  return createModel(choice, ...others);
}

/**
 * Throws `UserError` where no memory holds such a model and its gradient: before the machine runs
 * out of it, which ends programs without a word.
 */
export function checkFits(choice: ModelChoice): void {
  if (2 * leastBytes(choice) <= MEMORY) return;
  const problem = "a model of these sizes does not fit into 4 GiB of memory";
  throw new UserError(problem, { mend: "choose a smaller --hidden, --embedding or --layers" });
}

/** No model has less: a matrix from state to state in each layer, and one from embedding to state. */
function leastBytes({ hidden, encoderHidden = 1, embedding, layers = 1 }: ModelChoice): number {
  return 4 * (layers * (hidden ** 2 + encoderHidden ** 2) + embedding * hidden);
}
