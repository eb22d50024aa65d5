export { createBreachedPasswords, type BreachedPasswordsOptions } from './client.ts'
export { breachedPasswordsOff } from './off.ts'
