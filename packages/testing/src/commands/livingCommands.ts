/**
 * @file Commands about who is alive: freeing, keeping, scopes, reading, and use after the end.
 */
import { Variable } from "@heed/autograd";
import { DisposedError, keep, ops, type Operand, type Tensor } from "@heed/tensor";
import fc from "fast-check";
import { expectRefusal } from "./refusal.js";
import { pick, tensorCommand, type TensorCommand } from "./tensorCommand.js";
import { elementsOf } from "./tensorModel.js";

/** Which of the tensors. */
const which = fc.nat({ max: 99 });

/** Scopes in scopes: this deep is deep enough. */
const mostScopes = 3;

/** Freeing a tensor, which may be freed already: then nothing happens. */
export const dispose: fc.Arbitrary<TensorCommand> = which.map((n) =>
  tensorCommand((model) => {
    const x = pick(model.tensors, n);
    return (
      x && {
        line: `${model.nameOf(x)}.dispose();`,
        run: (pool) => {
          model.dispose(x);
          pool.tensorOf(model, x).dispose();
        },
      }
    );
  }),
);

/** Keeping a tensor from all scopes. */
export const hold: fc.Arbitrary<TensorCommand> = which.map((n) =>
  tensorCommand((model) => {
    const x = pick(model.alive, n);
    return (
      x && {
        line: `keep(${model.nameOf(x)});`,
        run: (pool) => {
          model.keep(x);
          keep(pool.tensorOf(model, x));
        },
      }
    );
  }),
);

/** Reading a tensor: what others did in the meantime has not changed it. */
export const read: fc.Arbitrary<TensorCommand> = which.map((n) =>
  tensorCommand((model) => {
    const x = pick(model.alive, n);
    return (
      x && {
        line: `await ${model.nameOf(x)}.data();`,
        run: (pool) => pool.read(model.nameOf(x), elementsOf(x), pool.tensorOf(model, x)),
      }
    );
  }),
);

/** What can be tried with a freed tensor. */
const uses: Readonly<Record<string, (x: Tensor) => unknown>> = {
  "$.storage": (x) => x.storage,
  "$.dataSync()": (x) => x.dataSync(),
  "$.view($.shape, $.strides)": (x) => x.view(x.shape, x.strides),
  "ops.contiguous($)": (x) => ops.contiguous(x),
  "ops.stack([$, $], { axis: 0 })": (x) => ops.stack([x, x], { axis: 0 }),
  "ops.contiguous(new Variable($))": (x) => ops.contiguous<Operand>(new Variable(x)),
};

/** Using a freed tensor. */
export const misuse: fc.Arbitrary<TensorCommand> = fc
  .record({ x: which, use: fc.constantFrom(...Object.keys(uses)) })
  .map(({ x: n, use }) =>
    tensorCommand((model) => {
      const x = pick(model.freed, n);
      if (x === undefined) return undefined;
      const text = use.replaceAll("$", model.nameOf(x));
      return {
        line: `expect(() => ${text}).toThrow(DisposedError);`,
        run: (pool) => expectRefusal(text, DisposedError, () => uses[use](pool.tensorOf(model, x))),
      };
    }),
  );

/** A new scope, inside those that are open. */
export const enter: fc.Arbitrary<TensorCommand> = fc.constant(null).map(() =>
  tensorCommand((model) =>
    model.depth >= mostScopes
      ? undefined
      : {
          line: "scope(() => {",
          run: (pool) => {
            model.enter();
            pool.entering = true;
          },
        },
  ),
);

/** Ways to return tensors, in which a scope must find them. */
const returns: Readonly<Record<string, (tensors: Tensor[]) => unknown>> = {
  "[$]": (tensors) => tensors,
  "{ all: [$], n: 1 }": (all) => ({ all, n: 1 }),
  "[$].map((value) => new Variable(value))": (tensors) =>
    tensors.map((value) => new Variable(value)),
};

/** The end of the innermost scope, which returns some of what is alive, wherever it was made. */
export const leave: fc.Arbitrary<TensorCommand> = fc
  .record({
    returned: fc.array(fc.boolean(), { maxLength: 8 }),
    as: fc.constantFrom(...Object.keys(returns)),
  })
  .map(({ returned, as }) =>
    tensorCommand((model) => {
      if (model.depth === 0) return undefined;
      const kept = model.alive.filter((_, i) => returned[i]);
      const names = kept.map((x) => model.nameOf(x)).join(", ");
      return {
        line: `return ${as.replace("$", names)}; });`,
        run: (pool) => {
          const tensors = kept.map((x) => pool.tensorOf(model, x));
          model.leave(kept);
          pool.exit = { returned: returns[as](tensors), fails: false };
        },
      };
    }),
  );

/** The end of the innermost scope by an error. */
export const fail: fc.Arbitrary<TensorCommand> = fc.constant(null).map(() =>
  tensorCommand((model) =>
    model.depth === 0
      ? undefined
      : {
          line: 'throw new Error("of the body"); });',
          run: (pool) => {
            model.leave([]);
            pool.exit = { fails: true };
          },
        },
  ),
);
