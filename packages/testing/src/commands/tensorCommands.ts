/**
 * @file Random lives of tensors on a backend, against a model of plain arrays: what they hold, what
 * they look like, who is alive. For whoever writes a backend, and for the engine itself.
 */
import { scope, type Backend } from "@heed/tensor";
import fc from "fast-check";
import { dispose, enter, fail, hold, leave, misuse, read } from "./livingCommands.js";
import { add, combine, create, look, map } from "./makingCommands.js";
import { pullBack } from "./pullBackCommand.js";
import type { TensorCommand } from "./tensorCommand.js";
import { elementsOf, TensorModel } from "./tensorModel.js";
import { TensorPool } from "./tensorPool.js";

/** How long lives are, and which one to live again. */
export interface TensorCommandsOptions {
  /** 60 unless said. */
  readonly maxCommands?: number;
  /** What a failure printed, together with its `seed` and `path`. */
  readonly replayPath?: string;
}

/**
 * Random commands over a pool of tensors of all types that the backend can hold: they are created,
 * looked at in other ways, computed with, read, freed (twice, too), used after that, kept,
 * differentiated by, all of it in scopes within scopes, which return some of them or fail. What
 * fails shrinks to few commands, printed as TypeScript. Each run of a property needs arbitraries of
 * its own: fast-check keeps in them what to replay.
 *
 * @example
 * const lives = fc.asyncProperty(tensorCommands(reference), (commands) =>
 *   runTensorCommands(reference, commands),
 * );
 * const { failed } = await fc.check(lives, { seed: 1, numRuns: 20 });
 * failed; // false
 */
export function tensorCommands(
  { dtypes }: Backend,
  { maxCommands = 60, replayPath }: TensorCommandsOptions = {},
): fc.Arbitrary<Iterable<TensorCommand>> {
  // More views of views than anything else, and more that makes tensors than that frees them.
  const making = [create(dtypes), create(dtypes), look, look, look, map, combine, add, pullBack];
  const all = [...making, dispose, hold, read, misuse, enter, leave, fail];
  return fc.commands(all, {
    maxCommands,
    size: "max",
    ...(replayPath !== undefined && { replayPath }),
  });
}

/**
 * Runs commands on a backend. Rejects where, after any of them, a tensor's shape, type or numbers
 * are not what the model says, where another count of storages or bytes is alive, where a freed
 * tensor can be used, or where anything is left alive at the end.
 */
export async function runTensorCommands(
  backend: Backend,
  commands: Iterable<TensorCommand>,
): Promise<void> {
  const model = new TensorModel();
  const pool = new TensorPool(backend);
  try {
    runUntilLeft(commands[Symbol.iterator](), model, pool);
    for (const tensor of model.alive) {
      pool.read(model.nameOf(tensor), elementsOf(tensor), pool.tensorOf(model, tensor));
      model.dispose(tensor);
    }
  } finally {
    for (const tensor of pool.tensors) tensor.dispose();
  }
  pool.audit(model);
  await pool.settle();
}

/** Runs commands up to the one that ends this scope; returns what it returns. */
function runUntilLeft(
  commands: Iterator<TensorCommand>,
  model: TensorModel,
  pool: TensorPool,
): unknown {
  for (let next = commands.next(); next.done !== true; next = commands.next()) {
    if (!next.value.check(model)) continue;
    next.value.run(model, pool);
    if (pool.entering) runInScope(commands, model, pool);
    if (pool.exit !== undefined) {
      const { returned, fails } = pool.exit;
      pool.exit = undefined;
      if (fails) throw failure;
      return returned;
    }
    pool.audit(model);
  }
  // A scope that no command ends, ends with the last one.
  if (model.depth > 0) model.leave([]);
  return undefined;
}

/** What a body throws that is to fail. */
const failure = new Error("of the body");

function runInScope(commands: Iterator<TensorCommand>, model: TensorModel, pool: TensorPool): void {
  pool.entering = false;
  try {
    scope(() => {
      pool.audit(model);
      return runUntilLeft(commands, model, pool);
    });
  } catch (error) {
    // The one that a command asked for ends here; any other is a finding.
    if (error !== failure) throw error;
  }
}
