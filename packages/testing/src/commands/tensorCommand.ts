/**
 * @file A command: one thing that is done to the model and to real tensors alike.
 */
import type { DType, Shape } from "@heed/tensor";
import fc from "fast-check";
import type { TensorModel } from "./tensorModel.js";
import type { TensorPool } from "./tensorPool.js";

/** A step of a random life of tensors; prints as the line of TypeScript that it was. */
export type TensorCommand = fc.Command<TensorModel, TensorPool>;

/** What a command does, where the model lets it. */
export interface Deed {
  /** It as TypeScript. */
  readonly line: string;
  run(pool: TensorPool): void;
}

/** A command from what it would do next; `undefined` where it cannot be done. */
export function tensorCommand(
  plan: (model: TensorModel) => Deed | undefined,
): TensorCommand & fc.WithCloneMethod<TensorCommand> {
  let line = "";
  return {
    // `Readonly` of a class is not the class: it lacks what is private.
    check: (model) => plan(model as TensorModel) !== undefined,
    run: (model, pool) => {
      const deed = plan(model);
      if (deed === undefined) throw new Error("a command was run that its check refused");
      line = "  ".repeat(model.depth) + deed.line;
      deed.run(pool);
    },
    // fast-check puts commas between commands: behind `//` they leave TypeScript what it is.
    toString: () => `\n${line} //`,
    // What it was in one history is not what it is in a shrunken one.
    [fc.cloneMethod]: () => tensorCommand(plan),
  };
}

/** One of a list, by a number that may be larger than it; `undefined` of none. */
export function pick<T>(list: readonly T[], n: number): T | undefined {
  return list.length === 0 ? undefined : list[n % list.length];
}

/** A new tensor, as TypeScript. */
export function tensorText(numbers: readonly number[], dtype: DType, shape: Shape): string {
  const list = (items: readonly number[]): string => `[${items.join(", ")}]`;
  return `tensor(${list(numbers)}, { backend, dtype: "${dtype}", shape: ${list(shape)} })`;
}
