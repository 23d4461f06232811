import { queryOptions } from '@tanstack/react-query'
import { ApiError } from '../../api/api-error.ts'
import type { Api, Versioned } from '../../api/create-api.ts'

export interface BruteForce {
  readonly enabled: boolean
  readonly shields: readonly string[]
  readonly allowlist: readonly string[]
  readonly mode: 'count_per_identifier_and_ip' | 'count_per_identifier'
  readonly max_attempts: number
}

interface Throttle {
  readonly max_attempts: number
  /** Milliseconds until one more attempt is granted. */
  readonly rate: number
}

export interface IpThrottling {
  readonly enabled: boolean
  readonly shields: readonly string[]
  readonly allowlist: readonly string[]
  readonly stage: { readonly 'pre-login': Throttle; readonly 'pre-user-registration': Throttle }
}

export interface AttackProtection {
  readonly bruteForce: BruteForce
  readonly throttling: IpThrottling
}

const bruteForcePath = '/api/v2/attack-protection/brute-force-protection'
const throttlingPath = '/api/v2/attack-protection/suspicious-ip-throttling'

export async function readAttackProtection(
  api: Api,
  signal?: AbortSignal,
): Promise<Versioned<AttackProtection>> {
  const options = signal ? { signal } : {}
  const [bruteForce, throttling] = await Promise.all([
    api.read<BruteForce>(bruteForcePath, options),
    api.read<IpThrottling>(throttlingPath, options),
  ])
  const { etag } = bruteForce
  // The tag of each stands for both: somebody saved in between.
  if (throttling.etag !== etag) return readAttackProtection(api, signal)
  return { value: { bruteForce: bruteForce.value, throttling: throttling.value }, etag }
}

export function attackProtectionQuery(api: Api) {
  return queryOptions({
    queryKey: ['settings', 'attack-protection'],
    queryFn: ({ signal }) => readAttackProtection(api, signal),
    refetchOnWindowFocus: false,
  })
}

export function saveBruteForce(
  api: Api,
  change: BruteForce,
  ifMatch: string | undefined,
): Promise<Versioned<BruteForce>> {
  return ofForm('brute', () => api.patch<BruteForce>(bruteForcePath, change, { ifMatch }))
}

export function saveThrottling(
  api: Api,
  change: IpThrottling,
  ifMatch: string | undefined,
): Promise<Versioned<IpThrottling>> {
  return ofForm('throttling', () => api.patch<IpThrottling>(throttlingPath, change, { ifMatch }))
}

/** Both have fields of the same names: which of them was refused is told by where they are in the form. */
async function ofForm<Result>(prefix: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    const { status, kind, message, requestId, retryAfterSeconds } = error
    const fieldErrors = error.fieldErrors.map(({ field, detail }) => ({
      field: `${prefix}.${field}`,
      detail,
    }))
    throw new ApiError({ status, kind, message, requestId, retryAfterSeconds, fieldErrors })
  }
}
