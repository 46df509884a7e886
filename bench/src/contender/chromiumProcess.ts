/**
 * @file The process of a mode of gpu.js in a page's Worker: `node chromiumProcess.js gpu-webgl2`. It
 * passes on what it is asked to a page in Chromium, and what the page answers.
 */
import { openPage, type OpenPage } from "../places/chromiumPage.js";
import { processesUnder } from "../places/processMemory.js";
import type { Answers, Memory } from "../protocol.js";
import { serveAnswers } from "./serve.js";

type Answer = Answers[keyof Answers];

const [backend] = process.argv.slice(2);
let opening: Promise<OpenPage> | undefined;
let hearAnswer: (answer: Answer) => void = () => undefined;
let peakBytes = 0;

serveAnswers(async (request) => {
  let open: OpenPage;
  try {
    open = await (opening ??= openPage("contender", (answer: Answer) => hearAnswer(answer)));
  } catch (error) {
    return { missing: `Chromium: ${(error as Error).message.split("\n", 1)[0]}` };
  }
  const { page } = open;
  const answer = await new Promise<Answer>((resolve) => {
    hearAnswer = resolve;
    const fail = ({ message }: Error): void => resolve({ error: message.split("\n", 1)[0] });
    page.once("crash", () => fail(new Error("the page crashed")));
    page.evaluate((question) => globalThis.ask(question), { backend, request }).catch(fail);
  });
  return "memory" in answer ? { ...answer, memory: memoryOfBrowser() } : answer;
});

/** A page cannot tell: the browser's processes, all of them. */
function memoryOfBrowser(): Memory {
  const bytes = processesUnder(process.pid).reduce((sum, { resident }) => sum + resident, 0);
  peakBytes = Math.max(peakBytes, bytes);
  return { baselineBytes: 0, rssBytes: bytes, peakBytes };
}
