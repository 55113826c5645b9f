export { directoryDefinition } from './definition.ts';
export {
  admitUnit,
  changeGrid,
  changeMember,
  changePartyNode,
  changeUnit,
  closeGrid,
  type DirectoryError,
  describeCommunity,
  dissolvePartyNode,
  enterMember,
  foundPartyNode,
  handBackGrid,
  layOutGrid,
  moveGrid,
  movePartyNode,
  type NewGridNode,
  type NewPartyNode,
  type NodeMove,
  nameLevels,
  partWithUnit,
  readmitUnit,
  removeMember,
  takeOnGrid,
} from './intents.ts';
export {
  everybodyKnown,
  type InvitedGroup,
  type InvitedPerson,
  invitedGroups,
  peopleInvited,
} from './invited.ts';
export { scopesByName } from './names.ts';
export {
  type DirectoryGaps,
  type DirectoryProjection,
  type GridTreeNode,
  type GridValues,
  type LinkValues,
  type MemberValues,
  type PartyTreeNode,
  type PartyValues,
  projectDirectory,
  type UnitValues,
} from './read.ts';
export { directoryRules } from './rules.ts';
export {
  directoryTables,
  directoryVersion,
  type LinkKind,
  linkKinds,
  type PartyKind,
  partyKinds,
  type UnitKind,
  unitKinds,
} from './schema.ts';
export type { TemplateField } from './template-schema.ts';
export {
  changeTemplate,
  fillTitle,
  type PlannedTopic,
  projectTemplates,
  resetTemplate,
  shippedTemplates,
  type Template,
  type TemplateValues,
} from './templates.ts';
export { flattenTree, type TreeNode } from './tree.ts';
