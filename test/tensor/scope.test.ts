/**
 * @file Who frees a tensor: `dispose`, `using`, `scope` and `keep`, by the count of live storages.
 */
import {
  DisposedError,
  keep,
  ops,
  reference as backend,
  scope,
  tensor,
  zeros,
  type Tensor,
} from "@heed/tensor";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runs } from "../support/runs.js";

const make = (): Tensor => zeros([2, 3], { backend });

let before = { ...backend.live };
beforeEach(() => {
  before = { ...backend.live };
});
// Whatever a test does, it must not leave anything alive.
afterEach(() => {
  expect(backend.live).toEqual(before);
});

describe("a scope", () => {
  test("frees what it made, but not what it returns", () => {
    const kept = scope(() => {
      const x = make();
      ops.exp(x);
      return ops.exp(ops.exp(x));
    });
    expect(backend.live.storages).toBe(before.storages + 1);
    expect(kept.isDisposed).toBe(false);
    kept.dispose();
  });

  test("finds returned tensors in arrays, in plain objects and in what wraps them as `value`", () => {
    const found = scope(() => ({ list: [make(), [make()]], wrapped: { value: make() }, n: 1 }));
    expect(backend.live.storages).toBe(before.storages + 3);
    scope(() => {
      const [a, [b]] = found.list as [Tensor, [Tensor]];
      for (const x of [a, b, found.wrapped.value]) x.dispose();
    });
  });

  test("frees what was made before an error, and lets the error through", () => {
    expect(() =>
      scope(() => {
        make();
        throw new RangeError("of the body");
      }),
    ).toThrow("of the body");
    expect(backend.live).toEqual(before);
  });

  test("leaves alone what was made outside it", () => {
    const x = make();
    scope(() => ops.neg(x)).dispose();
    expect(x.isDisposed).toBe(false);
    x.dispose();
  });

  test("refuses a body that waits, and frees what it made", () => {
    const body = async (): Promise<void> => {
      await make().data();
    };
    expect(() => scope(body)).toThrow(
      "scope: its function must not wait; got a promise (return the tensors and read them after the scope)",
    );
    expect(backend.live).toEqual(before);
  });

  test("hands what it returns to the scope around it", () => {
    scope(() => {
      const inner = scope(make);
      expect(inner.isDisposed).toBe(false);
    });
    expect(backend.live).toEqual(before);
  });

  test("does not free what is kept, however many scopes deep", () => {
    let kept: Tensor | undefined;
    scope(() => {
      scope(() => {
        kept = keep(make());
      });
    });
    expect(kept?.isDisposed).toBe(false);
    kept?.dispose();
  });

  test("may free early: disposing twice does nothing", () => {
    scope(() => {
      const x = make();
      scope(() => x.dispose());
      x.dispose();
    });
    expect(backend.live).toEqual(before);
  });
});

describe("storage", () => {
  test("is freed with the last tensor that looks at it, in whatever order they go", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }), (order) => {
        const x = make();
        const views = [x, ops.transpose(x), ops.flip(x, { axes: [0] }), ops.contiguous(x)];
        for (const [gone, i] of order.entries()) {
          expect(backend.live.storages).toBe(before.storages + 1);
          views[i].dispose();
          expect(backend.live.storages).toBe(before.storages + (gone === 3 ? 0 : 1));
        }
      }),
      runs(24),
    );
  });

  test("`using` frees at the end of the block", () => {
    {
      using x = make();
      expect(x.isDisposed).toBe(false);
      expect(backend.live.bytes).toBe(before.bytes + 24);
    }
    expect(backend.live).toEqual(before);
  });

  test("steps that do the same leave the same alive: 1,000 as many as 10", () => {
    using x = tensor([1, 2, 3], { backend });
    const step = () => scope(() => ops.sum(ops.mul(ops.exp(x), 2)).item());
    for (let i = 0; i < 10; i++) step();
    const after10 = { ...backend.live };
    for (let i = 0; i < 990; i++) step();
    expect(backend.live).toEqual(after10);
  });

  test("of a freed tensor cannot be reached, whoever asks", () => {
    const x = make();
    x.dispose();
    const uses = [() => x.dataSync(), () => ops.exp(x), () => ops.transpose(x), () => x.storage];
    for (const use of uses) expect(use).toThrow(DisposedError);
    expect(() => x.storage).toThrow(
      "tensor: a tensor must be alive to be used; got a freed tensor of shape (2, 3) " +
        "(return it from its scope to keep it)",
    );
  });
});

test("tensors come and go at random, scopes nest, and the count is always what a ledger says", () => {
  // Each step opens a scope, closes one, makes a tensor, takes a view or frees one.
  const program = fc.array(fc.tuple(fc.nat({ max: 4 }), fc.nat()), { maxLength: 40 });
  fc.assert(
    fc.property(program, (steps) => {
      const start = backend.live.storages;
      let at = 0;
      const run = (alive: Tensor[]): void => {
        for (; at < steps.length;) {
          const [kind, n] = steps[at++];
          const one = alive.length > 0 ? alive[n % alive.length] : undefined;
          if (kind === 0) alive.push(make());
          else if (kind === 1 && one) alive.push(ops.transpose(one));
          else if (kind === 2 && one) {
            one.dispose();
            alive.splice(alive.indexOf(one), 1);
          } else if (kind === 3) {
            // What the scope frees is gone; what was freed inside it is no longer alive either.
            scope(() => run([...alive]));
            alive.splice(0, alive.length, ...alive.filter((x) => !x.isDisposed));
          } else if (kind === 4) return;
          const storages = new Set(alive.map((x) => x.storage));
          expect(backend.live.storages - start).toBe(storages.size);
        }
      };
      scope(() => run([]));
      expect(backend.live.storages).toBe(start);
    }),
    runs(200),
  );
});
