/**
 * @file Operators of two operands with broadcasting, element by element:
 *
 *   out[i0, i1, i2, i3] = f(a[i0, i1, i2, i3], b[i0, i1, i2, i3])
 *
 * The layout gives the sizes n_d and the strides of out, a and b; `out` steps by 1 along the last
 * axis. Four elements go at once where each operand steps by 1 or 0 along it.
 */
import { firstLane } from "./lanes";
import { rowOffset, size, step } from "./layout";
import { power } from "./power";

const enum Binary {
  add,
  div,
  equal,
  greater,
  maximum,
  minimum,
  mul,
  pow,
  sub,
}

/** f of four pairs. `f` is a constant wherever this is called, so one branch remains. */
@inline
function evaluate(f: Binary, a: v128, b: v128): v128 {
  switch (f) {
    case Binary.add:
      return f32x4.add(a, b);
    case Binary.div:
      return f32x4.div(a, b);
    case Binary.equal:
      return v128.and(f32x4.eq(a, b), f32x4.splat(1));
    case Binary.greater:
      return v128.and(f32x4.gt(a, b), f32x4.splat(1));
    case Binary.maximum:
      return f32x4.max(a, b);
    case Binary.minimum:
      return f32x4.min(a, b);
    case Binary.mul:
      return f32x4.mul(a, b);
    case Binary.pow:
      return powLanes(a, b);
    default:
      return f32x4.sub(a, b);
  }
}

function powLanes(a: v128, b: v128): v128 {
  let y = f32x4.splat(power(f32x4.extract_lane(a, 0), f32x4.extract_lane(b, 0)));
  y = f32x4.replace_lane(y, 1, power(f32x4.extract_lane(a, 1), f32x4.extract_lane(b, 1)));
  y = f32x4.replace_lane(y, 2, power(f32x4.extract_lane(a, 2), f32x4.extract_lane(b, 2)));
  return f32x4.replace_lane(y, 3, power(f32x4.extract_lane(a, 3), f32x4.extract_lane(b, 3)));
}

/** One row of n elements, with the operands' steps along it in bytes. */
@inline
function row(f: Binary, out: usize, n: i32, a: usize, aStep: i32, b: usize, bStep: i32): void {
  const end = out + (n << 2);
  const whole = out + ((n & ~3) << 2);
  if (aStep == 4 && bStep == 4) {
    for (; out < whole; out += 16, a += 16, b += 16) {
      v128.store(out, evaluate(f, v128.load(a), v128.load(b)));
    }
  } else if (aStep == 4 && bStep == 0) {
    const scalar = v128.load32_splat(b);
    for (; out < whole; out += 16, a += 16) {
      v128.store(out, evaluate(f, v128.load(a), scalar));
    }
  } else if (aStep == 0 && bStep == 4) {
    const scalar = v128.load32_splat(a);
    for (; out < whole; out += 16, b += 16) {
      v128.store(out, evaluate(f, scalar, v128.load(b)));
    }
  }
  for (; out < end; out += 4, a += aStep, b += bStep) {
    f32.store(out, firstLane(evaluate(f, v128.load32_splat(a), v128.load32_splat(b))));
  }
}


@inline
function broadcast(f: Binary, out: usize, a: usize, b: usize, layout: usize): void {
  const n = size(layout, 3);
  const aStep = step(layout, 1, 3);
  const bStep = step(layout, 2, 3);
  for (let i0 = 0; i0 < size(layout, 0); i0++) {
    for (let i1 = 0; i1 < size(layout, 1); i1++) {
      for (let i2 = 0; i2 < size(layout, 2); i2++) {
        const outRow = out + rowOffset(layout, 0, i0, i1, i2);
        const aRow = a + rowOffset(layout, 1, i0, i1, i2);
        const bRow = b + rowOffset(layout, 2, i0, i1, i2);
        row(f, outRow, n, aRow, aStep, bRow, bStep);
      }
    }
  }
}

export function add(out: usize, a: usize, b: usize, layout: usize): void {
  broadcast(Binary.add, out, a, b, layout);
}

export function div(out: usize, a: usize, b: usize, layout: usize): void {
  broadcast(Binary.div, out, a, b, layout);
}

export function equal(out: usize, a: usize, b: usize, layout: usize): void {
  broadcast(Binary.equal, out, a, b, layout);
}

export function greater(out: usize, a: usize, b: usize, layout: usize): void {
  broadcast(Binary.greater, out, a, b, layout);
}

export function maximum(out: usize, a: usize, b: usize, layout: usize): void {
  broadcast(Binary.maximum, out, a, b, layout);
}

export function minimum(out: usize, a: usize, b: usize, layout: usize): void {
  broadcast(Binary.minimum, out, a, b, layout);
}

export function mul(out: usize, a: usize, b: usize, layout: usize): void {
  broadcast(Binary.mul, out, a, b, layout);
}

export function pow(out: usize, a: usize, b: usize, layout: usize): void {
  broadcast(Binary.pow, out, a, b, layout);
}

export function sub(out: usize, a: usize, b: usize, layout: usize): void {
  broadcast(Binary.sub, out, a, b, layout);
}
