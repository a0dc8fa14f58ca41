// The bundled tests; test/unit.ts makes and runs them. One file alone: npx ava test/path/of.test.ts
export default {
  files: [`${process.env.PINTXO_TESTS}/**/*.test.mjs`],
  nodeArguments: ['--enable-source-maps'],
  workerThreads: false,
  timeout: '60s',
};
