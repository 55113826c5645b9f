import { m } from '#lib/paraglide/messages.js';
import type { IconName } from '../ui/icon.ts';

export interface Place {
  readonly href: string;
  readonly icon: IconName;
  readonly label: () => string;
}

export const mainPlaces: readonly Place[] = [
  { href: '/', icon: 'today', label: m.shell_today },
  { href: '/meetings', icon: 'meet', label: m.shell_meetings },
  { href: '/residents', icon: 'home', label: m.shell_residents },
  { href: '/projects', icon: 'proj', label: m.shell_projects },
];

export const otherPlaces: readonly Place[] = [
  { href: '/organisation', icon: 'org', label: m.shell_organisation },
  { href: '/settings', icon: 'set', label: m.shell_settings },
];

export const isAt = (path: string, place: Place): boolean =>
  place.href === '/' ? path === '/' : path === place.href || path.startsWith(`${place.href}/`);
