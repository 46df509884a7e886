/**
 * @file What a measurement is stamped with: where and with what it was made.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { fileURLToPath } from "node:url";

/** What must be the same for two measurements to be comparable. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly platform: string;
  readonly node: string;
}

export interface Stamp {
  readonly machine: Machine;
  /** Of what was measured, and of what measured it, by package. */
  readonly versions: Readonly<Record<string, string>>;
  /** The last commit, with `+` where files differ from it; absent where git does not answer. */
  readonly commit?: string;
  readonly date: string;
}

export function stampHere(): Stamp {
  const processors = cpus();
  const { platform, arch, versions } = process;
  const commit = commitHere();
  return {
    machine: {
      cpu: processors[0]?.model.trim() ?? "unknown",
      cores: processors.length,
      memoryBytes: totalmem(),
      platform: `${platform} ${arch}`,
      node: versions.node,
    },
    versions: {
      ...dependencies("../../package.json"),
      ...dependencies("../../peers/package.json"),
    },
    ...(commit !== undefined && { commit }),
    date: new Date().toISOString(),
  };
}

/** Versions are pinned: what the manifest says is what is installed. */
function dependencies(manifest: string): Record<string, string> {
  try {
    const text = readFileSync(new URL(manifest, import.meta.url), "utf8");
    const { dependencies = {} } = JSON.parse(text) as { dependencies?: Record<string, string> };
    return Object.fromEntries(
      Object.entries(dependencies).filter(([, version]) => !version.startsWith("workspace:")),
    );
  } catch {
    return {};
  }
}

function commitHere(): string | undefined {
  const cwd = fileURLToPath(new URL("../..", import.meta.url));
  const git = (...args: readonly string[]): string =>
    execFileSync("git", args, {
      cwd,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  try {
    const changed = git("status", "--porcelain", "--untracked-files=no") !== "";
    return `${git("rev-parse", "--short=12", "HEAD")}${changed ? "+" : ""}`;
  } catch {
    return undefined;
  }
}
