/** @file The process of Node that a backend has to itself; `nodePlace.ts` starts it. */
import { provideWebGpu } from "@heed/tensor/gpu/node";
import { answer } from "./answer.js";
import type { Answer, Question } from "./place.js";

const send = (said: Answer): void => void process.send?.(said);

process.once("message", (question: Question) => {
  const needsWebGpu = question.backend === "gpu-webgpu";
  Promise.resolve(needsWebGpu ? provideWebGpu() : undefined)
    .then(
      () => answer(question, send),
      (error: unknown) => send({ reason: (error as Error).message }),
    )
    .finally(() => process.disconnect());
});
