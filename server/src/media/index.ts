export { keepSwept, mediaGrace, sweepMedia } from './sweep.ts';
export { type PictureError, type PictureType, readPicture } from './picture.ts';
