import { isRole, type Standpoint } from '@lianxi/access';

/**
 * Opens a window that sees as another role does. It asks for its own token; a tab that is itself a demo role's hands its own
 * on, which a window without an opener would not get.
 */
export const openAs = ({ role, on }: Standpoint): void => {
  window.open(`/view-as?${new URLSearchParams({ role, on })}`, '_blank');
};

/** What the address bar asks for; null where it asks for nothing of the kind. */
export const standpointOf = ({
  searchParams,
}: {
  readonly searchParams: { get(name: string): string | null };
}): Standpoint | null => {
  const [role, on] = [searchParams.get('role'), searchParams.get('on')];
  return isRole(role) && on ? { role, on: on as Standpoint['on'] } : null;
};
