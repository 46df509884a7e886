/**
 * @file How far long work is: a bar where somebody watches, a plain line now and then where nobody
 * does. It goes to stderr, so that stdout carries data alone; it has no colours, so that nothing is
 * lost without them; and it never takes more than one line of the terminal, however narrow.
 */
import cliProgress from "cli-progress";
import {
  barLine,
  formatDuration,
  MOST_BAR,
  plainLine,
  type ProgressFacts,
} from "./figures/progressLine.js";
import { lookOf, type OutputStream } from "./figures/terminal.js";

/** Where the work is; what is not measured is absent. */
export interface ProgressReport {
  /** How much is done, from 0 to 1: of a time budget, of updates, of pairs. */
  readonly fraction: number;
  /** In nats a token. */
  readonly loss?: number;
  readonly pairsPerSecond?: number;
}

/** Shows progress until it is stopped, and keeps the process alive as long. */
export interface ProgressReporter {
  report(now: ProgressReport): void;
  /** Prints a line of its own, above the bar if there is one. */
  say(line: string): void;
  /** Takes the bar away and leaves a line with what was reached, and how long that took. */
  stop(): void;
}

/** Where and how to show progress. */
export interface ProgressOptions {
  /** `process.stderr`, unless a test watches. */
  readonly stream: NodeJS.WritableStream & OutputStream;
  readonly env: NodeJS.ProcessEnv;
  /** Seconds between lines where there is no bar. */
  readonly interval: number;
  /** Seconds since some moment. */
  readonly clock: () => number;
}

/** Shows progress of the work that `label` names in a word or two. */
export function startProgress(
  label: string,
  {
    stream = process.stderr,
    env = process.env,
    interval = 10,
    clock = () => performance.now() / 1000,
  }: Partial<ProgressOptions> = {},
): ProgressReporter {
  const journey = new Journey(clock);
  // A dumb terminal cannot go back to the beginning of a line.
  return stream.isTTY === true && env.TERM !== "dumb"
    ? showBar(label, journey, { stream, env })
    : printLines(label, journey, { stream, interval });
}

/** Shows nothing. */
export const silentProgress: ProgressReporter = {
  report: () => undefined,
  say: () => undefined,
  stop: () => undefined,
};

/** The latest report, and what the clock makes of it. Times are in seconds. */
class Journey {
  readonly #clock: () => number;
  readonly #start: number;
  #latest: ProgressReport = { fraction: 0 };
  #first: { readonly fraction: number; readonly at: number } | undefined;
  #end: number | undefined;

  constructor(clock: () => number) {
    this.#clock = clock;
    this.#start = clock();
  }

  advance(now: ProgressReport): void {
    const at = this.#clock();
    // Measured from the first report on: a resumed run did the part before at another time.
    this.#first ??= { fraction: now.fraction, at };
    const done = now.fraction - this.#first.fraction;
    if (done > 0) this.#end = at + ((at - this.#first.at) / done) * (1 - now.fraction);
    this.#latest = now;
  }

  get begun(): boolean {
    return this.#first !== undefined;
  }

  get taken(): number {
    return this.#clock() - this.#start;
  }

  /** What to say on the way; the time left is judged by the pace so far. */
  get underWay(): ProgressFacts {
    const left = this.#end === undefined ? undefined : Math.max(0, this.#end - this.#clock());
    return this.#facts(left === undefined ? undefined : `${formatDuration(left)} left`);
  }

  /** What to say at the end. */
  get arrived(): ProgressFacts {
    return this.#facts(`took ${formatDuration(this.taken)}`);
  }

  #facts(time: string | undefined): ProgressFacts {
    const { fraction, loss, pairsPerSecond } = this.#latest;
    return { fraction, loss, pairsPerSecond, time };
  }
}

function showBar(
  label: string,
  journey: Journey,
  { stream, env }: Pick<ProgressOptions, "stream" | "env">,
): ProgressReporter {
  // The last column stays free: some terminals break the line as soon as it is filled.
  const width = (): number => lookOf(stream, env).width - 1;
  const bar = new cliProgress.SingleBar({
    stream,
    barsize: MOST_BAR,
    barCompleteChar: "█",
    barIncompleteChar: "░",
    clearOnComplete: true,
    // Left on: turned off, it would stay off in the user's shell after a kill. The line fits anyway.
    linewrap: true,
    format(options) {
      const facts = journey.underWay;
      return barLine(label, facts, width(), (barsize) =>
        cliProgress.Format.BarFormat(facts.fraction, { ...options, barsize }),
      );
    },
  });
  bar.start(1, 0);
  return {
    report(now) {
      journey.advance(now);
      bar.update(now.fraction);
    },
    say(line) {
      bar.stop();
      stream.write(`${line}\n`);
      bar.start(1, journey.underWay.fraction);
    },
    stop() {
      bar.stop();
      if (journey.begun) stream.write(`${plainLine(label, journey.arrived, width())}\n`);
    },
  };
}

function printLines(
  label: string,
  journey: Journey,
  { stream, interval }: Pick<ProgressOptions, "stream" | "interval">,
): ProgressReporter {
  let due = 0;
  return {
    report(now) {
      journey.advance(now);
      if (journey.taken < due) return;
      stream.write(`${plainLine(label, journey.underWay, Infinity)}\n`);
      due = journey.taken + interval;
    },
    say(line) {
      stream.write(`${line}\n`);
    },
    stop() {
      if (journey.begun) stream.write(`${plainLine(label, journey.arrived, Infinity)}\n`);
    },
  };
}
