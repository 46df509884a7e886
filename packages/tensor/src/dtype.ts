/**
 * @file Element types: float32 for work, float64 for checking, int32 for indices and masks.
 */

/** The type of a tensor's elements. */
export type DType = "float32" | "float64" | "int32";

/** The typed array that holds elements of a given type on the host. */
export interface HostArrays {
  float32: Float32Array;
  float64: Float64Array;
  int32: Int32Array;
}

/** A host array of any element type. */
export type HostArray = HostArrays[DType];

const constructors: {
  readonly [D in DType]: {
    new (length: number): HostArrays[D];
    readonly BYTES_PER_ELEMENT: number;
  };
} = { float32: Float32Array, float64: Float64Array, int32: Int32Array };

/** Size of one element, in bytes. */
export function bytesOf(dtype: DType): number {
  return constructors[dtype].BYTES_PER_ELEMENT;
}

/** A zero-filled host array of `length` elements. */
export function hostArray<D extends DType>(dtype: D, length: number): HostArrays[D] {
  return new constructors[dtype](length);
}

/** Whether elements are real numbers, that is, whether derivatives can flow through them. */
export function isFloat(dtype: DType): boolean {
  return dtype !== "int32";
}
