// The tests that need a virtual machine: npx ava --config test/vm/ava.config.js
export default {
  files: ['test/vm/**/*.test.ts'],
  extensions: { ts: 'module' },
  nodeArguments: ['--import=tsx'],
  workerThreads: false,
  // One machine at a time: under emulation two of them slow each other past every time limit.
  concurrency: 1,
  timeout: '30m',
};
