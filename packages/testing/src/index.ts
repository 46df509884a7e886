/**
 * @file @heed/testing: random tensors, random programs, laws and mutants, for whoever writes
 * operators, losses or models and wants to know whether their derivatives are right.
 */
export { awayFromKinks } from "./arbitraries/awayFromKinks.js";
export {
  broadcastableShapes,
  broadcastableTo,
  type BroadcastableShapes,
} from "./arbitraries/broadcasting.js";
export { composite, type Drawer } from "./arbitraries/composite.js";
export type { Interval, Intervals, ValueDomain } from "./arbitraries/domain.js";
export {
  rowMajor,
  viewKinds,
  type AxisLayout,
  type Layout,
  type ViewKind,
} from "./arbitraries/layout.js";
export { layout } from "./arbitraries/layouts.js";
export { literalOf } from "./arbitraries/literal.js";
export { mask, type MaskOptions } from "./arbitraries/mask.js";
export { numbers, numbersFor } from "./arbitraries/numbers.js";
export { operatorCases, type CaseOptions, type OperatorCase } from "./arbitraries/operatorCases.js";
export { permutation } from "./arbitraries/permutation.js";
export { shape, type ShapeOptions } from "./arbitraries/shape.js";
export {
  parseSignature,
  SignatureError,
  type Signature,
  type SignatureAxis,
} from "./arbitraries/signature.js";
export {
  operandsOf,
  signature,
  type SignatureOptions,
  type SignatureShapes,
  type SignatureTensors,
} from "./arbitraries/signatureShapes.js";
export {
  isInteger,
  place,
  placed,
  type TensorData,
  type Unplaced,
} from "./arbitraries/tensorData.js";
export {
  stridedView,
  tensorOf,
  tensorsOf,
  type OperandOptions,
  type TensorOptions,
} from "./arbitraries/tensorOf.js";
export { tokenBatch, type TokenBatch, type TokenBatchOptions } from "./arbitraries/tokenBatch.js";
export { wellConditioned, type ConditionOptions } from "./arbitraries/wellConditioned.js";
export {
  runTensorCommands,
  tensorCommands,
  type TensorCommandsOptions,
} from "./commands/tensorCommands.js";
export type { TensorCommand } from "./commands/tensorCommand.js";
export { isDifferentiable } from "./isDifferentiable.js";
export { adjointness } from "./laws/adjointness.js";
export { agreement } from "./laws/agreement.js";
export { chainRule } from "./laws/chainRule.js";
export { checkpointing } from "./laws/checkpointing.js";
export { homogeneity } from "./laws/homogeneity.js";
export type { LawMiss } from "./laws/lawMiss.js";
export { linearity } from "./laws/linearity.js";
export { paddingInvariance } from "./laws/paddingInvariance.js";
export { permutationEquivariance, type PermutedAxes } from "./laws/permutationEquivariance.js";
export { shiftInvariance, type ShiftedAxis } from "./laws/shiftInvariance.js";
export { stretching } from "./laws/stretching.js";
export { functionSubject } from "./mutants/functionSubject.js";
export type {
  ListFunction,
  Mutant,
  MutationCase,
  MutationSubject,
  OpenSubject,
} from "./mutants/mutant.js";
export { mutationKinds, type MutationKind } from "./mutants/mutationKind.js";
export {
  mutationScore,
  type MutationOptions,
  type MutationProgress,
  type MutationScore,
} from "./mutants/mutationScore.js";
export {
  operatorMutants,
  type OperatorInputs,
  type OperatorMutant,
} from "./mutants/operatorMutants.js";
export { operatorSubject } from "./mutants/operatorSubject.js";
export type { SubjectOptions } from "./mutants/subjectOptions.js";
export { tapeMutants, type TapeMutant } from "./mutants/tapeMutants.js";
export type { Judge } from "./mutants/trial.js";
export {
  checkProgram,
  checkPrograms,
  type CheckProgramsOptions,
  type ProgramsReport,
  type WrongProgram,
} from "./programs/checkPrograms.js";
export {
  functionOf,
  inputsOf,
  runProgram,
  type NamedOperands,
  type Program,
  type ProgramInput,
  type Step,
} from "./programs/program.js";
export { program, type ProgramOptions } from "./programs/programArbitrary.js";
export { toTypeScript } from "./programs/toTypeScript.js";
