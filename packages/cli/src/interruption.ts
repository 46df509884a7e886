/**
 * @file Ctrl-C as a request, so that long work can save what it has. A second Ctrl-C is an order.
 */
import { withoutReader } from "./brokenPipe.js";

/** What a shell reports of a command that Ctrl-C ended. */
export const INTERRUPTED = 130;

/** How somebody says stop: Ctrl-C, `kill`, a closed terminal. */
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** npx passes on to its child the Ctrl-C that the terminal has sent to both: one press, two signals. */
const ONE_PRESS = 500; // milliseconds

/**
 * Runs `work`, and aborts its signal at the first request to stop. The next one ends the program at
 * once.
 */
export async function interruptible<T>(work: (stop: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let requested = 0;
  const request = (): void => {
    const now = performance.now();
    if (!controller.signal.aborted) requested = now;
    else if (now - requested > ONE_PRESS) process.exit(INTERRUPTED);
    controller.abort();
  };
  for (const signal of signals) process.on(signal, request);
  try {
    return await withoutReader(request, () => work(controller.signal));
  } finally {
    for (const signal of signals) process.off(signal, request);
  }
}
