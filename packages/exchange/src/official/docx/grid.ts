import { form } from '../form.ts';
import { twipsOfMm } from './xml.ts';

/** Twips. */
export const margins = {
  top: twipsOfMm(form.margin.top),
  right: twipsOfMm(form.margin.right),
  bottom: twipsOfMm(form.margin.bottom),
  left: twipsOfMm(form.margin.left),
};
export const textWidth = twipsOfMm(form.page.width) - margins.left - margins.right;

/**
 * Twenty-eight characters to a line by the one way that every word processor keeps to: they stand closer by whole twentieths of a
 * point, a hair more than the form asks for, and a full line is spread to its pitch (docs/decisions/characters-keep-the-grid.md).
 */
export const squeeze = Math.floor((form.characterPitch - form.body) * 20);
