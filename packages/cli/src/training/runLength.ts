/**
 * @file How long a run is to be, and how much of it is over: what the learning rate follows.
 */
import { counted } from "../counted.js";

/** An end after so many updates, passes over the data, or seconds of training. */
export interface RunLength {
  readonly unit: "updates" | "epochs" | "seconds";
  readonly amount: number;
}

/** Where a run is. */
export interface Elapsed {
  readonly updates: number;
  readonly updatesPerEpoch: number;
  /** Seconds of training. */
  readonly seconds: number;
}

/** How much of the run is over, from 0; 1 or more when it has reached its end. */
export function fractionOver({ unit, amount }: RunLength, elapsed: Elapsed): number {
  if (unit === "seconds") return elapsed.seconds / amount;
  return elapsed.updates / (unit === "updates" ? amount : amount * elapsed.updatesPerEpoch);
}

/** "500 updates", "10 epochs", "5 min", "90 s". */
export function describeLength({ unit, amount }: RunLength): string {
  if (unit !== "seconds") return counted(amount, unit.slice(0, -1));
  return amount >= 120
    ? `${Number((amount / 60).toFixed(1))} min`
    : `${Number(amount.toFixed(1))} s`;
}
