// Casemate is an ES module: Jest runs it as it is, with --experimental-vm-modules (see package.json).
// eslint-disable-next-line no-restricted-syntax -- Jest reads the default export.
export default { testMatch: ['**/*.test.mjs'], transform: {} };
