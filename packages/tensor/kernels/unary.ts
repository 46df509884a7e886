/**
 * @file Operators of one operand, element by element: out[i] = f(x[i]) for n elements in a row.
 *
 * `out` may be `x`. Numbers that are not numbers stay so, except in `sign`.
 */
import { loadLanes, storeLanes } from "./lanes";
import { exp as expLanes, log as logLanes, sigmoid as sigmoidLanes } from "./vectorMath";
import { softplus as softplusLanes, tanh as tanhLanes } from "./vectorMath";

const enum Unary {
  abs,
  exp,
  log,
  neg,
  relu,
  sigmoid,
  sign,
  softplus,
  sqrt,
  square,
  tanh,
}

/** f of four elements. `f` is a constant wherever this is called, so one branch remains. */
@inline
function evaluate(f: Unary, x: v128): v128 {
  switch (f) {
    case Unary.abs:
      return f32x4.abs(x);
    case Unary.exp:
      return expLanes(x);
    case Unary.log:
      return logLanes(x);
    case Unary.neg:
      return f32x4.neg(x);
    case Unary.relu:
      return f32x4.pmax(x, f32x4.splat(0));
    case Unary.sigmoid:
      return sigmoidLanes(x);
    case Unary.sign: {
      const above = f32x4.gt(x, f32x4.splat(0));
      const below = f32x4.lt(x, f32x4.splat(0));
      return v128.or(v128.and(above, f32x4.splat(1)), v128.and(below, f32x4.splat(-1)));
    }
    case Unary.softplus:
      return softplusLanes(x);
    case Unary.sqrt:
      return f32x4.sqrt(x);
    case Unary.square:
      return f32x4.mul(x, x);
    default:
      return tanhLanes(x);
  }
}


@inline
function map(f: Unary, out: usize, x: usize, n: i32): void {
  const end = out + (n << 2);
  const whole = out + ((n & ~3) << 2);
  for (; out < whole; out += 16, x += 16) storeLanes(out, evaluate(f, loadLanes(x, true)), true);
  for (; out < end; out += 4, x += 4) {
    storeLanes(out, evaluate(f, loadLanes(x, false)), false);
  }
}

export function abs(out: usize, x: usize, n: i32): void {
  map(Unary.abs, out, x, n);
}

export function exp(out: usize, x: usize, n: i32): void {
  map(Unary.exp, out, x, n);
}

export function log(out: usize, x: usize, n: i32): void {
  map(Unary.log, out, x, n);
}

export function neg(out: usize, x: usize, n: i32): void {
  map(Unary.neg, out, x, n);
}

export function relu(out: usize, x: usize, n: i32): void {
  map(Unary.relu, out, x, n);
}

export function sigmoid(out: usize, x: usize, n: i32): void {
  map(Unary.sigmoid, out, x, n);
}

export function sign(out: usize, x: usize, n: i32): void {
  map(Unary.sign, out, x, n);
}

export function softplus(out: usize, x: usize, n: i32): void {
  map(Unary.softplus, out, x, n);
}

export function sqrt(out: usize, x: usize, n: i32): void {
  map(Unary.sqrt, out, x, n);
}

export function square(out: usize, x: usize, n: i32): void {
  map(Unary.square, out, x, n);
}

export function tanh(out: usize, x: usize, n: i32): void {
  map(Unary.tanh, out, x, n);
}

/** out = min(max(x, low), high). */
export function clamp(out: usize, x: usize, n: i32, low: f32, high: f32): void {
  const end = out + (n << 2);
  const whole = out + ((n & ~3) << 2);
  for (; out < whole; out += 16, x += 16) clampLanes(out, x, low, high, true);
  for (; out < end; out += 4, x += 4) clampLanes(out, x, low, high, false);
}


@inline
function clampLanes(out: usize, x: usize, low: f32, high: f32, wide: bool): void {
  const atLeast = f32x4.pmax(loadLanes(x, wide), f32x4.splat(low));
  storeLanes(out, f32x4.pmin(atLeast, f32x4.splat(high)), wide);
}
