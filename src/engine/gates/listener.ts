import { CategoryBit } from '../../command/categories.ts';
import type { Gate } from '../gate.ts';

/**
 * Through a listener with `admin=no` come no administrative commands, whoever sends them. None of these takes the short
 * way (`CommandRow.takesShortWay`), so that this question costs nobody else anything.
 */
export const listener: Gate = ({ row, session, server }) =>
  (row.categories & CategoryBit.admin) !== 0 && session.link.policy?.admin === false
    ? server.rights.refuse(session, {
        reason: 'source',
        by: 'listener',
        what: row.fullName,
        word: 0,
      })
    : undefined;
