/** `npm test`: the same checks as `pnpm verify`, from nothing but Node and npm. */
import './verify.mjs';
