/**
 * @file The reference step: one update of a recurrent attention model, the same for every contender.
 *
 * One bidirectional GRU layer of H units a direction; s_0 = tanh(W h_1 + b) from both directions;
 * additive score of size A; GRU decoder of H units in Bahdanau's order, teacher forcing; linear
 * readout of [E y; s; c]; mean cross-entropy over B·T, backward, clipping at norm 1, Adam at 1e-3.
 * Everything float32; with H = 256 it has 1,684,800 parameters and takes about 9.49 GFLOP.
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
  type Seq2seqConfig,
  type Seq2seqParameters,
  type Start,
} from "@heed/attention";
import { disposeTree, leavesOf, vjp } from "@heed/autograd";
import { full, ones, ops, Random, scope, Tensor, type Backend, type Operand } from "@heed/tensor";
import { stepSizes, type StepSizes } from "./stepSizes.js";

/** A training step that is timed. */
export interface Workload {
  readonly name: string;
  /** Number of parameters. */
  readonly parameters: number;
  /** One update; gives the loss before it. */
  readonly step: () => Promise<number>;
}

/** The parts of a step, in their order. */
export type StepPhase = "forward" | "derivative" | "update";

/** Carries out a part of a step: for who wants to know which one runs. */
export type RunPhase = <R>(phase: StepPhase, run: () => R) => R;

export interface ReferenceStep extends Workload {
  readonly step: (runPhase?: RunPhase) => Promise<number>;
  /** Some tensor of the last step's. */
  readonly sample: () => Tensor;
  readonly dispose: () => void;
}

/** What every contender begins with: weights from one seed, and one batch of token ids. */
export interface StepStart {
  readonly parameters: Seq2seqParameters;
  /** (B, S) */
  readonly source: Tensor;
  /** What the decoder reads: (B, T). */
  readonly previous: Tensor;
  /** What it should say: (B, T). */
  readonly targets: Tensor;
}

const learningRate = 1e-3;
const longestGradient = 1;

export function stepStart(backend: Backend, sizes: StepSizes): StepStart {
  const { V, H, B, S, T } = sizes;
  const random = new Random(1);
  const init = { backend, random, dtype: "float32" } as const;
  const ids = (rows: number, columns: number): Tensor => {
    const drawn = Int32Array.from({ length: rows * columns }, () => random.integer(0, V - 1));
    return new Tensor(backend.allocate("int32", drawn.length, drawn), [rows, columns]);
  };
  const [source, previous, targets] = [ids(B, S), ids(B, T), ids(B, T)];
  const initial = initSeq2seq(configOf(sizes), init);
  disposeTree(initial.decoder.start);
  const decoder = { ...initial.decoder, start: initLinear(2 * H, H, init) };
  return { parameters: { ...initial, decoder }, source, previous, targets };
}

/** A training step that can be run again and again; each call gives the loss before it. */
export function referenceStep(backend: Backend, sizes: StepSizes = stepSizes()): ReferenceStep {
  const { B, S } = sizes;
  const { parameters, source, previous, targets } = stepStart(backend, sizes);
  const parts = { ...partsOf(configOf(sizes)), start: fromFirstWord as Start };
  const adam = choose(optimizers, "adam");
  let state = { parameters, slots: zeroSlots(optimizers.adam, parameters) };
  let updates = 0;

  const objective = vjp((p: Seq2seqParameters): Operand => {
    const words = { table: p.sourceEmbedding, ids: source };
    const lengths = full([B, 1, 1], S, { backend });
    const encoding = encode({ cell: cells.gru, residual: false }, p.encoder, { words, lengths });
    const decoder = new Decoder(parts, p.decoder, p.targetEmbedding);
    const memory = { attention: parts.attention.prepare(p.decoder.attention, encoding) };
    const { logits } = teacherForcing(decoder, previous, decoder.begin(encoding), memory);
    return ops.mean(ops.crossEntropy(logits, targets));
  });

  return {
    name: "reference step",
    step: async (runPhase = (_, run) => run()) => {
      const before = state;
      const { loss, next } = scope(() => {
        const { value, pullback } = runPhase("forward", () => objective(before.parameters));
        const gradient = runPhase("derivative", () => pullback(ones([], { backend })));
        const after = runPhase("update", () => {
          const clip = clipFactor(gradient, longestGradient);
          return optimize(adam, before, gradient, { learningRate, step: ++updates, clip });
        });
        return { loss: value.value, next: after };
      });
      state = next;
      disposeTree(before);
      const [nats] = await loss.data();
      loss.dispose();
      return nats;
    },
    parameters: leavesOf(parameters).reduce((total, { operand }) => total + operand.value.size, 0),
    sample: () => state.parameters.sourceEmbedding.value,
    dispose: () => disposeTree([state, source, previous, targets]),
  };
}

function configOf({ V, E, H, A, S, T }: StepSizes): Seq2seqConfig {
  return completeConfig(
    { embedding: E, hidden: H, alignment: A },
    { longestSource: S, longestTarget: T, sourceVocabulary: V, targetVocabulary: V },
  );
}

/** Both directions at the first word make s_0, as in the peers that this is compared with. */
const fromFirstWord: Start<LinearParameters> = {
  about: "From the encoder's state at the first word.",
  formula: "s_0 = tanh(W h_1 + b)",
  from: "the workload",
  needs: "nothing",
  init: (_, { states, hidden }, init) => initLinear(states, hidden, init),
  states: (p, { encoding: { states } }) => {
    const [first] = ops.split(states, { axis: 1, sizes: [1, states.shape[1] - 1] });
    return [{ h: ops.tanh(linear(p, ops.squeeze(first, { axis: 1 }))) }];
  },
};
