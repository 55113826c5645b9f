export { checkFile } from './check.ts';
export type { CheckError, Problem, Report } from './report.ts';
