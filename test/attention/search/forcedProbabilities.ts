/**
 * @file What a model thinks of targets that it is told under teacher forcing: what it must think of
 * them when a search finds them.
 */
import { forced, type Seq2seqConfig, type Seq2seqParameters } from "@heed/attention";
import { ops } from "@heed/tensor";
import { numbersOf } from "../model/numbersOf.js";
import { batchOfSentences, type Sentence } from "../model/smallModels.js";

/** log p(target | source) of each, the end included where it ended. */
export async function forcedProbabilities(
  config: Seq2seqConfig,
  p: Seq2seqParameters,
  told: readonly (Sentence & { readonly ended: boolean })[],
): Promise<number[]> {
  const batch = batchOfSentences(told);
  const { ids, shape } = batch.decoderTarget;
  const V = config.targetVocabulary;
  // Not the loss, which ignores padding: a model that was never trained may say even that.
  const { logProbabilities } = await numbersOf(() => ({
    logProbabilities: ops.logSoftmax(forced(config, p, batch).logits),
  }));
  return told.map(({ target, ended }, b) => {
    let total = 0;
    for (let t = 0; t < target.length + Number(ended); t++) {
      const at = b * shape[1] + t;
      total += logProbabilities[at * V + ids[at]];
    }
    return total;
  });
}
