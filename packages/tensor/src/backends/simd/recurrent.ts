/**
 * @file The gates of recurrent cells on the SIMD backend, cut among the threads by rows.
 */
import type { Tensor } from "../../tensor.js";
import type { Kernels } from "./kernelModule.js";
import { onContiguousRows, type Replacements, type ReplacementOf } from "./replacement.js";
import type { SimdBackend } from "./simdBackend.js";

/** What an element of a gate takes, in floating-point operations of a product. */
const workOfGate = 80;

const bytes = Float32Array.BYTES_PER_ELEMENT;

export function recurrent(simd: SimdBackend): Replacements {
  /** Carries out a kernel of gates on ranges of its B rows, `work` operations for each. */
  const onRows = (
    kernel: keyof Kernels,
    B: number,
    work: number,
    call: (from: number, rows: number) => readonly number[],
  ): void => {
    simd.run(
      kernel,
      simd.shares(B, B * work).map(([from, to]) => call(from, to - from)),
    );
  };

  /** Where row `from` of a matrix lies, and how far apart its rows are. */
  const rowsFrom = (x: Tensor, from: number): [address: number, row: number] => [
    rowAddress(x, from),
    x.strides[0],
  ];
  const rowAddress = (x: Tensor, from: number): number =>
    simd.address(x) + from * x.strides[0] * bytes;

  const gruGates: ReplacementOf<unknown> = (inputs, _, [shape]) =>
    onContiguousRows(simd, inputs, ([x, u, s]) => {
      const out = simd.result(shape);
      const [B, H] = shape;
      onRows("gruGates", B, workOfGate * 3 * H, (from, rows) => [
        ...[rowAddress(out, from), ...rowsFrom(x, from)],
        ...[...rowsFrom(u, from), ...rowsFrom(s, from), rows, H],
      ]);
      return [out];
    });

  const gruGatesVjp: ReplacementOf<unknown> = (inputs, _, shapes) =>
    onContiguousRows(simd, inputs, ([x, u, s, dOut]) => {
      const outputs = shapes.map((shape) => simd.result(shape));
      const [B, H] = s.shape;
      onRows("gruGatesVjp", B, workOfGate * 3 * H, (from, rows) => {
        const [dX, dU, dS] = outputs.map((output) => rowAddress(output, from));
        const operands = [...rowsFrom(x, from), ...rowsFrom(u, from), ...rowsFrom(s, from)];
        return [dX, dU, dS, ...operands, ...rowsFrom(dOut, from), rows, H];
      });
      return outputs;
    });

  const lstmGates: ReplacementOf<unknown> = (inputs, _, shapes) =>
    onContiguousRows(simd, inputs, ([x, u, c]) => {
      const outputs = shapes.map((shape) => simd.result(shape));
      const [B, H] = c.shape;
      onRows("lstmGates", B, workOfGate * 4 * H, (from, rows) => {
        const [h, cell] = outputs.map((output) => rowAddress(output, from));
        const operands = [...rowsFrom(x, from), ...rowsFrom(u, from), ...rowsFrom(c, from)];
        return [h, cell, ...operands, rows, H];
      });
      return outputs;
    });

  const lstmGatesVjp: ReplacementOf<unknown> = (inputs, _, shapes) =>
    onContiguousRows(simd, inputs, ([x, u, c, dState, dCell]) => {
      const outputs = shapes.map((shape) => simd.result(shape));
      const [B, H] = c.shape;
      onRows("lstmGatesVjp", B, workOfGate * 4 * H, (from, rows) => {
        const [dX, dC] = outputs.map((output) => rowAddress(output, from));
        const operands = [...rowsFrom(x, from), ...rowsFrom(u, from), ...rowsFrom(c, from)];
        const cotangents = [...rowsFrom(dState, from), ...rowsFrom(dCell, from)];
        return [dX, dC, ...operands, ...cotangents, rows, H];
      });
      return outputs;
    });

  return { gruGates, gruGatesVjp, lstmGates, lstmGatesVjp };
}
