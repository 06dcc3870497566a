export { type Fault, plantedFaults } from './fault.ts';
export { type Knowledge, type Lesson, type LessonExpectation, learn, type Reveal } from './lesson.ts';
export { type PracticeService, practiceModel, startPractice } from './service.ts';
