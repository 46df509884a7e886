/**
 * @file The contenders that are not ours: libraries from npm, and PyTorch.
 */
import { join } from "node:path";
import type { Contender } from "../contest/contender.js";
import { installPeers, peersFolder } from "./install.js";
import { findTorch, torchContenders } from "./torch.js";

/** A script of bench/peers and what it is told. */
interface Peer {
  readonly name: string;
  readonly script: string;
  readonly args?: readonly string[];
}

/** What a peer can take part in. */
type PeerKind = "operator" | "step";

/** The fast ones first. */
const fromNpm: Readonly<Record<PeerKind, readonly Peer[]>> = {
  operator: [
    { name: "tfjs wasm", script: "tfjsKernels.mjs", args: ["wasm"] },
    { name: "tfjs cpu", script: "tfjsKernels.mjs", args: ["cpu"] },
    { name: "jax-js wasm", script: "jaxKernels.mjs" },
    { name: "numpy-ts", script: "numpyKernels.mjs" },
    { name: "js-pytorch", script: "jsPytorchKernels.mjs" },
  ],
  step: [
    { name: "tfjs wasm", script: "tfjsStep.mjs", args: ["wasm"] },
    { name: "tfjs cpu", script: "tfjsStep.mjs", args: ["cpu"] },
  ],
};

/** Installs what is missing; what cannot be had says why. */
export async function peerContenders(
  kind: PeerKind,
  say: (line: string) => void,
): Promise<Contender[]> {
  const missing = await installPeers(say);
  if (missing !== undefined) say(missing);
  const contenders = fromNpm[kind].map(({ name, script, args = [] }): Contender => ({
    name,
    backend: name.replace(" ", "-"),
    command: [process.execPath, join(peersFolder, script), ...args],
    ...(missing !== undefined && { missing }),
  }));
  return kind === "step" ? [...torchContenders(await findTorch()), ...contenders] : contenders;
}
