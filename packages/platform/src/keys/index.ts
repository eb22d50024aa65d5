export { keyRing } from './key-ring.ts'
export { createSealer, createSigner, rootKeysOf, type RootKeys } from './sealing.ts'
