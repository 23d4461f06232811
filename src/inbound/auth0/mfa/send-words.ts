import { countryNotAllowedText, type OAuthWords } from '../errors.ts'

/** What keeps the code of a second factor from being sent, in the words of contract 6.4. */
export const sendWords: OAuthWords = {
  rate_limited: {
    status: 429,
    error: 'too_many_attempts',
    description: 'Too many SMS sent by the user. Wait for some minutes before retrying.',
  },
  country_not_allowed: { status: 400, error: 'invalid_request', description: countryNotAllowedText },
}
