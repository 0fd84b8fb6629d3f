import { encodeText } from '../config/byte-text.ts';
import { plainOrQuoted } from '../config/split-arguments.ts';
import type { DataDirectoryPaths } from './data-directory.ts';

/** The ports of the secure mode when nobody asks for others. */
export const SECURE_PORT = 6379;
export const SECURE_TLS_PORT = 6380;

/** The configuration file that the first start leaves for its operator to read and change. */
export function firstConfig(paths: DataDirectoryPaths): Uint8Array {
  const path = (name: string): string => plainOrQuoted(name);
  return encodeText(`# Casemate's configuration, in the syntax of redis.conf. Every directive is described in docs/configuration.md.
# The first start wrote this file; it is yours now and is not written again, except by CONFIG REWRITE.
# Flags override it: casemate --port 7000

# Who can connect: this machine alone. Beyond loopback, prefer TLS: bind an address, set port 0 and keep tls-port.
bind 127.0.0.1 -::1
protected-mode yes
port ${SECURE_PORT}

# Encrypted connections. Clients trust ${paths.authority}; the server certificate is renewed in time.
tls-port ${SECURE_TLS_PORT}
tls-cert-file ${path(paths.serverPair)}
tls-key-file ${path(paths.serverPair)}
tls-ca-cert-file ${path(paths.authority)}
# yes: clients must show a certificate of that authority, too.
tls-auth-clients no

# A socket for programs of this user alone.
unixsocket ${path(paths.socket)}
unixsocketperm 600

# Users and their rights: ACL SETUSER changes them, ACL SAVE keeps the change. The user default is off.
aclfile ${path(paths.users)}
# A SELECT that the ACL refuses ends the connection, so that what follows it can't run in the wrong database.
select-denied close
# Connections end at once when their user is switched off.
revoke-disconnects yes

# Where data files go.
dir ${path(paths.directory)}

# Memory: at most this much, and what happens then.
# maxmemory 1gb
# maxmemory-policy allkeys-lru
# All connections together, what they send and what they don't read. Beyond it the biggest ones end.
maxmemory-clients 1gb

# Log lines go to standard output. SIGHUP reopens a file.
# logfile ${path(`${paths.directory}/casemate.log`)}
loglevel notice
`);
}
