import { Hono } from 'hono';
import type { HttpEnvironment, HttpPorts } from './environment.ts';
import { requireAdmin, requireCaller } from './guards.ts';

/** `/api/status`: how the server is, for the community's administrators. */
export const statusRoutes = (ports: HttpPorts) =>
  new Hono<HttpEnvironment>().get('/', requireCaller(ports), requireAdmin(ports), (context) =>
    context.json(ports.readStatus()),
  );
