// Every refusal of the server, whatever its dialect, as one error: problem documents (RFC 9457) of the native API and
// the session, and the Management API's own shape.

export interface FieldError {
  /** Where it is, e.g. `webhook.url`. Empty when it is the whole. */
  readonly field: string
  readonly detail: string
}

export interface Refusal {
  /** 0 when there was no answer at all. */
  readonly status: number
  /** The last part of a problem's type, or the Management API's error code, e.g. `invalid-phone-provider`. */
  readonly kind: string
  readonly message: string
  readonly requestId?: string | undefined
  readonly fieldErrors?: readonly FieldError[]
  readonly retryAfterSeconds?: number | undefined
}

export class ApiError extends Error {
  readonly status: number
  readonly kind: string
  readonly requestId: string | undefined
  readonly fieldErrors: readonly FieldError[]
  readonly retryAfterSeconds: number | undefined

  constructor({ status, kind, message, requestId, fieldErrors = [], retryAfterSeconds }: Refusal) {
    super(message)
    this.name = 'ApiError'
    this.status = status
    this.kind = kind
    this.requestId = requestId
    this.fieldErrors = fieldErrors
    this.retryAfterSeconds = retryAfterSeconds
  }
}

export async function readRefusal(response: Response): Promise<ApiError> {
  const { status, headers } = response
  const body = members(await response.json().catch(() => undefined))
  const retryAfter = Number(headers.get('retry-after') ?? Number.NaN)
  const requestId = headers.get('x-request-id') ?? text(body.get('instance'))?.replace(/^.*[:/]/, '')
  const common = {
    status,
    requestId: requestId ?? /Request id: (\S+)/.exec(text(body.get('message')) ?? '')?.[1],
    retryAfterSeconds: Number.isFinite(retryAfter) ? retryAfter : undefined,
  }
  const type = text(body.get('type'))
  if (type !== undefined) {
    const message =
      text(body.get('detail')) ?? text(body.get('title')) ?? `The server responded with ${status}.`
    const kind = type.split('/').at(-1) ?? ''
    return new ApiError({ ...common, kind, message, fieldErrors: readFieldErrors(body.get('errors')) })
  }
  const message = text(body.get('message'))
  return new ApiError({
    ...common,
    kind: text(body.get('errorCode')) ?? text(body.get('error')) ?? '',
    message: message ?? text(body.get('error_description')) ?? `The server responded with ${status}.`,
    fieldErrors: message === undefined ? [] : readNamedProperty(message),
  })
}

/** The words for an error of any kind. */
export function describeError(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function readFieldErrors(errors: unknown): FieldError[] {
  if (!Array.isArray(errors)) return []
  return errors.map((error: unknown) => {
    const entry = members(error)
    return { field: text(entry.get('field')) ?? '', detail: text(entry.get('detail')) ?? '' }
  })
}

/** `Payload validation error: 'why' on property options.template (what it is).` What is missing stands in the why. */
function readNamedProperty(message: string): FieldError[] {
  const found = /validation error: '(.*)' on property ([^\s(]+?)(?: \(.*)?\.?$/s.exec(message)
  const [, detail, field] = found ?? []
  if (detail === undefined || field === undefined) return []
  const missing = /^Missing required property: (\S+)$/.exec(detail)?.[1]
  return [missing === undefined ? { field, detail } : { field: `${field}.${missing}`, detail: 'is required' }]
}

function members(value: unknown): ReadonlyMap<string, unknown> {
  return new Map(typeof value === 'object' && value !== null ? Object.entries(value) : [])
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
