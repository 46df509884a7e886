/**
 * @file A plugin for Vite (Rollup and Rolldown take it, too) that lets operators of your own be
 * minified. The operators of this package need nothing.
 *
 *   import { keepKernelText } from "@heed/tensor/vite";
 *   export default defineConfig({
 *     plugins: [keepKernelText()],
 *     worker: { format: "es", plugins: () => [keepKernelText()] },
 *   });
 *
 * It looks at modules that say `defineKernel` or `defineOp`. In these, every `function` expression,
 * and every declared function that says `this`, is taken for a kernel or for what one calls: keep both
 * in one module, and write all else there as arrows, methods or plain declarations.
 */
import { keepKernelTexts, type Parse } from "./kernelText.js";

/** What of Vite's own type is needed here: this package does not depend on Vite. */
export interface KernelTextPlugin {
  readonly name: string;
  readonly enforce: "post";
  readonly transform: {
    readonly filter: { readonly code: RegExp };
    handler(this: { readonly parse: Parse }, code: string): { code: string; map: null } | null;
  };
}

/** Keeps the text of kernels. A page's plugins do not see its Workers: name it for both. */
export function keepKernelText(): KernelTextPlugin {
  return {
    name: "heed:keep-kernel-text",
    // Behind the plugin that strips types.
    enforce: "post",
    transform: {
      filter: { code: /\bdefine(Kernel|Op)\b/ },
      handler(code) {
        const kept = keepKernelTexts(code, (text) => this.parse(text));
        // No line moves: positions that debuggers know stay as good as they were.
        return kept === code ? null : { code: kept, map: null };
      },
    },
  };
}
