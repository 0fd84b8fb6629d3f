/** An operating error as a value: a stable code (ENOENT, EADDRINUSE, ...) and one sentence for people. */
export interface Failure {
  readonly code: string;
  readonly message: string;
}

/** The outcome of an operation that the outside world may refuse. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: Failure };

/** Wraps a value as a success. */
export function success<T>(value: T): Outcome<T> {
  return { ok: true, value };
}

/** Wraps a code and a sentence as a failure. */
export function failed(
  code: string,
  message: string,
): { readonly ok: false; readonly failure: Failure } {
  return { ok: false, failure: { code, message } };
}
