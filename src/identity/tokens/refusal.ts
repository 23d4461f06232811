// A refused token request, as OAuth states it. Status, `error` and text are Auth0's (contract 1.2), because clients
// tell them apart by all three; the endpoint writes them down and adds nothing.

export interface TokenRefusal {
  readonly ok: false
  readonly status: number
  readonly error: string
  readonly description: string
}

export function refuse(status: number, error: string, description: string): TokenRefusal {
  return { ok: false, status, error, description }
}

export function missingParameter(name: string): TokenRefusal {
  return refuse(400, 'invalid_request', `Missing required parameter: ${name}`)
}

export function unknownRefreshToken(): TokenRefusal {
  return refuse(403, 'invalid_grant', 'Unknown or invalid refresh token.')
}
