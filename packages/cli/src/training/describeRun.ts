/**
 * @file A run in words.
 */
import {
  isFixedContext,
  parameterCount,
  usualParts,
  type AttentionName,
  type Model,
  type Seq2seqConfig,
} from "@heed/attention";
import { ops, scope } from "@heed/tensor";
import { counted } from "../counted.js";
import type { Run } from "./run.js";
import { describeLength } from "./runLength.js";

/** "additive attention", or "fixed context (cho)". */
export function attentionName(name: AttentionName): string {
  return isFixedContext(name) ? `fixed context (${name})` : `${name} attention`;
}

/** The model and what computes it: "additive attention over gru, 712,384 parameters (…)". */
export function describeModel(model: Model): string {
  const { attention, cell, layers, hidden, embedding, alignment } = model.config;
  const sizes = [
    `hidden ${hidden}`,
    `embedding ${embedding}`,
    ...(isFixedContext(attention) ? [] : [`alignment ${alignment}`]),
    counted(layers, "layer"),
    ...unusualParts(model.config),
  ];
  const count = parameterCount(model).toLocaleString("en");
  return `${attentionName(attention)} over ${cell}, ${count} parameters (${sizes.join(", ")}), on ${executionOf(model)}`;
}

/** The parts that are not as usual, but for those that are named first: "order luong". */
function unusualParts(config: Seq2seqConfig): string[] {
  const named = new Set<string>(["attention", "cell", "layers"]);
  const names = (Object.keys(usualParts) as (keyof typeof usualParts)[]).filter(
    (name) => !named.has(name) && config[name] !== usualParts[name],
  );
  return names.map((name) => nameWith(name, config[name]));
}

/** "heads 2", or "coverage" for what is there or not. */
function nameWith(name: string, value: string | number | boolean): string {
  return value === true ? name : `${name} ${value}`;
}

/** What runs the model's operators, as told by a result: "simd (wasm-fma)". */
function executionOf({ parameters }: Model): string {
  const { value } = parameters.sourceEmbedding;
  return scope(() => {
    const { backend, executor, renderer } = ops.sum(value).execution;
    return `${backend} (${[executor, ...(renderer === undefined ? [] : [renderer])].join(", ")})`;
  });
}

/** A run before it starts or goes on. */
export function describeRun(run: Run): string {
  const { data, record, progress } = run;
  const dev = data.dev.length > 0 ? `, ${counted(data.dev.length, "dev source")}` : "";
  const done =
    progress.updates > 0 ? `, going on from update ${progress.updates.toLocaleString("en")}` : "";
  const { batch, padToMultipleOf, accumulate, optimizer, learningRate, schedule } = record.options;
  const batches = accumulate === 1 ? `${batch}` : `${accumulate} × ${batch}`;
  const padding =
    padToMultipleOf === 1 ? "" : `, lengths rounded up to multiples of ${padToMultipleOf}`;
  return [
    `${run.folder}: ${describeModel(run.model)}`,
    `${counted(data.train.length, "training pair")}${dev}; ` +
      `${describeLength(record.length)} in batches of ${batches}${padding}${done}`,
    `${optimizer} at ${learningRate}, schedule ${schedule}`,
  ].join("\n");
}
