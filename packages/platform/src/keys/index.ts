export { keyRing } from './key-ring.ts'
