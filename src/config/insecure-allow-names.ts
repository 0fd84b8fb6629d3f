/** The refusals that `insecure-allow` can accept: the ids of the posture's findings that would stop the server. */
export const INSECURE_ALLOW_NAMES: readonly string[] = [
  'open-to-the-world',
  'files-writable-by-others',
  'loose-data-directory',
];
