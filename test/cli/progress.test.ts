import { Writable } from "node:stream";
import { describe, expect, test } from "vitest";
import {
  silentProgress,
  startProgress,
  type ProgressReporter,
} from "../../packages/cli/src/progress.js";

/** A stream that keeps what is written, as a pipe or as a terminal of so many columns. */
class Kept extends Writable {
  text = "";
  readonly isTTY: boolean;
  readonly columns: number;

  constructor(columns = 0) {
    super({ decodeStrings: false });
    this.isTTY = columns > 0;
    this.columns = columns;
  }

  override _write(chunk: string, _encoding: string, done: () => void): void {
    this.text += chunk;
    done();
  }
}

const ESC = "\u001b";
const pieces = new RegExp(
  `(${ESC}7|${ESC}8|${ESC}\\[[\\d;?]*[A-Za-z]|[\\r\\n])|([^${ESC}\\r\\n]+)`,
  "g",
);

/**
 * What a terminal shows in the end, as lines. It knows what a bar needs: carriage return, line feed,
 * the first column, saving and restoring the cursor, clearing to the right and the whole line. Text
 * beyond the last column wraps, as on a terminal.
 */
function shownBy(text: string, columns: number): string[] {
  const lines = [""];
  let [row, column, savedRow, savedColumn] = [0, 0, 0, 0];
  const put = (characters: string): void => {
    for (const character of characters) {
      if (column === columns) [row, column] = [row + 1, 0];
      const line = (lines[row] ??= "").padEnd(column);
      lines[row] = line.slice(0, column) + character + line.slice(column + 1);
      column++;
    }
  };
  for (const [, sequence, characters] of text.matchAll(pieces)) {
    switch (sequence) {
      case undefined:
        put(characters);
        break;
      case "\r":
      case "\u001b[1G":
        column = 0;
        break;
      case "\n":
        [row, column] = [row + 1, 0];
        lines[row] ??= "";
        break;
      case "\u001b7":
        [savedRow, savedColumn] = [row, column];
        break;
      case "\u001b8":
        [row, column] = [savedRow, savedColumn];
        break;
      case "\u001b[0K":
        lines[row] = lines[row].slice(0, column);
        break;
      case "\u001b[2K":
        lines[row] = "";
        break;
      default:
        throw new Error(`an unexpected sequence: ${JSON.stringify(sequence)}`);
    }
  }
  return lines.map((line) => line.trimEnd());
}

/** A run of 90 seconds that reports every second, and says so after half of it. */
function train(progress: ProgressReporter, clock: { seconds: number }): void {
  for (let second = 1; second <= 90; second++) {
    clock.seconds = second;
    progress.report({ fraction: second / 90, loss: 3 / second, pairsPerSecond: 800 });
    if (second === 45) progress.say("half of it");
  }
  progress.stop();
}

function watched(columns: number): string {
  const stream = new Kept(columns);
  const clock = { seconds: 0 };
  train(startProgress("train", { stream, env: {}, clock: () => clock.seconds }), clock);
  return stream.text;
}

const LAST = "train: 100 %, loss 0.033, 800 pairs/s, took 1:30";

describe("progress where nobody watches", () => {
  const stream = new Kept();
  const clock = { seconds: 0 };
  const options = { stream, env: {}, interval: 20, clock: () => clock.seconds };
  train(startProgress("train", options), clock);
  const lines = stream.text.split("\n");

  test("is one plain line an interval, and one at the end", () => {
    expect(lines).toEqual([
      "train: 1 %, loss 3.000, 800 pairs/s",
      "train: 23 %, loss 0.143, 800 pairs/s, 1:09 left",
      "train: 45 %, loss 0.073, 800 pairs/s, 0:49 left",
      "half of it",
      "train: 67 %, loss 0.049, 800 pairs/s, 0:29 left",
      "train: 90 %, loss 0.037, 800 pairs/s, 0:09 left",
      LAST,
      "",
    ]);
  });

  test("has no escape sequences, and neither has a dumb terminal", () => {
    expect(stream.text).not.toContain("\u001b");
    const dumb = new Kept(80);
    const progress = startProgress("train", { stream: dumb, env: { TERM: "dumb" } });
    progress.report({ fraction: 0.5 });
    progress.stop();
    expect(dumb.text).toMatch(/^train: 50 %\ntrain: 50 %, took 0:00\n$/);
  });
});

describe("progress on a terminal", () => {
  test.each([40, 80, 200])("takes one line of %i columns, and leaves one at the end", (columns) => {
    const last = columns < LAST.length ? LAST.replace(" 800 pairs/s,", "") : LAST;
    expect(shownBy(watched(columns), columns)).toEqual(["half of it", last, ""]);
  });

  test("is drawn anew by a report, even while work lets nothing else run", () => {
    const stream = new Kept(80);
    const progress = startProgress("train", { stream, env: {} });
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
    progress.report({ fraction: 0.5 });
    expect(stream.text).toContain("50 %");
    progress.stop();
  });

  test("has no colours", () => {
    expect(watched(80)).not.toMatch(/\[[\d;]*m/);
  });

  test("leaves the terminal as it was: cursor visible, lines wrapping", () => {
    expect(watched(80)).not.toMatch(/\[\?/);
  });

  test("the bar grows with the work", () => {
    const frames = watched(80).split(`${ESC}[1G`);
    const lengths = frames.map((frame) => frame.split("█").length - 1);
    const whole = 79 - "train      0 %  loss 0.067  800 pairs/s  0:45 left".length;
    expect(lengths).toContain(Math.round(whole / 2));
    expect(Math.max(...lengths)).toBe(whole);
  });
});

test("silent progress says nothing", () => {
  train(silentProgress, { seconds: 0 });
});
