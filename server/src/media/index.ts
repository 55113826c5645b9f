export { type PictureError, type PictureType, readPicture } from './picture.ts';
export { keepSwept, mediaGrace, sweepMedia } from './sweep.ts';
