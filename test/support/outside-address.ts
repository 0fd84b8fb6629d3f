import { networkInterfaces } from 'node:os';

/** An IPv4 address of this machine beyond loopback, if it has one. */
export function outsideAddress(): string | undefined {
  return Object.values(networkInterfaces())
    .flat()
    .find((each) => each?.family === 'IPv4' && !each.internal)?.address;
}
