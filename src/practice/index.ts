export { faultShown, plantedFaults } from './fault.ts';
export { type Knowledge, type Lesson, learn } from './lesson.ts';
export { reply } from './reply.ts';
export { type PracticeService, practiceModel, startPractice } from './service.ts';
