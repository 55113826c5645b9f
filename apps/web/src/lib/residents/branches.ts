import {
  overviewRegisters,
  type PlaceBranch,
  type RegisterProjection,
  type RegistersOverview,
} from '@lianxi/documents';

const overviews = new WeakMap<RegisterProjection, RegistersOverview>();

/** The buildings and entrances of one register; the same branches until they change. */
export const branchesOf = (register: RegisterProjection): readonly PlaceBranch[] => {
  let overview = overviews.get(register);
  if (!overview) {
    overview = overviewRegisters([register]);
    overviews.set(register, overview);
  }
  return overview.tree();
};
