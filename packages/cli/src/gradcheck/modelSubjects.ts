/**
 * @file Whole models: the loss of a small one by all its weights, under teacher forcing, with
 * everything in it that can be.
 */
import { loss, plainObjective, special, type Seq2seqParameters } from "@heed/attention";
import { Random } from "@heed/tensor";
import { exact } from "./numbers.js";
import {
  batchOfSentences,
  combinations,
  drawParameters,
  sizes,
  variations,
  type Sentence,
  type TitledConfig,
  type Variation,
} from "./smallModels.js";
import type { Case, Kind, Subject } from "./subject.js";

/** Parts with rows of their own: nothing less than a model shows what they do. */
const ownKinds = ["start", "order", "readout"] as const satisfies readonly Kind[];

export const modelSubjects: readonly Subject[] = [
  ...ownKinds.flatMap((kind) =>
    variations.filter(({ part }) => part === kind).map((chosen) => subjectOf(kind, chosen)),
  ),
  ...variations
    .filter(({ part }) => !ownKinds.some((kind) => kind === part))
    .map((chosen) => subjectOf("model", chosen)),
  {
    kind: "model",
    name: "any",
    cases: 4,
    draw: (seed) => {
      const random = new Random(seed);
      return drawCase(combinations[random.integer(0, combinations.length - 1)], random);
    },
  },
];

function subjectOf(kind: Kind, { part, value, config }: Variation): Subject {
  return {
    kind,
    name: kind === part ? String(value) : `${part}=${String(value)}`,
    also: typeof value === "string" ? [part, value] : [part],
    cases: 1,
    draw: (seed) => drawCase(config, new Random(seed)),
  };
}

function drawCase(config: TitledConfig, random: Random): Case<Seq2seqParameters> {
  const batch = batchOfSentences(Array.from({ length: 2 }, () => drawSentence(random)));
  const coverage = config.coverage ? 0.5 : 0;
  const objective = { ...plainObjective, labelSmoothing: 0.1, coverage };
  return {
    compute: (parameters) => loss(config, parameters, batch, objective),
    inputs: drawParameters(config, random.integer(0, 2 ** 31 - 1), exact),
  };
}

function drawSentence(random: Random): Sentence {
  const ids = (vocabulary: number, length: number): number[] =>
    Array.from({ length }, () => random.integer(special.unknown, vocabulary - 1));
  return {
    source: ids(sizes.sourceVocabulary, random.integer(1, sizes.longestSource)),
    target: ids(sizes.targetVocabulary, random.integer(0, sizes.longestTarget)),
  };
}
