export { checkFile } from './check.ts';
export { type CheckError, type Problem, type Report, wordsOfProblem } from './report.ts';
