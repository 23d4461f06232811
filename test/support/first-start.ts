// What Otpost's first start makes for the tests: who may call it as a client, and who may sign in to the portal.

export const management = {
  clientId: 'management-client',
  clientSecret: 'management-secret-of-32-letters-or-more',
}

export const owner = { email: 'owner@example.com', password: 'a long-enough password' }

export const firstSettings = {
  OTPOST_MGMT_CLIENT_ID: management.clientId,
  OTPOST_MGMT_CLIENT_SECRET: management.clientSecret,
  OTPOST_ADMIN_EMAIL: owner.email,
  OTPOST_ADMIN_PASSWORD: owner.password,
}
