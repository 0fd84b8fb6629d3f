/** Where the server listens. */
export class ListenSettings {
  /** As written: `*` is every IPv4 address, `-` in front means that it may be missing. Empty: no TCP listener. */
  bind: readonly string[] = ['*', '-::*'];
  /** 0: no plain TCP listener. */
  port = 6379;
  /** 0: no TLS listener. */
  tlsPort = 0;
  /** Empty: no Unix socket. */
  unixsocket = '';
  unixsocketGroup = '';
  /** 0: as the umask leaves it. */
  unixsocketMode = 0;
  /** Addresses and ranges of proxies that begin each connection with a PROXY header. */
  proxyProtocolFrom: readonly string[] = [];
  bindSourceAddr = '';
  socketMarkId = 0;
}
