/**
 * @file What a contender answers, wherever it runs: it makes a workload ready, times it and frees it.
 */
import type { Answers, Failed, Memory, Part, Request } from "../protocol.js";
import { median } from "../statistics.js";
import type { Prepare, Ready, Run } from "./ready.js";
import { timeEach, type Stopwatch } from "./timeEach.js";

/** Each part is timed as long as this share of the runs. */
const partShare = 0.1;

/** Answers a request; never rejects. One at a time. */
export type Answering = (request: Request) => Promise<Answers[keyof Answers]>;

/**
 * `residentMemory` tells of the process that computes, now; `stopwatch` times what needs not be timed
 * run by run.
 */
export function answering(
  prepare: Prepare,
  residentMemory: () => Omit<Memory, "baselineBytes">,
  stopwatch: Stopwatch,
): Answering {
  let ready: Ready | undefined;
  let baselineBytes = 0;
  const answer: Answering = async (request) => {
    if (request.do === "prepare") {
      baselineBytes = residentMemory().rssBytes;
      const made = await prepare(request.workload);
      if ("missing" in made) return made;
      ready = made;
      return firstRun(made);
    }
    if (ready === undefined) throw new Error(`${request.do}: nothing is prepared`);
    if (request.do === "time") return timed(ready, request.seconds, stopwatch);
    await ready.release();
    ready = undefined;
    return { ok: true, memory: { baselineBytes, ...residentMemory() } };
  };
  return (request) => answer(request).catch(failure);
}

async function firstRun(ready: Ready): Promise<Answers["prepare"]> {
  const start = performance.now();
  await ready.run();
  const firstMs = performance.now() - start;
  const check = await ready.check();
  const { threads, compileMs, flops, bytes } = ready;
  return {
    ...{ ok: true, ran: ready.ran(), threads, compileMs, firstMs, check },
    ...(flops !== undefined && { flops }),
    ...(bytes !== undefined && { bytes }),
  };
}

async function timed(
  { run, eachRun, parts = {} }: Ready,
  seconds: number,
  stopwatch: Stopwatch,
): Promise<Answers["time"]> {
  const samples = await (eachRun ? timeEach : stopwatch)(run, seconds);
  const split: Partial<Record<Part, number>> = {};
  for (const [part, run] of Object.entries(parts) as [Part, Run][]) {
    split[part] = median(await stopwatch(run, seconds * partShare));
  }
  return Object.keys(split).length === 0 ? { samples } : { samples, split };
}

function failure(error: unknown): Failed {
  const { message } = error instanceof Error ? error : new Error(String(error));
  return { error: message.split("\n", 1)[0] };
}
