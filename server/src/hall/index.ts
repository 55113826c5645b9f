export { createHall, type Hall } from './hall.ts';
