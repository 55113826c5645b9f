import {
  type MeetingType,
  peopleInvited,
  projectDirectory,
  projectTemplates,
  shippedTemplates,
  type Template,
} from '@lianxi/documents';
import { projectionOf, viewValue } from '#lib/view';
import type { DocumentView } from '#lib/workspace';

type Doc = DocumentView['doc'];

const views = new WeakMap<object, { readonly current: readonly Template[] }>();

/** The templates of all types, as the committee has them. */
const viewTemplates = (doc: Doc) => {
  const { templates } = projectionOf(doc, projectTemplates);
  const known = views.get(templates) ?? viewValue(templates.subscribe, templates.get);
  views.set(templates, known);
  return known;
};

export const templateOf = (doc: Doc, type: MeetingType): Template =>
  viewTemplates(doc).current.find((each) => each.type === type) ?? { type, ...shippedTemplates[type], own: [] };

/** Whom a template invites to a meeting at this place. */
export const invitedTo = (doc: Doc, { invited }: Template, scope: string) =>
  peopleInvited(projectionOf(doc, projectDirectory), invited, scope);
