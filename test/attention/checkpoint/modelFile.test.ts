import {
  decodeModel,
  decodeSafetensors,
  encodeModel,
  encodeSafetensors,
  predictBeam,
  predictGreedy,
  UserError,
  type Safetensors,
  type Seq2seqConfig,
} from "@heed/attention";
import { disposeTree } from "@heed/autograd";
import { reference } from "@heed/tensor";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { backends } from "../../support/backends.js";
import { runs } from "../../support/runs.js";
import { readTree } from "../model/numbersOf.js";
import { newModel, pairs } from "../training/reversal.js";

const file = "runs/x/model.safetensors";

describe.each(backends)("on $name", (backend) => {
  test("a model that was saved and opened again is the same, bit by bit, and says the same", async () => {
    const model = newModel(backend, { layers: 2 });
    const bytes = await encodeModel(model);
    const opened = decodeModel(bytes, file, backend);
    expect(await readTree(opened.parameters)).toEqual(await readTree(model.parameters));
    const { config, tokens } = model;
    expect(opened).toMatchObject({ config, tokens });
    expect(await encodeModel(opened)).toEqual(bytes);
    const sources = pairs.slice(0, 5).map(({ source }) => source);
    const greedy = { inspect: "weights" } as const;
    const beam = { width: 3, inspect: "weights" } as const;
    expect(await predictGreedy(opened, sources, greedy)).toEqual(
      await predictGreedy(model, sources, greedy),
    );
    expect(await predictBeam(opened, sources, beam)).toEqual(
      await predictBeam(model, sources, beam),
    );
    disposeTree([model.parameters, opened.parameters]);
  });
});

/** A saved model, taken apart, changed and put together again. */
async function tampered(change: (file: Safetensors) => Safetensors): Promise<Uint8Array> {
  const model = newModel(reference);
  const bytes = await encodeModel(model);
  disposeTree(model.parameters);
  return encodeSafetensors(change(decodeSafetensors(bytes, file)));
}

/** What a model's file says of itself, as far as it is changed here. */
interface Description {
  readonly config: Seq2seqConfig;
  readonly targetVocabulary: { readonly tokens: readonly string[] };
}

/** The same with another description. */
function redescribed(change: (description: Description) => unknown): Promise<Uint8Array> {
  return tampered(({ tensors, metadata }) => {
    const description = JSON.parse(metadata.heed) as Description;
    return { tensors, metadata: { heed: JSON.stringify(change(description)) } };
  });
}

/** The one line that opening these bytes ends with; nothing stays alive. */
function refusal(bytes: Uint8Array): string {
  const before = { ...reference.live };
  try {
    decodeModel(bytes, file, reference);
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    expect({ ...reference.live }).toEqual(before);
    return (error as UserError).message;
  }
  throw new Error("the file was opened");
}

const damages: readonly (readonly [
  what: string,
  bytes: () => Promise<Uint8Array>,
  says: string,
])[] = [
  [
    "of another program",
    () => tampered(({ tensors }) => ({ tensors, metadata: {} })),
    "this is a .safetensors file of something else",
  ],
  [
    "whose description is no JSON",
    () => tampered(({ tensors }) => ({ tensors, metadata: { heed: "{" } })),
    "its description is not JSON",
  ],
  [
    "of a later format",
    () => redescribed((description) => ({ ...description, format: 2 })),
    "its description does not fit: format: ",
  ],
  [
    "with a cell that is not in the list",
    () => redescribed((d) => ({ ...d, config: { ...d.config, cell: "lstm9" } })),
    "its description does not fit: config.cell: ",
  ],
  [
    "without a tensor",
    () =>
      tampered(({ tensors: { "decoder.output.bias": _, ...tensors }, metadata }) => ({
        tensors,
        metadata,
      })),
    "the tensor decoder.output.bias is missing",
  ],
  [
    "with a tensor of another shape",
    () => redescribed((d) => ({ ...d, config: { ...d.config, hidden: 9 } })),
    "decoder.start.layers.0.weight is float32 (8, 8), not float32 (8, 9)",
  ],
  [
    "with a tensor of another type",
    () =>
      tampered(({ tensors, metadata }) => ({
        tensors: {
          ...tensors,
          sourceEmbedding: {
            dtype: "float64",
            shape: tensors.sourceEmbedding.shape,
            data: Float64Array.from(tensors.sourceEmbedding.data),
          },
        },
        metadata,
      })),
    "sourceEmbedding is float64 (8, 6), not float32 (8, 6)",
  ],
  [
    "that has fewer words than rows of an embedding",
    () =>
      redescribed(({ targetVocabulary: { tokens, ...rest }, ...others }) => ({
        ...others,
        targetVocabulary: { ...rest, tokens: tokens.slice(1) },
      })),
    "its target vocabulary has 7 tokens, its configuration 8",
  ],
  [
    "whose parts do not go together",
    () =>
      redescribed(({ config, ...others }) => ({
        ...others,
        config: { ...config, readout: "linear", tied: true },
      })),
    "the readout linear makes features that are not as wide as an embedding",
  ],
];

test.each(damages)("a file %s is refused in one line that says so", async (_, bytes, says) => {
  const message = refusal(await bytes());
  expect(message).toContain(`${file}: ${says}`);
  expect(message).toMatch(/\)$/);
  expect(message).not.toContain("\n");
});

test("whatever happens to a file, it opens as a model or is refused as a user's error", async () => {
  const model = newModel(reference);
  const whole = await encodeModel(model);
  disposeTree(model.parameters);
  const before = { ...reference.live };
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.nat(255), fc.boolean(), (at, byte, isCut) => {
      const bytes = isCut ? whole.slice(0, at) : whole.with(at, byte);
      try {
        disposeTree(decodeModel(bytes, file, reference).parameters);
      } catch (error) {
        expect(error).toBeInstanceOf(UserError);
      }
      expect({ ...reference.live }).toEqual(before);
    }),
    runs(200),
  );
});
