/**
 * @file Which kernels an operator launches, and how, found by asking it: its forward runs on samples
 * of its own, with a launcher that takes notes and computes nothing.
 */
import {
  Random,
  reference,
  scope,
  zeros,
  type AnyOperator,
  type Draw,
  type Kernel,
  type Launch,
  type Shape,
} from "@heed/tensor";

/** An operator may choose kernels by shape or attributes; so many samples show all it has. */
const SAMPLES = 200;

/** Longer than a row or a list that is done in one launch. */
const LONG = 300;

/** A kernel with what it is compiled for. */
export interface KernelLaunch {
  readonly kernel: Kernel;
  readonly grid: Shape;
  readonly constants: Readonly<Record<string, number>>;
  /** Which of its arguments are numbers; the others are tensors. */
  readonly isNumber: readonly boolean[];
}

/** The first launch of each kernel of an operator, in their order. */
export function launchesOf(operator: AnyOperator): KernelLaunch[] {
  const seen = new Map<string, KernelLaunch>();
  const launch: Launch = (kernel, grid, constants, ...args) => {
    if (!seen.has(kernel.name)) {
      const isNumber = args.map((arg) => typeof arg === "number");
      seen.set(kernel.name, { kernel, grid, constants, isNumber });
    }
    const last = grid.length - 1;
    const cells = grid.map((extent, d) => (d === last ? extent * kernel.width : extent));
    return zeros(cells, { backend: reference });
  };
  const draw = drawsFrom(new Random(1));
  for (let i = 0; i < SAMPLES && operator.forward !== undefined; i++) {
    const { inputs, attributes = {} } = operator.sample(draw);
    scope(() => {
      const operands = inputs.map(({ shape, domain }) => {
        const integers = domain === "mask" || typeof domain === "object";
        return zeros(shape, { backend: reference, dtype: integers ? "int32" : "float32" });
      });
      operator.forward?.(launch, operands, attributes);
    });
  }
  return [...seen.values()];
}

/** Choices for an operator's sample; small sizes, none of them 0, and now and then a long one. */
function drawsFrom(random: Random): Draw {
  const shape = (minRank: number, maxRank: number): number[] => {
    const long = random.integer(0, 9);
    return Array.from({ length: random.integer(minRank, maxRank) }, (_, d) =>
      d === long ? LONG : random.integer(1, 4),
    );
  };
  return {
    integer: (low, high) => random.integer(low, high),
    shape,
    pick: (choices) => choices[random.integer(0, choices.length - 1)],
    broadcastable: (target) => target.map((extent) => (random.integer(0, 1) === 0 ? 1 : extent)),
  };
}
