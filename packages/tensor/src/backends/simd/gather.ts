/**
 * @file Rows of a table by index on the SIMD backend. Unlike a GPU, it sees a wrong index at once,
 * and says which.
 */
import { outside } from "../../indices.js";
import type { ScatterAttributes } from "../../ops/gather.js";
import type { Tensor } from "../../tensor.js";
import { onRowMajor, type Replacements, type ReplacementOf } from "./replacement.js";
import type { SimdBackend } from "./simdBackend.js";

export function gather(simd: SimdBackend): Replacements {
  /** The result, or an error if the kernel stopped at an index; −1 says that it did not. */
  const checked = (
    where: string,
    out: Tensor,
    ids: Tensor,
    stopped: number,
    rows: number,
  ): Tensor[] => {
    if (stopped < 0) return [out];
    out.dispose();
    throw outside(where, simd.elements(ids), rows, stopped);
  };

  const gatherRows: ReplacementOf<unknown> = (inputs, _, [shape]) =>
    onRowMajor(simd, inputs, ([table, ids]) => {
      const out = simd.result(shape, table.dtype);
      const [V, E] = table.shape;
      const [to, from, at] = [out, table, ids].map((x) => simd.address(x));
      const stopped = simd.ask("gatherRows", to, from, at, ids.size, V, E);
      return checked("gatherRows", out, ids, stopped, V);
    });

  const scatterRows: ReplacementOf<ScatterAttributes> = (inputs, { rows }, [shape]) =>
    onRowMajor(simd, inputs, ([x, ids]) => {
      const out = simd.result(shape);
      const [to, from, at] = [out, x, ids].map((tensor) => simd.address(tensor));
      const stopped = simd.ask("scatterRows", to, from, at, ids.size, rows, shape[1]);
      return checked("scatterRows", out, ids, stopped, rows);
    });

  return { gatherRows, scatterRows };
}
