/**
 * @file The fused steps of a recurrent model on the SIMD backend: gates and additive scores.
 */
import type { Tensor } from "../../tensor.js";
import {
  onContiguousRows,
  onRowMajor,
  type Replacements,
  type ReplacementOf,
} from "./replacement.js";
import type { SimdBackend } from "./simdBackend.js";

export function recurrent(simd: SimdBackend): Replacements {
  const { kernels } = simd;

  /** Where a matrix begins and how far apart its rows are. */
  const rowsOf = (x: Tensor): [address: number, row: number] => [simd.address(x), x.strides[0]];

  const gruGates: ReplacementOf<unknown> = (inputs, _, [shape]) =>
    onContiguousRows(simd, inputs, ([x, u, s]) => {
      const out = simd.result(shape);
      const [B, H] = shape;
      kernels.gruGates(simd.address(out), ...rowsOf(x), ...rowsOf(u), ...rowsOf(s), B, H);
      return [out];
    });

  const gruGatesVjp: ReplacementOf<unknown> = (inputs, _, shapes) =>
    onContiguousRows(simd, inputs, ([x, u, s, dOut]) => {
      const outputs = shapes.map((shape) => simd.result(shape));
      const [dX, dU, dS] = outputs.map((output) => simd.address(output));
      const [B, H] = s.shape;
      const operands = [...rowsOf(x), ...rowsOf(u), ...rowsOf(s), ...rowsOf(dOut)] as const;
      kernels.gruGatesVjp(dX, dU, dS, ...operands, B, H);
      return outputs;
    });

  const lstmGates: ReplacementOf<unknown> = (inputs, _, shapes) =>
    onContiguousRows(simd, inputs, ([x, u, c]) => {
      const outputs = shapes.map((shape) => simd.result(shape));
      const [h, cell] = outputs.map((output) => simd.address(output));
      const [B, H] = c.shape;
      kernels.lstmGates(h, cell, ...rowsOf(x), ...rowsOf(u), ...rowsOf(c), B, H);
      return outputs;
    });

  const lstmGatesVjp: ReplacementOf<unknown> = (inputs, _, shapes) =>
    onContiguousRows(simd, inputs, ([x, u, c, dState, dCell]) => {
      const outputs = shapes.map((shape) => simd.result(shape));
      const [dX, dC] = outputs.map((output) => simd.address(output));
      const [B, H] = c.shape;
      const operands = [...rowsOf(x), ...rowsOf(u), ...rowsOf(c)] as const;
      kernels.lstmGatesVjp(dX, dC, ...operands, ...rowsOf(dState), ...rowsOf(dCell), B, H);
      return outputs;
    });

  const additiveScore: ReplacementOf<unknown> = (inputs, _, [shape]) =>
    onRowMajor(simd, inputs, (operands) => {
      const out = simd.result(shape);
      const [q, k, v] = operands.map((operand) => simd.address(operand));
      const [B, Q, S] = shape;
      kernels.additiveScore(simd.address(out), q, k, v, B, Q, S, inputs[2].size);
      return [out];
    });

  const additiveScoreVjp: ReplacementOf<unknown> = (inputs, _, shapes) =>
    onRowMajor(simd, inputs, (operands) => {
      const outputs = shapes.map((shape) => simd.result(shape));
      const [dQ, dK, dV] = outputs.map((output) => simd.address(output));
      const [q, k, v, dE] = operands.map((operand) => simd.address(operand));
      const [B, Q, S] = inputs[3].shape;
      kernels.additiveScoreVjp(dQ, dK, dV, q, k, v, dE, B, Q, S, inputs[2].size);
      return outputs;
    });

  return { gruGates, gruGatesVjp, lstmGates, lstmGatesVjp, additiveScore, additiveScoreVjp };
}
