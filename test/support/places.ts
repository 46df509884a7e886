/**
 * @file Where numbers can live, and of which type: every backend with every float type it can hold.
 */
import type { Backend, DType } from "@heed/tensor";
import { backends } from "./backends.js";

export interface Place {
  readonly name: string;
  readonly backend: Backend;
  readonly dtype: Exclude<DType, "int32">;
}

export const places: readonly Place[] = backends.flatMap((backend) =>
  backend.dtypes
    .filter((dtype) => dtype !== "int32")
    .map((dtype) => ({ name: `${backend.name} ${dtype}`, backend, dtype })),
);
