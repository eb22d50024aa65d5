export { inboundVendors } from './vendors.ts'
export type { InboundVendor } from './vendor.ts'
