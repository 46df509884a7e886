/**
 * @file The command that goes backwards: gradients through chains of views, and who owns them.
 *
 * Views only move elements. With y = x[places], the gradient of Σ_k ⟨w_k, y_k⟩ by x is, at each
 * element, the sum of the weights of all places that show it.
 */
import { backpropagate, Variable } from "@heed/autograd";
import { isFloat, scope, tensor, type Operand } from "@heed/tensor";
import fc from "fast-check";
import { pick, tensorCommand, tensorText, type TensorCommand } from "./tensorCommand.js";
import { modelTensor, type ModelTensor } from "./tensorModel.js";
import { viewChoices, viewStep, type ViewChoice, type ViewStep } from "./viewStep.js";

/** One way from x to a result: views of views. */
interface Way {
  readonly steps: readonly ViewStep[];
  /** Which element of x each element shows. */
  readonly end: ModelTensor;
}

/** A gradient by a tensor along one way or two: it is read, freed, and nothing else is left. */
export const pullBack: fc.Arbitrary<TensorCommand> = fc
  .record({
    x: fc.nat({ max: 99 }),
    ways: fc.array(fc.array(viewChoices, { maxLength: 3 }), { minLength: 1, maxLength: 2 }),
  })
  .map(({ x: n, ways }) =>
    tensorCommand((model) => {
      const x = pick(
        model.alive.filter(({ storage }) => isFloat(storage.dtype)),
        n,
      );
      if (x === undefined) return undefined;
      const gone = ways.map((choices) => wayOf(choices, x));
      const weights = gone.map(({ end }) => end.places.map((_, i) => 1 + i));
      const gradient = new Array<number>(x.places.length).fill(0);
      gone.forEach(({ end }, k) =>
        end.places.forEach((place, i) => {
          gradient[place] += weights[k][i];
        }),
      );
      const name = model.nameOf(x);
      const { dtype } = x.storage;
      const ends = gone.map(({ steps }) => steps.reduce((text, step) => step.text(text), "x"));
      const cotangents = gone.map(({ end }, k) => tensorText(weights[k], dtype, end.shape));
      const call = `backpropagate([${ends.join(", ")}], [${cotangents.join(", ")}], [x])`;
      return {
        line: `scope(() => { const x = new Variable(${name}); ${call}; });`,
        run: (pool) => {
          const { backend } = pool;
          scope(() => {
            const variable = new Variable(pool.tensorOf(model, x));
            const outputs = gone.map(({ steps }) =>
              steps.reduce<Operand>((operand, step) => step.call(operand)[0], variable),
            );
            const cotangents = outputs.map(({ shape }, k) =>
              tensor(weights[k], { backend, dtype, shape }),
            );
            const before = pool.live;
            const [found] = backpropagate(outputs, cotangents, [variable]);
            if (found === undefined) throw new Error(`there is no gradient by ${name}`);
            if (pool.live.storages > before.storages + 1) {
              throw new Error(`beside the gradient by ${name}, storages are left`);
            }
            pool.read(`the gradient by ${name}`, gradient, found.value);
            found.value.dispose();
            if (pool.live.storages !== before.storages) {
              throw new Error(`the gradient by ${name} shares or loses a storage`);
            }
          });
        },
      };
    }),
  );

/** The views that can be taken, one after the other; of several results, the first goes on. */
function wayOf(choices: readonly ViewChoice[], x: ModelTensor): Way {
  const steps: ViewStep[] = [];
  let end = modelTensor(x.shape, [...x.places.keys()], x.storage.dtype);
  for (const choice of choices) {
    const step = viewStep(choice, end);
    const first = step?.model(end).at(0);
    if (step === undefined || first === undefined) continue;
    steps.push(step);
    // A copy shows the same elements of x.
    const numbers = first.storage === end.storage ? first.places : first.storage.numbers;
    end = { ...first, storage: end.storage, places: numbers };
  }
  return { steps, end };
}
