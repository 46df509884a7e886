/** @file What a measurement was made on. */
import { cpus } from "node:os";

/** "2 × Some Processor, linux x64, Node 20.20.0" */
export function machineHere(): string {
  const processors = cpus();
  const model = processors[0]?.model.trim() ?? "unknown processor";
  const { platform, arch, versions } = process;
  return `${processors.length} × ${model}, ${platform} ${arch}, Node ${versions.node}`;
}
