export { createOperatorPager, operatorPagerOff, type OperatorPagerOptions } from './client.ts'
export { sandboxOnCall } from './sandbox-keys.ts'
