/**
 * @file Every model of the lists is the same after it was saved and opened again.
 */
import {
  decodeModel,
  encodeModel,
  predictGreedy,
  Vocabulary,
  type Model,
  type Seq2seqConfig,
} from "@heed/attention";
import { disposeTree } from "@heed/autograd";
import { createSimd } from "@heed/tensor";
import { expect, test } from "vitest";
import {
  combinations,
  configurations,
  drawParameters,
} from "../../../packages/cli/src/gradcheck/smallModels.js";
import { readTree } from "../model/numbersOf.js";

const simd = createSimd();
const file = "runs/x/model.safetensors";

/** Words for a vocabulary of that size, the special ones included. */
function wordsFor(size: number): Vocabulary {
  return new Vocabulary(Array.from({ length: size - 4 }, (_, i) => `w${i}`));
}

function modelOf(config: Seq2seqConfig): Model {
  return {
    config,
    parameters: drawParameters(config, 5, { backend: simd, dtype: "float32" }),
    sourceVocabulary: wordsFor(config.sourceVocabulary),
    targetVocabulary: wordsFor(config.targetVocabulary),
    tokens: { source: "words", target: "words" },
  };
}

test.each([...configurations, ...combinations])(
  "a saved model has the same bits and says the same: $title",
  async (config) => {
    const model = modelOf(config);
    const bytes = await encodeModel(model);
    const opened = decodeModel(bytes, file, simd);
    expect(await readTree(opened.parameters)).toEqual(await readTree(model.parameters));
    expect(await encodeModel(opened)).toEqual(bytes);
    const sources = [["w0", "w1", "w2"], ["w3"]];
    const look = { inspect: "weights", maxLength: 4 } as const;
    expect(await predictGreedy(opened, sources, look)).toEqual(
      await predictGreedy(model, sources, look),
    );
    disposeTree([model.parameters, opened.parameters]);
  },
);
