/**
 * @file A process that tries one backend, named on its command line, and tells its parent what came of
 * it. Drivers can take a whole process down with them.
 */
import { BackendError } from "@heed/tensor";
import { backends, closeBackends, type BackendName } from "../backends.js";
import { mendOf } from "../mend.js";
import { examine } from "./examination.js";

/** What was found of a backend. */
export interface Finding {
  readonly works: boolean;
  /** What did the work, such as `wasm-fma` or `webgl2`; empty where nothing did. */
  readonly executor: string;
  /** The device, in its driver's words; empty where the host computes. */
  readonly renderer: string;
  /** Why it does not work, and what mends it; empty where it works. */
  readonly reason: string;
}

const [, , name] = process.argv as [string, string, BackendName];

process.send?.(await find());
await closeBackends();
process.disconnect();

async function find(): Promise<Finding> {
  try {
    const { executor, renderer = "" } = await examine(await backends[name](1));
    return { works: true, executor, renderer, reason: "" };
  } catch (error) {
    const reason = error instanceof BackendError ? mendOf(name, error) : (error as Error).message;
    return { works: false, executor: "", renderer: "", reason };
  }
}
