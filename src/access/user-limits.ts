import { momentOf, utcText } from '../base/calendar.ts';
import { RuleProblem } from './rule-problem.ts';

/** How a user may prove who it is. */
export type AuthMethod = 'password' | 'cert';

const METHODS: readonly AuthMethod[] = ['password', 'cert'];
/** More connections or a longer idle time than this is no limit. */
const NUMBER_MAX = 2 ** 31 - 1;

/** Casemate's own rules about when and how a user may be here. Redis knows none of them. */
export interface UserLimits {
  /** `auth=`; empty: any. */
  readonly authMethods: readonly AuthMethod[];
  /** `maxconn=`: connections that are logged in as this user at a time; 0 for no limit. */
  readonly connectionsMax: number;
  /** `idle=`: seconds without a request before a connection ends; 0: as `timeout` says. */
  readonly idleSeconds: number;
  /** `expires=`: ms since 1970 from which on the user may do nothing; Infinity for never. */
  readonly expiresAtMs: number;
}

export const NO_LIMITS: UserLimits = Object.freeze({
  authMethods: [],
  connectionsMax: 0,
  idleSeconds: 0,
  expiresAtMs: Infinity,
});

/** Applies `auth=`, `maxconn=`, `idle=` or `expires=`, in lower case. Undefined when the rule is none of them. */
export function applyLimitRule(
  limits: UserLimits,
  rule: string,
): UserLimits | RuleProblem | undefined {
  const equals = rule.indexOf('=');
  if (equals < 0) return undefined;
  const value = rule.slice(equals + 1);
  switch (rule.slice(0, equals)) {
    case 'auth':
      return withMethods(limits, value);
    case 'maxconn': {
      const connectionsMax = readNumber(value, 'none');
      return connectionsMax === undefined ? RuleProblem.badLimit : { ...limits, connectionsMax };
    }
    case 'idle': {
      const idleSeconds = readNumber(value, 'default');
      return idleSeconds === undefined ? RuleProblem.badLimit : { ...limits, idleSeconds };
    }
    case 'expires': {
      const expiresAtMs = readMoment(value);
      return expiresAtMs === undefined ? RuleProblem.badMoment : { ...limits, expiresAtMs };
    }
    default:
      return undefined;
  }
}

/** The limits that are set, by the names of their rules. */
export function limitFields(limits: UserLimits): (readonly [name: string, value: string])[] {
  const fields: (readonly [string, string])[] = [];
  if (limits.authMethods.length > 0) fields.push(['auth', limits.authMethods.join('|')]);
  if (limits.connectionsMax > 0) fields.push(['maxconn', String(limits.connectionsMax)]);
  if (limits.idleSeconds > 0) fields.push(['idle', String(limits.idleSeconds)]);
  if (limits.expiresAtMs !== Infinity) fields.push(['expires', utcText(limits.expiresAtMs)]);
  return fields;
}

function withMethods(limits: UserLimits, value: string): UserLimits | RuleProblem {
  if (value === 'any') return { ...limits, authMethods: [] };
  const asked = value.split('|');
  const authMethods = METHODS.filter((method) => asked.includes(method));
  return authMethods.length === asked.length ? { ...limits, authMethods } : RuleProblem.badMethod;
}

function readNumber(text: string, none: string): number | undefined {
  if (text === none) return 0;
  if (!/^[1-9]\d{0,9}$/.test(text)) return undefined;
  const value = Number(text);
  return value <= NUMBER_MAX ? value : undefined;
}

const MOMENT = /^(\d{4})-(\d\d)-(\d\d)(?:t(\d\d):(\d\d)(?::(\d\d))?z)?$/;

/** Seconds since 1970, or a date with or without a time in UTC, as RFC 3339 writes it. */
function readMoment(text: string): number | undefined {
  if (text === 'never') return Infinity;
  if (/^[1-9]\d{0,11}$/.test(text)) return Number(text) * 1000;
  const parts = MOMENT.exec(text)
    ?.slice(1)
    .map((part: string | undefined) => Number(part ?? 0));
  if (parts === undefined) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const moment = momentOf({ year, month, day, hour, minute, second });
  // A date that isn't one (30 February) comes out as another.
  return utcText(moment).startsWith(text.slice(0, 10)) ? moment : undefined;
}
