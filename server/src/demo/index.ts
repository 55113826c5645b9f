export {
  type Community,
  demoSeed,
  generateCommunity,
  type Household,
  type Register,
  type Resident,
} from './community/index.ts';
export { createDemo, type DemoReport } from './demo.ts';
export { createDemoPort } from './port.ts';
