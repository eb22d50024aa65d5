export { createGoogleIdentity, type GoogleIdentityOptions } from './client.ts'
export { demoPeople, type DemoPerson } from './demo-people.ts'
export { googleIdentityOff } from './off.ts'
