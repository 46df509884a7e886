/**
 * @file Rows of a table by int32 index, and their sum back into a table:
 *
 *   gatherRows   out[i] = table[ids[i]]
 *   scatterRows  out[v] = Σ_{i : ids[i] = v} x[i], added in the order of i
 *
 * V rows of E cells, n indices. Both return −1, or the first i whose index is no row of the table:
 * nothing outside the table is read or written.
 */
import { loadLanes, storeLanes } from "./lanes";

export function gatherRows(out: usize, table: usize, ids: usize, n: i32, V: i32, E: i32): i32 {
  const bytes = E << 2;
  const whole = (E & ~3) << 2;
  for (let i = 0; i < n; i++, out += bytes) {
    const id = load<i32>(ids + (i << 2));
    if (u32(id) >= u32(V)) return i;
    const row = table + id * bytes;
    let at = 0;
    for (; at < whole; at += 16) v128.store(out + at, v128.load(row + at));
    for (; at < bytes; at += 4) store<f32>(out + at, load<f32>(row + at));
  }
  return -1;
}

export function scatterRows(out: usize, x: usize, ids: usize, n: i32, V: i32, E: i32): i32 {
  const bytes = E << 2;
  const whole = (E & ~3) << 2;
  memory.fill(out, 0, V * bytes);
  for (let i = 0; i < n; i++, x += bytes) {
    const id = load<i32>(ids + (i << 2));
    if (u32(id) >= u32(V)) return i;
    const row = out + id * bytes;
    let at = 0;
    for (; at < whole; at += 16) addLanes(row + at, x + at, true);
    for (; at < bytes; at += 4) addLanes(row + at, x + at, false);
  }
  return -1;
}


@inline
function addLanes(out: usize, x: usize, wide: bool): void {
  storeLanes(out, f32x4.add(loadLanes(out, wide), loadLanes(x, wide)), wide);
}
