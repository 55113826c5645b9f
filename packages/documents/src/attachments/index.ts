export {
  type Attachment,
  type AttachmentRows,
  attachmentsIn,
  type NewAttachment,
  projectAttachments,
  readAttachments,
} from './changes.ts';
export { type AttachmentType, mostAttachments, signInSheet } from './schema.ts';
