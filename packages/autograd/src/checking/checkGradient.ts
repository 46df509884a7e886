/**
 * @file checkGradient: is the derivative of this function right, and if not, where is it wrong?
 */
import { HeedError, Random, scope } from "@heed/tensor";
import { blameFor, worstFirst } from "./bisection.js";
import type { Finding, Setting } from "./check.js";
import { checks } from "./checks.js";
import type { Differences } from "./differences.js";
import { isWrong } from "./opinion.js";
import type {
  CheckMode,
  CheckName,
  CheckOrder,
  CheckOutcome,
  Comparison,
  GradientReport,
  Guilty,
  Kink,
} from "./gradientReport.js";
import { pictureOf } from "./picture.js";
import { Probe, type Differentiable } from "./probe.js";
import { reportText } from "./reportText.js";
import { gradientAt } from "./rounding.js";
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
  /** These checks alone, where a function takes long. All of them unless said. */
  readonly checks?: readonly CheckName[];
  /**
   * Whether to find out who is to blame for an error: which elements, which operator. Unless said, yes.
   * The verdict alone comes sooner: at the first check that fails.
   */
  readonly explain?: boolean;
}

/** Without these, no other finding means anything. */
const foundations: readonly CheckName[] = ["deterministic", "pure"];

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
  const { mode = "projected", order = 1, seed = 0, only, explain = true } = options;
  const names = options.checks ?? (Object.keys(checks) as CheckName[]);
  const samples = options.samples ?? (mode === "sampled" ? 8 : 1);
  const random = new Random(seed);
  const asked = { mode, samples, only, random, explain };
  const first = settingOf(new Probe(f, inputs) as Probe, asked);
  const examined = examine(first, { names, order: 1, seed });
  const rounds = [examined];
  // Where the first derivative is wrong, the second has nothing to be compared with.
  if (order === 2 && "u" in first && examined.outcomes.every(({ ok }) => ok)) {
    const probe = scope(() => gradientProbe(first.probe, first.u));
    rounds.push(examine(settingOf(probe, asked), { names, order: 2, seed }));
  }
  return conclude(rounds, { mode, order, seed });
}

/** What was found of one order. */
interface Examined {
  readonly probe: Probe;
  readonly outcomes: readonly CheckOutcome[];
  readonly comparisons: readonly Comparison[];
  readonly kinks: readonly Kink[];
  readonly guilty?: Guilty;
}

/** A function whose rules cannot even be applied. */
interface Unruly {
  readonly probe: Probe;
  readonly why: string;
}

function settingOf(
  probe: Probe,
  asked: Omit<Setting, "probe" | "u" | "gradients" | "roundings">,
): Setting | Unruly {
  const u = signed(probe.outputSize, asked.random);
  try {
    return { ...asked, probe, ...gradientAt(probe, u) };
  } catch (error) {
    if (error instanceof HeedError) return { probe, why: error.message };
    throw error;
  }
}

/** Which checks, of which order. */
interface Examination {
  readonly names: readonly CheckName[];
  readonly order: CheckOrder;
  readonly seed: number;
}

function examine(setting: Setting | Unruly, { names, order, seed }: Examination): Examined {
  const { probe } = setting;
  if ("why" in setting) {
    const outcome = { name: "typed" as const, order, ok: false, cases: 1, wrong: setting.why };
    return { probe, outcomes: [outcome], comparisons: [], kinks: [] };
  }
  const outcomes: CheckOutcome[] = [];
  let slopes: Differences = { comparisons: [], kinks: [] };
  let guilty: Guilty | undefined;
  for (const [key, check] of Object.entries(checks)) {
    const name = key as CheckName;
    if (!check.orders.includes(order) || !names.includes(name)) continue;
    let found = check.find(setting);
    if (name === "differences") {
      const unexplained = found.comparisons.some(isWrong) && found.settled !== true;
      const blame = unexplained ? blameFor(probe, setting.u, seed) : {};
      slopes = blame.bent === undefined ? { kinks: [], ...found } : excused(found, blame.bent);
      found = { ...found, comparisons: slopes.comparisons };
      ({ guilty } = blame);
    }
    const outcome = outcomeOf(name, order, found);
    outcomes.push(outcome);
    if (!outcome.ok && (!setting.explain || foundations.includes(name))) break;
  }
  return { probe, outcomes, ...slopes, ...(guilty !== undefined && { guilty }) };
}

function outcomeOf(name: CheckName, order: CheckOrder, found: Finding): CheckOutcome {
  const [worst] = worstFirst(found.comparisons);
  return {
    name,
    order,
    ok: found.wrong === undefined && !found.comparisons.some(isWrong),
    cases: found.cases ?? found.comparisons.length,
    ...(worst !== undefined && { worst }),
    ...(found.wrong !== undefined && { wrong: found.wrong }),
  };
}

/** Comparisons that are wrong for a kink of an operator on the way are such kinks. */
function excused({ comparisons, kinks = [] }: Finding, through: string): Differences {
  const bent = comparisons
    .filter(isWrong)
    .map(({ where, input, index = [], analytic, numeric }) => {
      return { where, input, index, left: numeric, right: numeric, analytic, through };
    });
  return {
    comparisons: comparisons.filter((comparison) => !isWrong(comparison)),
    kinks: [...kinks, ...bent],
  };
}

function conclude(
  rounds: readonly Examined[],
  facts: Pick<GradientReport, "mode" | "order" | "seed">,
): GradientReport {
  const outcomes = rounds.flatMap((round) => round.outcomes);
  const { probe, comparisons, kinks, guilty } = rounds[rounds.length - 1];
  const wrong = worstFirst(comparisons.filter(isWrong));
  const [worst] = worstFirst(rounds.flatMap((round) => round.comparisons));
  const blamed = probe.inputs.find(({ name }) => name === wrong[0]?.input);
  const picture = blamed && pictureOf(blamed, comparisons, kinks);
  const report: GradientReport = {
    ok: outcomes.every((outcome) => outcome.ok),
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
