import { RedisStore } from 'connect-redis';
import session from 'express-session';
import { createClient } from 'redis';

/** Sessions of a web application: written, read, touched, listed and ended. */
export async function run({ url, note }) {
  const client = await createClient({ url }).connect();
  const store = new RedisStore({ client, prefix: 'app:', ttl: 600 });
  const call = (method, ...args) =>
    new Promise((resolve, reject) =>
      store[method](...args, (error, value) => (error ? reject(error) : resolve(value))),
    );
  const cookie = new session.Cookie({ maxAge: 60_000 }).toJSON();
  await call('set', 'one', { cookie, user: 'ann' });
  await call('set', 'two', { cookie, user: 'bob' });
  note('get', (await call('get', 'one')).user);
  note('missing', (await call('get', 'none')) ?? null);
  note('ttl', (await client.ttl('app:one')) > 50);
  await call('touch', 'one', { cookie: { ...cookie, expires: new Date(Date.now() + 300_000) } });
  note('touched', (await client.ttl('app:one')) > 200);
  note('length', await call('length'));
  note('ids', (await call('ids')).sort());
  note('all', (await call('all')).map(({ user }) => user).sort());
  await call('destroy', 'one');
  note('after destroy', await call('ids'));
  await call('clear');
  note('after clear', await call('length'));
  client.destroy();
}
