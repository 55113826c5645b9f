import { isJsonObject } from '@lianxi/base';

/** The browser as the relay lists it: a device of whoever signs in here for good. */
export interface Device {
  readonly id: string;
  readonly name: string;
}

export const isDevice = (value: unknown): value is Device =>
  isJsonObject(value) && isUuid(value.id) && typeof value.name === 'string';

export const isUuid = (value: unknown): value is string => typeof value === 'string' && /^[0-9a-f-]{36}$/.test(value);
