import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkTitleTemplate, expandTitleTemplate } from './title-template.ts';

const values = {
  title: 'casemate',
  'listen-addr': '127.0.0.1:6379',
  'server-mode': '',
  port: '6379',
  'tls-port': '0',
  unixsocket: '',
  'config-file': '/etc/redis.conf',
};

test('variables are filled in and outer spaces go', () => {
  assert.equal(
    expandTitleTemplate('{title} {listen-addr} {server-mode}', values),
    'casemate 127.0.0.1:6379',
  );
  assert.equal(expandTitleTemplate('{{{port}} {config-file}', values), '{6379} /etc/redis.conf');
});

test('open braces, unknown variables and empty titles are no templates', () => {
  for (const template of ['{title', '{nothing}', '', '{unixsocket}', '{']) {
    assert.notEqual(checkTitleTemplate(template), undefined, template);
  }
  assert.equal(checkTitleTemplate('plain text'), undefined);
  assert.equal(expandTitleTemplate('{constructor}', values), undefined);
});
