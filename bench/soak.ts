/**
 * @file `node bench/dist/soak.js [--backend simd] [--updates 1000]`: whether memory stays flat.
 * Trains a small model to reverse lists, decodes a few of them now and then, and prints what is
 * alive: storages and their bytes on the backend, and the resident memory of the whole process.
 */
import {
  createModel,
  encodePairs,
  predictBeam,
  predictGreedy,
  tasks,
  Trainer,
  usualTraining,
} from "@heed/attention";
import { createSimd, Random, reference } from "@heed/tensor";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: {
    backend: { type: "string", default: "simd" },
    updates: { type: "string", default: "1000" },
  },
});
const backend = values.backend === "reference" ? reference : createSimd();
const updates = Number(values.updates);

const [reverse] = tasks.filter(({ name }) => name === "reverse");
const pairs = reverse.generate(42).train.slice(0, 5000);
const choice = {
  cell: "gru",
  attention: "additive",
  embedding: 32,
  hidden: 64,
  alignment: 64,
  layers: 1,
} as const;
const tokens = { source: "words", target: "words" } as const;
const model = createModel(choice, pairs, tokens, { backend, random: new Random(1) });
const { config, sourceVocabulary, targetVocabulary, parameters } = model;
const encoded = encodePairs(pairs, sourceVocabulary, targetVocabulary);
const options = { ...usualTraining, batchSize: 32 };
const trainer = new Trainer(config, encoded, options, parameters);
const sources = pairs.slice(0, 8).map(({ source }) => source);

console.log(`${backend.name}, batches of ${options.batchSize}`);
console.log("updates  storages  live MB  resident MB  loss");
const start = performance.now();
for (let update = 1; update <= updates; update++) {
  const { loss } = await trainer.update(update / updates);
  if (update % 50 === 0) {
    const now = { ...model, parameters: trainer.parameters };
    await predictGreedy(now, sources);
    await predictBeam(now, sources, { width: 4 });
  }
  if (Number.isInteger(Math.log10(update)) || update === updates) report(update, loss);
}
trainer.dispose();
const seconds = (performance.now() - start) / 1000;
console.log(`freed: ${backend.live.storages} storages live; ${seconds.toFixed(1)} s`);

function report(update: number, loss: number): void {
  const { storages, bytes } = backend.live;
  const row = [update, storages, mega(bytes), mega(process.memoryUsage().rss), loss.toFixed(3)];
  console.log(row.map((cell, i) => String(cell).padStart([7, 8, 7, 11, 5][i])).join("  "));
}

function mega(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(2);
}
