/**
 * @file A model on a backend of ours, made ready to be asked.
 */
import { readFile } from "node:fs/promises";
import { beamSearch, decodeModel, greedy, padIds } from "@heed/attention";
import { disposeTree } from "@heed/autograd";
import { ranFor, type OpenBackend } from "../../contender/backend.js";
import type { Ready } from "../../contender/ready.js";
import { batchesOf, checkOf, type DecodeWorkload } from "./decodeWorkload.js";

export async function prepareDecode(
  workload: DecodeWorkload,
  { backend, threads, openMs }: OpenBackend,
): Promise<Ready> {
  const { model: file, width, maxLength, checked } = workload;
  const { config, parameters } = decodeModel(await readFile(file), file, backend);
  const batches = batchesOf(workload);
  const decode = async (
    sources: readonly (readonly number[])[],
  ): Promise<(readonly number[])[]> => {
    const source = padIds(sources);
    if (width === 1) {
      return (await greedy(config, parameters, source, { maxLength })).map(({ ids }) => ids);
    }
    const found = await beamSearch(config, parameters, source, { width, maxLength });
    return found.map(([best]) => best.ids);
  };
  let turn = 0;
  return {
    ran: () => ranFor(parameters.sourceEmbedding.value),
    threads,
    compileMs: openMs,
    run: async () => {
      await decode(batches[turn++ % batches.length]);
    },
    eachRun: true,
    async check() {
      const answers: (readonly number[])[] = [];
      for (let i = 0; answers.length < checked; i++) answers.push(...(await decode(batches[i])));
      return checkOf(answers.slice(0, checked));
    },
    release: () => disposeTree(parameters),
  };
}
