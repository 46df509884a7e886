/**
 * @file The oracle: who is asked once what the right numbers are, and not timed.
 */
import type { Workload } from "../protocol.js";
import type { Company } from "./company.js";
import type { Contender } from "./contender.js";

/** The check of a workload by a contender that is trusted; where it has none, why. */
export async function askOracle(
  company: Company,
  oracle: Contender,
  workload: Workload,
): Promise<{ readonly check: readonly number[] } | { readonly why: string }> {
  const answer = await company.ask(oracle, "oracle", { do: "prepare", workload });
  if ("error" in answer) return { why: answer.error };
  if ("missing" in answer) return { why: answer.missing };
  await company.ask(oracle, "oracle", { do: "release" });
  return { check: answer.check };
}
