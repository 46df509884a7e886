/**
 * @file @heed/tensor: tensors, operators and the backends that run them. The gpu backend has an
 * entrance of its own, `@heed/tensor/gpu`: gpu.js weighs a megabyte, and few ask for it.
 */
export { ops, callable, type Algebra, type Call } from "./algebra.js";
export type { AxisAttributes, ReduceAttributes, ShapeAttributes } from "./attributes.js";
export type { Backend, KernelArgument, LiveCount, Replacement } from "./backend.js";
export { gpuModes, type GpuMode } from "./backends/gpu/gpuMode.js";
export { reference } from "./backends/reference/referenceBackend.js";
export { quickestExecutor, type SimdExecutor } from "./backends/simd/executor.js";
export { createSimd, type SimdOptions } from "./backends/simd/simdBackend.js";
export { apply, applyEagerly, compose } from "./apply.js";
export {
  arange,
  eye,
  full,
  ones,
  randn,
  tensor,
  uniform,
  zeros,
  type Placement,
} from "./create.js";
export { bytesOf, hostArray, isFloat, type DType, type HostArray } from "./dtype.js";
export {
  BackendError,
  DerivativeError,
  DisposedError,
  DTypeError,
  HeedError,
  IndexError,
  ShapeError,
} from "./errors.js";
export {
  defineKernel,
  type Cells,
  type Kernel,
  type KernelThis,
  type ScalarFunction,
} from "./kernel.js";
export type { Interpreter, Operand } from "./operand.js";
export {
  defineOp,
  type AnyOperator,
  type Attributes,
  type Domain,
  type Draw,
  type Joint,
  type Launch,
  type NoAttributes,
  type Operator,
  type Sample,
  type VjpContext,
} from "./op.js";
export * as operators from "./operators.js";
export { Random } from "./random.js";
export { keep, scope } from "./scope.js";
export { broadcastShapes, formatShape, sameShape, sizeOf, type Shape } from "./shape.js";
export type { Execution, Storage } from "./storage.js";
export { Tensor, type NestedNumbers } from "./tensor.js";
