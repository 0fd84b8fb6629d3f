import { Socket } from 'node:net';

/** Called with the number of bytes at the start of the shared read buffer. */
export type BytesRead = (length: number) => void;

/**
 * One read buffer for every plain socket of the process: a read costs no allocation, and the parser stays on warm memory
 * (measured: CPU per request at P=1 1.01-1.07 of redis-server's, against 1.10-1.16 with `data` events).
 */
export const SHARED_READ_BUFFER: Uint8Array = new Uint8Array(new ArrayBuffer(128 * 1024));

/**
 * Moves an accepted, paused connection onto a socket that reads into the shared buffer. The `onread` option is public, but only
 * for sockets one opens oneself; giving it to an accepted one leans on the semi-public `handle` option and on `_handle`, and does
 * so nowhere else. Returns undefined where a Node version doesn't have them: the caller then listens to `data` events.
 */
export function adoptHandle(accepted: Socket, read: BytesRead): Socket | undefined {
  const holder: { _handle?: unknown } = accepted as unknown as { _handle?: unknown };
  const handle = holder._handle;
  if (typeof handle !== 'object' || handle === null || !('useUserBuffer' in handle))
    return undefined;
  holder._handle = null;
  const options = {
    handle,
    allowHalfOpen: true,
    onread: {
      buffer: SHARED_READ_BUFFER,
      callback: (length: number) => {
        read(length);
        return true;
      },
    },
  };
  return new Socket(options);
}

/** What a socket with the `onread` option has and one without it lacks: its buffer and its callback, under symbols of Node's own. */
const READING = readingSymbols();

/**
 * Lets a TLS connection read into the shared buffer, too: without it Node allocates 64 KiB for each record and shrinks them to what
 * came (measured: 10% of a request). Node offers `onread` for TLS on the client's side only, so this sets what the option would set.
 * What was read before still comes as `data` events, as does everything where a Node version doesn't have the symbols.
 */
export function shareReadBuffer(secured: Socket, read: BytesRead): void {
  const { _handle: handle } = secured as unknown as {
    _handle?: { useUserBuffer?: (buffer: Uint8Array) => void } | null;
  };
  if (READING === undefined || typeof handle?.useUserBuffer !== 'function') return;
  handle.useUserBuffer(SHARED_READ_BUFFER);
  Object.assign(secured, {
    [READING.buffer]: SHARED_READ_BUFFER,
    [READING.callback]: (length: number) => {
      read(length);
      return true;
    },
  });
}

function readingSymbols(): { buffer: symbol; callback: symbol } | undefined {
  const options = {
    allowHalfOpen: true,
    onread: { buffer: new Uint8Array(1), callback: () => true },
  };
  const specimen = new Socket(options);
  const symbols = Object.getOwnPropertySymbols(specimen);
  const buffer = symbols.find(({ description }) => description === 'kBuffer');
  const callback = symbols.find(({ description }) => description === 'kBufferCb');
  return buffer === undefined || callback === undefined ? undefined : { buffer, callback };
}

/** The file descriptor's number, or -1 where Node hides it. */
export function descriptorOf(socket: Socket): number {
  const handle = (socket as unknown as { _handle?: { fd?: unknown } | null })._handle;
  return typeof handle?.fd === 'number' ? handle.fd : -1;
}
