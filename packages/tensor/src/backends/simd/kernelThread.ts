/**
 * @file A thread that carries out kernels: what it does, and how the host starts one.
 *
 * Threads share the engine's memory and so need no messages. A job is a list of calls of one kernel
 * that write to different places; its state is one word of that memory:
 *
 *   generation (16 bits) | calls in the job (8 bits) | calls taken so far (8 bits)
 *
 * Whoever raises the last part by one, in a single compare-and-exchange, has taken a call, and reads
 * its arguments only then: the job cannot end before that call has, so they stand still.
 */

/** Where the words of a job lie: indices of int32, and of float64 for the arguments. */
export interface JobPlaces {
  readonly state: number;
  /** How many calls other threads than the one that waits have finished. */
  readonly done: number;
  /** How many threads wait to be woken. */
  readonly asleep: number;
  /** Whether a kernel trapped on another thread. */
  readonly failed: number;
  /** Which of the module's exports is called. */
  readonly kernel: number;
  /** How many arguments each call has. */
  readonly width: number;
  /** The arguments, call by call. */
  readonly args: number;
}

/** What a thread is given. */
export interface ThreadStart {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly places: JobPlaces;
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
    const state = Atomics.load(words, places.state);
    const call = state & 255;
    if (call === ((state >> 8) & 255)) {
      if (++idle < patience) continue;
      Atomics.add(words, places.asleep, 1);
      Atomics.wait(words, places.state, state);
      Atomics.sub(words, places.asleep, 1);
      idle = 0;
      continue;
    }
    if (Atomics.compareExchange(words, places.state, state, state + 1) !== state) continue;
    const width = words[places.width];
    const first = places.args + call * width;
    try {
      kernels[words[places.kernel]](...numbers.subarray(first, first + width));
    } catch {
      Atomics.store(words, places.failed, 1);
    }
    Atomics.add(words, places.done, 1);
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
