/**
 * @file Choices for operators' samples that lean towards shapes that are there already, so that
 * what an operator asks for can be read from what others have made.
 */
import type { Draw, Random, Shape } from "@heed/tensor";

/** Sizes of new axes: few, so that they meet again; 1 among them, which broadcasts. */
const sizes = [1, 2, 2, 3, 3];

/** New shapes have no more axes, unless an operator asks for more. */
const usualRank = 3;

/** Draws shapes like `shapes` three times out of four. Never an empty one. */
export function drawNear(random: Random, shapes: readonly Shape[]): Draw {
  const pick = <C>(choices: readonly C[]): C => choices[random.integer(0, choices.length - 1)];
  const shapeLike = (near: readonly Shape[], fresh: () => number[]): number[] =>
    near.length > 0 && random.integer(0, 3) > 0 ? [...pick(near)] : fresh();
  return {
    integer: (low, high) => random.integer(low, high),
    pick,
    shape: (minRank, maxRank, minSize = 1) => {
      const near = shapes.filter(
        ({ length }, i) =>
          length >= minRank && length <= maxRank && shapes[i].every((extent) => extent >= minSize),
      );
      return shapeLike(near, () => {
        const rank = random.integer(minRank, Math.max(minRank, Math.min(maxRank, usualRank)));
        return Array.from({ length: rank }, () => Math.max(minSize, pick(sizes)));
      });
    },
    broadcastable: (target) => {
      const near = shapes.filter((shape) => stretches(shape, target));
      return shapeLike(near, () => {
        const kept = target.map((extent) => (random.integer(0, 1) === 1 ? extent : 1));
        return kept.slice(random.integer(0, target.length));
      });
    },
  };
}

function stretches(shape: Shape, target: Shape): boolean {
  const lead = target.length - shape.length;
  return lead >= 0 && shape.every((extent, d) => extent === 1 || extent === target[lead + d]);
}
