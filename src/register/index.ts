export {
  type CodeLists,
  type GradingTable,
  type RegisterData,
  type RequirementsTable,
  readRegisterData,
} from './data.ts';
export { type FieldFault, RegisterError, type RegisterErrorCode } from './errors.ts';
export { compareLevels, type GradingData } from './grading.ts';
export { type SystemThen, systemThen } from './history.ts';
export { pageBounds, toPage } from './page.ts';
export { type SystemChange, type SystemInput, systemChange, systemInput } from './parse.ts';
export { requirementsOf } from './requirements.ts';
export { createRegister, type Register, type RegisterParts, type Words } from './room.ts';
export { registerMigrations, registerProjector } from './tables.ts';
export {
  type ActorRole,
  type By,
  type EffectiveGrade,
  type Endpoint,
  type GateVerdict,
  type Grade,
  type GradeFactor,
  type GradeOverride,
  type GradeStep,
  type GradingFacts,
  gradeLevels,
  type HumanControl,
  type Intelligence,
  type Page,
  type PageRequest,
  type Requirements,
  type Scale,
  type StageMove,
  type System,
} from './types.ts';
export { explainGrade, titleOf } from './words.ts';
