export { createClamd, type ClamdOptions } from './clamd.ts'
export { virusScannerOff } from './off.ts'
