/**
 * @file The reference step: one workload for every comparison of training speed.
 *
 * Vocabularies of 64, embedding 128, batch 64, source and target of 16 tokens without padding; one
 * bidirectional GRU layer of 256 units a direction; s_0 = tanh(W h_1 + b) from both directions;
 * additive score of size 256; GRU decoder of 256 units in Bahdanau's order, teacher forcing;
 * linear readout of [E y; s; c]; mean cross-entropy, backward, clipping at norm 1, Adam at 1e-3.
 * 1,684,800 parameters, float32, about 9.49 GFLOP a step.
 */
import {
  cells,
  choose,
  clipFactor,
  completeConfig,
  Decoder,
  encode,
  initLinear,
  initSeq2seq,
  linear,
  optimize,
  optimizers,
  partsOf,
  teacherForcing,
  zeroSlots,
  type LinearParameters,
  type Seq2seqParameters,
  type Start,
} from "@heed/attention";
import { disposeTree, leavesOf, valueAndGrad } from "@heed/autograd";
import { full, ops, Random, scope, Tensor, type Backend, type Operand } from "@heed/tensor";

const [V, E, H, A, B, S, T] = [64, 128, 256, 256, 64, 16, 16];

const config = completeConfig(
  { embedding: E, hidden: H, alignment: A },
  { longestSource: S, longestTarget: T, sourceVocabulary: V, targetVocabulary: V },
);

/** A training step that is timed. */
export interface Workload {
  readonly name: string;
  /** Number of parameters. */
  readonly parameters: number;
  /** One update; gives the loss before it. */
  readonly step: () => Promise<number>;
}

/** Both directions at the first word make s_0, as in the peers that this is compared with. */
const firstState: Start<LinearParameters> = {
  about: "From the encoder's state at the first word.",
  formula: "s_0 = tanh(W h_1 + b)",
  from: "the workload",
  needs: "nothing",
  init: (_, { states, hidden }, init) => initLinear(states, hidden, init),
  states: (p, { encoding: { states } }) => {
    const [first] = ops.split(states, { axis: 1, sizes: [1, S - 1] });
    return [{ h: ops.tanh(linear(p, ops.squeeze(first, { axis: 1 }))) }];
  },
};

/**
 * Floating-point operations of a step: three times the forward products, each multiply-add
 * counted as two.
 */
export function stepFlops(): number {
  const encoder = 2 * S * B * 2 * 3 * H * (E + H);
  const keys = S * B * 2 * 2 * H * A;
  const stepDecoder = 2 * H * A + 2 * S * A + 2 * S * 2 * H + 2 * 3 * H * (E + 2 * H + H);
  const readout = T * B * 2 * (E + 3 * H) * V;
  return 3 * (encoder + keys + T * B * stepDecoder + readout);
}

/** A training step that can be run again and again; each call gives the loss before it. */
export function referenceStep(backend: Backend): Workload {
  const random = new Random(1);
  const init = { backend, random, dtype: "float32" } as const;
  const ids = (rows: number, columns: number): Tensor => {
    const drawn = Int32Array.from({ length: rows * columns }, () => random.integer(0, V - 1));
    return new Tensor(backend.allocate("int32", drawn.length, drawn), [rows, columns]);
  };
  const [source, previous, targets] = [ids(B, S), ids(B, T), ids(B, T)];
  const parts = { ...partsOf(config), start: firstState as Start };
  const initial = initSeq2seq(config, init);
  const parameters: Seq2seqParameters = {
    ...initial,
    decoder: { ...initial.decoder, start: initLinear(2 * H, H, init) },
  };
  const adam = choose(optimizers, "adam");
  let state = { parameters, slots: zeroSlots(optimizers.adam, parameters) };
  let updates = 0;

  const objective = valueAndGrad((p: Seq2seqParameters): Operand => {
    const words = { table: p.sourceEmbedding, ids: source };
    const lengths = full([B, 1, 1], S, { backend });
    const shape = { cell: cells.gru, residual: false };
    const encoding = encode(shape, p.encoder, { words, lengths });
    const decoder = new Decoder(parts, p.decoder, p.targetEmbedding);
    const memory = { attention: parts.attention.prepare(p.decoder.attention, encoding) };
    const { logits } = teacherForcing(decoder, previous, decoder.begin(encoding), memory);
    return ops.mean(ops.crossEntropy(logits, targets));
  });

  return {
    name: "reference step",
    step: async () => {
      const before = state;
      const { loss, next } = scope(() => {
        const { value, gradient } = objective(before.parameters);
        const facts = { learningRate: 1e-3, step: ++updates, clip: clipFactor(gradient, 1) };
        const after = optimize(adam, before, gradient, facts);
        return { loss: value.value, next: after };
      });
      state = next;
      disposeTree(before);
      const [nats] = await loss.data();
      loss.dispose();
      return nats;
    },
    parameters: leavesOf(parameters).reduce((total, { operand }) => total + operand.value.size, 0),
  };
}
