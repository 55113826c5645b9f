import type { AddressParts } from '@lianxi/access';

/**
 * A document as the log may name it. An id is drawn by a program, or may have been chosen by somebody and say whatever they
 * liked; then the document's number in the file stands in its place.
 */
export const loggedAddress = ({ kind, scope, id, address }: AddressParts, room: number): string =>
  drawn.test(id) ? address : `${kind}/${scope}/#${room}`;

const drawn = /^(main|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;
