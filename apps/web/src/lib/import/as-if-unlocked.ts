import { isUnlocked, type RegisterProjection } from '@lianxi/documents';

/**
 * A register as it will be once the citizen-number column is unlocked, so that what will change can be shown before
 * anything is written.
 */
export const asIfUnlocked = (register: RegisterProjection): RegisterProjection => {
  const about = register.aboutValues();
  if (isUnlocked(about, 'idNumber')) return register;
  const opened = Object.freeze({ ...about, unlocked: [...(about.unlocked ?? []), 'idNumber'] });
  return {
    ...register,
    about: { ...register.about, values: () => opened },
    aboutValues: () => opened,
  };
};
