import { spawn } from 'node:child_process';
import type { Outcome } from '../ports/failure.ts';
import { failed, success } from '../ports/failure.ts';
import type { Daemonizer } from '../ports/process.ts';
import { systemFailure } from './system-error.ts';

/** Tells the new process what it is. It is taken out of the environment at once, so that nothing we start inherits it. */
const MARK = 'CASEMATE_DAEMON';

interface Report {
  readonly ready: boolean;
  readonly message: string;
}

/** Node can't fork, so the daemon is the same program started again, in a session of its own. */
export class NodeDaemonizer implements Daemonizer {
  readonly isDaemon: boolean;

  constructor() {
    this.isDaemon = process.env[MARK] === '1' && process.send !== undefined;
    if (this.isDaemon) Reflect.deleteProperty(process.env, MARK);
  }

  start(standardInput: Uint8Array): Promise<Outcome<{ readonly pid: number }>> {
    const child = spawn(process.execPath, [...process.execArgv, ...process.argv.slice(1)], {
      detached: true,
      env: { ...process.env, [MARK]: '1' },
      stdio: [standardInput.length === 0 ? 'ignore' : 'pipe', 'ignore', 'ignore', 'ipc'],
    });
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(standardInput);
    return new Promise((resolve) => {
      child.once('error', (error) => resolve(systemFailure(error, "Can't start the daemon")));
      child.once('exit', (code, signal) => {
        resolve(
          failed(
            'EDAEMON',
            `The daemon ended before it was ready (${signal ?? `exit code ${code ?? 1}`}); its log says why.`,
          ),
        );
      });
      child.once('message', (message) => {
        child.removeAllListeners('exit');
        const report = message as Report;
        resolve(
          report.ready ? success({ pid: child.pid ?? 0 }) : failed('EDAEMON', report.message),
        );
        child.unref();
        if (child.connected) child.disconnect();
      });
    });
  }

  reportReady(): void {
    this.#report({ ready: true, message: '' });
  }

  reportFailed(message: string): void {
    this.#report({ ready: false, message });
  }

  #report(report: Report): void {
    if (!this.isDaemon || !process.connected) return;
    // The parent may have been killed while it waited: then nobody needs to know.
    process.send?.(report, undefined, undefined, () => {
      if (process.connected) process.disconnect();
    });
  }
}
