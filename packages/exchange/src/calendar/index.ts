export { type CalendarEvent, writeCalendar } from './event.ts';
