/**
 * @file A thread that carries out kernels: what it does, and how the host starts one.
 *
 * Threads share the engine's memory and so need no messages. Jobs stand in a queue, a ring of slots; a
 * job is a list of calls of one kernel that write to different places. Its state is one word:
 *
 *   generation (16 bits) | calls in the job (8 bits) | calls taken so far (8 bits)
 *
 * Whoever raises the last part by one, in a single compare-and-exchange, has taken a call, and reads
 * its arguments only then: the job cannot end before that call has, so they stand still. Whoever ends
 * the last call of a job moves the head of the queue on to the next, which begins only then.
 *
 * Who finds nothing to do looks again for a while, and then sleeps: a thread that it waits for may be
 * waiting for its processor.
 */

/** Where the words of the queue lie: indices of int32. */
export interface QueuePlaces {
  /** The number of the job that is carried out; that of the next to be queued. The same: nothing to do. */
  readonly head: number;
  readonly tail: number;
  /** How many threads sleep until a job is queued; how many until one has ended. */
  readonly asleep: number;
  readonly waiting: number;
  /** Which of the module's exports trapped on another thread, counted from 1. */
  readonly failed: number;
  /** The first slot, how many there are, a power of two, and how long each is. */
  readonly slots: number;
  readonly count: number;
  readonly length: number;
  /** Within a slot, behind its state: how many calls have ended. */
  readonly done: number;
  /** Which of the module's exports is called, and behind it how many arguments each call has. */
  readonly kernel: number;
  /** The arguments, float64, call by call. */
  readonly args: number;
}

/** What a thread is given. */
export interface ThreadStart {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly places: QueuePlaces;
  /** How often to look for work before going to sleep. */
  readonly patience: number;
}

/** How to end a thread. */
export type EndThread = () => Promise<void>;

/**
 * Takes calls for ever. It is sent to the thread as text, so it knows nothing but its arguments and
 * what every host has.
 */
function serve({ module, memory, places, patience }: ThreadStart): void {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const kernels = Object.values(exports) as ((...args: number[]) => unknown)[];
  const words = new Int32Array(memory.buffer);
  const numbers = new Float64Array(memory.buffer);
  let idle = 0;
  for (;;) {
    const head = Atomics.load(words, places.head);
    const isEmpty = head === Atomics.load(words, places.tail);
    const slot = places.slots + (head & (places.count - 1)) * places.length;
    const state = Atomics.load(words, slot);
    const call = state & 255;
    const calls = (state >> 8) & 255;
    // There is no job, or others are at its last calls, or it is over.
    if (isEmpty || call === calls || state >>> 16 !== (head & 0xffff)) {
      if (++idle < patience) continue;
      const sleepers = isEmpty ? places.asleep : places.waiting;
      Atomics.add(words, sleepers, 1);
      // The tail is the head's number as long as there is no job.
      Atomics.wait(words, isEmpty ? places.tail : places.head, head);
      Atomics.sub(words, sleepers, 1);
      idle = 0;
      continue;
    }
    if (Atomics.compareExchange(words, slot, state, state + 1) !== state) continue;
    const width = words[slot + places.kernel + 1];
    const first = (slot + places.args) / 2 + call * width;
    try {
      kernels[words[slot + places.kernel]](...numbers.subarray(first, first + width));
    } catch {
      Atomics.store(words, places.failed, words[slot + places.kernel] + 1);
    }
    if (Atomics.add(words, slot + places.done, 1) + 1 === calls) {
      Atomics.store(words, places.head, (head + 1) | 0);
      if (Atomics.load(words, places.waiting) > 0) Atomics.notify(words, places.head);
    }
    idle = 0;
  }
}
/** As much of Node's threads as is used. */
interface NodeThreads {
  readonly Worker: new (
    code: string,
    options: { eval: true; workerData: ThreadStart },
  ) => { unref(): void; terminate(): Promise<unknown> };
}

interface NodeProcess {
  getBuiltinModule?(name: "node:worker_threads"): NodeThreads;
}

/**
 * Starts a thread: a worker of Node, or of a page that is isolated from other origins, without which
 * browsers share no memory. `undefined` where the host has neither. It does not keep Node running.
 */
export function startThread(start: ThreadStart): EndThread | undefined {
  const { process, Worker, crossOriginIsolated } = globalThis as {
    process?: NodeProcess;
    Worker?: typeof globalThis.Worker;
    crossOriginIsolated?: boolean;
  };
  const threads = process?.getBuiltinModule?.("node:worker_threads");
  if (threads !== undefined) {
    const code = `(${serve.toString()})(require("node:worker_threads").workerData)`;
    const worker = new threads.Worker(code, { eval: true, workerData: start });
    worker.unref();
    return async () => {
      await worker.terminate();
    };
  }
  if (Worker === undefined || crossOriginIsolated !== true) return undefined;
  const code = `onmessage = ({ data }) => (${serve.toString()})(data)`;
  const address = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  const worker = new Worker(address);
  worker.postMessage(start);
  return () => {
    worker.terminate();
    URL.revokeObjectURL(address);
    return Promise.resolve();
  };
}
