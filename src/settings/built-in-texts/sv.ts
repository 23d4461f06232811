import type { BuiltInTexts } from './types.ts'

export const texts: BuiltInTexts = {
  login: {
    text: '{{ code }} är din inloggningskod för {{ friendly_name }}. Dela den inte med någon.',
    voice:
      'Hej. Din inloggningskod för {{ friendly_name }} är {{ pause }} {{ code }}. Jag upprepar: din inloggningskod är {{ pause }} {{ code }}.',
  },
  signup: {
    text: '{{ code }} är din registreringskod för {{ friendly_name }}. Dela den inte med någon.',
    voice:
      'Hej. Din registreringskod för {{ friendly_name }} är {{ pause }} {{ code }}. Jag upprepar: din registreringskod är {{ pause }} {{ code }}.',
  },
  verification: {
    text: '{{ code }} är koden för att bekräfta ditt telefonnummer hos {{ friendly_name }}. Dela den inte med någon.',
    voice:
      'Hej. Koden för att bekräfta ditt telefonnummer hos {{ friendly_name }} är {{ pause }} {{ code }}. Jag upprepar: koden för att bekräfta ditt nummer är {{ pause }} {{ code }}.',
  },
  mfa: {
    text: '{{ code }} är din kod för tvåstegsverifiering hos {{ friendly_name }}. Dela den inte med någon.',
    voice:
      'Hej. Din kod för tvåstegsverifiering hos {{ friendly_name }} är {{ pause }} {{ code }}. Jag upprepar: din kod för tvåstegsverifiering är {{ pause }} {{ code }}.',
  },
  mfa_enrollment: {
    text: '{{ code }} är koden för att lägga till den här telefonen för tvåstegsverifiering hos {{ friendly_name }}. Dela den inte med någon.',
    voice:
      'Hej. Koden för att lägga till den här telefonen för tvåstegsverifiering hos {{ friendly_name }} är {{ pause }} {{ code }}. Jag upprepar: koden för att lägga till telefonen är {{ pause }} {{ code }}.',
  },
  password_reset: {
    text: '{{ code }} är koden för att återställa ditt lösenord hos {{ friendly_name }}. Dela den inte med någon.',
    voice:
      'Hej. Koden för att återställa ditt lösenord hos {{ friendly_name }} är {{ pause }} {{ code }}. Jag upprepar: koden för att återställa lösenordet är {{ pause }} {{ code }}.',
  },
  password_reset_link: {
    text: 'Öppna länken för att välja ett nytt lösenord hos {{ friendly_name }}: {{ link }}',
    voice:
      'Hej. Vi har fått en begäran om en länk för att återställa ditt lösenord hos {{ friendly_name }}. En länk kan inte läsas upp i ett samtal. Begär en kod i stället eller få länken som sms.',
  },
  blocked_account: {
    text: 'Inloggning hos {{ friendly_name }} från {{ user.source_ip }}{% if user.city %} ({{ user.city }}, {{ user.country }}){% elsif user.country %} ({{ user.country }}){% endif %} har spärrats efter för många felaktiga försök. Om det var du behöver du återställa ditt lösenord för att kunna logga in igen. Annars behöver du inte göra något.',
    voice:
      'Hej. Inloggning hos {{ friendly_name }} från en viss ip-adress har spärrats efter för många felaktiga försök. Om det var du behöver du återställa ditt lösenord för att kunna logga in igen. Annars behöver du inte göra något.',
  },
  password_breach: {
    text: 'Ditt lösenord för {{ friendly_name }} har hittats i en dataläcka. Byt lösenord innan du loggar in igen.',
    voice:
      'Hej. Ditt lösenord för {{ friendly_name }} har hittats i en dataläcka. Byt lösenord innan du loggar in igen.',
  },
}
