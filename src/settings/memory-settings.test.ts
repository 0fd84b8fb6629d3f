import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemorySettings, maxmemoryClientsBytes } from './memory-settings.ts';

test('the memory of clients is bytes, or per cent of the limit of data', () => {
  const memory = new MemorySettings();
  assert.equal(maxmemoryClientsBytes(memory), 0);
  memory.maxmemoryClients = 500;
  assert.equal(maxmemoryClientsBytes(memory), 500);
  memory.maxmemoryClients = -5;
  assert.equal(maxmemoryClientsBytes(memory), 0, 'per cent of no limit');
  memory.maxmemoryBytes = 1001;
  assert.equal(maxmemoryClientsBytes(memory), 50);
});
