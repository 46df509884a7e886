/**
 * @file The shaders that gpu.js makes of an operator's kernels: the operator runs on its samples, and
 * the backend is asked what it compiled.
 */
import {
  applyEagerly,
  ops,
  scope,
  zeros,
  type AnyOperator,
  type Attributes,
  type Backend,
  type Launch,
  type Tensor,
} from "@heed/tensor";
import { openBackend } from "../backends.js";
import type { Listing } from "./explanation.js";
import { kernelsOf } from "./kernelsOf.js";

/** Languages of shaders, and the backend of this machine that speaks each. */
export const languages = { wgsl: "gpu-webgpu", glsl: "gpu-headlessgl" } as const;

export type Language = keyof typeof languages;

/**
 * Each kernel of an operator as a shader; none of an operator that launches none. Throws `UserError`
 * where the backend does not run.
 */
export async function emitted(operator: AnyOperator, language: Language): Promise<Listing[]> {
  const forward = operator.forward?.bind(operator);
  if (forward === undefined || kernelsOf(operator).length === 0) return [];
  const backend = await openBackend(languages[language]);
  const seen = new Set<string>();
  const kernels = kernelsOf({
    ...operator,
    forward(launch, inputs, attributes) {
      const before = seen.size;
      const noting: Launch = (kernel, ...rest) => {
        seen.add(kernel.name);
        return launch(kernel, ...rest);
      };
      const outputs = forward(noting, inputs, attributes);
      // Compiling takes a while: only samples that bring a new kernel run.
      if (seen.size > before) scope(() => run(operator, inputs, attributes, backend));
      return outputs;
    },
  });
  // Reading waits for all that was launched before.
  const last = zeros([1], { backend });
  await last.data();
  last.dispose();
  const texts = backend.kernelTexts();
  return kernels.map(({ name }) => {
    const text = texts.find((compiled) => compiled.name === name);
    if (text === undefined) throw new Error(`gpu.js has compiled no kernel ${name}`);
    return { title: `kernel ${name}, as gpu.js emits it`, code: text.emitted.trim() };
  });
}

/** Carries the operator out on a backend, on zeros of the same shapes. */
function run(
  operator: AnyOperator,
  inputs: readonly Tensor[],
  attributes: Attributes,
  backend: Backend,
): void {
  const same = inputs.map(({ shape, dtype }) => zeros(shape, { backend, dtype }));
  applyEagerly(operator, same, attributes, ops);
}
