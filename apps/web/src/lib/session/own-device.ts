import { createUuid } from '@lianxi/base';
import { m } from '#lib/paraglide/messages.js';
import { type Device, isUuid } from './device.ts';
import { keptStorage, readStored, writeStored } from './storage.ts';
import { readUserAgent, type System } from './user-agent.ts';

const key = 'lianxi.device';

/** This browser's number: made once, and said by every member who signs in here. The relay tells their devices apart. */
export const ownDevice = (): Device => {
  const known = readStored(keptStorage, key, isUuid);
  const id = known ?? createUuid();
  if (known === null) writeStored(keptStorage, key, id);
  return { id, name: deviceName(navigator.userAgent) };
};

/** `Windows 电脑 · Edge`: what its owner will know it by in a list. */
const deviceName = (userAgent: string): string => {
  const { system, browser } = readUserAgent(userAgent);
  return [systemWord[system](), browser].filter(Boolean).join(' · ');
};

const systemWord: Readonly<Record<System, () => string>> = {
  harmony: m.people_system_harmony,
  iphone: () => 'iPhone',
  ipad: () => 'iPad',
  tablet: m.people_system_android_tablet,
  android: m.people_system_android,
  windows: m.people_system_windows,
  mac: () => 'Mac',
  linux: m.people_system_linux,
  other: m.people_system_other,
};
