/**
 * @file The processes of all contenders, started when they are first asked something, kept from one
 * workload to the next, and ended together.
 */
import type { Answers, Failed, Request } from "../protocol.js";
import { Child } from "./child.js";
import type { Contender } from "./contender.js";

export class Company {
  readonly #children = new Map<string, Child>();
  readonly #stop: AbortSignal | undefined;
  readonly #killAll = (): void => {
    for (const child of this.#children.values()) child.kill();
  };

  /** Whoever stops it ends all processes at once. */
  constructor(stop?: AbortSignal) {
    this.#stop = stop;
    stop?.addEventListener("abort", this.#killAll);
    process.on("exit", this.#killAll);
  }

  /** Asks the contender's process; two places of one contender are two processes. */
  ask<R extends Request>(
    contender: Contender,
    place: string,
    request: R,
  ): Promise<Answers[R["do"]] | Failed> {
    const key = `${contender.name}/${place}`;
    let child = this.#children.get(key);
    // One that broke down is given another chance with the next workload.
    const isNeeded = child === undefined || (!child.isAlive && request.do === "prepare");
    if (child === undefined || (isNeeded && this.#stop?.aborted !== true)) {
      child = new Child(contender);
      this.#children.set(key, child);
    }
    return child.ask(request);
  }

  /** Ends what one contender has running. */
  async dismiss(contender: Contender): Promise<void> {
    for (const [key, child] of this.#children) {
      if (!key.startsWith(`${contender.name}/`)) continue;
      this.#children.delete(key);
      await child.close();
    }
  }

  async close(): Promise<void> {
    await Promise.all(Array.from(this.#children.values(), (child) => child.close()));
    this.#children.clear();
    this.#stop?.removeEventListener("abort", this.#killAll);
    process.off("exit", this.#killAll);
  }
}
