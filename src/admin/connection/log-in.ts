import type { Login, LoginRefusal } from '../../access/judge-login.ts';
import type { User } from '../../access/user.ts';
import { WRONG_PASSWORD } from '../../access/users.ts';
import { toLatin1 } from '../../base/bytes.ts';
import type { Call, LateReply } from '../../command/call.ts';
import type { CommandRow } from '../../command/row.ts';
import { judgeFeeds } from '../../engine/judge-feeds.ts';
import { maskedWord } from '../../engine/masked-word.ts';
import type { Session } from '../../engine/session.ts';
import { sessionOf } from '../../engine/session-of.ts';
import type { Reply } from '../../resp/reply.ts';
import { clientLine } from '../client/client-line.ts';
import type { ServerServices } from '../services.ts';
import { isFull } from './user-places.ts';

/** Names are told in the log; a longer one is the work of somebody who wants to fill it. */
const LOGGED_NAME_MAX = 64;

/** For the log; the client learns only that it was refused. */
const WHY: Readonly<Record<LoginRefusal, string>> = {
  auth: 'wrong user name or password',
  source: 'this address is not allowed',
  listener: 'this listener does not admit that user',
  protected: 'it has no password, and protected-mode keeps such users to this machine',
};

/** One attempt to log in. */
export interface LoginAttempt {
  /** One character per byte. */
  readonly name: string;
  readonly password: Uint8Array;
  /** Writes the reply of a success. */
  readonly welcome: (reply: Reply) => void;
}

/** An attempt, and by which command. */
interface Attempt extends LoginAttempt {
  readonly command: string;
  /** The command as it was written: what ACL LOG calls the object, as in Redis. */
  readonly word: string;
}

/**
 * Logs a session in, or answers WRONGPASS. Everything a failure entails is here, for AUTH and HELLO alike: the throttle,
 * ACL LOG and the line in the log that fail2ban reads.
 */
export function logIn(services: ServerServices, call: Call, given: LoginAttempt): void {
  const session = sessionOf(call);
  const word = toLatin1(maskedWord(call.row as CommandRow, call.args, 0));
  const attempt = { ...given, command: call.row.fullName, word };
  const delayMs = services.authThrottle.delayMs(session);
  // The words of the request are gone when the wait is over.
  const kept = delayMs > 0 ? { ...attempt, password: attempt.password.slice() } : attempt;
  if (delayMs > 0) {
    call.defer(judgeLater(services, session, { attempt: kept, delayMs }));
    return;
  }
  const login = judge(services, session, attempt);
  if (login instanceof Promise) {
    call.defer(login.then(finishLater(services, session, attempt)));
    return;
  }
  finish(services, session, { attempt, login })(call.reply);
}

/** The guess of a connection that has ended meanwhile is not judged: nobody reads the answer, and others would wait for it. */
async function judgeLater(
  services: ServerServices,
  session: Session,
  { attempt, delayMs }: { readonly attempt: Attempt; readonly delayMs: number },
): Promise<LateReply> {
  const { clock } = services.engine;
  let leftMs = delayMs;
  while (leftMs > 0) {
    const waitMs = leftMs;
    await new Promise<void>((resolve) => {
      clock.after(waitMs, resolve);
    });
    if (!services.sessions.has(session.id)) return () => undefined;
    leftMs = services.authThrottle.furtherDelayMs(session);
  }
  return finishLater(services, session, attempt)(await judge(services, session, attempt));
}

function judge(
  services: ServerServices,
  session: Session,
  { name, password }: LoginAttempt,
): Login | Promise<Login> {
  return services.users.authenticate({
    name,
    password,
    origin: session.link,
    method: 'password',
    nowMs: services.engine.world.nowMs,
    isAlive: () => services.sessions.has(session.id),
  });
}

function finishLater(
  services: ServerServices,
  session: Session,
  attempt: Attempt,
): (login: Login) => LateReply {
  return (login) => finish(services, session, { attempt, login });
}

function finish(
  services: ServerServices,
  session: Session,
  { attempt, login }: { readonly attempt: Attempt; readonly login: Login },
): LateReply {
  const { authThrottle } = services;
  if (login.user !== undefined) {
    authThrottle.succeeded(session);
    if (isFull(services.sessions, session, login.user))
      return refuseFull(services, session, login.user);
    const before = session.user;
    session.authenticate(login.user);
    judgeFeeds(session, services.revocation);
    if (before !== login.user) services.engine.tracking.userChanged(session);
    return attempt.welcome;
  }
  report(services, session, { attempt, reason: login.reason });
  const closes = authThrottle.failed(session) === 'close';
  return (reply) => {
    reply.error(WRONG_PASSWORD);
    if (closes) session.link.close('after-replies');
  };
}

/** The password was right, so the reason may be told. */
function refuseFull(services: ServerServices, session: Session, user: User): LateReply {
  const { connectionsMax } = user.limits;
  services.engine.log.line(
    'warning',
    `Login of user '${user.name}' from ${session.link.address} refused: it has ${connectionsMax} connections, as many as its rule maxconn= allows`,
  );
  return (reply) => {
    reply.error(
      `ERR user '${user.name}' has ${connectionsMax} connections, as many as it may (maxconn)`,
    );
  };
}

function report(
  { engine, aclLog }: ServerServices,
  session: Session,
  { attempt, reason }: { readonly attempt: Attempt; readonly reason: LoginRefusal },
): void {
  const { nowMs } = engine.world;
  aclLog.add(
    {
      reason: reason === 'auth' ? 'auth' : 'source',
      context: session.executing ? 'multi' : 'toplevel',
      object: attempt.word,
      userName: attempt.name,
      clientInfo: clientLine(session, nowMs, attempt.command),
    },
    nowMs,
  );
  engine.log.line(
    'warning',
    `Authentication failed for user '${attempt.name.slice(0, LOGGED_NAME_MAX)}' from ${session.link.address}: ${WHY[reason]}`,
  );
}
