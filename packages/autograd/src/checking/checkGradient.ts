/**
 * @file checkGradient: is the derivative of this function right, and if not, where is it wrong?
 */
import { HeedError, Random, scope } from "@heed/tensor";
import { guiltyOf, worstFirst } from "./bisection.js";
import type { Check, Setting } from "./check.js";
import * as list from "./checks.js";
import { isWrong } from "./differences.js";
import type {
  CheckMode,
  CheckName,
  CheckOrder,
  CheckOutcome,
  Comparison,
  GradientReport,
  Kink,
} from "./gradientReport.js";
import { pictureOf } from "./picture.js";
import { Probe, type Differentiable } from "./probe.js";
import { reportText } from "./reportText.js";
import { gradientProbe } from "./secondOrder.js";
import { signed } from "./signed.js";

/** How to check. */
export interface CheckOptions {
  /** `"projected"` unless said. */
  readonly mode?: CheckMode;
  /** 1 unless said. 2 checks both. */
  readonly order?: CheckOrder;
  /** What directions, cotangents and samples are drawn from. 0 unless said. */
  readonly seed?: number;
  /** How many directions (projected) or elements (sampled) of each input. 1 and 8 unless said. */
  readonly samples?: number;
  /** Only this input or element, as reports name it: `"b"` or `"b[1,2]"`. */
  readonly only?: string;
}

/** Every check, in the order in which they are done. */
export const checks: Readonly<Record<CheckName, Check>> = list;

/** Without these, no other finding means anything. */
const foundations: readonly CheckName[] = ["deterministic", "pure", "typed"];

/**
 * Checks the derivative of `f` at `inputs`, a tree of operands: whether the rules on the tape say
 * what differences in float64 say, and whether they keep to the laws that every derivative keeps
 * to. The inputs are copied to the reference backend, in float64; int32 ones stay what they are, and
 * no derivative is asked by them. `f` must take every tensor that it reads as an input, and give the
 * same results each time; it may return one operand, or an array or a record of them.
 *
 * Tolerances are error bars of the differences themselves, so there are none to choose. Places where
 * `f` has no derivative are listed as kinks, and are neither right nor wrong.
 *
 * A wrong derivative is no exception: the report says so. Throws what `f` throws, and `HeedError`
 * where `f` cannot run in float64 on the reference backend.
 *
 * @example
 * const at = { backend: reference, dtype: "float64" as const };
 * const energy = ({ w, x }: { w: Operand; x: Operand }) => ops.sum(ops.tanh(ops.matmul(x, w)));
 * const inputs = { w: eye(2, at), x: tensor([[1, 2], [3, 4]], at) };
 * checkGradient(energy, inputs, { mode: "full", order: 2 }).ok; // true
 */
export function checkGradient<P>(
  f: Differentiable<P>,
  inputs: P,
  options: CheckOptions = {},
): GradientReport {
  const { mode = "projected", order = 1, seed = 0, only } = options;
  const samples = options.samples ?? (mode === "sampled" ? 8 : 1);
  const random = new Random(seed);
  const asked = { mode, samples, only, random };
  const first = settingOf(new Probe(f, inputs) as Probe, asked);
  const examined = examine(first, 1);
  const rounds = [examined];
  if (order === 2 && examined.outcomes.every(({ ok }) => ok)) {
    const probe = scope(() => gradientProbe(first.probe, first.u));
    rounds.push(examine(settingOf(probe, asked), 2));
  }
  return conclude(rounds, { mode, order, seed });
}

/** What was found of one order. */
interface Examined {
  readonly setting: Setting | Unruly;
  readonly outcomes: readonly CheckOutcome[];
  readonly comparisons: readonly Comparison[];
  readonly kinks: readonly Kink[];
}

/** A function whose rules cannot even be applied. */
interface Unruly {
  readonly probe: Probe;
  readonly u: Float64Array;
  readonly why: string;
}

function settingOf(
  probe: Probe,
  asked: Omit<Setting, "probe" | "u" | "gradients">,
): Setting | Unruly {
  const u = signed(probe.outputSize, asked.random);
  try {
    return { ...asked, probe, u, gradients: probe.pullBack(u) };
  } catch (error) {
    if (error instanceof HeedError) return { probe, u, why: error.message };
    throw error;
  }
}

function examine(setting: Setting | Unruly, order: CheckOrder): Examined {
  if ("why" in setting) {
    const outcome = { name: "typed" as const, order, ok: false, cases: 1, wrong: setting.why };
    return { setting, outcomes: [outcome], comparisons: [], kinks: [] };
  }
  const outcomes: CheckOutcome[] = [];
  const comparisons: Comparison[] = [];
  const kinks: Kink[] = [];
  for (const [key, check] of Object.entries(checks)) {
    if (!check.orders.includes(order)) continue;
    const name = key as CheckName;
    const found = check.find(setting);
    const [worst] = worstFirst(found.comparisons);
    const ok = found.wrong === undefined && !found.comparisons.some(isWrong);
    outcomes.push({
      name,
      order,
      ok,
      cases: found.cases ?? found.comparisons.length,
      ...(worst !== undefined && { worst }),
      ...(found.wrong !== undefined && { wrong: found.wrong }),
    });
    if (name === "differences") {
      comparisons.push(...found.comparisons);
      kinks.push(...(found.kinks ?? []));
    }
    if (!ok && foundations.includes(name)) break;
  }
  return { setting, outcomes, comparisons, kinks };
}

function conclude(
  rounds: readonly Examined[],
  facts: Pick<GradientReport, "mode" | "order" | "seed">,
): GradientReport {
  const outcomes = rounds.flatMap((round) => round.outcomes);
  const last = rounds[rounds.length - 1];
  const ok = outcomes.every((outcome) => outcome.ok);
  const wrong = worstFirst(last.comparisons.filter(isWrong));
  const [worst] = worstFirst(rounds.flatMap((round) => round.comparisons));
  const { probe, u } = last.setting;
  const guilty = wrong.length > 0 ? guiltyOf(probe, u, facts.seed) : undefined;
  const blamed = probe.inputs.find(({ name }) => name === wrong[0]?.input);
  const picture = blamed && pictureOf(blamed, last.comparisons, last.kinks);
  const report: GradientReport = {
    ok,
    ...facts,
    checks: outcomes,
    ...(worst !== undefined && { worst }),
    wrong,
    kinks: rounds.flatMap((round) => round.kinks),
    ...(guilty !== undefined && { guilty }),
    ...(picture !== undefined && { picture }),
    replay: replayOf(facts, wrong[0]),
    toString: () => reportText(report),
  };
  return report;
}

/** The call that looks at the worst element alone. */
function replayOf(
  { mode, order, seed }: Pick<GradientReport, "mode" | "order" | "seed">,
  worst: Comparison | undefined,
): string {
  const settings = [
    ...(mode === "projected" ? [] : [`mode: "${mode}"`]),
    ...(order === 1 ? [] : ["order: 2"]),
    `seed: ${String(seed)}`,
    ...(worst?.index === undefined ? [] : [`only: "${worst.where.split(" → ")[0]}"`]),
  ];
  return `checkGradient(f, inputs, { ${settings.join(", ")} })`;
}
