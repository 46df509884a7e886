/**
 * @file A run in words.
 */
import { fixedContexts, parameterCount, type AttentionName, type Model } from "@heed/attention";
import { ops, scope } from "@heed/tensor";
import type { Run } from "./run.js";
import { describeLength } from "./runLength.js";

/** "additive attention", or "fixed context (cho)". */
export function attentionName(name: AttentionName): string {
  return isFixedContext(name) ? `fixed context (${name})` : `${name} attention`;
}

/** Whether a model of that name has one context for the whole source, and looks nowhere. */
export function isFixedContext(name: AttentionName): boolean {
  return Object.hasOwn(fixedContexts, name);
}

/** The model and what computes it: "additive attention over gru, 712,384 parameters (…)". */
export function describeModel(model: Model): string {
  const { attention, cell, layers, hidden, embedding, alignment } = model.config;
  const sizes = [
    `hidden ${hidden}`,
    `embedding ${embedding}`,
    ...(isFixedContext(attention) ? [] : [`alignment ${alignment}`]),
    `${layers} ${layers === 1 ? "layer" : "layers"}`,
  ];
  const count = parameterCount(model).toLocaleString("en");
  return `${attentionName(attention)} over ${cell}, ${count} parameters (${sizes.join(", ")}), on ${executionOf(model)}`;
}

/** What runs the model's operators, as told by a result: "simd (wasm-fma)". */
export function executionOf({ parameters }: Model): string {
  const { value } = parameters.sourceEmbedding;
  return scope(() => {
    const { backend, executor } = ops.sum(value).execution;
    return `${backend} (${executor})`;
  });
}

/** A run before it starts or goes on. */
export function describeRun(run: Run): string {
  const { data, record, progress } = run;
  const dev = data.dev.length > 0 ? `, ${data.dev.length.toLocaleString("en")} dev sources` : "";
  const done =
    progress.updates > 0 ? `, going on from update ${progress.updates.toLocaleString("en")}` : "";
  const { batch, accumulate, optimizer, learningRate, schedule } = record.options;
  const batches = accumulate === 1 ? `${batch}` : `${accumulate} × ${batch}`;
  return [
    `${run.folder}: ${describeModel(run.model)}`,
    `${data.train.length.toLocaleString("en")} training pairs${dev}; ` +
      `${describeLength(record.length)} in batches of ${batches}${done}`,
    `${optimizer} at ${learningRate}, schedule ${schedule}`,
  ].join("\n");
}
