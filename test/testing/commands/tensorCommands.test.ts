/**
 * @file Tensors against the model, on every backend and on the GPUs that Node can reach; and proof
 * that the commands catch backends that are wrong.
 */
import {
  operators,
  scope,
  zeros,
  type AnyOperator,
  type Backend,
  type DType,
  type Storage,
} from "@heed/tensor";
import {
  operatorCases,
  runTensorCommands,
  tensorCommands,
  type TensorCommand,
  type TensorCommandsOptions,
} from "@heed/testing";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { ReferenceBackend } from "../../../packages/tensor/src/backends/reference/referenceBackend.js";
import { viewRules } from "../../../packages/testing/src/commands/viewRules.js";
import { backends } from "../../support/backends.js";
import { notRun } from "../../support/browser.js";
import { call } from "../../support/computation.js";
import { devices } from "../../support/devices.js";
import { runs } from "../../support/runs.js";

function lives(
  backend: Backend,
  options?: TensorCommandsOptions,
): fc.IAsyncProperty<[Iterable<TensorCommand>]> {
  return fc.asyncProperty(tensorCommands(backend, options), (commands) =>
    runTensorCommands(backend, commands),
  );
}

test.each(backends)("on $name, tensors live as the model says", async (backend) => {
  await fc.assert(lives(backend), runs(200));
});

for (const { mode, backend, why } of devices) {
  describe.skipIf(backend === undefined)(`on gpu:${mode}${notRun(why)}`, () => {
    test("tensors live as the model says", async () => {
      if (backend === undefined) return;
      await fc.assert(lives(backend, { maxCommands: 25 }), runs(6));
    });
    afterAll(() => backend?.close());
  });
}

test("every view of the list of operators is looked through", () => {
  const found = Object.values(operators as Record<string, AnyOperator>).filter(isView);
  expect(found.map(({ name }) => name).sort()).toEqual(Object.keys(viewRules).sort());
});

/** Whether results share the storage of an operand that lies in order. */
function isView(operator: AnyOperator): boolean {
  if (operator.arity !== 1 || operator.moves !== true) return false;
  const backend = new ReferenceBackend();
  return fc
    .sample(operatorCases(operator), { numRuns: 20, seed: 1 })
    .every(({ inputs: [input], attributes }) =>
      scope(() => {
        const x = zeros(input.shape, { backend, dtype: "float64" });
        call(operator, [x], attributes);
        return backend.live.storages === 1;
      }),
    );
}

/** Forgets to free what has more than one element. */
class Leaky extends ReferenceBackend {
  override free(storage: Storage): void {
    if (storage.length <= 1) super.free(storage);
  }
}

/** Gives a storage's elements to somebody else while views still look at them. */
class Hasty extends ReferenceBackend {
  override allocate(dtype: DType, length: number, data?: ArrayLike<number>): Storage {
    const storage = super.allocate(dtype, length, data);
    storage.retain = () => undefined;
    return storage;
  }
}

/** Takes it that nobody reads backwards. */
class Careless extends ReferenceBackend {
  override launch(...[kernel, grid, constants, ...rest]: Parameters<Backend["launch"]>): Storage {
    const forwards = Object.entries(constants).map(([name, n]) => [name, Math.abs(n)] as const);
    return super.launch(kernel, grid, Object.fromEntries(forwards), ...rest);
  }
}

/** Thinks that an int32 takes eight bytes. */
class Miscounting extends ReferenceBackend {
  override allocate(dtype: DType, length: number, data?: ArrayLike<number>): Storage {
    if (dtype === "int32") this.live.bytes += 4 * length;
    return super.allocate(dtype, length, data);
  }
}

const wrongs = { Leaky, Hasty, Careless, Miscounting };

describe("a backend that is wrong is caught", () => {
  test.each(Object.entries(wrongs))(
    "%s, by few commands that can be run again",
    async (_, Wrong) => {
      const found = await fc.check(lives(new Wrong()), { seed: 5, numRuns: 300 });
      expect(found.failed).toBe(true);
      const [commands] = found.counterexample ?? [[]];
      // What a person has to read.
      const printed = fc.stringify(commands);
      expect(printed.trim().split("\n").length).toBeLessThanOrEqual(4);
      const replayPath = /replayPath="([^"]*)"/.exec(printed)?.[1];
      if (replayPath === undefined) throw new Error(`nothing to replay: ${printed}`);
      const again = await fc.check(lives(new Wrong(), { replayPath }), {
        seed: found.seed,
        path: found.counterexamplePath ?? "",
        endOnFailure: true,
      });
      expect(again.failed).toBe(true);
      expect(again.numRuns).toBe(1);
      expect(String(again.errorInstance)).toBe(String(found.errorInstance));
    },
  );
});
