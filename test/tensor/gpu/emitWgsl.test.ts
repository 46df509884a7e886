/**
 * @file WGSL written without a device is that which a device is given.
 */
import { ones, ops, scope, type Operand } from "@heed/tensor";
import { emitWgsl } from "@heed/tensor/gpu";
import { afterAll, expect, test } from "vitest";
import { notRun } from "../../support/browser.js";
import { devices } from "../../support/devices.js";

const [{ backend, why }] = devices;
afterAll(() => backend?.close());

/** Of kernels one and four wide, with functions, numbers among their arguments, and stages. */
const calculations: Readonly<Record<string, (x: Operand) => Operand>> = {
  "a matrix product": (x) => ops.matmul(x, ops.transpose(x)),
  "attention weights": (x) => ops.softmax(ops.tanh(x)),
  "a mean over many": (x) => ops.mean(ops.mul(x, 0.5)),
};

test.skipIf(backend === undefined).each(Object.entries(calculations))(
  `the kernels of %s are translated alike with a device and without${notRun(why)}`,
  async (_, calculate) => {
    if (backend === undefined) return;
    const translated: string[] = [];
    const launch = backend.launch.bind(backend);
    backend.launch = (kernel, grid, constants, args, dtype) => {
      const isNumber = args.map((arg) => typeof arg === "number");
      translated.push(emitWgsl(kernel, grid, constants, isNumber));
      return launch(kernel, grid, constants, args, dtype);
    };
    const x = ones([4, 300], { backend });
    const result = scope(() => calculate(x).value);
    await result.data();
    const compiled = backend.kernelTexts().map(({ emitted }) => emitted);
    expect(translated.length).toBeGreaterThan(0);
    for (const text of translated) expect(compiled).toContain(text);
    result.dispose();
    x.dispose();
  },
);
