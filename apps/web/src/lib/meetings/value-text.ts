import type { Json } from '@lianxi/base';
import type { MeetingState, MeetingType } from '@lianxi/documents';
import { clockTime, dayAndMonth } from './dates.ts';
import { stateSign, typeLabel } from './words.ts';

/** A field's value in words; empty where it was cleared. */
export const valueText = (field: string, value: Json): string => {
  if (value === null) return '';
  if (Array.isArray(value)) return value.join('、');
  const text = String(value);
  switch (field) {
    case 'type':
      return typeLabel(text as MeetingType);
    case 'state':
      return stateSign(text as MeetingState).label;
    case 'deadline':
      return dayAndMonth(text);
    case 'start':
    case 'end':
      return `${dayAndMonth(text)} ${clockTime(text)}`;
    default:
      return text;
  }
};
