/** What an operator reads instead of the API's names. */
export const appTypes = [
  { value: 'regular_web', label: 'Regular web application', text: 'Runs on a server and can keep a secret.' },
  { value: 'spa', label: 'Single-page application', text: "Runs in the browser and can't keep a secret." },
  {
    value: 'native',
    label: 'Native application',
    text: "Runs on a phone or desktop and can't keep a secret.",
  },
  {
    value: 'non_interactive',
    label: 'Machine to machine',
    text: 'A server or script that calls APIs without a user.',
  },
] as const

export function describeAppType(appType: string | undefined): string {
  if (appType === undefined || appType === '') return 'Not set'
  return appTypes.find(({ value }) => value === appType)?.label ?? appType
}

export const clientNameMessage = "The name can't contain < or >"

export const passwordlessGrant = 'http://auth0.com/oauth/grant-type/passwordless/otp'

export const grantTypes = [
  { value: passwordlessGrant, label: 'Passwordless OTP: code by SMS' },
  { value: 'refresh_token', label: 'Refresh token' },
  { value: 'client_credentials', label: 'Client credentials: no user' },
  { value: 'password', label: 'Password' },
  { value: 'http://auth0.com/oauth/grant-type/password-realm', label: 'Password with realm' },
  { value: 'http://auth0.com/oauth/grant-type/mfa-oob', label: 'MFA: code by text or voice call' },
  { value: 'http://auth0.com/oauth/grant-type/mfa-otp', label: 'MFA: code from an authenticator app' },
  { value: 'http://auth0.com/oauth/grant-type/mfa-recovery-code', label: 'MFA: recovery code' },
  { value: 'authorization_code', label: 'Authorization code' },
  { value: 'implicit', label: 'Implicit' },
] as const

export const authMethods = [
  { value: 'none', label: 'None: the application has no secret' },
  { value: 'client_secret_post', label: 'Secret in the body (client_secret_post)' },
  { value: 'client_secret_basic', label: 'Secret in the header (client_secret_basic)' },
] as const

const labels = new Map([
  ['name', 'Name'],
  ['description', 'Description'],
  ['app_type', 'Application type'],
  ['authMethod', 'Authentication method'],
  ['callbacks', 'Allowed callback URLs'],
  ['isForwardedForTrusted', 'Trust the auth0-forwarded-for header'],
  ['lifetime', 'ID token lifetime (seconds)'],
  ['alg', 'ID token signature'],
])

/** What a field is called where two versions are compared. */
export function labelOf(path: string): string {
  return path.startsWith('grant_types') ? 'Grant types' : (labels.get(path) ?? path)
}
