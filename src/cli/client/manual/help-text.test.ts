import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SAMPLE_MANUAL } from '../../../../test/support/sample-manual.ts';
import { CommandManual } from './command-manual.ts';
import { helpText } from './help-text.ts';

function help(...words: readonly string[]): string {
  return helpText(SAMPLE_MANUAL, words, 'plain');
}

test('help explains a command, a container with what it holds, and a group', () => {
  assert.equal(
    help('get'),
    '\n  GET key\n  summary: Get a value\n  since: 1.0.0\n  group: string\n\n',
  );
  assert.equal(
    help('Config'),
    '\n  CONFIG \n  summary: A container\n  since: 2.0.0\n  group: server\n\n' +
      '  CONFIG GET parameter [parameter ...]\n  summary: Get parameters\n  since: 2.0.0\n  group: server\n\n' +
      '  CONFIG SET \n  summary: Set parameters\n  since: 2.0.0\n  group: server\n\n',
  );
  assert.equal(
    help('@list'),
    '\n  BLPOP key [key ...] timeout\n  summary: Wait\n  since: 2.0.0\n\n',
  );
  assert.match(help(), /"help <command>"/);
});

test('help that there is none of says what there is', () => {
  assert.equal(help('nosuch'), 'No help for NOSUCH; "help" tells what there is.\n');
  assert.match(help('@nosuch'), /no group @nosuch; there are @connection @generic /);
  assert.match(helpText(CommandManual.empty, ['get'], 'plain'), /COMMAND DOCS/);
});

test('colours are there when they are wanted', () => {
  const text = helpText(SAMPLE_MANUAL, ['get'], 'coloured');
  assert.match(text, /\u001b\[1mGET\u001b\[0m \u001b\[90mkey\u001b\[0m/);
  assert.equal(help('get').includes('\u001b'), false);
});
