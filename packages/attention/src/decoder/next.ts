/**
 * @file One step of free-running decoding, and what can be seen inside it.
 *
 * B batch, S source length, H state, M context, F features of the readout, V target vocabulary.
 */
import { ops, type Operand, type Tensor } from "@heed/tensor";
import type { CellState } from "../cells/cell.js";
import type { Decoder, DecoderMemory, DecoderState, DecoderStep, PreviousWord } from "./decoder.js";

export interface NextToken {
  /** log p(y_t | y_{<t}, x), (B, V) */
  readonly logProbabilities: Operand;
  readonly state: DecoderState;
  /** a_t, (B, S); absent without attention. */
  readonly weights?: Operand;
  /** Absent unless asked for. */
  readonly trace?: TracedStep;
}

/** Everything that happened in a step. What a model does not have is absent. */
export interface TracedStep {
  /** The decoder state that looked: (B, H). */
  readonly query: Operand;
  /** e_t before padding and window: (B, S). */
  readonly scores?: Operand;
  /** a_t: (B, S). */
  readonly weights?: Operand;
  /** c_t: (B, M). */
  readonly context?: Operand;
  /** Of each layer: its gates by their letters, and its state after, (B, H) each. */
  readonly layers: readonly {
    readonly gates: Readonly<Record<string, Operand>>;
    readonly state: CellState;
  }[];
  /** t̃_t: (B, F). */
  readonly features: Operand;
}

/** One step from the previous tokens, (B) int32, and the state before. */
export function next(
  decoder: Decoder,
  previous: Tensor,
  before: DecoderState,
  memory: DecoderMemory,
  { trace = false }: { readonly trace?: boolean } = {},
): NextToken {
  const [share] = decoder.shares(ops.unsqueeze(previous, { axis: 1 }));
  const word = { ids: previous, share };
  const gates: Readonly<Record<string, Operand>>[] = [];
  const { cell } = decoder.parts;
  const step = decoder.step(
    word,
    before,
    memory,
    trace
      ? (p, projected, state) => {
          gates.push(cell.gates(p, projected, state));
        }
      : undefined,
  );
  const weights = flat(step.glimpse.weights);
  return {
    logProbabilities: ops.logSoftmax(decoder.stepLogits(word, step, memory)),
    state: step.state,
    ...(weights && { weights }),
    ...(trace && { trace: traceOf(decoder, word, step, gates) }),
  };
}

/** Views of what a step made, so that they can be freed apart from its state. */
function traceOf(
  decoder: Decoder,
  word: PreviousWord,
  step: DecoderStep,
  gates: TracedStep["layers"][number]["gates"][],
): TracedStep {
  const { state, glimpse, query } = step;
  const [scores, weights, context] = [glimpse.scores, glimpse.weights, glimpse.contexts].map(flat);
  return {
    query: view(query),
    ...(scores && { scores }),
    ...(weights && { weights }),
    ...(context && { context }),
    layers: state.layers.map(({ h, c }, l) => ({
      gates: gates[l],
      state: { h: view(h), ...(c && { c: view(c) }) },
    })),
    features: view(decoder.stepFeatures(word, step)),
  };
}

/** (B, 1, width) as (B, width). */
function flat(x: Operand | undefined): Operand | undefined {
  return x && ops.squeeze(x, { axis: 1 });
}

function view(x: Operand): Operand {
  return ops.reshape(x, { shape: x.shape });
}
