/**
 * The application: counts the visits of a page, and forgets a visitor after half an hour.
 *
 * @param {import('redis').RedisClientType} client
 */
export function visits(client) {
  return {
    /** Returns how many visitors the page has had; who came within half an hour isn't counted again. */
    async visit(page, visitor) {
      const isNew = await client.set(`seen:${page}:${visitor}`, '1', {
        condition: 'NX',
        expiration: { type: 'EX', value: 1800 },
      });
      return isNew === null
        ? Number(await client.get(`visits:${page}`))
        : client.incr(`visits:${page}`);
    },
  };
}
