/**
 * @file The frontier of a search: how far its beginnings have come, as the rows of one batch on the
 * backend. The sources are read once; the state is carried from step to step.
 *
 * B sources, N rows, S source length, V target vocabulary. There may be more rows than beginnings, so
 * that N is a multiple of something; nobody asks what becomes of those.
 */
import { disposeTree, mapTree } from "@heed/autograd";
import { ops, scope, Tensor, type Backend, type HostArray, type Operand } from "@heed/tensor";
import type { PaddedIds } from "../data/batch.js";
import { special } from "../data/vocabulary.js";
import type { Decoder } from "../decoder/decoder.js";
import { next, type NextToken } from "../decoder/next.js";
import { decoderOf, read, type ReadSource, type Seq2seqParameters } from "../seq2seq.js";
import type { Seq2seqConfig } from "../seq2seqConfig.js";
import { likeliestOf, readTrace, rowOf, type InsideStep, type Inspection } from "./stepTrace.js";

/** What there is to see after a step, a row for each row of the frontier. */
export interface SeenStep {
  /** log p(y_t | y_{<t}, x), V numbers. A copy. */
  logProbabilities(row: number): HostArray;
  /** What was inspected, padding cut off. Asked again, the same arrays. */
  glance(row: number): Glance;
}

export interface Glance {
  /** a_t: absent without attention, and where nobody looked. */
  readonly weights?: readonly number[];
  /** Absent unless everything was inspected. */
  readonly inside?: InsideStep;
}

export class Frontier {
  readonly #backend: Backend;
  readonly #decoder: Decoder;
  readonly #lengths: ArrayLike<number>;
  /** What was read of the sources: (B, …). */
  readonly #sourceMemory: ReadSource["memory"];
  readonly #multiple: number;
  /** Which source each row belongs to: N of them. */
  #sources: readonly number[];
  /** Both (N, …). The memory is that of the sources while every source has one row. */
  #state: ReadSource["state"];
  #memory: ReadSource["memory"];

  /** Reads the sources. `sources` names that of each row; N is to be a multiple of `multiple`. */
  constructor(
    config: Seq2seqConfig,
    p: Seq2seqParameters,
    source: PaddedIds,
    sources: readonly number[],
    multiple: number,
  ) {
    this.#backend = p.sourceEmbedding.value.backend;
    this.#decoder = decoderOf(config, p);
    // Targets are about as long as sources.
    const [words] = p.targetEmbedding.shape;
    if (sources.length * source.shape[1] > words) this.#decoder.projectVocabulary();
    this.#lengths = source.lengths;
    this.#multiple = multiple;
    const reading = scope(() => read(config, p, source));
    this.#sourceMemory = this.#memory = reading.memory;
    this.#state = reading.state;
    this.#sources = Array.from(source.lengths, (_, b) => b);
    this.carryOn(sources);
  }

  /** Steps all rows on, each after its previous token. */
  async step(previous: readonly number[], inspect: Inspection): Promise<SeenStep> {
    const { state, ...seen } = scope(() => {
      const trace = inspect === "everything";
      const fill = new Array<number>(this.#sources.length - previous.length).fill(special.start);
      const ids = indices([...previous, ...fill], this.#backend);
      const { weights, ...step } = next(this.#decoder, ids, this.#state, this.#memory, { trace });
      return inspect === "weights" && weights ? { ...step, weights } : { ...step };
    });
    disposeTree(this.#state);
    this.#state = state;
    try {
      return await this.#onHost(seen);
    } finally {
      disposeTree(seen);
    }
  }

  /** Goes on with these rows alone, in this order. One that is named twice goes on twice. */
  carryOn(chosen: readonly number[]): void {
    const rows = this.#filledUp(chosen);
    const sources = rows.map((row) => this.#sources[row]);
    const before = { state: this.#state, memory: this.#memory };
    if (!sameList(rows, this.#sources.keys())) {
      this.#state = scope(() => selectRows(before.state, rows, this.#backend));
      disposeTree(before.state);
    }
    // Most steps keep as many rows of each source, and then the memory as it is.
    if (!sameList(sources, this.#sources)) {
      this.#memory = scope(() => selectRows(this.#sourceMemory, sources, this.#backend));
      if (before.memory !== this.#sourceMemory) disposeTree(before.memory);
    }
    this.#sources = sources;
  }

  dispose(): void {
    this.#decoder.dispose();
    disposeTree([this.#state, this.#memory, this.#sourceMemory]);
  }

  /** As many more rows as it takes, each in its old place if it has one: it need not be moved. */
  #filledUp(rows: readonly number[]): number[] {
    const N = Math.ceil(rows.length / this.#multiple) * this.#multiple;
    const fill = Array.from({ length: N - rows.length }, (_, i) => rows.length + i);
    return [...rows, ...fill.map((row) => (row < this.#sources.length ? row : 0))];
  }

  async #onHost({ logProbabilities, weights, trace }: Unread): Promise<SeenStep> {
    const [said, looked, inside] = await Promise.all([
      logProbabilities.value.data(),
      weights?.value.data(),
      trace && readTrace(trace),
    ]);
    const [N, V] = logProbabilities.shape;
    const S = weights?.shape[1] ?? 0;
    const lengths = this.#sources.map((b) => this.#lengths[b]);
    const row = (n: number): HostArray => said.slice(n * V, (n + 1) * V);
    const glances = new Array<Glance | undefined>(N);
    const glance = (n: number): Glance => {
      if (inside === undefined) {
        return looked ? { weights: rowOf(looked, n, S).slice(0, lengths[n]) } : {};
      }
      const step = { ...inside(n, lengths[n]), likeliest: likeliestOf(row(n)) };
      return { inside: step, ...(step.weights && { weights: step.weights }) };
    };
    return { logProbabilities: row, glance: (n) => (glances[n] ??= glance(n)) };
  }
}

/** A step whose numbers are still on the backend. */
type Unread = Omit<NextToken, "state">;

/** The named rows of every operand of a tree, each (N, …). An operand met twice stays one. */
function selectRows<T>(tree: T, rows: readonly number[], backend: Backend): T {
  const ids = indices(rows, backend);
  const selected = new Map<Operand, Operand>();
  return mapTree(tree, (operand: Operand) => {
    const known = selected.get(operand);
    if (known !== undefined) return known;
    const [count, ...rest] = operand.shape;
    const flat = ops.reshape(operand, { shape: [count, rest.reduce((a, b) => a * b, 1)] });
    const chosen = ops.reshape(ops.gatherRows(flat, ids), { shape: [rows.length, ...rest] });
    selected.set(operand, chosen);
    return chosen;
  });
}

function indices(numbers: readonly number[], backend: Backend): Tensor {
  return new Tensor(backend.allocate("int32", numbers.length, numbers), [numbers.length]);
}

function sameList(a: readonly number[], b: Iterable<number>): boolean {
  const others = [...b];
  return a.length === others.length && a.every((item, i) => item === others[i]);
}
