export { isPdf } from './paper.ts';
export { type PictureError, type PictureType, readPicture } from './picture.ts';
export { keepSwept, mediaGrace, sweepMedia } from './sweep.ts';
