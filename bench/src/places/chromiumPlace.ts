/**
 * @file A Worker of a page in Chromium.
 */
import { openPage } from "./chromiumPage.js";
import { listener, type Answer, type Place } from "./place.js";
import { processesUnder } from "./processMemory.js";

/** Rejects where there is no Chromium. */
export async function chromiumPlace(): Promise<Place> {
  let hearAnswer: (answer: Answer) => void = () => undefined;
  const { page, close } = await openPage("index", (answer: Answer) => hearAnswer(answer));
  return {
    ask: (question, hear) =>
      new Promise((resolve, reject) => {
        hearAnswer = listener(hear, resolve, reject);
        page.once("crash", () => reject(new Error("the page crashed")));
        page.evaluate((question) => globalThis.ask(question), question).catch(reject);
      }),
    memory() {
      const kinds = { "gpu-process": "GPU process", renderer: "renderer" };
      const sizes: Record<string, number> = {};
      for (const { command, resident } of processesUnder(process.pid)) {
        const [, kind] = /--type=(\S+)/.exec(command) ?? [];
        if (!(kind in kinds)) continue;
        const name = kinds[kind as keyof typeof kinds];
        sizes[name] = (sizes[name] ?? 0) + resident;
      }
      return sizes;
    },
    close,
  };
}
