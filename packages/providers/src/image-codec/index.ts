export { createImageCodec } from './codec.ts'
