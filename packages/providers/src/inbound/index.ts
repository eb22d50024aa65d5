export { inboundVendors } from './vendors.ts'
