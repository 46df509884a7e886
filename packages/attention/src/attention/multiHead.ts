/**
 * @file Several heads: each looks with eyes of its own, at projections of its own, and what they see
 * is put together again. Vaswani 2017, §3.2.2, over any score that compares contents.
 *
 *   head_i = attention(W_i^Q s, W_i^K h, W_i^V h),  c_t = W^O [head_1; …; head_n]
 *
 * n heads, each of width M / n. Coverage is shared: it sums the mean of the heads' weights.
 */
import { ops, ShapeError, type Operand } from "@heed/tensor";
import { glorot } from "../initialization.js";
import type { Attention, AttentionSizes, Glimpse } from "./attention.js";
import type { SoftMemory } from "./softAttention.js";

export interface HeadParameters {
  /** W^Q: (H, M / n). */
  readonly queries: Operand;
  /** W^K: (M, M / n). */
  readonly keys: Operand;
  /** W^V: (M, M / n). */
  readonly values: Operand;
  readonly attention: object;
}

export interface MultiHeadParameters {
  readonly heads: readonly HeadParameters[];
  /** W^O: (M, M). */
  readonly output: Operand;
}

export interface MultiHeadMemory {
  readonly heads: readonly SoftMemory[];
}

/** `heads` heads of `attention`. Encoder states whose width they do not divide throw `ShapeError`. */
export function multiHead(
  attention: Attention<object, SoftMemory>,
  heads: number,
): Attention<MultiHeadParameters, MultiHeadMemory> {
  return {
    about: `${heads} heads. ${attention.about}`,
    formula: `c_t = W^O [head_1; …; head_${heads}], each with ${attention.formula}`,
    from: `Vaswani 2017, §3.2.2; ${attention.from}`,
    covers: attention.covers,
    contextWidth: ({ states }) => states,
    init: (sizes, init) => {
      const { query: H, states: M } = sizes;
      const width = headWidth(M, heads);
      const inner: AttentionSizes = { ...sizes, query: width, states: width };
      return {
        heads: Array.from({ length: heads }, () => ({
          queries: glorot(H, width, init),
          keys: glorot(M, width, init),
          values: glorot(M, width, init),
          attention: attention.init(inner, init),
        })),
        output: glorot(M, M, init),
      };
    },
    prepare: (p, encoding) => ({
      heads: p.heads.map((head) => ({
        ...attention.prepare(head.attention, {
          ...encoding,
          states: ops.matmul(encoding.states, head.keys),
        }),
        values: ops.matmul(encoding.states, head.values),
      })),
    }),
    attend: (p, queries, memory, past) => {
      const glimpses = p.heads.map((head, i) =>
        attention.attend(head.attention, ops.matmul(queries, head.queries), memory.heads[i], past),
      );
      const seen = ops.concat(partOf(glimpses, "contexts"), { axis: 2 });
      return {
        scores: meanOf(partOf(glimpses, "scores")),
        weights: meanOf(partOf(glimpses, "weights")),
        contexts: ops.matmul(seen, p.output),
      };
    },
  };
}

function headWidth(M: number, heads: number): number {
  if (M % heads !== 0) {
    throw new ShapeError(
      "multiHead",
      "the heads must divide the width of the encoder states",
      `${heads} heads for ${M}`,
    );
  }
  return M / heads;
}

function partOf(glimpses: readonly Glimpse[], part: keyof Glimpse): Operand[] {
  return glimpses.flatMap((glimpse) => glimpse[part] ?? []);
}

function meanOf(parts: readonly Operand[]): Operand {
  return ops.mean(ops.stack(parts, { axis: 0 }), { axes: [0] });
}
