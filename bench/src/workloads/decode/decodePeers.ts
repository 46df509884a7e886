/**
 * @file Who else can decode: PyTorch, with a loop as one writes it there.
 */
import { join } from "node:path";
import { usualParts } from "@heed/attention";
import type { Contender } from "../../contest/contender.js";
import { peersFolder } from "../../peers/install.js";
import { findTorch, torchContenders } from "../../peers/torch.js";
import type { Pronouncer } from "./pronouncer.js";

/** PyTorch with its numbers of threads, where it is and where the model is one that the loop knows. */
export async function decodePeers({ config }: Pick<Pronouncer, "config">): Promise<Contender[]> {
  const isKnown = Object.entries(usualParts).every(
    ([part, usual]) => config[part as keyof typeof usualParts] === usual,
  );
  const script = join(peersFolder, "torchDecode.py");
  return torchContenders(await findTorch()).map(
    ({ command: [python, , ...threads], ...torch }) => ({
      ...torch,
      command: [python, script, ...threads],
      ...(!isKnown && { missing: "the loop knows a GRU with additive attention and no more" }),
    }),
  );
}
