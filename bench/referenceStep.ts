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
  attentions,
  cells,
  choose,
  clipFactor,
  encode,
  initLinear,
  initSeq2seq,
  linear,
  optimize,
  optimizers,
  teacherForcing,
  zeroSlots,
  type Seq2seqConfig,
  type Seq2seqParameters,
} from "@heed/attention";
import { disposeTree, leavesOf, valueAndGrad } from "@heed/autograd";
import { ops, Random, scope, Tensor, type Backend, type Operand } from "@heed/tensor";

const [V, E, H, A, B, S, T] = [64, 128, 256, 256, 64, 16, 16];

const config: Seq2seqConfig = {
  cell: "gru",
  attention: "additive",
  embedding: E,
  hidden: H,
  alignment: A,
  layers: 1,
  sourceVocabulary: V,
  targetVocabulary: V,
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

/** A training step that can be run again and again; each call returns the loss before it. */
export function referenceStep(backend: Backend): { step: () => number; parameters: number } {
  const random = new Random(1);
  const init = { backend, random, dtype: "float32" } as const;
  const ids = (rows: number, columns: number): Tensor => {
    const drawn = Int32Array.from({ length: rows * columns }, () => random.integer(0, V - 1));
    return new Tensor(backend.allocate("int32", drawn.length, drawn), [rows, columns]);
  };
  const [source, previous, targets] = [ids(B, S), ids(B, T), ids(B, T)];
  const initial = initSeq2seq(config, init);
  const parameters: Seq2seqParameters = {
    ...initial,
    // Both directions make s_0 here, as in the peers that this is compared with.
    decoder: { ...initial.decoder, start: [initLinear(2 * H, H, init)] },
  };
  const adam = choose(optimizers, "adam");
  let state = { parameters, slots: zeroSlots(optimizers.adam, parameters) };
  let updates = 0;

  const objective = valueAndGrad((p: Seq2seqParameters): Operand => {
    const words = { table: p.sourceEmbedding, ids: source };
    const encoding = encode(cells.gru, p.encoder, words);
    const first = ops.squeeze(ops.slice(encoding.states, { axis: 1, start: 0, end: 1 }), {
      axis: 1,
    });
    const start = [ops.tanh(linear(p.decoder.start[0], first))];
    const attention = attentions.additive;
    const memory = attention.prepare(p.decoder.attention, encoding, undefined);
    const fed = { table: p.targetEmbedding, ids: previous };
    const parts = { cell: cells.gru, attention };
    const { logits } = teacherForcing(parts, p.decoder, fed, start, memory);
    return ops.mean(ops.crossEntropy(logits, targets));
  });

  return {
    step: () => {
      const before = state;
      const { loss, next } = scope(() => {
        const { value, gradient } = objective(before.parameters);
        const facts = { learningRate: 1e-3, step: ++updates, clip: clipFactor(gradient, 1) };
        const after = optimize(adam, before, gradient, facts);
        return { loss: value.value.item(), next: after };
      });
      state = next;
      disposeTree(before);
      return loss;
    },
    parameters: leavesOf(parameters).reduce((total, { operand }) => total + operand.value.size, 0),
  };
}
