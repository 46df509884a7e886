/**
 * @file Adam with global-norm clipping, over a tree of parameters.
 *
 * Clipping (Pascanu et al. 2013, Algorithm 1): gradients are scaled by min(1, limit / ‖g‖), ‖g‖ the
 * norm of all gradients together. Norm and factor stay on the backend: nothing is read back.
 */
import { disposeTree, leavesOf, mapTree } from "@heed/autograd";
import { ops, scope, zeros, type Operand } from "@heed/tensor";

export interface AdamOptions {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
  /** The norm that gradients are clipped to. */
  readonly clipNorm: number;
}

/** Kingma & Ba's settings, and Luong's clipping made stricter. */
export const adamDefaults: AdamOptions = {
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  weightDecay: 0,
  clipNorm: 1,
};

/** What Adam remembers of each parameter. */
export interface Moments<P> {
  readonly m: P;
  readonly v: P;
}

/** Moments of zero for a tree of parameters. */
export function zeroMoments<P>(parameters: P): Moments<P> {
  const nought = ({ shape, dtype, value }: Operand): Operand =>
    zeros(shape, { backend: value.backend, dtype });
  return { m: mapTree(parameters, nought), v: mapTree(parameters, nought) };
}

/** The Euclidean norm of all the operands of a tree together: one number, on the backend. */
export function globalNorm(tree: unknown): Operand {
  const squares = leavesOf(tree).map(({ operand }) => ops.sumSquares(operand));
  return ops.sqrt(ops.sum(ops.stack(squares, { axis: 0 })));
}

/** A tree of parameters, their moments, and how many updates made them. */
export interface AdamState<P> {
  readonly parameters: P;
  readonly moments: Moments<P>;
  /** t */
  readonly updates: number;
}

/** The state after one update; the state before is freed. */
export function adamUpdate<P>(
  before: AdamState<P>,
  gradient: P,
  learningRate: number,
  options: AdamOptions,
): AdamState<P> {
  const { clipNorm, ...rates } = options;
  const step = before.updates + 1;
  const after = scope(() => {
    // The tiny addend keeps a gradient of exactly zero from giving 0 / 0.
    const clip = ops.minimum(1, ops.div(clipNorm, ops.add(globalNorm(gradient), 1e-30)));
    const gradients = leavesOf(gradient);
    const firsts = leavesOf(before.moments.m);
    const seconds = leavesOf(before.moments.v);
    const m: Operand[] = [];
    const v: Operand[] = [];
    let i = 0;
    const parameters = mapTree(before.parameters, (p) => {
      const attributes = { ...rates, learningRate, step };
      const [nextP, nextM, nextV] = ops.adam(
        p,
        gradients[i].operand,
        firsts[i].operand,
        seconds[i].operand,
        clip,
        attributes,
      );
      m.push(nextM);
      v.push(nextV);
      i++;
      return nextP;
    });
    const inOrder = (list: Operand[]): P => {
      let at = 0;
      return mapTree(before.parameters, () => list[at++]);
    };
    return { parameters, moments: { m: inOrder(m), v: inOrder(v) }, updates: step };
  });
  disposeTree([before.parameters, before.moments]);
  return after;
}
