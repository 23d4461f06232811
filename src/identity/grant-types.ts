/** Auth0's grant of a one-time code (contract 3.3). */
export const passwordlessGrant = 'http://auth0.com/oauth/grant-type/passwordless/otp'
