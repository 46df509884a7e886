/**
 * @file Every way to get a context vector: soft attention over each score of the list, and `none`,
 * the fixed context of the bottleneck.
 */
import type { Attention } from "./attention/attention.js";
import { fixedContext } from "./attention/fixedContext.js";
import type { Score } from "./attention/score.js";
import { softAttention } from "./attention/softAttention.js";
import * as scores from "./scores.js";

export type AttentionName = keyof typeof scores | "none";

const soft = Object.entries<Score>(scores).map(([name, score]) => [name, softAttention(score)]);

export const attentions: Readonly<Record<AttentionName, Attention>> = {
  ...(Object.fromEntries(soft) as Record<keyof typeof scores, Attention>),
  none: fixedContext,
};
