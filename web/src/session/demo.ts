/** The demo's accounts and codes; other installations answer 404 and show nothing. */
import { api, ok, type IdentityShapes } from '@/api/client'

export type DemoAccount = IdentityShapes['DemoAccount']

export async function readDemoAccounts(): Promise<DemoAccount[]> {
  try {
    return await ok(api.GET('/api/v1/identity/demo/accounts'))
  } catch {
    return []
  }
}
