/**
 * @file Where the time of a step goes, as a tree: parts of the step, operators, shapes.
 */
import type { Call } from "./observeCalls.js";

/** Figures are of one step, and of all that is below. */
export interface ProfileNode {
  readonly name: string;
  readonly ms: number;
  /** Of the whole step's time. */
  readonly share: number;
  readonly launches: number;
  /** By the operators' own counts, over the time of those that count; absent where none does. */
  readonly gflops?: number;
  /** What takes most first, but parts of the step in their order. */
  readonly children: readonly ProfileNode[];
}

/** A call and the part of the step in which it came. */
export interface PhasedCall extends Call {
  readonly phase: string;
}

/** Seconds, of all steps together. */
export interface ProfiledTime {
  readonly steps: number;
  readonly total: number;
  readonly phases: Readonly<Record<string, number>>;
}

/** What a part does besides computing: it looks up operators, keeps the tape, finds memory. */
const besides = "between operators";

export function profileTree(
  name: string,
  calls: readonly PhasedCall[],
  time: ProfiledTime,
): ProfileNode {
  const { steps, total, phases } = time;
  const node = (
    name: string,
    calls: readonly Call[],
    children: readonly ProfileNode[],
    seconds: number = sumOf(calls, ({ seconds }) => seconds),
  ): ProfileNode => {
    const counted = calls.filter(({ flops }) => flops !== undefined);
    const flops = sumOf(counted, ({ flops = 0 }) => flops);
    const gflops = flops / sumOf(counted, ({ seconds }) => seconds) / 1e9;
    return {
      name,
      ms: (1000 * seconds) / steps,
      share: seconds / total,
      launches: calls.length / steps,
      ...(flops > 0 && { gflops }),
      children,
    };
  };
  const rest = (seconds: number): ProfileNode => node(besides, [], [], seconds);
  const operatorNodes = (calls: readonly Call[]): ProfileNode[] => {
    const found = Array.from(
      groupBy(calls, ({ name }) => name),
      ([name, same]) => {
        const shapes = Array.from(
          groupBy(same, ({ shapes }) => shapes),
          ([shapes, alike]) => node(shapes, alike, []),
        );
        return node(name, same, shapes.sort(byTime));
      },
    );
    return found.sort(byTime);
  };
  const parts = Object.entries(phases).map(([phase, seconds]) => {
    const within = calls.filter((call) => call.phase === phase);
    const computing = sumOf(within, ({ seconds }) => seconds);
    return node(phase, within, [...operatorNodes(within), rest(seconds - computing)], seconds);
  });
  const inPhases = sumOf(Object.values(phases), (seconds) => seconds);
  return node(name, calls, [...parts, rest(total - inPhases)], total);
}

function groupBy(calls: readonly Call[], key: (call: Call) => string): Map<string, Call[]> {
  const groups = new Map<string, Call[]>();
  for (const call of calls) {
    const group = groups.get(key(call));
    if (group === undefined) groups.set(key(call), [call]);
    else group.push(call);
  }
  return groups;
}

function byTime(a: ProfileNode, b: ProfileNode): number {
  return b.ms - a.ms;
}

function sumOf<T>(list: readonly T[], number: (item: T) => number): number {
  return list.reduce((sum, item) => sum + number(item), 0);
}
