export const HELP = `Usage: casemate [CONFIG | -] [--DIRECTIVE VALUE ...]
       casemate cli [OPTIONS] [COMMAND ...]
       casemate certs create|renew|show|trust
       casemate acl hash

Without a configuration file it starts in its secure mode: a data directory of its
own with certificates and a generated password, on loopback only.

  casemate                         secure mode, ports 6379 and 6380 (TLS)
  casemate --port 7000             the same on another port
  casemate --data-dir ./data       keep certificates, users and settings there
  casemate /etc/redis/redis.conf   in place of redis-server: same file, same flags
  casemate -                       read the configuration from standard input
  casemate cli                     connect to the server on this machine
  casemate certs create client app make app.crt and app.key for a client
  casemate acl hash                make an ACL rule of a password that you choose

  --version, -v   print the version
  --help, -h      print this text

Directives are those of redis.conf: docs/configuration.md describes each.
`;
