import { printHotKeys } from './hot-keys.ts';
import { printKeySizes } from './key-sizes.ts';
import { printLatency, printLatencyHistory } from './latency.ts';
import { printLatencySpectrum } from './latency-spectrum.ts';
import { pipeRequests } from './pipe-requests.ts';
import { printKeys } from './print-keys.ts';
import { printServerNumbers } from './server-numbers.ts';
import type { ToolContext } from './tool-context.ts';

/** Runs the tool that was asked for; true when it met no errors. */
export async function runTool(context: ToolContext): Promise<boolean> {
  switch (context.options.mode) {
    case 'pipe':
      return await pipeRequests(context);
    case 'scan':
      await printKeys(context);
      return true;
    case 'stat':
      return await printServerNumbers(context);
    case 'bigkeys':
      await printKeySizes(context, 'elements');
      return true;
    case 'memkeys':
      await printKeySizes(context, 'memory');
      return true;
    case 'hotkeys':
      await printHotKeys(context);
      return true;
    case 'latency':
      await printLatency(context);
      return true;
    case 'latency-history':
      return await printLatencyHistory(context);
    case 'latency-dist':
      return await printLatencySpectrum(context);
    case 'commands':
      return true;
  }
}
