/**
 * @file `heed doctor`: what computes on this machine, and what it takes for the rest to.
 */
import { Command } from "commander";
import { examples } from "../arguments/shared.js";
import { backends, type BackendName } from "../backends.js";
import { diagnose } from "../doctor/diagnose.js";
import type { Finding } from "../doctor/patient.js";
import { itemList } from "../layout.js";
import { printJson } from "../printJson.js";
import { screenOn } from "../screen.js";

export const doctor: Command = new Command("doctor")
  .description("try every backend on this machine, and say what mends those that do not work")
  .option("--json", "print one object: backends, each with backend, mode, works, renderer, reason")
  .addHelpText("after", examples("npx heed doctor", "npx heed doctor --json"))
  .action(async ({ json }: { readonly json?: boolean }) => {
    const names = Object.keys(backends) as BackendName[];
    const findings = await Promise.all(
      names.map(async (name) => [name, await diagnose(name)] as const),
    );
    if (json) printJson({ backends: findings.map(asJson) });
    else print(findings);
  });

function print(findings: readonly (readonly [BackendName, Finding])[]): void {
  const { say, show, colors } = screenOn(process.stdout);
  say("Each value of --backend, tried by computing with it:");
  const rows = findings.map(([name, { works, executor, renderer, reason }]) => {
    const what = [executor, renderer].filter((word) => word !== "").join(", ");
    const found = works
      ? `${colors.green("works")}: ${what}`
      : `${colors.yellow("does not work")}: ${reason}`;
    return [name, found] as const;
  });
  // Not wrapped: a reason may hold a command to copy.
  show(itemList(rows, Infinity));
}

/** A name such as "gpu-webgl2" in its two parts; backends of one mode have "" for it. */
function asJson([name, { works, renderer, reason }]: readonly [BackendName, Finding]): object {
  const [backend, mode = ""] = name.split("-");
  return { backend, mode, works, renderer, reason };
}
