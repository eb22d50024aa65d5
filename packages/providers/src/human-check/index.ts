export { createHumanCheck, type HumanCheckOptions } from './client.ts'
export { humanCheckOff } from './off.ts'
