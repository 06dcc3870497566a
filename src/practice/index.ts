export { type Fault, faultShown, plantedFaults } from './fault.ts';
export { type Knowledge, type Lesson, type LessonExpectation, learn, type Recognised } from './lesson.ts';
export { type Message, reply } from './reply.ts';
export { type Reveal, revealDisguises } from './reveal.ts';
export { type PracticeService, practiceModel, startPractice } from './service.ts';
