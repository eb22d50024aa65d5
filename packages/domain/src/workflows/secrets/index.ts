export { listSecrets } from './list-secrets.ts'
export { removeSecret } from './remove-secret.ts'
export { renewSigningSecret } from './renew-signing-secret.ts'
export { setSecret } from './set-secret.ts'
