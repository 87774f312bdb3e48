import type { FastifyInstance } from 'fastify';
import { badUserInput } from '../errors.ts';

/** Listens, or throws BAD_USER_INPUT with what to do about it. */
export async function listen(
  app: FastifyInstance,
  { host, port }: { host: string; port: number },
): Promise<void> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    await app.close();
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
    switch (code) {
      case 'EADDRINUSE':
        throw badUserInput(
          'server.port',
          `Port ${port} on ${host} is in use. Stop what listens there, or set PORT to another one (0 takes any free one).`,
        );
      case 'EACCES':
        throw badUserInput(
          'server.port',
          `Port ${port} may not be opened by this user. Set PORT to one above 1023.`,
        );
      case 'EADDRNOTAVAIL':
      case 'ENOTFOUND':
        throw badUserInput(
          'server.host',
          `${host} is no address of this machine. Set HOST to 127.0.0.1 or 0.0.0.0.`,
        );
      default:
        throw error;
    }
  }
}
